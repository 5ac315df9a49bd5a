//! The order of stages: what it keeps, how soon it ends, and how little of it a new stage changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use mlc_compiler::optimize::schedule::graph::Graph;
use mlc_compiler::optimize::schedule::law::{fault, levels};
use mlc_compiler::optimize::schedule::order::Order;
use mlc_compiler::optimize::schedule::{givers, ordered};
use proptest::prelude::*;

#[path = "../../benches/generate/exhaustive.rs"]
mod exhaustive;
#[allow(dead_code, reason = "the project's chores use the rest")]
#[path = "../../benches/generate/graphs.rs"]
mod graphs;
#[path = "../../benches/generate/nested.rs"]
mod nested;
#[allow(dead_code, reason = "the project's chores use the rest")]
#[path = "../../benches/generate/stored.rs"]
mod stored;

use graphs::{Random, Stage};
use stored::Stored;

fn graph_of(stages: &[Stage]) -> Graph {
    let seconds = stages.iter().map(|(_, seconds, _)| *seconds).collect();
    Graph::new(seconds, stages.iter().map(|(_, _, needs)| needs.clone()).collect())
}

/// A graph of up to `most` parts, each of which waits for some of those before it.
fn any_graph(most: usize) -> impl Strategy<Value = Graph> {
    (2..=most)
        .prop_flat_map(|count| {
            let needs = (0..count).map(|part| proptest::collection::vec(any::<bool>(), part)).collect::<Vec<_>>();
            (proptest::collection::vec(1_u64..1_000, count), needs, 1_usize..4)
        })
        .prop_map(|(seconds, needs, thin)| {
            let needs = needs.iter().enumerate().map(|(part, needs)| {
                let kept = needs.iter().enumerate().filter(|(need, wanted)| **wanted && (need + part) % thin == 0);
                kept.map(|(need, _)| need).collect()
            });
            Graph::new(seconds, needs.collect())
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_order_keeps_every_need_and_is_never_later_than_levels(graph in any_graph(30)) {
        let order = ordered(&graph);
        prop_assert_eq!(fault(&graph, &order), None);
        prop_assert!(order.seconds(&graph) <= levels(&graph).seconds(&graph));
        prop_assert!(order.seconds(&graph) <= graph.sequential());
        prop_assert!(order.seconds(&graph) >= graph.critical_path());
        prop_assert_eq!(&ordered(&graph), &order);
        let givers = givers(&order);
        prop_assert_eq!(givers.len(), order.forks());
        prop_assert_eq!(givers.iter().collect::<BTreeSet<_>>().len(), givers.len(), "two forks have one name");
    }

    #[test]
    fn what_fork_and_join_can_say_ends_on_the_critical_path(seed: u64, stages in 1_usize..200) {
        let graph = graph_of(&nested::pipeline(stages, 0, &mut Random(seed)));
        let order = ordered(&graph);
        prop_assert_eq!(fault(&graph, &order), None);
        prop_assert_eq!(order.seconds(&graph), graph.critical_path());
    }
}

#[test]
fn small_graphs_end_as_soon_as_any_order_does() {
    let mut random = Random(1);
    let (mut equal, mut bound) = (0, 0);
    let trials = 300;
    for _ in 0..trials {
        let stages = 4 + random.below(4);
        let graph = graph_of(&graphs::random(stages, stages, 3, &mut random));
        let order = ordered(&graph);
        let best = exhaustive::soonest(&graph);
        assert!(best <= order.seconds(&graph), "the exhaustive search misses orders");
        equal += usize::from(best == order.seconds(&graph));
        bound += usize::from(best > graph.critical_path());
    }
    assert!(equal * 100 >= trials * 99, "{equal} of {trials}");
    assert!(bound > 0, "no graph needs more than its critical path, so nothing was tried");
}

#[test]
fn known_graphs_are_ordered_within_three_percent_of_a_long_search() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/graphs");
    let graphs = Stored::all(&folder).expect("stored graphs");
    assert_eq!(graphs.len(), 20);
    let mut worse = Vec::new();
    for Stored { name, graph, annealed, .. } in &graphs {
        let order = ordered(graph);
        assert_eq!(fault(graph, &order), None, "{name}");
        let (ours, known) = (order.seconds(graph), annealed.expect("annealed").seconds);
        assert!(ours <= levels(graph).seconds(graph), "{name}");
        assert!(known >= graph.critical_path(), "{name}: nothing is sooner than the critical path");
        if ours * 100 > known * 103 {
            worse.push(format!("{name}: {ours} s, {known} s are known"));
        }
    }
    assert!(worse.is_empty(), "{}", worse.join("\n"));
}

/// A new stage that waits for one or two, stands between two, or stands beside another.
fn add(stages: &[Stage], graph: &Graph, random: &mut Random) -> Vec<Stage> {
    let mut more = stages.to_vec();
    let number = stages.len();
    let any = random.below(number);
    let (needs, users) = match random.below(3) {
        0 => {
            let count = 1 + random.below(2);
            (random.some(count, number), Vec::new())
        }
        1 if !graph.needs(any).is_empty() => {
            let needs = graph.needs(any);
            (vec![needs[random.below(needs.len())]], vec![any])
        }
        _ => (graph.needs(any).to_vec(), graph.users(any).to_vec()),
    };
    let seconds = if random.below(2) == 0 { 1 } else { random.seconds(60, 3_600) };
    more.push(("added".to_owned(), seconds, needs));
    for user in users {
        more[user].2.push(number);
    }
    more
}

/// The order without one part.
fn without(order: &Order, part: usize) -> Option<Order> {
    let inside = |parts: &[Order]| parts.iter().filter_map(|order| without(order, part)).collect::<Vec<Order>>();
    let left = match order {
        Order::Part(own) => return (*own != part).then_some(Order::Part(*own)),
        Order::Sequence(parts) => Order::sequence(inside(parts)),
        Order::Parallel(parts) => Order::parallel(inside(parts)),
    };
    (!left.parts().is_empty()).then_some(left)
}

/// The parts in each fork, without one, and what the fork is called after.
fn forks(order: &Order, except: usize) -> BTreeMap<Vec<usize>, usize> {
    fn collect(order: &Order, found: &mut Vec<Vec<usize>>) {
        if let Order::Parallel(_) = order {
            found.push(order.parts());
        }
        if let Order::Sequence(parts) | Order::Parallel(parts) = order {
            parts.iter().for_each(|part| collect(part, found));
        }
    }
    let mut found = Vec::new();
    collect(order, &mut found);
    let mut named = BTreeMap::new();
    for (mut parts, giver) in found.into_iter().zip(givers(order)) {
        parts.retain(|part| *part != except);
        parts.sort_unstable();
        // A fork that only the new stage makes comes first, and holds the same old ones as the one inside.
        if giver != except {
            named.insert(parts, giver);
        }
    }
    named
}

/// In how many of `trials` a stage that is added at the end of the file leaves the order and the names of the others.
fn steady(make: impl Fn(&mut Random) -> Vec<Stage>, trials: usize) -> usize {
    let mut random = Random(7);
    let mut kept = 0;
    for _ in 0..trials {
        let stages = make(&mut random);
        let graph = graph_of(&stages);
        let more = graph_of(&add(&stages, &graph, &mut random));
        let (old, new) = (ordered(&graph), ordered(&more));
        assert_eq!(fault(&more, &new), None);
        let same = without(&new, stages.len()).map(Order::by_source) == Some(old.clone());
        let named = forks(&new, stages.len());
        kept +=
            usize::from(same && forks(&old, stages.len()).iter().all(|(fork, giver)| named.get(fork) == Some(giver)));
    }
    kept
}

#[test]
fn a_new_stage_moves_and_renames_no_other() {
    let trials = 200;
    let mut kept = 0;
    for crossings in [0, 1] {
        kept += steady(
            |random| {
                let stages = 6 + random.below(30);
                nested::pipeline(stages, crossings, random)
            },
            trials,
        );
    }
    assert!(kept * 100 >= 2 * trials * 95, "{kept} of {}", 2 * trials);
}

#[test]
fn a_long_side_branch_holds_nothing_up() {
    // The endpoint is watched for a day, and its owner told at once.
    let (train, deploy, watch, tell, report) = (0, 1, 2, 3, 4);
    let graph = Graph::new(
        vec![3_600, 600, 86_400, 1, 900],
        vec![vec![], vec![train], vec![deploy, train], vec![deploy], vec![tell]],
    );
    let times = ordered(&graph).times(&graph);
    assert_eq!(times[tell].0, 4_200);
    assert_eq!(times[report].0, 4_201);
    assert_eq!(times[watch].0, 4_200);
}

//! The order of stages: what it keeps, how soon it ends, and how little of it a new stage changes.

use std::collections::BTreeSet;
use std::path::Path;

use mlc_compiler::optimize::schedule::graph::Graph;
use mlc_compiler::optimize::schedule::law::{fault, levels};
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
#[path = "../../benches/generate/stability.rs"]
mod stability;
#[allow(dead_code, reason = "the project's chores use the rest")]
#[path = "../../benches/generate/stored.rs"]
mod stored;

use graphs::Random;
use stability::{Where, graph_of};
use stored::Stored;

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
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let graphs = Stored::all(&root.join("benches/graphs")).expect("stored graphs");
    assert_eq!(graphs.len(), 20);
    let page = root.join("../docs/benchmarks.md");
    let text = std::fs::read_to_string(&page).expect("docs/benchmarks.md");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut wrong = Vec::new();
    for stored in &graphs {
        let Stored { name, graph, annealed, .. } = stored;
        let order = ordered(graph);
        assert_eq!(fault(graph, &order), None, "{name}");
        let (ours, known) = (order.seconds(graph), annealed.expect("annealed").seconds);
        assert!(ours <= levels(graph).seconds(graph), "{name}");
        assert!(known >= graph.critical_path(), "{name}: nothing is sooner than the critical path");
        if ours * 100 > known * 103 {
            wrong.push(format!("{name}: {ours} s, {known} s are known"));
        }
        let row = stored.row(&order);
        match lines.iter_mut().find(|line| line.starts_with(&format!("| {name} | "))) {
            Some(line) if *line != row => {
                wrong.push(format!("docs/benchmarks.md says\n  {line}\nand it is\n  {row}"));
                *line = row;
            }
            Some(_) => {}
            None => wrong.push(format!("docs/benchmarks.md has no row of {name}; it is\n  {row}")),
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&page, lines.join("\n") + "\n").expect("docs/benchmarks.md");
    }
    assert!(wrong.is_empty(), "{}\n(UPDATE=1 writes the page anew)", wrong.join("\n"));
}

#[test]
fn a_new_stage_at_the_end_moves_and_renames_no_other() {
    let (mut kept, mut trials) = (0, 0);
    for (_, _, make) in stability::FAMILIES.iter().filter(|(_, usual, _)| *usual) {
        let found = stability::trials(*make, Where::End, 75);
        kept += found.kept;
        trials += found.trials;
    }
    assert!(kept * 100 >= trials * 95, "{kept} of {trials}");
    assert!(kept < trials, "nothing moves in any trial: the trials cannot see it");
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

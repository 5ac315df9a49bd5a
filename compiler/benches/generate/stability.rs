//! How much of an order a new stage changes.

use std::collections::BTreeMap;

use mlc_compiler::optimize::schedule::graph::Graph;
use mlc_compiler::optimize::schedule::order::Order;
use mlc_compiler::optimize::schedule::tree::Tree;
use mlc_compiler::optimize::schedule::{givers, ordered};

use super::graphs::{self, Random, Stage};
use super::nested;

/// Pipelines of one kind: what they are, whether most pipelines are like that, how one is made.
pub type Family = (&'static str, bool, fn(&mut Random) -> Vec<Stage>);

/// Pipelines of 5 to 60 stages (of families and warehouses: 12 to 60).
pub const FAMILIES: &[Family] = &[
    ("sequences and stages side by side", true, |random| pipeline(0, random)),
    ("the same with a reference across", true, |random| pipeline(1, random)),
    ("the same with two", true, |random| pipeline(2, random)),
    ("the same with three", true, |random| pipeline(3, random)),
    ("regions that share a model", false, |random| graphs::regions(12 + random.below(49), random)),
    ("families of models on shared features", false, |random| graphs::models(12 + random.below(49), random)),
    ("random graphs", false, |random| {
        let stages = 5 + random.below(56);
        graphs::random(stages, stages, 3, random)
    }),
    ("layers of five", false, |random| graphs::layered(5 + random.below(56), 5, 2, random)),
    ("warehouses", false, |random| graphs::warehouse(12 + random.below(49), random)),
];

fn pipeline(crossings: usize, random: &mut Random) -> Vec<Stage> {
    let stages = 5 + random.below(56);
    nested::pipeline(stages, crossings, random)
}

/// Where in the file a stage is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// Behind all others.
    End,
    /// Anywhere behind what it waits for; behind the stage that it stands beside; before the one that waits for it.
    Near,
}

/// What came of some trials.
#[derive(Debug, Clone, Copy, Default)]
pub struct Kept {
    /// How many were made.
    pub trials: usize,
    /// In how many all other stages kept their order, their branches, and the names of their forks.
    pub kept: usize,
    /// In how many the old order, with the new stage where it does least harm, takes more than 1% longer than the new.
    pub longer_by_1: usize,
    /// The same for 3%.
    pub longer_by_3: usize,
}

/// The graph of some stages.
pub fn graph_of(stages: &[Stage]) -> Graph {
    let seconds = stages.iter().map(|(_, seconds, _)| *seconds).collect();
    Graph::new(seconds, stages.iter().map(|(_, _, needs)| needs.clone()).collect())
}

/// Adds a stage to `trials` pipelines, one each.
pub fn trials(make: fn(&mut Random) -> Vec<Stage>, place: Where, trials: usize) -> Kept {
    let mut random = Random(7);
    let mut found = Kept { trials, ..Kept::default() };
    for _ in 0..trials {
        let stages = make(&mut random);
        let graph = graph_of(&stages);
        let (more, added) = add(&stages, &graph, place, &mut random);
        let more = graph_of(&more);
        let (old, new) = (ordered(&graph), ordered(&more));
        let same = without(&new, added).map(Order::by_source) == Some(old.clone());
        let named = forks(&new, added);
        let names = forks(&old, stages.len()).iter().all(|(fork, giver)| named.get(fork) == Some(giver));
        found.kept += usize::from(same && names);
        let closed = more.closed();
        let numbers: Vec<usize> = (0..stages.len()).map(|part| part + usize::from(part >= added)).collect();
        let mut stay = Tree::new(&closed, &old.renamed(&numbers));
        stay.insert(added);
        let (stay, new) = (stay.seconds(), new.seconds(&more));
        found.longer_by_1 += usize::from(stay * 100 > new * 101);
        found.longer_by_3 += usize::from(stay * 100 > new * 103);
    }
    found
}

/// A stage more, and its number: one that waits for one or two others, stands between two, or stands beside another. Half
/// of them take a second, the others up to an hour.
fn add(stages: &[Stage], graph: &Graph, place: Where, random: &mut Random) -> (Vec<Stage>, usize) {
    let count = stages.len();
    let any = random.below(count);
    let (needs, users, near) = match random.below(3) {
        0 => {
            let wanted = 1 + random.below(2);
            let needs = random.some(wanted, count);
            let first = needs.last().map_or(0, |last| last + 1);
            (needs, Vec::new(), first + random.below(count - first + 1))
        }
        1 if !graph.needs(any).is_empty() => {
            let needs = graph.needs(any);
            (vec![needs[random.below(needs.len())]], vec![any], any)
        }
        _ => (graph.needs(any).to_vec(), graph.users(any).to_vec(), any + 1),
    };
    let seconds = if random.below(2) == 0 { 1 } else { random.seconds(60, 3_600) };
    let added = if place == Where::End { count } else { near };
    let number = |stage: usize| stage + usize::from(stage >= added);
    let mut more = stages.to_vec();
    more.iter_mut().for_each(|stage| stage.2.iter_mut().for_each(|need| *need = number(*need)));
    more.insert(added, ("added".to_owned(), seconds, needs.into_iter().map(number).collect()));
    for user in users {
        more[number(user)].2.push(added);
    }
    (more, added)
}

/// The number that a stage had before another was added.
fn before(stage: usize, added: usize) -> usize {
    stage - usize::from(stage > added)
}

/// The order without the stage that was added.
fn without(order: &Order, added: usize) -> Option<Order> {
    let inside = |parts: &[Order]| parts.iter().filter_map(|order| without(order, added)).collect::<Vec<Order>>();
    let left = match order {
        Order::Part(part) => return (*part != added).then_some(Order::Part(before(*part, added))),
        Order::Sequence(parts) => Order::sequence(inside(parts)),
        Order::Parallel(parts) => Order::parallel(inside(parts)),
    };
    (!left.parts().is_empty()).then_some(left)
}

/// The stages in each fork, without the one that was added, and which the fork is named after.
fn forks(order: &Order, added: usize) -> BTreeMap<Vec<usize>, usize> {
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
        parts.retain(|part| *part != added);
        parts.iter_mut().for_each(|part| *part = before(*part, added));
        parts.sort_unstable();
        // A fork that only the new stage makes comes first, and holds the same old ones as the one inside.
        if giver != added {
            named.insert(parts, before(giver, added));
        }
    }
    named
}

//! `cargo xtask orders`: how soon the stored graphs of stages end, ordered in different ways.

use std::time::Duration;

use mlc_compiler::optimize::schedule::graph::Graph;
use mlc_compiler::optimize::schedule::order::Order;
use mlc_compiler::optimize::schedule::ordered;

use crate::anneal::folder;
use crate::command::{cargo, run};
use crate::exhaustive::soonest;
use crate::graphs::Random;
use crate::processor;
use crate::stability::{FAMILIES, Where, graph_of, trials};
use crate::stored::Stored;

/// Small graphs, for which every order is tried.
const SMALL: usize = 500;
const STAGES: usize = 10;

/// How many small graphs end as soon as any order does, and how much later the worst does.
fn against_all_orders() -> (usize, f64) {
    let mut random = Random(10);
    let (mut equal, mut longest) = (0, 1.0_f64);
    for _ in 0..SMALL {
        let stages = crate::graphs::random(STAGES, STAGES, 3, &mut random);
        let graph = graph_of(&stages);
        let (ours, best) = (ordered(&graph).seconds(&graph), soonest(&graph));
        equal += usize::from(ours == best);
        longest = longest.max(ours as f64 / best as f64);
    }
    (equal, longest)
}

/// Trials of each row of the table of stability.
const TRIALS: usize = 300;

/// The order of a graph, and the processor time it takes.
fn timed(graph: &Graph) -> (Order, Duration) {
    // Twice: the first run warms the caches.
    ordered(graph);
    let start = processor::spent();
    let order = ordered(graph);
    (order, processor::spent() - start)
}

/// Prints tables: how soon everything ends, and how much of it a new stage changes.
pub fn print() -> Result<(), String> {
    if cfg!(debug_assertions) {
        return run(cargo().args(["run", "--quiet", "--release", "--package", "xtask", "--", "orders"]));
    }
    println!("{}", Stored::HEAD);
    let mut times = Vec::new();
    for stored in Stored::all(&folder())? {
        let (order, time) = timed(&stored.graph);
        println!("{}", stored.row(&order));
        times.push((stored.name, time));
    }
    println!(
        "\nTimes are shares of the critical path, which nothing can beat; with split starts everything ends on it."
    );
    let (equal, longest) = against_all_orders();
    println!(
        "Of {SMALL} random graphs of {STAGES} stages, {equal} end as soon as any order; the worst takes {longest:.3} times as long.\n"
    );
    println!("| processor time of ordering | ms |\n| --- | --- |");
    for (name, time) in times {
        println!("| {name} | {:.1} |", time.as_secs_f64() * 1_000.0);
    }
    println!("\n| a stage more, in {TRIALS} trials each | at the end | near | longer by 1% | by 3% |");
    println!("| --- | --- | --- | --- | --- |");
    for (about, _, make) in FAMILIES {
        let (end, near) = (trials(*make, Where::End, TRIALS), trials(*make, Where::Near, TRIALS));
        let share = |count: usize| format!("{:.0}%", 100.0 * count as f64 / end.trials as f64);
        println!(
            "| {about} | {} | {} | {} | {} |",
            share(end.kept),
            share(near.kept),
            share(end.longer_by_1),
            share(end.longer_by_3)
        );
    }
    Ok(())
}

//! `cargo xtask orders`: how soon the stored graphs of stages end, ordered in different ways.

use std::time::Instant;

use mlc_compiler::optimize::schedule::graph::Graph;
use mlc_compiler::optimize::schedule::law::levels;
use mlc_compiler::optimize::schedule::ordered;
use mlc_compiler::optimize::schedule::split_start::split_start;

use crate::anneal::folder;
use crate::command::{cargo, run};
use crate::exhaustive::soonest;
use crate::graphs::Random;
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
        let needs = stages.iter().map(|(_, _, needs)| needs.clone()).collect();
        let graph = Graph::new(stages.iter().map(|(_, seconds, _)| *seconds).collect(), needs);
        let (ours, best) = (ordered(&graph).seconds(&graph), soonest(&graph));
        equal += usize::from(ours == best);
        longest = longest.max(ours as f64 / best as f64);
    }
    (equal, longest)
}

/// Prints a table: everything as a share of the critical path, which nothing can beat.
pub fn print() -> Result<(), String> {
    if cfg!(debug_assertions) {
        return run(cargo().args(["run", "--quiet", "--release", "--package", "xtask", "--", "orders"]));
    }
    println!(
        "| graph | critical path, s | sequential | levels | ours | annealed | of annealed | forks | ms | split starts |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for Stored { name, graph, annealed, .. } in Stored::all(&folder())? {
        // Twice: the first run warms the caches.
        ordered(&graph);
        let start = Instant::now();
        let order = ordered(&graph);
        let time = start.elapsed();
        let critical = graph.critical_path();
        let share = |seconds: u64| seconds as f64 / critical as f64;
        let ours = order.seconds(&graph);
        let known = annealed.map(|annealed| annealed.seconds);
        let split = split_start(&graph, &order);
        println!(
            "| {name} | {critical} | {:.2} | {:.3} | {:.3} | {} | {} | {} | {:.1} | {} of {}, {} transitions |",
            share(graph.sequential()),
            share(levels(&graph).seconds(&graph)),
            share(ours),
            known.map_or_else(String::new, |known| format!("{:.3}", share(known))),
            known.map_or_else(String::new, |known| format!("{:.3}", ours as f64 / known as f64)),
            order.forks(),
            time.as_secs_f64() * 1_000.0,
            split.parts,
            graph.len(),
            split.transitions,
        );
    }
    let (equal, longest) = against_all_orders();
    println!(
        "\nOf {SMALL} random graphs of {STAGES} stages, {equal} end as soon as any order; the worst takes {longest:.3} times as long."
    );
    println!(
        "\nTimes are shares of the critical path, which nothing can beat; with split starts everything ends on it."
    );
    Ok(())
}

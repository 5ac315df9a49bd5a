//! `cargo xtask anneal`: how soon the stored graphs can be done at the least, as far as a long search knows. It is what
//! the compiler's own ordering is held against.

mod search;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use mlc_compiler::optimize::schedule::graph::Graph;
use mlc_compiler::optimize::schedule::{law, ordered};

use crate::command::{cargo, root, run};
use crate::graphs::{Random, STORED};
use crate::stored::{Annealed, Stored};

/// Where the graphs are.
pub fn folder() -> PathBuf {
    root().join("compiler/benches/graphs")
}

/// `[FILTER] [MINUTES]`
pub fn command(words: &[&str]) -> Result<(), String> {
    let minutes =
        words.get(1).map_or(Ok(10.0), |word| word.parse::<f64>().map_err(|error| format!("{word}: {error}")))?;
    anneal(words.first().copied().unwrap_or_default(), minutes)
}

/// Searches the graphs whose name contains `filter` until each was searched for as many minutes of processor time, and
/// stores what was found and how long was searched in all. Graphs that are not there yet are made.
fn anneal(filter: &str, minutes: f64) -> Result<(), String> {
    if cfg!(debug_assertions) {
        let minutes = minutes.to_string();
        return run(cargo().args([
            "run",
            "--quiet",
            "--release",
            "--package",
            "xtask",
            "--",
            "anneal",
            filter,
            &minutes,
        ]));
    }
    for (name, about, seed, make) in STORED.iter().filter(|(name, ..)| name.contains(filter)) {
        let file = folder().join(format!("{name}.json"));
        if !file.exists() {
            let stages = make(&mut Random(*seed));
            let needs = stages.iter().map(|(_, _, needs)| needs.clone()).collect();
            let graph = Graph::new(stages.iter().map(|(_, seconds, _)| *seconds).collect(), needs);
            let stages = stages.into_iter().map(|(name, ..)| name).collect();
            let new = Stored { name: (*name).to_owned(), about: (*about).to_owned(), stages, graph, annealed: None };
            fs::write(&file, new.text()).map_err(|error| format!("{}: {error}", file.display()))?;
        }
        let mut stored = Stored::read(&file)?;
        let graph = &stored.graph;
        let (levels, ours) = (law::levels(graph), ordered(graph));
        let known = stored.annealed.unwrap_or(Annealed { seconds: u64::MAX, searched: 0, moves: 0 });
        let left = minutes * 60.0 - known.searched as f64;
        if known.seconds == graph.critical_path() || left < 1.0 {
            println!("{name}: searched for {} s before", known.searched);
            continue;
        }
        // Another seed than the last time, so that it is another search.
        let seed = seed.wrapping_add(known.moves);
        let found = search::anneal(graph, &levels, &ours, Duration::from_secs_f64(left), seed);
        if let Some(fault) = law::fault(graph, &found.order) {
            return Err(format!("{name}: {fault}"));
        }
        println!(
            "{name}: critical path {}, levels {}, ours {}, known {}, annealed {} ({} moves)",
            graph.critical_path(),
            levels.seconds(graph),
            ours.seconds(graph),
            known.seconds,
            found.seconds,
            found.moves
        );
        stored.annealed = Some(Annealed {
            seconds: found.seconds.min(known.seconds),
            searched: known.searched + found.time.as_secs_f64().round() as u64,
            moves: known.moves + found.moves,
        });
        fs::write(&file, stored.text()).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

//! How many checks passed, and what was told about it.

use crate::command::watch;
use std::process::{Command, ExitCode};
use std::time::Instant;

/// How many checks passed and failed, and how many were left out.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    /// Held.
    pub passed: usize,
    /// Did not hold.
    pub failed: usize,
    /// Were left out.
    pub ignored: usize,
}

impl Tally {
    /// One check.
    pub fn of(done: Result<(), String>) -> Self {
        match done {
            Ok(()) => Self { passed: 1, ..Self::default() },
            Err(problem) => Self::failure(&problem),
        }
    }

    /// One check that did not hold, told at once.
    pub fn failure(problem: &str) -> Self {
        eprintln!("{problem}");
        Self { failed: 1, ..Self::default() }
    }

    /// Several checks, of which none is made where something they need is missing.
    pub fn all(work: impl FnOnce() -> Result<Self, String>) -> Self {
        work().unwrap_or_else(|problem| Self::failure(&problem))
    }

    /// With others.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

/// What needs the tools, without them.
pub fn no_tools() -> Tally {
    Tally::failure("not run: the tools could not be installed")
}

/// One step with its title, tally and time.
pub fn step(name: &str, work: impl FnOnce() -> Tally) -> Tally {
    println!("== {name}");
    let start = Instant::now();
    let tally = work();
    let left_out = if tally.ignored > 0 { format!(", {} ignored", tally.ignored) } else { String::new() };
    let seconds = start.elapsed().as_secs_f64();
    println!("== {name}: {} passed, {} failed{left_out} in {seconds:.1} s", tally.passed, tally.failed);
    tally
}

/// The last line, and whether all held.
pub fn close(total: Tally) -> ExitCode {
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The number in front of a word.
pub fn before(line: &str, word: &str) -> usize {
    let text = line.split(word).next().unwrap_or_default();
    text.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Runs a program whose last line ends in `N passed, M failed`.
pub fn counted(command: &mut Command) -> Tally {
    let mut last = String::new();
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1");
    let done = watch(command, |line| line.clone_into(&mut last));
    let mut tally = Tally { passed: before(&last, " passed"), failed: before(&last, " failed"), ignored: 0 };
    if let Err(problem) = done
        && tally.failed == 0
    {
        tally.add(Tally::failure(&problem));
    }
    if tally.passed + tally.failed == 0 {
        tally.add(Tally::failure("nothing was checked"));
    }
    tally
}

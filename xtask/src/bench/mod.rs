//! `cargo xtask bench`: whole runs of `mlc`, as its user waits for them, beside the programs that everybody knows.
//!
//! What counts is CPU time of user and system together: unlike the time on the wall it hardly depends on what else the
//! machine does.

mod client;
pub mod lsp;

use crate::command::{build_mlc, cargo, program, root};
use crate::generate;
use crate::passes;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// Runs of every program; programs take turns, so that a slow moment of the machine is shared by all.
const RUNS: usize = 21;

/// Growth of CPU time from 100 to 1,000 stages, at most.
const GROWTH: f64 = 12.0;

/// Milliseconds of CPU time of all passes together on 1,000 stages, at most.
const PASSES: f64 = 400.0;

/// Peak memory of any run, at most.
const PEAK_MIB: f64 = 60.0;

/// A command to measure, and the CPU milliseconds it may take.
struct Case {
    name: String,
    command: Vec<String>,
    bound: Option<f64>,
    runs: Vec<Run>,
}

/// One run.
struct Run {
    cpu: Duration,
    wall: Duration,
    peak: u64,
}

/// Measures, prints a table and fails where a bound does not hold.
pub fn run() -> ExitCode {
    if cfg!(debug_assertions) {
        let words = ["run", "--quiet", "--release", "--package", "xtask", "--", "bench"];
        let done = cargo().args(words).status();
        return if done.is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let mut missed = Vec::new();
    if let Err(problem) = time_passes(&mut missed) {
        eprintln!("{problem}");
        return ExitCode::FAILURE;
    }
    match measured() {
        Ok(cases) => report(&cases, missed),
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn measured() -> Result<Vec<Case>, String> {
    let mlc = build_mlc(&["--release"])?;
    let place = root().join("target/bench");
    fs::create_dir_all(&place).map_err(|error| format!("{}: {error}", place.display()))?;
    clear(&place.join("out"))?;
    let mut cases = vec![build_case(
        &mlc,
        "payroll-fraud",
        "examples/payroll-fraud/payroll-fraud.mlflow",
        20.0,
        &["--env", "prod"],
    )];
    for (stages, bound) in [(10, 20.0), (100, 30.0), (1_000, 150.0)] {
        let file = place.join(format!("generated-{stages}.mlflow"));
        fs::write(&file, generate::pipeline(stages)).map_err(|error| format!("{}: {error}", file.display()))?;
        let name = format!("{stages} generated stages");
        cases.push(build_case(&mlc, &name, &file.to_string_lossy(), bound, &[]));
    }
    cases.push(case("mlc --version", &[&mlc.to_string_lossy(), "--version"], None));
    for peer in [&["true"][..], &["python3", "-c", "pass"], &["node", "-e", "0"]] {
        cases.push(case(&peer.join(" "), peer, None));
    }
    for round in 0..=RUNS {
        for case in &mut cases {
            let run = case.once(&place.join(format!("out/{round}")))?;
            // The first round only warms the caches.
            if round > 0 {
                case.runs.push(run);
            }
        }
    }
    clear(&place.join("out"))?;
    Ok(cases)
}

fn clear(place: &Path) -> Result<(), String> {
    match fs::remove_dir_all(place) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(format!("{}: {error}", place.display())),
        _ => Ok(()),
    }
}

fn build_case(mlc: &Path, name: &str, file: &str, bound: f64, options: &[&str]) -> Case {
    let mlc = mlc.to_string_lossy();
    let command = [&[&*mlc, "build", file][..], options].concat();
    case(&format!("mlc build, {name}"), &command, Some(bound))
}

fn case(name: &str, command: &[&str], bound: Option<f64>) -> Case {
    Case {
        name: name.to_owned(),
        command: command.iter().map(|word| (*word).to_owned()).collect(),
        bound,
        runs: Vec::new(),
    }
}

/// Prints a table of all passes together, and adds what is over the bound.
fn time_passes(missed: &mut Vec<String>) -> Result<(), String> {
    println!("| all passes together, 1,000 stages | CPU ms | bound |\n| --- | --- | --- |");
    for (name, time) in passes::measured()? {
        let time = milliseconds(time);
        println!("| stages of {name} | {time:.1} | {PASSES:.0} |");
        if time > PASSES {
            missed.push(format!("passes of {name}: {time:.1} ms of CPU, {PASSES:.0} allowed"));
        }
    }
    println!();
    Ok(())
}

fn report(cases: &[Case], mut missed: Vec<String>) -> ExitCode {
    let peer = cases.iter().find(|case| case.name.starts_with("python3")).map_or(f64::NAN, Case::cpu);
    println!(
        "| whole process, median of {RUNS} runs | CPU ms (fastest to slowest) | bound | of `python3 -c pass` | wall ms | peak MiB |"
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    for case in cases {
        let (cpu, peak) = (case.cpu(), case.peak());
        let bound = case.bound.map_or_else(|| "".to_owned(), |bound| format!("{bound:.0}"));
        let (low, high) = case.range();
        println!(
            "| {} | {cpu:.1} ({low:.1} to {high:.1}) | {bound} | {:.2} | {:.0} | {peak:.1} |",
            case.name,
            cpu / peer,
            case.median(|run| milliseconds(run.wall)),
        );
        if case.bound.is_some_and(|bound| cpu > bound) {
            missed.push(format!("{}: {cpu:.1} ms of CPU, {bound} allowed", case.name));
        }
        if case.bound.is_some() && peak > PEAK_MIB {
            missed.push(format!("{}: {peak:.1} MiB, {PEAK_MIB} allowed", case.name));
        }
    }
    let cpu_of = |stages: &str| cases.iter().find(|case| case.name.contains(stages)).map_or(f64::NAN, Case::cpu);
    let growth = cpu_of(" 1000 ") / cpu_of(" 100 ");
    println!("\nFrom 100 to 1,000 stages: {growth:.1} times the CPU time, {GROWTH:.0} allowed.");
    if growth > GROWTH {
        missed.push(format!("growth: {growth:.1} times, {GROWTH} allowed"));
    }
    for problem in &missed {
        eprintln!("missed: {problem}");
    }
    if missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Case {
    /// Runs it once; a build writes into a directory of its own. Writing over the last build's files would measure ext4,
    /// which walks past every inode that was freed in the last seconds whenever it needs one.
    fn once(&self, out: &Path) -> Result<Run, String> {
        let (first, rest) = self.command.split_first().ok_or("no command")?;
        let mut command: Command = program(first);
        command.args(rest).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if self.bound.is_some() {
            command.arg("--out-dir").arg(out.join(self.name.replace(' ', "-")));
        }
        let start = Instant::now();
        let told = |error: std::io::Error| format!("{first}: {error}");
        let done = command.spawn().map_err(told)?.wait4().map_err(told)?;
        let wall = start.elapsed();
        if !done.status.success() {
            return Err(format!("{}: {}", self.command.join(" "), done.status));
        }
        Ok(Run { cpu: done.rusage.utime + done.rusage.stime, wall, peak: done.rusage.maxrss })
    }

    fn cpu(&self) -> f64 {
        self.median(|run| milliseconds(run.cpu))
    }

    #[expect(clippy::cast_precision_loss, reason = "sizes of processes are far below 2^52 bytes")]
    fn peak(&self) -> f64 {
        self.median(|run| run.peak as f64 / f64::from(1 << 20))
    }

    fn median(&self, of: impl Fn(&Run) -> f64) -> f64 {
        let mut values: Vec<f64> = self.runs.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    }

    fn range(&self) -> (f64, f64) {
        let values = self.runs.iter().map(|run| milliseconds(run.cpu));
        values.fold((f64::INFINITY, 0.0), |(low, high), value| (low.min(value), high.max(value)))
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

//! `cargo xtask test`: every step runs, also after one that fails; the last line is the tally.

use crate::command::{build_mlc, cargo, program, root, run, watch};
use crate::editors;
use crate::tally::{Tally, before, close, counted, no_tools, step};
use crate::tools::{self, Tools};
use crate::traces;
use std::path::Path;
use std::process::ExitCode;

/// All steps.
pub fn all() -> ExitCode {
    let mut total = Tally::default();
    total.add(step("formatting", || Tally::of(run(cargo().args(["fmt", "--all", "--check", "--", "-l"])))));
    total.add(step("clippy", || {
        let lints = ["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"];
        Tally::of(run(cargo().args(lints)))
    }));
    total.add(step("cargo test", cargo_test));
    total.add(step("reference", || Tally::of(crate::docs::check())));
    let mut tools = None;
    total.add(step("tools", || Tally::of(tools::install().map(|installed| tools = Some(installed)))));
    total.add(step("facts", || tools.as_ref().map_or_else(no_tools, facts)));
    total.add(step("editors", || tools.as_ref().map_or_else(no_tools, |tools| editors::rows(tools, ""))));
    total.add(step("conformance", || tools.as_ref().map_or_else(no_tools, |tools| conformance(tools, ""))));
    close(total)
}

/// Only the conformance suite.
pub fn conformance_only(filter: &str) -> ExitCode {
    close(match tools::install() {
        Ok(tools) => conformance(&tools, filter),
        Err(problem) => Tally::failure(&problem),
    })
}

/// The workspace's own tests, counted from the harness's closing lines.
fn cargo_test() -> Tally {
    let mut tally = Tally::default();
    let done = watch(cargo().args(["test", "--quiet", "--workspace", "--no-fail-fast"]), |line| {
        if line.starts_with("test result:") {
            tally.passed += before(line, " passed");
            tally.failed += before(line, " failed");
            tally.ignored += before(line, " ignored");
        }
    });
    if let Err(problem) = done {
        eprintln!("{problem}");
        tally.failed += usize::from(tally.failed == 0);
    }
    tally
}

/// The committed fact tables against the packages they were made from.
fn facts(tools: &Tools) -> Tally {
    let wheel = std::fs::read_dir(&tools.wheels).ok().and_then(|mut files| files.next()).and_then(Result::ok);
    let Some(wheel) = wheel else { return Tally::failure("the downloaded wheel is missing") };
    let script = root().join("compiler/tests/conformance/check_facts.py");
    // One check: the values it compares are not tests.
    Tally::of(run(program(&tools.python).arg("-B").arg(script).arg("--sagemaker-wheel").arg(wheel.path())))
}

/// The conformance suite on a freshly built `mlc`.
fn conformance(tools: &Tools, filter: &str) -> Tally {
    let mlc = match build_mlc(&[]) {
        Ok(mlc) => mlc,
        Err(problem) => return Tally::failure(&problem),
    };
    let script = root().join("compiler/tests/conformance/run.py");
    let mut suite = program(&tools.python);
    suite.arg(script).arg("--mlc").arg(mlc);
    suite.arg("--node-modules").arg(&tools.node_modules);
    suite.arg("--scratch").arg(root().join("target/conformance"));
    let recorded = root().join("target/conformance/traces");
    let mut tally = counted(suite.arg(filter));
    tally.add(traces(&recorded, if filter.is_empty() { DOCUMENTS } else { 1 }));
    tally
}

/// Documents on which the interpreter has to agree with the other engine, at least.
const DOCUMENTS: usize = 60;

/// Only the comparison, of traces that are there already.
pub fn traces_only(folder: &str) -> ExitCode {
    close(traces(Path::new(folder), 1))
}

/// The interpreter against the executions that the suite has recorded.
fn traces(folder: &Path, least: usize) -> Tally {
    let compared = match traces::compare(folder) {
        Ok(compared) => compared,
        Err(problem) => return Tally::failure(&problem),
    };
    let (documents, events) = (compared.documents.len(), compared.events);
    println!("traces: {} executions of {documents} documents agree, {events} events", compared.agreed);
    println!("traces: left out for its threads: {}", compared.left_out.join(", "));
    let mut tally = Tally { passed: compared.agreed, ..Tally::default() };
    for problem in &compared.problems {
        tally.add(Tally::failure(problem));
    }
    if documents < least {
        tally.add(Tally::failure(&format!("only {documents} documents agree, at least {least} have to")));
    }
    tally
}

//! `mlc test` and `mlc simulate`: the compiled state machine in a world that a test describes.

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::{Analysis, Built, Options, Parsed, build, compile, parse_all, resolve_all};
use crate::base::{FileId, SourceFile, Sources, Span};
use crate::check;
use crate::check::program::{Block, Program};
use crate::diag::{Diagnostic, Severity, Sink};
use crate::sim::machine::{self, Machine, Run};
use crate::sim::scenario::coverage::{self, Unsaid};
use crate::sim::scenario::happened::Happened;
use crate::sim::scenario::play::{Way, play};
use crate::sim::scenario::{Scenario, expect};
use crate::sim::timeline;
use crate::vocab::units;

/// One test that was run.
#[derive(Debug, Clone)]
pub struct Tested {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// What does not hold; warnings too.
    pub diagnostics: Vec<Diagnostic>,
    /// The stages in the order in which they began.
    pub path: String,
    /// The same, one by one.
    pub steps: Vec<String>,
    /// How the pipeline ended, in words.
    pub end: String,
    /// Seconds of virtual time.
    pub seconds: f64,
    /// Billed state transitions.
    pub transitions: u64,
}

impl Tested {
    /// Whether everything held.
    pub fn passed(&self) -> bool {
        self.diagnostics.iter().all(|found| found.severity != Severity::Error)
    }
}

/// The tests of a file.
#[derive(Debug, Clone, Default)]
pub struct Tests {
    /// Problems of the file itself; tests are run where no error is among them.
    pub diagnostics: Vec<Diagnostic>,
    /// In source order.
    pub tests: Vec<Tested>,
    /// Ways through the pipeline, and whether any test takes them.
    pub ways: Vec<coverage::Way>,
    /// How many tests the filter left out.
    pub left_out: usize,
}

/// Runs the tests of the first file whose name contains `filter`.
pub fn test(sources: &Sources, options: &Options, filter: Option<&str>) -> Tests {
    let analysis = Analysis::of(sources, &Parsed::of(sources), options);
    analysis.test(|name| filter.is_none_or(|filter| name.contains(filter)))
}

impl Analysis {
    /// Runs the tests that are wanted, by name.
    pub fn test(&self, is_wanted: impl Fn(&str) -> bool) -> Tests {
        let mut found = Tests { diagnostics: self.diagnostics.clone(), ..Tests::default() };
        let (Some(program), Some(built)) = (&self.program, &self.built) else { return found };
        found.ways = coverage::ways(&built.pipeline, program);
        for block in program.tests.values() {
            if is_wanted(&block.name.text) {
                found.tests.push(run_test(program, built, block, &mut found.ways));
            } else {
                found.left_out += 1;
            }
        }
        found
    }
}

fn run_test(program: &Program, built: &Built, test: &Block, ways: &mut [coverage::Way]) -> Tested {
    let mut tested = Tested {
        name: test.name.text.clone(),
        span: test.header,
        diagnostics: Vec::new(),
        path: String::new(),
        steps: Vec::new(),
        end: String::new(),
        seconds: 0.0,
        transitions: 0,
    };
    let scenario = match Scenario::of(program, test) {
        Ok(scenario) => scenario,
        Err(problem) => {
            tested.diagnostics.push(*problem);
            return tested;
        }
    };
    let played = match played(program, built, &scenario) {
        Ok(played) => played,
        Err(problem) => {
            tested.diagnostics.push(*problem);
            return tested;
        }
    };
    let judged: Vec<(Happened, Vec<Diagnostic>)> = played
        .iter()
        .map(|way| {
            let happened = Happened::of(&way.run);
            let found = expect::judge(test, &happened);
            (happened, found)
        })
        .collect();
    coverage::mark(ways, &built.pipeline, program, judged.iter().map(|(happened, _)| happened));
    // What is expected has to hold whatever the values are that nobody gives.
    let wrong = judged.iter().filter(|(_, found)| !found.is_empty()).count();
    let shown = judged.iter().find(|(_, found)| !found.is_empty()).or(judged.first());
    if let Some((happened, found)) = shown {
        if wrong == judged.len() {
            tested.diagnostics.clone_from(found);
        } else if wrong > 0 {
            tested.diagnostics.push(coverage::undecided(test, program, &made_up(&played)));
        }
        tested.path = happened.path();
        tested.steps = happened.steps();
        tested.end = happened.end();
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let millis = happened.run.duration() as f64;
        tested.seconds = millis / 1_000.0;
        tested.transitions = happened.run.transitions;
    }
    let met = |stage: &str| played.iter().any(|way| way.met.contains(stage));
    tested.diagnostics.extend(coverage::unmet(test, &scenario, met));
    tested
}

/// All values that were made up.
fn made_up(played: &[Way]) -> Vec<Unsaid> {
    let mut found: Vec<Unsaid> = Vec::new();
    for (value, _) in played.iter().flat_map(|way| &way.made_up) {
        if !found.iter().any(|known| known.stage == value.stage && known.output == value.output) {
            found.push(value.clone());
        }
    }
    found
}

fn checked(
    sources: &Sources,
    files: &[crate::syntax::ast::File],
    options: &Options,
    sink: &mut Sink,
) -> Option<(Program, Built)> {
    let env = options.env.as_deref();
    let program = check::check(&resolve_all(sources, files, env, sink), env, sink)?;
    if sink.has_errors() {
        return None;
    }
    let built = build(&program, &options.passes, &mut Sink::default(), |_, _| {});
    Some((program, built))
}

fn played(program: &Program, built: &Built, scenario: &Scenario) -> Result<Vec<Way>, Box<Diagnostic>> {
    let broken = |reason: String| Box::new(expect::broken(program.pipeline.header, &reason));
    let document = serde_json::to_value(&built.emitted.machine).map_err(|error| broken(error.to_string()))?;
    let machine = Machine::read(&document).map_err(|problems| broken(problems.join("; ")))?;
    let options = machine::Options {
        machine: built.pipeline.name.clone(),
        name: "test".to_owned(),
        region: built.pipeline.region.clone(),
        ..machine::Options::default()
    };
    Ok(play(program, &machine, &options, scenario))
}

/// A run that was asked for on the command line.
#[derive(Debug, Clone)]
pub struct Simulation {
    /// The sources, and what was given on the command line as one more.
    pub sources: Sources,
    /// Problems of the file and of what was given.
    pub diagnostics: Vec<Diagnostic>,
    /// The run, where nothing stands in the way.
    pub run: Option<Run>,
    /// Name of the pipeline.
    pub name: String,
}

impl Simulation {
    /// The timeline as text.
    pub fn text(&self) -> String {
        self.run.as_ref().map(timeline::text).unwrap_or_default()
    }

    /// The timeline as a picture.
    pub fn svg(&self) -> String {
        self.run.as_ref().map(|run| timeline::svg(&self.name, run)).unwrap_or_default()
    }

    /// The timeline and the totals.
    pub fn json(&self) -> Json {
        let Some(run) = &self.run else { return Json::Null };
        let calls = run.calls.iter().map(|made| {
            json!({
                "state": made.call.state,
                "action": made.call.action,
                "arguments": made.call.arguments,
                "milliseconds": made.call.time.saturating_sub(run.started),
            })
        });
        json!({
            "pipeline": self.name,
            "status": run.status,
            "error": run.error,
            "output": run.output,
            "milliseconds": run.duration(),
            "transitions": run.transitions,
            "events": run.events.len(),
            "peak_bytes": run.peak_bytes,
            "peak_variable_bytes": run.peak_variable_bytes,
            "timeline": timeline::rows(run),
            "calls": calls.collect::<Vec<_>>(),
        })
    }
}

/// Name under which what is given on the command line is shown.
const GIVEN: &str = "--given";

/// A name that no file can have.
const NAME: &str = "the__command_line";

/// Runs the pipeline once. `given` are `stage.name` or `parameter`, each with its value as a file would have it; a bare
/// word is text.
pub fn simulate(sources: &Sources, options: &Options, given: &[(String, String)]) -> Simulation {
    let mut found = Simulation { sources: sources.clone(), diagnostics: Vec::new(), run: None, name: String::new() };
    let compilation = compile(sources, options);
    let is_ok = compilation.is_ok();
    found.diagnostics = compilation.diagnostics;
    if !is_ok {
        return found;
    }
    found.sources.add(SourceFile::new(GIVEN, written(given)));
    let mut sink = Sink::default();
    let mut files = parse_all(&found.sources, &mut sink);
    let last = files.pop();
    if let (Some(first), Some(last)) = (files.first_mut(), last) {
        first.members.extend(last.members);
    }
    let all = checked(&found.sources, &files, options, &mut sink);
    if sink.has_errors() {
        // A bad value can also leave a name without its use; the file itself has been judged.
        found.diagnostics =
            sink.into_sorted().into_iter().filter(|found| found.primary.span.file != FileId(0)).collect();
        return found;
    }
    let Some((program, built)) = all else { return found };
    found.name.clone_from(&built.pipeline.name);
    let Some(block) = program.tests.get(NAME) else { return found };
    let scenario = match Scenario::of(&program, block) {
        Ok(scenario) => scenario,
        Err(problem) => {
            found.diagnostics.push(*problem);
            return found;
        }
    };
    let mut played = match played(&program, &built, &scenario) {
        Ok(played) => played,
        Err(problem) => {
            found.diagnostics.push(*problem);
            return found;
        }
    };
    let paths: Vec<String> = played.iter().map(|way| Happened::of(&way.run).path()).collect();
    if paths.iter().any(|path| paths.first() != Some(path)) {
        found.diagnostics.push(coverage::undecided(block, &program, &made_up(&played)));
        return found;
    }
    let met = |stage: &str| played.iter().any(|way| way.met.contains(stage));
    found.diagnostics.extend(coverage::unmet(block, &scenario, met));
    found.run = (!played.is_empty()).then(|| played.swap_remove(0).run);
    found
}

/// A test block that gives what the command line does.
fn written(given: &[(String, String)]) -> String {
    let mut entries: IndexMap<&str, Vec<String>> = IndexMap::new();
    let mut text = format!("test {NAME} {{\n  given = {{\n");
    for (key, value) in given {
        let names: Vec<&str> = key.split('.').collect();
        match names.as_slice() {
            [stage, rest @ ..] if !rest.is_empty() => {
                entries.entry(stage).or_default().push(nested(rest, &as_literal(value)));
            }
            _ => text += &format!("    {key} = {},\n", as_literal(value)),
        }
    }
    for (stage, lines) in entries {
        text += &format!("    {stage} = {{ {} }},\n", lines.join(", "));
    }
    text + "  }\n  expect = { transitions = 1000000 }\n}\n"
}

/// `trees = { auc = 0.8 }`
fn nested(names: &[&str], value: &str) -> String {
    match names {
        [] => value.to_owned(),
        [name] => format!("{name} = {value}"),
        [name, rest @ ..] => format!("{name} = {{ {} }}", nested(rest, value)),
    }
}

/// A value as a file has it: what is no number, flag, list, record or quoted text is text, so that the shell's quotes are
/// enough.
fn as_literal(value: &str) -> String {
    let number = value.trim_start_matches(['-', '$']);
    let unit = number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is_number = unit.len() < number.len() && (unit.is_empty() || units::unit(unit).is_some());
    if is_number || value.starts_with(['"', '[', '{']) || matches!(value, "true" | "false") {
        return value.to_owned();
    }
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"").replace("${", "\\${"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_command_line_gives_is_a_test() {
        let given = [
            ("champion.recall", "0.9"),
            ("champion.trees.auc", "0.8"),
            ("net.failed", "AlgorithmError"),
            ("month", "2026-10"),
            ("quick", "true"),
        ];
        let given = given.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let expected = "test the__command_line {\n  given = {\n    month = \"2026-10\",\n    quick = true,\n    \
                        champion = { recall = 0.9, trees = { auc = 0.8 } },\n    net = { failed = \"AlgorithmError\" },\n  }\n  \
                        expect = { transitions = 1000000 }\n}\n";
        assert_eq!(written(&given), expected);
    }
}

//! `mlc test`: the `test` blocks of pipelines, on the compiled state machine, without a cloud.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mlc_compiler::base::{Sources, Span, json};
use mlc_compiler::diag::Diagnostic;
use mlc_compiler::session::{Tested, Tests, test};
use serde_json::{Value, json};

use super::compiling::Compiling;
use super::count;
use crate::console::{Console, Stdout};
use crate::exit::Exit;
use crate::input;

/// Runs the tests of pipelines on the compiled state machine, without a cloud
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlc test pipeline.mlflow
  mlc test pipelines/*.mlflow --env prod
  mlc test pipeline.mlflow --filter interrupted
  mlc test pipeline.mlflow --format junit > report.xml

Ends with 1 where a test fails or a file has errors, with 2 where no test has the filter in its name.")]
pub struct Test {
    /// Pipeline files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Only tests with this text in their names
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    #[command(flatten)]
    compiling: Compiling,
    /// How results are written
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Junit,
}

/// The tests of one file.
struct Ran {
    sources: Sources,
    tests: Tests,
}

impl Ran {
    /// `pipeline.mlflow:12`
    fn place(&self, span: Span) -> String {
        let file = self.sources.file(span.file);
        format!("{}:{}", file.name, file.line_column(span.start).0)
    }

    fn name(&self) -> &str {
        self.sources.files().first().map_or("", |file| file.name.as_str())
    }
}

pub fn run(command: &Test, console: &Console) -> Exit {
    let (inputs, mut findings) = input::read_all(&command.files);
    let options = command.compiling.options();
    let mut all = Vec::new();
    for input in inputs {
        let tests = test(&input.sources, &options, command.filter.as_deref());
        findings.absorb(&input.sources, tests.diagnostics.clone());
        for tested in &tests.tests {
            findings.absorb(&input.sources, tested.diagnostics.clone());
        }
        all.push(Ran { sources: input.sources, tests });
    }
    console.judge(&mut findings);
    let text = match command.format {
        Format::Human => human(&all),
        Format::Json => json::pretty(&as_json(&all)),
        Format::Junit => junit(&all),
    };
    let exit = console.print(&text).max(console.report(&findings, Stdout::Result));
    let (ran, left_out) =
        all.iter().fold((0, 0), |(ran, left), one| (ran + one.tests.tests.len(), left + one.tests.left_out));
    if exit == Exit::Ok && ran == 0 && left_out > 0 {
        console.say(&format!("error: no test has `{}` in its name\n", command.filter.as_deref().unwrap_or_default()));
        return Exit::Usage;
    }
    exit
}

fn passed(all: &[Ran]) -> (usize, usize) {
    let tests = || all.iter().flat_map(|one| &one.tests.tests);
    (tests().filter(|tested| tested.passed()).count(), tests().count())
}

fn human(all: &[Ran]) -> String {
    let mut text = String::new();
    for one in all {
        let width = one.tests.tests.iter().map(|tested| tested.name.len()).max().unwrap_or(0);
        for tested in &one.tests.tests {
            let Tested { name, seconds, transitions, .. } = tested;
            if tested.passed() {
                text += &format!("ok    {name:width$}  {}, {transitions} transitions\n", spoken(*seconds));
            } else {
                text += &format!("FAIL  {name}\n");
            }
        }
    }
    let (good, tests) = passed(all);
    let failed = tests - good;
    text += &match (tests, failed) {
        (0, _) => "no tests\n".to_owned(),
        (1, 0) => "1 test holds\n".to_owned(),
        (_, 0) => format!("{tests} tests hold\n"),
        _ => format!("{failed} of {} failed\n", count(tests, "test")),
    };
    for one in all.iter().filter(|one| is_whole(one)) {
        let missed: Vec<_> = one.tests.ways.iter().filter(|way| !way.taken).collect();
        if !missed.is_empty() {
            let ways = one.tests.ways.len();
            text += &format!("\n{} of {} no test takes:\n", missed.len(), count(ways, "way"));
            for way in missed {
                text += &format!("  {}: {}\n", one.place(way.span), way.title);
            }
        }
    }
    text
}

/// What no test takes is told only where all tests ran.
fn is_whole(one: &Ran) -> bool {
    one.tests.left_out == 0 && !one.tests.tests.is_empty()
}

fn spoken(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a span from 0")]
    mlc_compiler::sim::timeline::spoken((seconds * 1_000.0) as u64)
}

fn as_json(all: &[Ran]) -> Value {
    let tests = all.iter().flat_map(|one| {
        one.tests.tests.iter().map(|tested| {
            json!({
                "name": tested.name,
                "place": one.place(tested.span),
                "passed": tested.passed(),
                "path": tested.path,
                "end": tested.end,
                "seconds": tested.seconds,
                "transitions": tested.transitions,
                "problems": tested.diagnostics.iter().map(|found| problem(one, found)).collect::<Vec<_>>(),
            })
        })
    });
    let ways = all.iter().filter(|one| is_whole(one)).flat_map(|one| {
        one.tests.ways.iter().map(|way| json!({ "place": one.place(way.span), "way": way.title, "taken": way.taken }))
    });
    let (good, count) = passed(all);
    json!({
        "passed": good,
        "failed": count - good,
        "tests": tests.collect::<Vec<_>>(),
        "ways": ways.collect::<Vec<_>>(),
    })
}

fn problem(one: &Ran, found: &Diagnostic) -> Value {
    json!({
        "code": found.code.id,
        "place": one.place(found.primary.span),
        "title": found.title,
        "label": found.primary.text,
        "notes": found.notes,
    })
}

fn junit(all: &[Ran]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for one in all {
        let tests = &one.tests.tests;
        let failed = tests.iter().filter(|tested| !tested.passed()).count();
        let name = escaped(one.name());
        text += &format!("  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{failed}\">\n", tests.len());
        for tested in tests {
            text += &format!("    <testcase classname=\"{name}\" name=\"{}\"", escaped(&tested.name));
            if tested.passed() {
                text += "/>\n";
                continue;
            }
            text += ">\n";
            for found in &tested.diagnostics {
                let told = [std::slice::from_ref(&found.primary.text), found.notes.as_slice()].concat().join("\n");
                text += &format!(
                    "      <failure type=\"{}\" message=\"{}\">{}\n{}</failure>\n",
                    found.code.id,
                    escaped(&found.title),
                    escaped(&one.place(found.primary.span)),
                    escaped(&told)
                );
            }
            text += "    </testcase>\n";
        }
        text += "  </testsuite>\n";
    }
    text + "</testsuites>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

//! `mlc build`: compiles and writes, all or nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use mlc_compiler::base::{FileId, SourceFile, Sources, Span};
use mlc_compiler::diag::{Diagnostic, codes};
use mlc_compiler::session::{Artifact, compile};
use serde::Deserialize;

use super::compiling::Compiling;
use super::count;
use crate::console::{Console, Stdout};
use crate::exit::Exit;
use crate::findings::Findings;
use crate::input::{self, Input};
use crate::output::{self, Difference, Refused};

/// Compiles pipelines and writes one directory for each, all or nothing
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlc build pipeline.mlflow                       writes build/<pipeline>/
  mlc build pipelines/*.mlflow --env prod --out-dir deploy
  mlc build pipeline.mlflow --check               for CI: is build/ what the source says?

A pipeline's directory is replaced as a whole; others in the output directory are left alone.")]
pub struct Build {
    /// Pipeline files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where the directories of the pipelines go
    #[arg(long, default_value = "build", value_name = "DIR")]
    out_dir: PathBuf,
    #[command(flatten)]
    compiling: Compiling,
    /// Write nothing; list what would change and exit with 3 where anything would
    #[arg(long)]
    check: bool,
}

pub fn run(command: &Build, console: &Console) -> Exit {
    let (inputs, mut findings) = input::read_all(&command.files);
    let mut artifacts: Vec<Artifact> = Vec::new();
    let mut owners: BTreeMap<String, Sources> = BTreeMap::new();
    let options = command.compiling.options();
    for input in &inputs {
        let compilation = compile(&input.sources, &options);
        findings.absorb(&input.sources, compilation.diagnostics);
        for pipeline in output::pipelines(&compilation.artifacts) {
            if let Some(first) = owners.insert(pipeline.to_owned(), input.sources.clone()) {
                findings.append(same_name(pipeline, &first, input));
            }
        }
        artifacts.extend(compilation.artifacts);
    }
    console.judge(&mut findings);
    if findings.has_errors() {
        return console.report(&findings, Stdout::Problems);
    }
    let done = if command.check { check(command, &artifacts, console) } else { write(command, &artifacts, console) };
    match done {
        Ok(exit) => exit.max(console.report(&findings, Stdout::Problems)),
        Err(refused) => {
            findings.append(unwritable(&refused));
            console.report(&findings, Stdout::Problems)
        }
    }
}

/// Two files that would write into the same directory.
fn same_name(pipeline: &str, first: &Sources, second: &Input) -> Findings {
    let name = |sources: &Sources| sources.files().first().map_or(String::new(), |file| file.name.clone());
    let (first_name, second_name) = (name(first), name(&second.sources));
    let mut sources = second.sources.clone();
    let first = sources.add(first.files().first().cloned().unwrap_or_else(|| SourceFile::new("", "")));
    let place = |file: FileId, text: &str| {
        let declared = format!("pipeline {pipeline}");
        let found = text.match_indices(&declared).next().map(|(start, found)| (start, start + found.len()));
        found.map_or(Span { file, ..Span::default() }, |(start, end)| Span::new(file, start, end))
    };
    let title = format!("`{first_name}` and `{second_name}` both declare the pipeline `{pipeline}`");
    let (here, there) = (place(FileId(0), second.text()), place(first, &sources.file(first).text));
    let problem = Diagnostic::new(codes::GIVEN_TWICE, here, title)
        .label("and again here")
        .also(there, "declared here")
        .help("rename one, or build them into different directories with `--out-dir`");
    Findings { sources, diagnostics: vec![problem] }
}

fn unwritable(refused: &Refused) -> Findings {
    let problem = Diagnostic::new(codes::UNWRITABLE, Span::default(), format!("cannot write: {}", refused.reason))
        .note("nothing was written; the output directory is as it was");
    Findings::of(SourceFile::new(slashes(&refused.path), ""), problem)
}

fn write(command: &Build, artifacts: &[Artifact], console: &Console) -> Result<Exit, Refused> {
    output::write(&command.out_dir, artifacts)?;
    let pipelines = output::pipelines(artifacts);
    let width = pipelines.iter().map(|pipeline| pipeline.chars().count()).max().unwrap_or(0);
    let lines: String = pipelines
        .iter()
        .map(|pipeline| {
            let place = slashes(&command.out_dir.join(pipeline));
            format!("{pipeline:width$}  {}  -> {place}\n", summary(pipeline, artifacts))
        })
        .collect();
    Ok(print(&lines, console))
}

/// Standard output belongs to the problems where a machine reads them.
fn print(text: &str, console: &Console) -> Exit {
    if console.is_for_people() {
        return console.print(text);
    }
    console.say(text);
    Exit::Ok
}

/// What a reader wants to know of a pipeline at a glance: `14 states, 9.1 KiB`.
fn summary(pipeline: &str, artifacts: &[Artifact]) -> String {
    let path = format!("{pipeline}/state-machine.asl.json");
    let Some(machine) = artifacts.iter().find(|artifact| artifact.path == path) else {
        let own = artifacts.iter().filter(|artifact| artifact.path.split('/').next() == Some(pipeline));
        return count(own.count(), "file");
    };
    let states = serde_json::from_str(&machine.text).map_or(0, |graph: Graph| graph.count());
    let tenths = (machine.text.len() * 10).div_ceil(1024);
    format!("{}, {}.{} KiB", count(states, "state"), tenths / 10, tenths % 10)
}

/// What has to be read of a state machine to count its states; the rest is skipped.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Graph {
    states: BTreeMap<String, State>,
}

/// Branches and item processors have states of their own.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct State {
    #[serde(default)]
    branches: Vec<Graph>,
    item_processor: Option<Graph>,
}

impl Graph {
    /// States at every depth.
    fn count(&self) -> usize {
        let inside = self.states.values().flat_map(|state| state.branches.iter().chain(&state.item_processor));
        self.states.len() + inside.map(Graph::count).sum::<usize>()
    }
}

fn check(command: &Build, artifacts: &[Artifact], console: &Console) -> Result<Exit, Refused> {
    let differences = output::compare(&command.out_dir, artifacts)?;
    let mut lines = String::new();
    for (path, difference) in &differences {
        let word = match difference {
            Difference::Missing => "missing",
            Difference::Changed => "changed",
            Difference::Stale => "stale  ",
        };
        lines += &format!("{word}  {}\n", slashes(&command.out_dir.join(path)));
    }
    let printed = print(&lines, console);
    if differences.is_empty() {
        return Ok(printed);
    }
    console.say(&format!("{} not what the source says; `mlc build` writes them\n", are(differences.len())));
    Ok(printed.max(Exit::Differences))
}

fn are(number: usize) -> String {
    format!("{} {}", count(number, "file"), if number == 1 { "is" } else { "are" })
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_counted_at_every_depth() {
        let text = r#"{"StartAt":"a","States":{
            "a":{"Type":"Parallel","Branches":[{"States":{"b":{"Type":"Pass"}}},{"States":{"c":{"Type":"Map",
                 "ItemProcessor":{"States":{"d":{"Type":"Pass"}}}}}}]},
            "States":{"Type":"Succeed","Output":{"States":{"no":1}}}}}"#;
        let artifact = Artifact { path: "p/state-machine.asl.json".into(), text: text.into() };
        assert_eq!(summary("p", &[artifact]), "5 states, 0.3 KiB");
    }
}

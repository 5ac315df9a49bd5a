//! `mlc dump`: what the compiler holds after a stage.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use mlc_compiler::session::{Stage, dump, known_passes};

use super::compiling::Compiling;
use crate::console::{Console, Stdout};
use crate::exit::Exit;
use crate::findings::Findings;
use crate::input;

/// Prints what the compiler holds after a stage, for those who work on it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlc dump --stage ir pipeline.mlflow
  mlc dump --stage ir:after-fold pipeline.mlflow --env prod
  mlc dump --stage asl pipeline.mlflow -O0 | less")]
pub struct Dump {
    /// After which stage
    #[arg(long, value_parser = stage())]
    stage: Stage,
    /// A pipeline file; `-` is standard input
    file: PathBuf,
    #[command(flatten)]
    compiling: Compiling,
}

/// Every value of `--stage`.
fn stages() -> Vec<(PossibleValue, Stage)> {
    let row = |name: &str, help: &str, stage| (PossibleValue::new(name.to_owned()).help(help.to_owned()), stage);
    let mut rows = vec![
        row("syntax", "The tree of the text, with comments and spaces", Stage::Syntax),
        row("ast", "What the file says", Stage::Ast),
        row("resolved", "Names and what they stand for", Stage::Resolved),
        row("typed", "Every field with its type, value and phase", Stage::Typed),
        row("ir", "The graph of stages with their requests", Stage::Ir),
    ];
    rows.extend(
        known_passes().into_iter().map(|pass| {
            row(&format!("ir:after-{}", pass.name), "The graph after this pass", Stage::IrAfter(pass.name))
        }),
    );
    rows.push(row("asl", "The state machine", Stage::Asl));
    rows
}

fn stage() -> impl TypedValueParser<Value = Stage> {
    PossibleValuesParser::new(stages().into_iter().map(|(value, _)| value)).map(|name| {
        let found = stages().into_iter().find(|(value, _)| value.get_name() == name);
        found.map_or(Stage::Asl, |(_, stage)| stage)
    })
}

pub fn run(command: &Dump, console: &Console) -> Exit {
    let input = match input::read(&command.file) {
        Ok(input) => input,
        Err(findings) => return console.report(&findings, Stdout::Result),
    };
    let (text, diagnostics) = dump(&input.sources, &command.compiling.options(), command.stage);
    let mut findings = Findings::default();
    findings.absorb(&input.sources, diagnostics);
    console.judge(&mut findings);
    console.print(&text).max(console.report(&findings, Stdout::Result))
}

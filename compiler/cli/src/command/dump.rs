//! `mlc dump`: what the compiler holds after a stage.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mlc_compiler::session::{self, dump};

use super::options;
use crate::console::{Console, Stdout};
use crate::exit::Exit;
use crate::findings::Findings;
use crate::input;

/// Prints what the compiler holds after a stage, for those who work on it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlc dump --stage ir pipeline.mlflow
  mlc dump --stage asl pipeline.mlflow --env prod | less")]
pub struct Dump {
    /// After which stage
    #[arg(long, value_enum)]
    stage: Stage,
    /// A pipeline file; `-` is standard input
    file: PathBuf,
    /// Which `env` block applies
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
}

/// `--stage`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// The tree of the text, with comments and spaces
    Syntax,
    /// What the file says
    Ast,
    /// Names and what they stand for
    Resolved,
    /// Every field with its type, value and phase
    Typed,
    /// The graph of stages with their requests
    Ir,
    /// The state machine
    Asl,
}

impl From<Stage> for session::Stage {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Syntax => Self::Syntax,
            Stage::Ast => Self::Ast,
            Stage::Resolved => Self::Resolved,
            Stage::Typed => Self::Typed,
            Stage::Ir => Self::Ir,
            Stage::Asl => Self::Asl,
        }
    }
}

pub fn run(command: &Dump, console: &Console) -> Exit {
    let input = match input::read(&command.file) {
        Ok(input) => input,
        Err(findings) => return console.report(&findings, Stdout::Result),
    };
    let (text, diagnostics) = dump(&input.sources, &options(command.env.as_ref()), command.stage.into());
    let mut findings = Findings::default();
    findings.absorb(&input.sources, diagnostics);
    console.judge(&mut findings);
    console.print(&text).max(console.report(&findings, Stdout::Result))
}

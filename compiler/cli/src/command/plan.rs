//! `mlc plan`: what a pipeline will take, before it runs.

use std::path::PathBuf;

use clap::Args;
use mlc_compiler::base::json::pretty;
use mlc_compiler::session::plan;

use super::compiling::{Compiling, Format};
use crate::console::{Console, Stdout};
use crate::exit::Exit;
use crate::findings::Findings;
use crate::input;

/// Says how long a pipeline will take and what it will cost, beside what bounds it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlc plan pipeline.mlflow
  mlc plan pipeline.mlflow --env prod --format json

Times are each stage's `estimate`, else an assumption by kind. Prices are estimates with a date.")]
pub struct Plan {
    /// A pipeline file; `-` is standard input
    file: PathBuf,
    #[command(flatten)]
    compiling: Compiling,
    /// A table for people, or everything with stable keys
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

pub fn run(command: &Plan, console: &Console) -> Exit {
    let input = match input::read(&command.file) {
        Ok(input) => input,
        Err(findings) => return console.report(&findings, Stdout::Result),
    };
    let (planned, diagnostics) = plan(&input.sources, &command.compiling.options());
    let mut findings = Findings::default();
    findings.absorb(&input.sources, diagnostics);
    console.judge(&mut findings);
    let exit = console.report(&findings, Stdout::Result);
    match planned {
        Some(planned) if exit == Exit::Ok => console.print(&match command.format {
            Format::Human => planned.to_string(),
            Format::Json => pretty(&planned),
        }),
        _ => exit,
    }
}

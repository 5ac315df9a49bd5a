//! `mlc simulate`: one run of the compiled state machine in virtual time, as a timeline.

use std::path::PathBuf;

use clap::Args;
use mlc_compiler::base::json;
use mlc_compiler::session::simulate;

use super::compiling::{Compiling, Format};
use crate::console::{Console, Stdout, reason};
use crate::exit::Exit;
use crate::findings::Findings;
use crate::input;

/// Runs a pipeline in virtual time, without a cloud, and prints the path it takes
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlc simulate pipeline.mlflow --given champion.recall=0.95 --given champion.auc=0.97
  mlc simulate pipeline.mlflow --given net.interrupted=2 --given trees.takes=2h --svg run.svg
  mlc simulate pipeline.mlflow --given trees.failed=AlgorithmError --format json

What can be given is what a `test` block can give; `mlc explain E0702` says what has to be.
Ends with 0 whether the pipeline ends well in the run or not.")]
pub struct Simulate {
    /// A pipeline file; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What a stage ends with, or the value of a `param`; may be given several times
    #[arg(long = "given", value_name = "NAME=VALUE", value_parser = assignment)]
    given: Vec<(String, String)>,
    #[command(flatten)]
    compiling: Compiling,
    /// How the run is written
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
    /// Also writes the run as a picture
    #[arg(long, value_name = "OUT")]
    svg: Option<PathBuf>,
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("write it as `stage.name=value`, or `parameter=value`".into()),
    }
}

pub fn run(command: &Simulate, console: &Console) -> Exit {
    let input = match input::read(&command.file) {
        Ok(input) => input,
        Err(findings) => return console.report(&findings, Stdout::Result),
    };
    let simulation = simulate(&input.sources, &command.compiling.options(), &command.given);
    let mut findings = Findings::default();
    findings.absorb(&simulation.sources, simulation.diagnostics.clone());
    console.judge(&mut findings);
    let exit = console.report(&findings, Stdout::Result);
    if simulation.run.is_none() || exit != Exit::Ok {
        return exit;
    }
    if let Some(path) = &command.svg
        && let Err(error) = std::fs::write(path, simulation.svg())
    {
        console.say(&format!("error: cannot write {}: {}\n", path.display(), reason(&error)));
        return Exit::Usage;
    }
    let text = match command.format {
        Format::Human => simulation.text(),
        Format::Json => json::pretty(&simulation.json()),
    };
    console.print(&text)
}

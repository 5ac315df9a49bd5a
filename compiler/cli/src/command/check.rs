//! `mlc check`: all mistakes, nothing written.

use std::path::PathBuf;

use clap::Args;
use mlc_compiler::session::compile;

use super::{count, options};
use crate::console::{Console, Stdout};
use crate::exit::Exit;
use crate::{input, service};

/// Finds all mistakes and writes nothing
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlc check pipeline.mlflow
  mlc check pipelines/*.mlflow --env prod
  mlc check pipeline.mlflow --message-format sarif > mlc.sarif
  mlc check - < pipeline.mlflow
  mlc check pipeline.mlflow --service             also what Step Functions itself says")]
pub struct Check {
    /// Pipeline files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Which `env` block applies
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Also ask AWS Step Functions itself; needs credentials and the permission
    /// states:ValidateStateMachineDefinition
    #[arg(long)]
    service: bool,
}

pub fn run(command: &Check, console: &Console) -> Exit {
    let (inputs, mut findings) = input::read_all(&command.files);
    // Asked no more after the first question without an answer: the others would have none for the same reason.
    let mut service = command.service.then(service::of_aws);
    for input in &inputs {
        let mut compilation = compile(&input.sources, &options(command.env.as_ref()));
        if let Some(asked) = &mut service
            && !service::ask(asked, &mut compilation)
        {
            service = None;
        }
        findings.absorb(&input.sources, compilation.diagnostics);
    }
    console.judge(&mut findings);
    if findings.diagnostics.is_empty() && console.is_for_people() {
        console.say(&format!("no problems in {}\n", count(inputs.len(), "file")));
    }
    console.report(&findings, Stdout::Problems)
}

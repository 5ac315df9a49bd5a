//! `mlc render`: the AWS request of one stage, ready to send.

use std::path::PathBuf;

use clap::Args;
use mlc_compiler::session::{compile, render};
use serde_json::{Map, Value};

use super::options;
use crate::console::{Console, Stdout};
use crate::exit::Exit;
use crate::findings::Findings;
use crate::input;

/// Prints the AWS request of one stage with every value filled in
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlc render trees pipeline.mlflow --param execution_role=arn:aws:iam::123456789012:role/ml > request.json
  aws sagemaker create-training-job --cli-input-json file://request.json
  mlc render live pipeline.mlflow --action CreateEndpoint

A stage with one request prints it; one with several prints an object of them, by action.")]
pub struct Render {
    /// Name of the stage
    #[arg(value_name = "STAGE")]
    stage: String,
    /// A pipeline file; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Value of a `param`; may be given several times
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = assignment)]
    params: Vec<(String, String)>,
    /// Which `env` block applies
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Only the request of this action, such as CreateEndpoint
    #[arg(long, value_name = "ACTION")]
    action: Option<String>,
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write it as `name=value`".into()),
    }
}

pub fn run(command: &Render, console: &Console) -> Exit {
    let input = match input::read(&command.file) {
        Ok(input) => input,
        Err(findings) => return console.report(&findings, Stdout::Result),
    };
    let options = options(command.env.as_ref());
    let mut findings = Findings::default();
    findings.absorb(&input.sources, compile(&input.sources, &options).diagnostics);
    console.judge(&mut findings);
    let exit = console.report(&findings, Stdout::Result);
    if exit != Exit::Ok {
        return exit;
    }
    match render(&input.sources, &options, &command.stage, &command.params).and_then(|all| chosen(command, all)) {
        Ok(text) => console.print(&text),
        Err(reason) => {
            console.say(&format!("error: {reason}\n"));
            Exit::Findings
        }
    }
}

/// The text to print: one request as it is, several under their actions.
fn chosen(command: &Render, mut all: Vec<(String, String)>) -> Result<String, String> {
    let actions: Vec<String> = all.iter().map(|(action, _)| format!("`{action}`")).collect();
    if let Some(wanted) = &command.action {
        all.retain(|(action, _)| action == wanted);
        if all.is_empty() {
            let known = if actions.is_empty() { "none".into() } else { actions.join(", ") };
            return Err(format!("stage `{}` has no request `{wanted}`; it has {known}", command.stage));
        }
    }
    match all.as_slice() {
        [] => Err(format!("stage `{}` sends no AWS request", command.stage)),
        [(_, request)] => Ok(format!("{}\n", request.trim_end())),
        several => {
            let mut object = Map::new();
            for (action, request) in several {
                let request: Value = serde_json::from_str(request).map_err(|error| format!("{action}: {error}"))?;
                object.insert(action.clone(), request);
            }
            Ok(mlc_compiler::base::json::pretty(&Value::Object(object)))
        }
    }
}

//! `raw`: known to the API model, and without names that the compiler makes. What contradicts a field shows when the
//! stage is lowered.

use crate::check::program::{Block, Program};
use crate::check::value::{Value, ValueKind};
use crate::diag::{Diagnostic, Sink, codes};
use crate::vocab::facts::api;

use super::raw_members;

/// Members that the compiler fills so that retries and redrives get names of their own.
const NAMES: &[&str] = &[
    "TrainingJobName",
    "ProcessingJobName",
    "TransformJobName",
    "HyperParameterTuningJobName",
    "AutoMLJobName",
    "EndpointConfigName",
];

pub fn check(program: &Program, sink: &mut Sink) {
    for block in program.stages.values() {
        let Some(raw) = block.get("raw") else { continue };
        let (service, action) = main_action(block);
        if let Some(shape) = api::shape_at(&service, &action, "") {
            raw_members::check(shape, raw, &action, sink);
        }
        names(block, raw, sink);
        token(block, raw, sink);
    }
}

/// Service and action of the request that `raw` is merged into.
fn main_action(block: &Block) -> (String, String) {
    if block.get("lambda").is_some() {
        return ("lambda".into(), "Invoke".into());
    }
    match block.text("action").or_else(|| block.text("until")) {
        Some(written) => {
            let (service, action) = written.split_once('.').unwrap_or((&written, ""));
            let mut letters = action.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            (service.to_owned(), first.into_iter().chain(letters).collect())
        }
        None => {
            let (service, action) = match block.get("to").map(|to| &to.kind) {
                Some(ValueKind::Call(name, _)) if name == "queue" => ("sqs", "SendMessage"),
                Some(ValueKind::Call(name, _)) if name == "bus" => ("eventbridge", "PutEvents"),
                _ if block.kind.action == "Publish" => ("sns", block.kind.action),
                _ => ("sagemaker", block.kind.action),
            };
            (service.into(), action.into())
        }
    }
}

fn names(block: &Block, raw: &Value, sink: &mut Sink) {
    for (name, span, _) in raw.entries().filter(|(name, ..)| NAMES.contains(name)) {
        sink.push(
            Diagnostic::new(codes::RAW_CONFLICT, span, format!("`{name}` is made from the stage's name"))
                .label("a fixed name would stop every retry")
                .also(block.name.span, "the stage's name")
                .help("remove it from `raw`"),
        );
    }
}

/// Without the token in its message, nobody could ever answer.
fn token(block: &Block, raw: &Value, sink: &mut Sink) {
    if block.kind.keyword != "approve" {
        return;
    }
    for (name, span, _) in raw.entries().filter(|(name, ..)| *name == "Message") {
        sink.push(
            Diagnostic::new(codes::RAW_CONFLICT, span, format!("`{name}` carries the token that the answer needs"))
                .label("nobody could answer")
                .also(block.header, "waits for the answer")
                .help("say what is asked in `message`"),
        );
    }
}

//! What an AutoML job can do: each problem has its fields, formats and metrics.
//!
//! Sources: SageMaker API reference, CreateAutoMLJobV2, TabularJobConfig, AutoMLJobChannel; developer guide, "Autopilot
//! metrics and validation" (2026-11).

use super::fields::{at, missing, stray, value};
use super::looks;
use crate::check::program::{Block, Program};
use crate::check::scope::list;
use crate::check::value::{Type, Value};
use crate::diag::{Applicability, Sink, codes};
use crate::vocab::units::duration;

/// Seconds between two looks and of the whole search, where nothing is said.
const DEFAULT_POLL: u64 = 300;
const DEFAULT_TIMEOUT: u64 = 86_400;

const CHANNELS: &[&str] = &["train", "validation"];

/// Objective metrics of each problem.
const OBJECTIVES: &[(&str, &[&str])] = &[
    ("binary_classification", &["accuracy", "auc", "balanced_accuracy", "f1", "precision", "recall"]),
    ("multiclass_classification", &["accuracy", "balanced_accuracy", "f1_macro", "precision_macro", "recall_macro"]),
    ("regression", &["mae", "mse", "r2", "rmse"]),
    ("text_classification", &["accuracy"]),
    ("image_classification", &["accuracy"]),
];

/// Judges every `automl` stage.
pub fn check(program: &Program, sink: &mut Sink) {
    for block in program.stages.values().filter(|block| block.kind.keyword == "automl") {
        let problem = block.text("problem").unwrap_or_else(|| "auto".into());
        channels(block, &problem, sink);
        columns(block, &problem, sink);
        objective(block, &problem, sink);
        limits(block, &problem, sink);
        isolation(program, block, sink);
        looks::check(block, "poll", DEFAULT_POLL, DEFAULT_TIMEOUT, sink);
    }
}

fn is_table(problem: &str) -> bool {
    !matches!(problem, "text_classification" | "image_classification")
}

fn channels(block: &Block, problem: &str, sink: &mut Sink) {
    let Some(channels) = block.get("channels") else { return };
    for (name, key, data) in channels.entries() {
        if !CHANNELS.contains(&name) {
            let title = format!("an AutoML job has no channel `{name}`");
            sink.push(
                at(codes::UNKNOWN_FIELD, key, title, "unknown channel")
                    .did_you_mean(key, name, CHANNELS.iter().copied())
                    .help(format!("it has {}", list(CHANNELS.iter().copied()))),
            );
        }
        let formats: &[&str] = if problem == "image_classification" { &["image"] } else { &["csv", "parquet"] };
        if let Type::Dataset(Some(format)) = data.ty()
            && !formats.contains(&format.as_str())
        {
            let title = format!("an AutoML job for `{problem}` cannot read {format}");
            sink.push(
                at(codes::WRONG_FORMAT, data.blame(), title, format!("a {format} dataset"))
                    .help(format!("it reads {}", list(formats.iter().copied()))),
            );
        }
    }
    let known = channels.entries().all(|(name, ..)| CHANNELS.contains(&name));
    if channels.get("train").is_none() && known {
        let title = format!("`automl` `{}` has no channel `train`", block.name.text);
        sink.push(at(codes::MISSING_FIELDS, channels.blame(), title, "`train` is missing"));
    }
    if channels.get("validation").is_some() && block.get("validation_split").is_some() {
        let title = "`validation_split` takes a part of `train`, and there is a channel `validation`".into();
        sink.push(stray(block, "validation_split", title).also(channels.blame(), "given here"));
    }
}

fn columns(block: &Block, problem: &str, sink: &mut Sink) {
    if problem == "image_classification" {
        for field in ["target", "text"] {
            if block.get(field).is_some() {
                let title =
                    format!("images have no columns, so `{field}` means nothing: their folders are the classes");
                sink.push(stray(block, field, title));
            }
        }
    } else if block.get("target").is_none() {
        sink.push(missing(block, "target", "to know what is predicted"));
    }
    match (problem, block.get("text")) {
        ("text_classification", None) => {
            sink.push(missing(block, "text", "because of `problem = text_classification`"));
        }
        (problem, Some(_)) if is_table(problem) => {
            sink.push(stray(block, "text", format!("`text` is for `text_classification`, not `{problem}`")));
        }
        _ => {}
    }
    let (stray_fields, only): (&[&str], _) =
        if is_table(problem) { (&["processor"], "texts and images") } else { (&["weight", "mode"], "tables") };
    for field in stray_fields {
        if block.get(field).is_some() {
            sink.push(stray(block, field, format!("`{field}` is for {only}, not `{problem}`")));
        }
    }
}

fn objective(block: &Block, problem: &str, sink: &mut Sink) {
    let objective = block.text("objective");
    let set = block.get("objective").is_some();
    if problem == "auto" && set && !block.broken {
        sink.push(
            at(
                codes::NOT_ALLOWED,
                value(block, "objective"),
                "`objective` needs a `problem` that is not `auto`".into(),
                "of which problem?",
            )
            .help("set `problem`, or leave out both"),
        );
        return;
    }
    if is_table(problem) && problem != "auto" && !set {
        sink.push(missing(block, "objective", &format!("because of `problem = {problem}`")));
    }
    let Some(objective) = objective else { return };
    let Some((_, metrics)) = OBJECTIVES.iter().find(|(known, _)| *known == problem) else { return };
    if !metrics.contains(&objective.as_str()) {
        let span = value(block, "objective");
        let close = metrics.iter().copied().filter(|metric| metric.starts_with(objective.as_str()));
        let mut found = at(
            codes::NOT_ALLOWED,
            span,
            format!("`{problem}` cannot be judged by `{objective}`"),
            "not a metric of this problem",
        )
        .help(format!("it can be {}", list(metrics.iter().copied())));
        for metric in close {
            found = found.fix(format!("write `{metric}`"), span, metric, Applicability::Maybe);
        }
        sink.push(found);
    }
}

fn limits(block: &Block, problem: &str, sink: &mut Sink) {
    if let Some(candidates) = block.get("candidates").and_then(Value::number) {
        let most = if is_table(problem) { 750.0 } else { 1.0 };
        if !(1.0..=most).contains(&candidates) {
            let title = format!("`candidates` is from 1 to {most} for `{problem}`, not {candidates}");
            sink.push(at(codes::OUT_OF_RANGE, value(block, "candidates"), title, "out of range"));
        }
    }
    let whole = block.seconds("timeout").unwrap_or(DEFAULT_TIMEOUT);
    if let Some(one) = block.seconds("candidate_timeout")
        && one > whole
    {
        let title = format!("one candidate may take {}, and all together {}", duration(one), duration(whole));
        sink.push(at(codes::OUT_OF_RANGE, value(block, "candidate_timeout"), title, "longer than `timeout`"));
    }
}

/// The API has no switch for it, so it must not look as if there was one.
fn isolation(program: &Program, block: &Block, sink: &mut Sink) {
    let isolated = block.flag("network_isolation").or_else(|| program.pipeline.flag("network_isolation"));
    if isolated == Some(true) {
        let here = block.get("network_isolation").is_some();
        let owner = if here { block } else { &program.pipeline };
        let title = format!("the job of `{}` cannot be cut off from the network", block.name.text);
        let mut found = at(codes::NOT_ALLOWED, value(owner, "network_isolation"), title, "asked for here");
        if !here {
            found = found.also(block.header, "AutoML jobs have no network isolation");
        }
        sink.push(found.help("set `network_isolation = false` in the stage"));
    }
}

//! `monitor`: what each check needs to know, and what an alarm looks at.
//!
//! Sources: SageMaker API reference, CreateModelQualityJobDefinition, CreateModelBiasJobDefinition (required members);
//! developer guide, "Clarify configuration files" and the CloudWatch pages of Model Monitor (2026-11).

use super::fields::{at, line, missing, missing_all, stray};
use super::words::with_origin;
use crate::check::program::{Block, Program};
use crate::check::scope::list;
use crate::check::value::{Type, Value, ValueKind};
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::kinds::monitor::CHECKS;

/// Field, the checks that cannot do without it, the checks that read it.
const NEEDS: &[(&str, &[&str], &[&str])] = &[
    ("ground_truth", &["model_quality", "bias"], &["model_quality", "bias"]),
    ("label", &["model_quality", "bias"], &["model_quality", "bias", "explainability"]),
    ("label_delay", &[], &["model_quality", "bias"]),
    ("response", &["model_quality", "bias"], &["model_quality", "bias", "explainability"]),
    ("problem", &["model_quality"], &["model_quality"]),
    ("predictions", &["model_quality"], &["model_quality"]),
    ("prediction", &[], &["model_quality"]),
    ("probability", &[], &["model_quality"]),
    ("bias", &["bias"], &["bias"]),
    ("explain", &[], &["explainability"]),
];

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::stages(program, "monitor") {
        let checks = asked(block);
        twice(block, sink);
        needs(block, &checks, sink);
        columns(block, &checks, sink);
        formats(block, &checks, sink);
        delay(block, sink);
        alarms(block, &checks, sink);
        name(program, block, &checks, sink);
    }
}

fn asked(block: &Block) -> Vec<&'static str> {
    let Some(checks) = block.get("checks") else { return vec!["data_quality"] };
    let words = checks.items().iter().filter_map(Value::text);
    words.filter_map(|word| CHECKS.iter().copied().find(|known| *known == word)).collect()
}

fn twice(block: &Block, sink: &mut Sink) {
    let Some(checks) = block.get("checks") else { return };
    if matches!(&checks.kind, ValueKind::List(items) if items.is_empty()) {
        let title = "`checks` is empty, so nothing is watched".to_owned();
        sink.push(at(codes::MISSING_FIELDS, checks.blame(), title, "at least one check expected"));
    }
    let mut seen: Vec<(String, &Value)> = Vec::new();
    for check in checks.items() {
        let Some(word) = check.text() else { continue };
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == word) {
            let title = format!("`{word}` is checked twice");
            sink.push(at(codes::DUPLICATE_NAME, check.blame(), title, "again").also(first.blame(), "first here"));
        }
        seen.push((word, check));
    }
}

fn needs(block: &Block, checks: &[&str], sink: &mut Sink) {
    if checks.is_empty() {
        return;
    }
    let mut lacking: Vec<(&str, &str)> = Vec::new();
    for (field, needed, read) in NEEDS {
        let because = needed.iter().find(|check| checks.contains(check));
        if let (Some(check), None) = (because, block.get(field)) {
            lacking.push((*field, *check));
        }
        if block.get(field).is_some() && !read.iter().any(|check| checks.contains(check)) {
            let title = format!("no check reads `{field}`");
            let words = list(read.iter().copied());
            sink.push(stray(block, field, title).help(format!("it is for {words}")));
        }
    }
    if let Some((_, check)) = lacking.first() {
        let fields: Vec<&str> = lacking.iter().map(|(field, _)| *field).collect();
        let found = missing_all(block, &fields, &format!("because of the check `{check}`"));
        sink.push(match *check {
            "model_quality" | "bias" => found.note(
                "SageMaker compares predictions with true labels, which only you have: it requires where they are and how \
                 to read them (API reference, CreateModelQualityJobDefinition and CreateModelBiasJobDefinition, 2026-11)",
            ),
            _ => found,
        });
    }
}

/// A classification may be given as a label or as a probability, a regression as a number only.
fn columns(block: &Block, checks: &[&str], sink: &mut Sink) {
    if !checks.contains(&"model_quality") {
        return;
    }
    let problem = block.text("problem");
    if problem.as_deref() != Some("binary_classification") {
        if problem.is_some() && block.get("probability").is_some() {
            let title = "`probability` is for `binary_classification`".to_owned();
            sink.push(stray(block, "probability", title).also(line(block, "problem"), "set here"));
        }
        if problem.is_some() && block.get("prediction").is_none() {
            sink.push(missing(block, "prediction", "to find the predictions in `predictions`"));
        }
    } else if block.get("prediction").is_none() && block.get("probability").is_none() {
        sink.push(missing(block, "prediction", "to find the predictions in `predictions`, or `probability`"));
    }
    let Some(response) = block.get("response") else { return };
    let given = ["prediction", "probability"].iter().any(|field| response.get(field).is_some());
    if !given && matches!(response.kind, ValueKind::Record(_)) {
        let title = "`response` says neither where the prediction is nor where its probability is".to_owned();
        sink.push(
            at(codes::MISSING_FIELDS, response.blame(), title, "no prediction")
                .help("write `{ prediction = \"0\" }` for a csv response"),
        );
    }
}

/// Clarify is told that data is csv.
fn formats(block: &Block, checks: &[&str], sink: &mut Sink) {
    let Some(check) = checks.iter().find(|check| matches!(**check, "bias" | "explainability")) else { return };
    let Some(baseline) = block.get("baseline") else { return };
    if let Type::Dataset(Some(format)) = baseline.ty()
        && format != "csv"
    {
        let title = format!("the check `{check}` reads csv, not {format}");
        sink.push(
            at(codes::WRONG_FORMAT, baseline.blame(), title, format!("a {format} dataset"))
                .also(line(block, "checks"), "asked for here"),
        );
    }
}

fn delay(block: &Block, sink: &mut Sink) {
    let Some(value) = block.get("label_delay") else { return };
    let Some(seconds) = value.seconds() else { return };
    if seconds % 3_600 != 0 {
        let title = "`label_delay` is a whole number of hours".to_owned();
        let mut found = at(codes::OUT_OF_RANGE, value.blame(), title, "not whole");
        if value.via.is_none() {
            let hours = format!("{}h", seconds.div_ceil(3_600));
            found = found.fix(format!("write `{hours}`"), value.span, hours, Applicability::Maybe);
        }
        sink.push(with_origin(found, value));
    }
}

fn alarms(block: &Block, checks: &[&str], sink: &mut Sink) {
    let alarms = block.get("alarms").map(Value::items).unwrap_or_default();
    if let (Some(drift), true) = (block.fields.get("on_drift"), alarms.is_empty()) {
        let title = "`on_drift` needs `alarms`: without one nobody sees the drift".to_owned();
        let check = if checks.len() > 1 { ", check = data_quality" } else { "" };
        let alarm = format!("above(\"feature_baseline_drift_COLUMN\", 0.1{check})");
        let alarm = if checks.contains(&"data_quality") { alarm } else { "below(\"METRIC\", 0.8)".to_owned() };
        let found = at(codes::MISSING_FIELDS, drift.name, title, "nothing would ever happen");
        sink.push(
            found
                .note("each check emits metrics of its own, such as `feature_baseline_drift_amount` for the column `amount`")
                .note("which of them counts, and from when, nobody but you can say: CloudWatch alarms have a metric and a limit")
                .fix("add an alarm", drift.name.before(), format!("alarms = [{alarm}]\n  "), Applicability::Placeholder),
        );
    }
    let mut seen: Vec<(String, &Value)> = Vec::new();
    for alarm in alarms {
        if let Some(check) = alarm.get("check") {
            let word = check.text();
            if word.as_deref().is_some_and(|word| !checks.contains(&word)) {
                let title = format!("`{}` is not among the checks", word.unwrap_or_default());
                sink.push(
                    at(codes::NOT_ALLOWED, check.blame(), title, "emits no metric here")
                        .help(format!("the checks are {}", list(checks.iter().copied()))),
                );
            }
        } else if checks.len() > 1 && matches!(alarm.kind, ValueKind::Call(..)) {
            let title = "the alarm does not say which check emits its metric".to_owned();
            let found = at(codes::WRONG_ARGUMENTS, alarm.blame(), title, "one of several checks");
            let argument = format!("check = {}", checks.first().copied().unwrap_or_default());
            sink.push(super::words::insert_argument(found, alarm, &argument, Applicability::Maybe));
        }
        let Some(metric) = alarm.get("metric").and_then(Value::text) else { continue };
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == metric) {
            let title = format!("`{metric}` has two alarms, and they would have the same name");
            sink.push(
                Diagnostic::new(codes::DUPLICATE_NAME, alarm.blame(), title)
                    .label("again")
                    .also(first.blame(), "first here"),
            );
        }
        seen.push((metric, alarm));
    }
}

/// Schedules keep their names, so pipeline and stage are a part of them.
fn name(program: &Program, block: &Block, checks: &[&str], sink: &mut Sink) {
    let (pipeline, stage) = (&program.pipeline.name.text, &block.name.text);
    let suffix = if checks.iter().any(|check| *check != "data_quality") { "-model".len() } else { 0 };
    let length = pipeline.chars().count() + 1 + stage.chars().count() + suffix;
    if length > block.kind.name_limit {
        let title = format!(
            "the schedule of `{stage}` would have a name of {length} characters, and the service takes {}",
            block.kind.name_limit
        );
        sink.push(
            at(codes::NAME_TOO_LONG, block.name.span, title, "shorten this")
                .also(program.pipeline.name.span, "or this"),
        );
    }
}

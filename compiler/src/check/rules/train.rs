//! `train`: where metrics come from.

use regex_lite::Regex;

use crate::check::program::{Block, Program};
use crate::check::value::{Value, ValueKind};
use crate::diag::{Diagnostic, Sink, codes};
use crate::vocab::facts::limits;

use super::words::with_origin;

/// Seconds that a job may run where nothing is said.
pub const DEFAULT_TIMEOUT: u64 = 86_400;

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::training(program) {
        metrics(block, sink);
    }
}

fn metrics(block: &Block, sink: &mut Sink) {
    for (name, metric) in &block.metrics {
        match &metric.value {
            None => sink.push(
                Diagnostic::new(
                    codes::MISSING_VALUE,
                    metric.name,
                    format!("the metric `{name}` does not say where its value comes from"),
                )
                .label("no `=` follows its type")
                .help(
                    "write `= final(\"validation:auc\")` for a metric that a built-in algorithm emits, or \
                     `= pattern(\"auc=([0-9.]+)\")` for a number in the log",
                ),
            ),
            Some(value) => {
                if let Some(regex) = value.get("regex") {
                    pattern(regex, sink);
                }
            }
        }
    }
    let defined = block.metrics.values().filter(|metric| {
        metric.value.as_ref().is_some_and(|value| matches!(&value.kind, ValueKind::Call(f, _) if f == "pattern"))
    });
    if let Some(extra) = defined.clone().nth(limits::METRIC_DEFINITIONS) {
        let title = format!(
            "{} metrics with a `pattern`, and a training job takes {}",
            defined.count(),
            limits::METRIC_DEFINITIONS
        );
        sink.push(
            Diagnostic::new(codes::TOO_MANY, extra.name, title)
                .label("the first one too many")
                .note("`MetricDefinitions` of the SageMaker API model (botocore 1.44.5, 2026-11)"),
        );
    }
}

fn pattern(value: &Value, sink: &mut Sink) {
    let Some(text) = value.text() else { return };
    let length = text.chars().count();
    if length > limits::METRIC_PATTERN {
        sink.push(
            Diagnostic::new(
                codes::VALUE_TOO_LONG,
                value.blame(),
                format!("the pattern has {length} characters, and {} are allowed", limits::METRIC_PATTERN),
            )
            .label("too long")
            .note("`MetricRegex` of the SageMaker API model (botocore 1.44.5, 2026-11)"),
        );
        return;
    }
    let Some(regex) = regex(value, &text, sink) else { return };
    let groups = regex.captures_len() - 1;
    if groups == 1 {
        return;
    }
    let found = Diagnostic::new(
        codes::BAD_PATTERN,
        value.blame(),
        if groups == 0 {
            "the pattern has no group that holds the number".into()
        } else {
            format!("the pattern has {groups} groups, and one holds the number")
        },
    )
    .label("exactly one group expected")
    .help(if groups == 0 {
        "put the number into parentheses, as in `auc=([0-9.]+)`"
    } else {
        "write the other groups as `(?:...)`"
    });
    sink.push(with_origin(found, value));
}

/// The regular expression, or a report that it is none. What only other engines read (look-around, back references) is
/// let through.
pub fn regex(value: &Value, text: &str, sink: &mut Sink) -> Option<Regex> {
    match Regex::new(text) {
        Ok(regex) => Some(regex),
        Err(_) if ["(?=", "(?!", "(?<=", "(?<!", "\\1", "\\2", "\\p", "\\P"].iter().any(|word| text.contains(word)) => {
            None
        }
        Err(error) => {
            let found = Diagnostic::new(codes::BAD_PATTERN, value.blame(), "this is not a regular expression")
                .label(error.to_string().trim_end_matches('.').to_owned());
            sink.push(with_origin(found, value));
            None
        }
    }
}

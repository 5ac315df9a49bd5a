//! Retry policies.

use crate::base::Span;
use crate::check::program::{Block, Program};
use crate::check::value::Value;
use crate::diag::{Diagnostic, Sink, codes};
use crate::vocab::units::duration;

/// New attempts that a policy may ask for: retry counts have two digits in job names.
const ATTEMPTS: f64 = 99.0;

pub fn check(program: &Program, sink: &mut Sink) {
    for block in std::iter::once(&program.pipeline).chain(program.stages.values()) {
        policies(block, sink);
    }
}

fn policies(block: &Block, sink: &mut Sink) {
    let Some(value) = block.get("retry") else { return };
    let mut seen: Vec<(String, Span)> = Vec::new();
    for policy in value.items() {
        policy_values(policy, sink);
        for class in policy.get("on").map_or(&[][..], Value::items) {
            let Some(name) = class.text() else { continue };
            match seen.iter().find(|(known, _)| *known == name) {
                Some((_, first)) => sink.push(
                    Diagnostic::new(codes::DUPLICATE_NAME, class.blame(), format!("`{name}` is retried in two ways"))
                        .label("named again here")
                        .also(*first, "first named here")
                        .help("each class of errors stands in one policy"),
                ),
                None => seen.push((name, class.blame())),
            }
        }
    }
}

fn policy_values(policy: &Value, sink: &mut Sink) {
    let mut out_of_range = |value: &Value, title: String, label: &str| {
        sink.push(Diagnostic::new(codes::OUT_OF_RANGE, value.blame(), title).label(label));
    };
    let number = |key: &str| policy.get(key).and_then(|value| Some((value, value.number()?)));
    if let Some((value, attempts)) = number("attempts")
        && attempts > ATTEMPTS
    {
        out_of_range(value, format!("`attempts` is {attempts}, and at most {ATTEMPTS} are possible"), "too many");
    }
    if let Some((value, backoff)) = number("backoff")
        && backoff < 1.0
    {
        out_of_range(value, format!("`backoff` is {backoff}, and waits cannot become shorter"), "at least 1");
    }
    let seconds = |key: &str| policy.get(key).and_then(|value| Some((value, value.seconds()?)));
    let interval = seconds("interval");
    if let Some((value, 0)) = interval {
        out_of_range(value, "`interval` is 0s, and a new attempt waits at least 1s".into(), "at least 1s");
    }
    if let (Some((first, interval)), Some((value, most))) = (interval, seconds("max_interval"))
        && most < interval
    {
        sink.push(
            Diagnostic::new(
                codes::OUT_OF_RANGE,
                value.blame(),
                format!("`max_interval` is {}, shorter than the first wait", duration(most)),
            )
            .label("no wait is longer than this")
            .also(first.blame(), format!("the first wait is {}", duration(interval))),
        );
    }
}

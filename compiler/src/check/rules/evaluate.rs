//! `evaluate`: candidates, metrics, and how the winner is found.

use crate::base::Span;
use crate::check::program::{Block, Program};
use crate::check::value::{Value, ValueKind};
use crate::diag::{Applicability, Diagnostic, Sink, codes};

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::stages(program, "evaluate") {
        metrics(block, sink);
        candidates(block, sink);
    }
}

fn metrics(block: &Block, sink: &mut Sink) {
    let name = &block.name.text;
    if block.metrics.is_empty() {
        sink.push(
            Diagnostic::new(codes::MISSING_FIELDS, block.header, format!("`evaluate` `{name}` measures nothing"))
                .label("no metric is declared")
                .help("declare what its report contains: `metric recall: Number`"),
        );
    }
    for (name, metric) in &block.metrics {
        if let Some(value) = &metric.value {
            let place = metric.name.to(value.span);
            sink.push(
                Diagnostic::new(codes::NOT_ALLOWED, value.span, format!("the metric `{name}` is read from the report"))
                    .label("nothing stands behind a metric of `evaluate`")
                    .fix("leave the source out", place, format!("{name}: Number"), Applicability::Always),
            );
        }
    }
}

fn candidates(block: &Block, sink: &mut Sink) {
    let Some(value) = block.get("candidates") else { return };
    let items = value.items();
    if items.is_empty() {
        sink.push(
            Diagnostic::new(codes::MISSING_FIELDS, value.blame(), "`candidates` is empty")
                .label("at least one model expected"),
        );
        return;
    }
    let mut seen: Vec<(&str, Span)> = Vec::new();
    for item in items {
        let ValueKind::Output(stage, ..) = &item.kind else { continue };
        match seen.iter().find(|(known, _)| known == stage) {
            Some((_, first)) => sink.push(
                Diagnostic::new(
                    codes::DUPLICATE_NAME,
                    item.blame(),
                    format!("the candidate `{stage}` is listed twice"),
                )
                .label("listed again here")
                .also(*first, "first listed here"),
            ),
            None => seen.push((stage, item.blame())),
        }
    }
    if seen.len() > 1 && block.get("best").is_none() && !items.iter().any(unknown) {
        let metric = block.metrics.keys().next().map_or("recall", String::as_str);
        let mut found = Diagnostic::new(
            codes::MISSING_FIELDS,
            value.blame(),
            format!("`{}` has {} candidates and no `best`", block.name.text, seen.len()),
        )
        .label("which of them wins?")
        .help(format!("set `best = max({metric})` or `best = min({metric})`"));
        if let Some(field) = block.fields.get("candidates") {
            let text = format!("best = max({metric})\n  ");
            found = found.fix(format!("add `best = max({metric})`"), field.name.before(), text, Applicability::Maybe);
        }
        sink.push(found);
    }
}

fn unknown(value: &Value) -> bool {
    value.kind == ValueKind::Unknown
}

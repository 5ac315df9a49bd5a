//! `test`: what is given fits together, and so does what is expected.

use crate::base::Span;
use crate::check::program::{Block, Program};
use crate::check::scope::list;
use crate::check::value::{Value, ValueKind};
use crate::diag::{Diagnostic, Sink, codes};

pub(super) fn check(program: &Program, sink: &mut Sink) {
    for test in program.tests.values() {
        for (stage, _, given) in test.get("given").into_iter().flat_map(Value::entries) {
            if let Some(block) = program.stages.get(stage) {
                given_of(block, given, sink);
            }
        }
        event(program, test, sink);
        if let Some(expect) = test.get("expect") {
            expected(expect, sink);
        }
    }
}

fn given_of(block: &Block, given: &Value, sink: &mut Sink) {
    let name = &block.name.text;
    let place = |key: &str| given.entries().find(|(found, ..)| *found == key).map(|(_, span, _)| span);
    let is_text = |key: &str| matches!(given.get(key).map(|value| &value.kind), Some(ValueKind::Text(_)));
    for key in ["times", "cause"] {
        if let Some(span) = place(key).filter(|_| !is_text("failed")) {
            sink.push(
                Diagnostic::new(
                    codes::CANNOT_BE_GIVEN,
                    span,
                    format!("`{key}` says more about `failed`, which is not given"),
                )
                .label("of what")
                .help(format!("write `{name} = {{ failed = \"...\", {key} = ... }}`")),
            );
        }
    }
    if let Some(span) = place("interrupted").filter(|_| block.get("spot").is_none()) {
        sink.push(
            Diagnostic::new(codes::CANNOT_BE_GIVEN, span, format!("`{name}` cannot be interrupted"))
                .label("only machines of the spot market are taken away")
                .also(block.header, "has no `spot`"),
        );
    }
    if let (Some(span), Some(_)) = (place("unanswered"), place("rejected")) {
        sink.push(
            Diagnostic::new(codes::EXCLUSIVE_FIELDS, span, format!("`{name}` is both rejected and not answered"))
                .label("one of the two"),
        );
    }
}

/// An event needs somebody who listens.
fn event(program: &Program, test: &Block, sink: &mut Sink) {
    let Some(given) = test.get("given") else { return };
    let place = given.entries().find(|(key, ..)| *key == "event").map(|(_, span, _)| span);
    let listens = |block: &Block| ["event", "created", "after"].iter().any(|field| block.get(field).is_some());
    if let Some(span) = place.filter(|_| !program.triggers.values().any(listens)) {
        sink.push(
            Diagnostic::new(codes::CANNOT_BE_GIVEN, span, "no event starts this pipeline")
                .label("given here")
                .help("declare a `trigger` with `created`, `event` or `after`"),
        );
    }
}

fn expected(expect: &Value, sink: &mut Sink) {
    let named = |field: &str| -> Vec<(String, Span)> {
        let items = expect.get(field).map(Value::items).unwrap_or_default();
        items
            .iter()
            .filter_map(|item| match &item.kind {
                ValueKind::Stage(name) => Some((name.clone(), item.span)),
                _ => None,
            })
            .collect()
    };
    let idle = named("not_ran");
    for field in ["ran", "order", "failed"] {
        for (stage, span) in named(field) {
            if let Some((_, other)) = idle.iter().find(|(name, _)| *name == stage) {
                sink.push(
                    Diagnostic::new(
                        codes::EXCLUSIVE_FIELDS,
                        *other,
                        format!("`{stage}` is expected to run and not to run"),
                    )
                    .label("not to run")
                    .also(span, "to run"),
                );
            }
        }
    }
    let succeeds = expect.get("succeeded").filter(|value| value.kind == ValueKind::Bool(true));
    let fails: Vec<&str> = ["failed", "error"].into_iter().filter(|field| expect.get(field).is_some()).collect();
    if let (Some(succeeds), false) = (succeeds, fails.is_empty()) {
        sink.push(
            Diagnostic::new(
                codes::EXCLUSIVE_FIELDS,
                succeeds.span,
                format!("the pipeline cannot succeed with {}", list(fails)),
            )
            .label("expected to end well"),
        );
    }
}

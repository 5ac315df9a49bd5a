//! `trigger`: one cause, in the form the service takes, with values that the parameters take.

use crate::check::program::{Block, Program};
use crate::check::value::{Part, Type, Value, ValueKind};
use crate::diag::{Applicability, Diagnostic, Sink, codes};

use super::words::with_origin;
use super::{params, schedule};

pub fn check(program: &Program, sink: &mut Sink) {
    for block in program.triggers.values() {
        cause(block, sink);
        form(block, sink);
        created(program, block, sink);
        pattern(block, sink);
        name_of_other(program, block, sink);
        input(program, block, sink);
    }
}

/// What can start the pipeline, and how it is told.
const CAUSES: &[(&str, &str)] = &[
    ("schedule", "fires by the clock"),
    ("created", "fires when data arrives"),
    ("event", "fires on an event"),
    ("after", "fires when another pipeline has succeeded"),
];

fn cause(block: &Block, sink: &mut Sink) {
    let set: Vec<_> =
        CAUSES.iter().filter_map(|(field, says)| Some((*field, block.fields.get(field)?.name, *says))).collect();
    match set.as_slice() {
        [] if block.broken => {}
        [] => sink.push(
            Diagnostic::new(
                codes::MISSING_FIELDS,
                block.header,
                format!("`trigger` `{}` never fires", block.name.text),
            )
            .label("`schedule`, `created`, `event` or `after` is missing")
            .help("set `schedule = \"cron(0 3 1 * ? *)\"` or `created = some_dataset`"),
        ),
        [(first, place, says), rest @ ..] => {
            for (other, span, says_too) in rest {
                sink.push(
                    Diagnostic::new(codes::EXCLUSIVE_FIELDS, *span, format!("`{other}` stands beside `{first}`"))
                        .label(*says_too)
                        .also(*place, *says)
                        .help("make two triggers of it"),
                );
            }
        }
    }
    let by_clock = block.get("schedule").is_some();
    if let (Some(zone), false, Some((other, ..))) = (block.fields.get("timezone"), by_clock, set.first()) {
        sink.push(
            Diagnostic::new(codes::EXCLUSIVE_FIELDS, zone.name, format!("`timezone` stands beside `{other}`"))
                .label("only a `schedule` has a time zone")
                .help("remove the line"),
        );
    }
}

/// Patterns are lists of what may be there, below names of members.
fn pattern(block: &Block, sink: &mut Sink) {
    let Some(event) = block.get("event") else { return };
    if matches!(&event.kind, ValueKind::Record(entries) if entries.is_empty()) {
        let found = Diagnostic::new(codes::MISSING_FIELDS, event.blame(), "`event` is empty, so every event would fit");
        sink.push(found.label("at least one member expected").help("write `{ source = [\"aws.s3\"] }`"));
    }
    leaves(event, sink);
}

fn leaves(record: &Value, sink: &mut Sink) {
    for (name, _, value) in record.entries() {
        match &value.kind {
            ValueKind::Record(_) => leaves(value, sink),
            ValueKind::List(_) | ValueKind::Unknown => {}
            _ => {
                let title = format!("`{name}` of an event pattern is a list of values that fit");
                let mut found = Diagnostic::new(codes::WRONG_TYPE, value.blame(), title).label("not a list");
                if let Some(text) = value.text().filter(|_| value.via.is_none()) {
                    let written = format!("[\"{text}\"]");
                    found = found.fix(format!("write `{written}`"), value.span, written, Applicability::Always);
                }
                sink.push(found);
            }
        }
    }
}

fn name_of_other(program: &Program, block: &Block, sink: &mut Sink) {
    let Some(name) = block.get("after").and_then(|after| after.get("name")) else { return };
    if name.text().as_deref() == Some(program.pipeline.name.text.as_str()) {
        let title = "a pipeline that starts after itself would never end".to_owned();
        sink.push(
            Diagnostic::new(codes::NOT_ALLOWED, name.blame(), title)
                .label("this pipeline")
                .also(program.pipeline.header, "declared here"),
        );
    }
}

/// A value of the event, where there is an event.
fn from_event(block: &Block, name: &str, value: &Value, sink: &mut Sink) {
    if let Some(schedule) = block.fields.get("schedule") {
        let title = format!("`{name}` is taken from an event, and a schedule has none");
        sink.push(
            Diagnostic::new(codes::NOT_ALLOWED, value.blame(), title)
                .label("no event here")
                .also(schedule.name, "fires by the clock"),
        );
        return;
    }
    let Some(path) = value.get("path") else { return };
    let Some(text) = path.text() else { return };
    let plain = |step: &str| !step.is_empty() && step.chars().all(|c| c.is_alphanumeric() || "_-".contains(c));
    if !text.split('.').all(plain) {
        let title = format!("`{text}` is not a path into an event");
        sink.push(
            Diagnostic::new(codes::NOT_ALLOWED, path.blame(), title)
                .label("names with dots between them expected")
                .help("write it as in `event(\"detail.object.key\")`"),
        );
    }
}

fn form(block: &Block, sink: &mut Sink) {
    let text = |field: &str| block.get(field).and_then(|value| Some((value, value.text()?)));
    if let Some((value, text)) = text("schedule")
        && let Some((label, help)) = schedule::fault(&text)
    {
        let found = Diagnostic::new(codes::NOT_ALLOWED, value.blame(), format!("`{text}` is not a schedule"));
        sink.push(with_origin(found.label(label), value).help(help));
    }
    if let Some((value, text)) = text("timezone")
        && !schedule::is_time_zone(&text)
    {
        let found = Diagnostic::new(codes::NOT_ALLOWED, value.blame(), format!("`{text}` is not a time zone"))
            .label("a name of the IANA database expected");
        sink.push(with_origin(found, value).help("write it as in `Europe/Madrid` or `UTC`"));
    }
}

/// A rule of EventBridge is made before any execution, so it cannot contain what is known only then.
fn created(program: &Program, block: &Block, sink: &mut Sink) {
    let Some(value) = block.get("created") else { return };
    let ValueKind::Dataset(name, _) = &value.kind else { return };
    let uri = program.datasets.get(name).and_then(|block| block.get("uri"));
    let Some(uri) = uri.and_then(|uri| uri.get("uri").or(Some(uri))) else { return };
    let first = match &uri.kind {
        ValueKind::Text(parts) => parts.first(),
        ValueKind::Param(..) => None,
        _ => return,
    };
    if !matches!(first, Some(Part::Plain(text)) if text.contains('/'))
        && !matches!(&uri.kind, ValueKind::Text(parts) if parts.len() == 1 && matches!(first, Some(Part::Plain(_))))
    {
        sink.push(
            Diagnostic::new(
                codes::RUN_TIME_VALUE,
                uri.blame(),
                format!("the bucket of `{name}` has to be known when compiling, to watch it"),
            )
            .label("known only when running")
            .also(value.blame(), "watched here")
            .help("use a `let`, which `env` blocks can set per environment"),
        );
    }
}

fn input(program: &Program, block: &Block, sink: &mut Sink) {
    for (name, span, value) in block.get("input").into_iter().flat_map(Value::entries) {
        let Some(param) = program.params.get(name) else {
            let known = || program.params.keys().map(String::as_str);
            sink.push(
                Diagnostic::new(codes::UNKNOWN_NAME, span, format!("there is no parameter `{name}`"))
                    .label("not found")
                    .did_you_mean(span, name, known()),
            );
            continue;
        };
        if matches!(value.kind, ValueKind::Call(..)) {
            from_event(block, name, value, sink);
            continue;
        }
        let (wanted, given) = (&param.ty, value.ty());
        let text = matches!(wanted, Type::String | Type::Role | Type::Topic | Type::Secret) && given == Type::String;
        if *wanted == Type::Unknown || given == Type::Unknown {
            continue;
        }
        if !text && *wanted != given {
            sink.push(
                Diagnostic::new(
                    codes::WRONG_TYPE,
                    value.blame(),
                    format!("the parameter `{name}` takes {}, not {}", wanted.name(), given.name()),
                )
                .label(format!("this is {}", given.name()))
                .also(param.name.span, "declared here"),
            );
        } else if let Some(found) = params::violation(param, value) {
            sink.push(found.also(param.name.span, "declared here"));
        }
    }
}

//! `trigger`: one cause, in the form the service takes, with values that the parameters take.

use crate::check::program::{Block, Program};
use crate::check::value::{Part, Type, Value, ValueKind};
use crate::diag::{Diagnostic, Sink, codes};

use super::words::with_origin;
use super::{params, schedule};

pub fn check(program: &Program, sink: &mut Sink) {
    for block in program.triggers.values() {
        cause(block, sink);
        form(block, sink);
        created(program, block, sink);
        input(program, block, sink);
    }
}

fn cause(block: &Block, sink: &mut Sink) {
    match (block.fields.get("schedule"), block.fields.get("created")) {
        (None, None) => sink.push(
            Diagnostic::new(
                codes::MISSING_FIELDS,
                block.header,
                format!("`trigger` `{}` never fires", block.name.text),
            )
            .label("`schedule` or `created` is missing")
            .help("set `schedule = \"cron(0 3 1 * ? *)\"` or `created = some_dataset`"),
        ),
        (Some(schedule), Some(created)) => sink.push(
            Diagnostic::new(codes::EXCLUSIVE_FIELDS, created.name, "`created` stands beside `schedule`")
                .label("fires when data arrives")
                .also(schedule.name, "fires by the clock")
                .help("make two triggers of it"),
        ),
        _ => {}
    }
    if let (Some(zone), None, Some(_)) =
        (block.fields.get("timezone"), block.fields.get("schedule"), block.fields.get("created"))
    {
        sink.push(
            Diagnostic::new(codes::EXCLUSIVE_FIELDS, zone.name, "`timezone` stands beside `created`")
                .label("only a `schedule` has a time zone")
                .help("remove the line"),
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
    let ValueKind::Dataset(name, _) = &value.kind else {
        if let ValueKind::Output(stage, ..) = &value.kind {
            sink.push(
                Diagnostic::new(codes::NOT_ALLOWED, value.blame(), format!("`{stage}` writes this itself"))
                    .label("an output of the pipeline cannot start it")
                    .help("name a `dataset`"),
            );
        }
        return;
    };
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
        let (wanted, given) = (&param.ty, value.ty());
        let text = matches!(wanted, Type::String | Type::Role | Type::Topic) && given == Type::String;
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

//! `call` and `wait`: what is called or waited for, and what belongs to it.

use super::fields::{at, line, missing, value};
use super::looks;
use crate::base::suggest::suggest;
use crate::check::program::{Block, Program};
use crate::check::value::{Value, ValueKind};
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::actions::{OPTIMIZED, OWN, TOKENS, WAITING, is_action, is_path};
use crate::vocab::facts::services;

/// Seconds between two looks, and of the whole wait, where nothing is said.
const DEFAULT_EVERY: u64 = 60;
const DEFAULT_TIMEOUT: u64 = 3_600;

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::stages(program, "call") {
        one_of(block, ["action", "lambda"], "calls nothing", sink);
        let token = block.text("wait").as_deref() == Some("token");
        beside(block, "lambda", if token { &["request"] } else { &["request", "wait"] }, sink);
        beside(block, "action", &["payload"], sink);
        action(block, "action", sink);
        waits(block, sink);
        if token {
            hands_out(block, sink);
        }
        connection(block, sink);
        for declared in block.outputs.values() {
            let written = declared.value.as_ref().and_then(|value| value.get("path"));
            if let Some(written) = written {
                path(written, sink);
            }
        }
    }
    for block in super::stages(program, "wait") {
        one_of(block, ["time", "until"], "waits for nothing", sink);
        beside(block, "time", &["request", "value", "success", "failure", "every", "timeout", "raw"], sink);
        if block.get("until").is_some() && block.get("time").is_none() {
            action(block, "until", sink);
            for field in ["value", "success"] {
                if block.get(field).is_none() {
                    sink.push(missing(block, field, "to know when it is ready"));
                }
            }
            looks::check(block, "every", DEFAULT_EVERY, DEFAULT_TIMEOUT, sink);
        }
        if let Some(written) = block.get("value") {
            path(written, sink);
        }
    }
}

/// Exactly one of two ways to say it.
fn one_of(block: &Block, [first, second]: [&str; 2], without: &str, sink: &mut Sink) {
    match (block.fields.get(first), block.fields.get(second)) {
        (None, None) => {
            let title = format!("`{}` `{}` {without}", block.kind.keyword, block.name.text);
            sink.push(
                Diagnostic::new(codes::MISSING_FIELDS, block.header, title)
                    .label(format!("`{first}` or `{second}` is missing"))
                    .help(format!("set one of `{first}` and `{second}`")),
            );
        }
        (Some(one), Some(other)) => sink.push(exclusive(second, other.name, first, one.name)),
        _ => {}
    }
}

/// Fields that mean nothing beside `with`.
fn beside(block: &Block, with: &str, fields: &[&str], sink: &mut Sink) {
    let Some(set) = block.fields.get(with) else { return };
    for field in fields {
        if let Some(stray) = block.fields.get(*field) {
            let found = exclusive(field, stray.name, with, set.name);
            sink.push(found.fix(format!("remove `{field}`"), line(block, field), "", Applicability::Maybe));
        }
    }
}

#[track_caller]
fn exclusive(field: &str, place: crate::base::Span, other: &str, first: crate::base::Span) -> Diagnostic {
    Diagnostic::new(codes::EXCLUSIVE_FIELDS, place, format!("`{field}` stands beside `{other}`"))
        .label("one of the two is enough")
        .also(first, "set here")
        .help("remove one of the two")
}

fn action(block: &Block, field: &str, sink: &mut Sink) {
    let Some(written) = block.text(field) else { return };
    if is_action(&written) {
        if !OWN.contains(&written.as_str()) {
            known(block, field, &written, sink);
        }
        return;
    }
    let span = value(block, field);
    let mut found = at(codes::BAD_NAME, span, format!("`{written}` is not an action of AWS"), "no `service.action`")
        .help("write it as the AWS SDK does, the action from a small letter: `glue.startJobRun`");
    let mended = mended(&written);
    if is_action(&mended) {
        found = found.fix(format!("write `\"{mended}\"`"), span, format!("\"{mended}\""), Applicability::Always);
    }
    sink.push(found);
}

/// `Glue.StartJobRun` and `glue:StartJobRun` as `glue.startJobRun`.
fn mended(written: &str) -> String {
    let written = written.replacen(':', ".", 1);
    let Some((service, action)) = written.split_once('.') else { return written };
    let mut letters = action.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    format!("{}.{}", service.to_lowercase().replace('-', ""), first.into_iter().chain(letters).collect::<String>())
}

/// The service exists, and where its actions are listed, the action does.
fn known(block: &Block, field: &str, written: &str, sink: &mut Sink) {
    let Some((service, action)) = written.split_once('.') else { return };
    let span = value(block, field);
    let (title, label, close) = if services::prefix(service).is_none() {
        let close = match services::meant_by(service) {
            Some(name) => vec![name],
            None => suggest(service, services::all()),
        };
        let close = close.into_iter().map(|name| format!("{name}.{action}")).collect();
        (format!("there is no service `{service}` in the AWS SDK"), "no such service", close)
    } else {
        let Some(actions) = services::actions(service).filter(|actions| !actions.contains_key(action)) else { return };
        let own = OWN.iter().filter_map(|own| own.strip_prefix(service)?.strip_prefix('.'));
        let names: Vec<&str> = actions.keys().copied().chain(own).collect();
        let close: Vec<String> = suggest(action, names).into_iter().map(|name| format!("{service}.{name}")).collect();
        (format!("`{service}` has no action `{action}`"), "no such action", close)
    };
    if close.is_empty() {
        let found = at(codes::UNKNOWN_NEWER, span, title, label);
        sink.push(found.note("in the AWS SDK of 2026-11; what came later is called as it is written"));
        return;
    }
    let help = format!("did you mean {}", super::super::scope::list(close.iter().map(String::as_str)));
    let one = if close.len() == 1 { Applicability::Always } else { Applicability::Maybe };
    let found = at(codes::NOT_ALLOWED, span, title, label).help(help);
    let fix =
        |found: Diagnostic, name: &String| found.fix(format!("write `\"{name}\"`"), span, format!("\"{name}\""), one);
    sink.push(close.iter().fold(found, fix));
}

/// Who waits for a token has to give it to somebody, by a call that can.
fn hands_out(block: &Block, sink: &mut Sink) {
    let request = block.get("request").or_else(|| block.get("payload"));
    if !request.is_some_and(holds_token) {
        let title = format!("nobody gets the token that `{}` waits for", block.name.text);
        sink.push(
            at(codes::NOT_ALLOWED, value(block, "wait"), title, "waits in vain")
                .help("put `task.token` into the request, where who answers will find it"),
        );
    }
    let Some(action) = block.text("action") else { return };
    let only_own = OPTIMIZED.iter().any(|(name, _)| *name == action) && OWN.contains(&action.as_str());
    if only_own && !TOKENS.iter().any(|(name, _)| *name == action) {
        let title = format!("`{action}` hands out no token");
        sink.push(
            at(codes::NOT_ALLOWED, value(block, "wait"), title, "cannot wait for one")
                .help("Step Functions gives none to this integration; send it by a queue, a topic or a function"),
        );
    }
}

fn holds_token(value: &Value) -> bool {
    match &value.kind {
        ValueKind::Context(member) => *member == "Task.Token",
        ValueKind::Text(parts) => {
            parts.iter().any(|part| matches!(part, crate::check::value::Part::Value(value) if holds_token(value)))
        }
        ValueKind::List(items) => items.iter().any(holds_token),
        ValueKind::Record(entries) => entries.values().any(|(_, value)| holds_token(value)),
        ValueKind::Unknown => true,
        _ => false,
    }
}

/// A request over HTTP goes through a connection of EventBridge, which knows who is asking.
fn connection(block: &Block, sink: &mut Sink) {
    if block.text("action").as_deref() != Some("http.invoke") {
        return;
    }
    let named = |request: &Value| request.get("Authentication").is_some() || request.get("InvocationConfig").is_some();
    if !block.get("request").is_some_and(named) {
        let title = format!("the request of `{}` names no connection", block.name.text);
        sink.push(
            at(codes::BAD_REQUEST, block.place("request"), title, "`Authentication` is missing")
                .note("Step Functions keeps no credentials; it takes them from a connection of EventBridge")
                .help("add `Authentication = { ConnectionArn = \"arn:aws:events:...:connection/...\" }`"),
        );
    }
}

/// Only some services tell Step Functions when they are done.
fn waits(block: &Block, sink: &mut Sink) {
    let Some(action) = block.text("action").filter(|action| is_action(action)) else { return };
    if block.flag("wait") == Some(true) && !WAITING.iter().any(|(name, _)| *name == action) {
        let names: Vec<&str> = WAITING.iter().map(|(name, _)| *name).collect();
        let title = format!("Step Functions cannot wait for what `{action}` starts");
        sink.push(
            at(codes::NOT_ALLOWED, value(block, "wait"), title, "no integration waits for it").help(format!(
                "it waits for {}; a `wait` stage looks at anything else",
                super::super::scope::list(names)
            )),
        );
    }
}

fn path(written: &crate::check::value::Value, sink: &mut Sink) {
    let Some(text) = written.text() else { return };
    if !is_path(&text) {
        sink.push(
            at(
                codes::BAD_NAME,
                written.blame(),
                format!("`{text}` is not a path of members"),
                "names with dots between them",
            )
            .help("write it as `JobRun.Id`"),
        );
    }
}

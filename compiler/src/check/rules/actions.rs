//! `call` and `wait`: what is called or waited for, and what belongs to it.

use super::fields::{at, line, missing, value};
use super::looks;
use crate::base::suggest;
use crate::check::program::{Block, Program};
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::actions::{WAITING, is_action, is_path};
use crate::vocab::facts::iam;

/// Seconds between two looks, and of the whole wait, where nothing is said.
const DEFAULT_EVERY: u64 = 60;
const DEFAULT_TIMEOUT: u64 = 3_600;

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::stages(program, "call") {
        one_of(block, ["action", "lambda"], "calls nothing", sink);
        beside(block, "lambda", &["request", "wait"], sink);
        beside(block, "action", &["payload"], sink);
        action(block, "action", sink);
        waits(block, sink);
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
        return slip(block, field, &written, sink);
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

/// Warns of an action that differs from a known one as a slip of the finger does. Most actions are not in our tables, so
/// any other may be right; so may a plural.
fn slip(block: &Block, field: &str, written: &str, sink: &mut Sink) {
    let known: Vec<String> = iam::keys()
        .map(|key| key.strip_prefix("aws-sdk:").unwrap_or(key))
        .map(|key| key.split('.').next().unwrap_or(key).replacen(':', ".", 1))
        .collect();
    let verb = |action: &str| action.split(char::is_uppercase).next().map(str::to_owned);
    let close = |one: &&String| {
        let plural = |one: &str, other: &str| one.strip_suffix('s') == Some(other);
        verb(one) == verb(written)
            && !plural(one, written)
            && !plural(written, one)
            && suggest::distance(one, written) <= 2
    };
    if known.iter().any(|one| one == written) {
        return;
    }
    if let Some(meant) = known.iter().find(close) {
        let span = value(block, field);
        let title = format!("the compiler does not know the action `{written}`");
        let fixed = format!("\"{meant}\"");
        sink.push(
            at(codes::UNKNOWN_NEWER, span, title, "called as written")
                .help("the policy allows it on everything, as its resources are not known")
                .fix(format!("write `{fixed}`"), span, fixed, Applicability::Maybe),
        );
    }
}

/// `Glue.StartJobRun` and `glue:StartJobRun` as `glue.startJobRun`.
fn mended(written: &str) -> String {
    let written = written.replacen(':', ".", 1);
    let Some((service, action)) = written.split_once('.') else { return written };
    let mut letters = action.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    format!("{}.{}", service.to_lowercase().replace('-', ""), first.into_iter().chain(letters).collect::<String>())
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

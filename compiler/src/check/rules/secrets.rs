//! Secrets: no task reads one, and a key goes only where there is room for it.

use super::fields::{at, value};
use crate::base::Span;
use crate::check::program::{Block, Program};
use crate::check::value::{SECRET_KEY, Value, ValueKind, secret_key};
use crate::diag::{Diagnostic, Sink, codes};
use crate::vocab::secrets::READING;

pub fn check(program: &Program, sink: &mut Sink) {
    for block in program.stages.values() {
        reads(block, sink);
        for (name, set) in &block.fields {
            match *name {
                "environment" => variables(&set.value, sink),
                _ => each(&set.value, &mut |found| without_key(found, name, sink)),
            }
        }
    }
    for param in program.params.values() {
        if let Some(default) = &param.default {
            each(default, &mut |found| without_key(found, &param.name.text, sink));
        }
    }
}

/// What a task answers is written into the execution's history.
fn reads(block: &Block, sink: &mut Sink) {
    for field in ["action", "until"] {
        let Some(written) = block.text(field) else { continue };
        if READING.iter().any(|known| known.eq_ignore_ascii_case(&written)) {
            let title = format!("`{written}` would write a secret's value into the execution's history");
            sink.push(
                at(codes::MISPLACED_SECRET, value(block, field), title, "answers with the value")
                    .help("let the job that needs it fetch it: give its `environment` a `secret(\"...\")`"),
            );
        }
    }
}

/// A key of a secret has a variable of its own.
fn variables(environment: &Value, sink: &mut Sink) {
    for (name, span, entry) in environment.entries() {
        let Some(key) = secret_key(entry) else { continue };
        let taken = format!("{name}{SECRET_KEY}");
        if let Some((_, other, _)) = environment.entries().find(|(known, ..)| *known == taken) {
            sink.push(
                Diagnostic::new(codes::DUPLICATE_NAME, other, format!("the variable `{taken}` is set twice"))
                    .label("set again here")
                    .also(key.blame().to(key.span), format!("the key of the secret `{name}` goes by this name"))
                    .also(span, "the secret")
                    .help("rename one of the two"),
            );
        }
    }
}

fn without_key(found: &Value, field: &str, sink: &mut Sink) {
    let Some(key) = secret_key(found) else { return };
    let place: Span = if found.via.is_some() { found.blame() } else { key.blame() };
    let title = format!("`{field}` takes a whole secret, and this names a key in it");
    sink.push(
        Diagnostic::new(codes::WRONG_ARGUMENTS, place, title)
            .label("a key is for an environment variable")
            .help("leave `key` out: who gets the secret reads all of it"),
    );
}

/// Every reference to a secret in a value.
fn each<'v>(value: &'v Value, visit: &mut impl FnMut(&'v Value)) {
    match &value.kind {
        ValueKind::Call(name, _) if name == "secret" => visit(value),
        ValueKind::List(items) => items.iter().for_each(|item| each(item, visit)),
        ValueKind::Record(entries) => entries.values().for_each(|(_, entry)| each(entry, visit)),
        _ => {}
    }
}

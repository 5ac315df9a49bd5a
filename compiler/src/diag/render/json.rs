//! One JSON object a line: everything a diagnostic holds, with bytes and with lines and columns.

use serde_json::{Value, json};

use super::place::place;
use super::severity_word;
use crate::base::{Sources, Span};
use crate::diag::{Applicability, Diagnostic, Fix, Label};

pub(super) fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    diagnostics.iter().map(|found| format!("{}\n", object(found, sources))).collect()
}

fn object(found: &Diagnostic, sources: &Sources) -> Value {
    let mut object = json!({
        "code": found.code.id,
        "severity": severity_word(found.severity),
        "title": found.title,
    });
    merge(&mut object, region(sources, found.primary.span));
    merge(
        &mut object,
        json!({
            "label": found.primary.text,
            "secondary": found.secondary.iter().map(|label| secondary(label, sources)).collect::<Vec<_>>(),
            "notes": found.notes,
            "help": found.help,
            "fixes": found.fixes.iter().map(|fix| self::fix(fix, sources)).collect::<Vec<_>>(),
            "explain": format!("mlc explain {}", found.code.id),
        }),
    );
    object
}

/// A place: the file, both ends as line and column (from 1, in characters) and as bytes (from 0, without a byte-order mark).
fn region(sources: &Sources, span: Span) -> Value {
    let at = place(sources, span);
    json!({
        "file": at.file,
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
        "start": span.start,
        "end": span.end,
    })
}

fn secondary(label: &Label, sources: &Sources) -> Value {
    let mut object = region(sources, label.span);
    merge(&mut object, json!({ "label": label.text }));
    object
}

fn fix(fix: &Fix, sources: &Sources) -> Value {
    let edits: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| {
            let mut object = region(sources, edit.span);
            merge(&mut object, json!({ "text": edit.text }));
            object
        })
        .collect();
    json!({ "title": fix.title, "applicability": applicability(fix.applicability), "edits": edits })
}

fn applicability(applicability: Applicability) -> &'static str {
    match applicability {
        Applicability::Always => "always",
        Applicability::Maybe => "maybe",
        Applicability::Placeholder => "placeholder",
    }
}

fn merge(object: &mut Value, more: Value) {
    if let (Value::Object(object), Value::Object(more)) = (object, more) {
        object.extend(more);
    }
}

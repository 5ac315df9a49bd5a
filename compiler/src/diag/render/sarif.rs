//! SARIF 2.1.0: one run, every code that occurs as a rule with its page, every problem with full regions and fixes.

use serde_json::{Value, json};

use super::place::place;
use super::severity_word;
use crate::base::{Sources, Span, json::pretty};
use crate::diag::{Code, Diagnostic, Fix, Severity, pages};

pub(super) fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut codes: Vec<Code> = diagnostics.iter().map(|found| found.code).collect();
    codes.sort_by_key(|code| code.id);
    codes.dedup();
    let results: Vec<Value> = diagnostics.iter().map(|found| result(found, &codes, sources)).collect();
    pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "mlc", "rules": codes.iter().map(rule).collect::<Vec<_>>() } },
            // Our columns count characters; SARIF's default is UTF-16 code units.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

/// No `helpUri`: the format wants an absolute one, and the page is right here in `help`.
fn rule(code: &Code) -> Value {
    let mut rule = json!({
        "id": code.id,
        "shortDescription": { "text": code.summary },
        "defaultConfiguration": { "level": severity_word(code.severity) },
        "help": { "text": format!("mlc explain {}", code.id) },
        "properties": { "page": pages::path(*code) },
    });
    if let Some(page) = pages::find(*code) {
        rule["help"]["markdown"] = page.into();
    }
    rule
}

fn result(found: &Diagnostic, codes: &[Code], sources: &Sources) -> Value {
    let mut message = found.title.clone();
    for note in &found.notes {
        message += &format!("\nnote: {note}");
    }
    if let Some(help) = &found.help {
        message += &format!("\nhelp: {help}");
    }
    let related: Vec<Value> = found
        .secondary
        .iter()
        .enumerate()
        .map(|(id, label)| location(sources, label.span, &label.text, Some(id)))
        .collect();
    let mut result = json!({
        "ruleId": found.code.id,
        "ruleIndex": codes.iter().position(|code| *code == found.code),
        "level": match found.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "message": { "text": message },
        "locations": [location(sources, found.primary.span, &found.primary.text, None)],
    });
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if !found.fixes.is_empty() {
        result["fixes"] = found.fixes.iter().map(|fix| self::fix(fix, sources)).collect();
    }
    result
}

fn location(sources: &Sources, span: Span, text: &str, id: Option<usize>) -> Value {
    let mut location = json!({
        "physicalLocation": { "artifactLocation": artifact(sources, span), "region": region(sources, span) },
    });
    if let Some(id) = id {
        location["id"] = id.into();
    }
    if !text.is_empty() {
        location["message"] = json!({ "text": text });
    }
    location
}

fn fix(fix: &Fix, sources: &Sources) -> Value {
    let mut changes: Vec<Value> = Vec::new();
    let mut files: Vec<_> = fix.edits.iter().map(|edit| edit.span.file).collect();
    files.sort();
    files.dedup();
    for file in files {
        let edits: Vec<_> = fix.edits.iter().filter(|edit| edit.span.file == file).collect();
        let replacements: Vec<Value> = edits
            .iter()
            .map(
                |edit| json!({ "deletedRegion": region(sources, edit.span), "insertedContent": { "text": edit.text } }),
            )
            .collect();
        let artifact = edits.first().map(|edit| artifact(sources, edit.span));
        changes.push(json!({ "artifactLocation": artifact, "replacements": replacements }));
    }
    json!({ "description": { "text": fix.title }, "artifactChanges": changes })
}

fn artifact(sources: &Sources, span: Span) -> Value {
    json!({ "uri": uri(&sources.file(span.file).name) })
}

fn region(sources: &Sources, span: Span) -> Value {
    let at = place(sources, span);
    json!({
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.end_line,
        "endColumn": at.end_column,
        "byteOffset": span.start,
        "byteLength": span.end.saturating_sub(span.start),
    })
}

/// A file name as a relative URI reference.
fn uri(name: &str) -> String {
    let mut uri = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'@' | b'+' => {
                uri.push(char::from(byte));
            }
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}

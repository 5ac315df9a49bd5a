//! Pieces of messages and of values that several rules need.

use crate::base::Span;
use crate::base::suggest::suggest;
use crate::check::value::{Part, Value, ValueKind};
use crate::diag::{Applicability, Diagnostic};

/// "Did you mean" for a quoted text.
pub fn did_you_mean_text<'k>(
    mut found: Diagnostic,
    span: Span,
    written: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Diagnostic {
    let close = suggest(written, known);
    let applicability = if close.len() == 1 { Applicability::Always } else { Applicability::Maybe };
    for name in close {
        found = found.fix(format!("write `\"{name}\"`"), span, format!("\"{name}\""), applicability);
    }
    found
}

/// A value as the service gets it, where it is known when compiling.
pub fn sent(value: &Value) -> Option<String> {
    match &value.kind {
        ValueKind::Number(number) => Some(number.to_string()),
        ValueKind::Bool(flag) => Some(flag.to_string()),
        _ => value.text(),
    }
}

/// Characters that a value has at least: run-time parts count as nothing.
pub fn known_length(value: &Value) -> usize {
    match &value.kind {
        ValueKind::Text(parts) => parts
            .iter()
            .map(|part| match part {
                Part::Plain(text) => text.chars().count(),
                Part::Value(_) => 0,
            })
            .sum(),
        _ => sent(value).map_or(0, |text| text.chars().count()),
    }
}

/// Names what stands in a place that came through a `let`, too.
pub fn with_origin(found: Diagnostic, value: &Value) -> Diagnostic {
    if value.via.is_some() { found.also(value.span, "the value comes from here") } else { found }
}

/// Inserts another argument behind the last one of a call.
pub fn insert_argument(found: Diagnostic, call: &Value, argument: &str, sure: Applicability) -> Diagnostic {
    let ValueKind::Call(_, arguments) = &call.kind else { return found };
    if call.via.is_some() || call.span.end == 0 {
        return found;
    }
    let behind = Span { start: call.span.end - 1, end: call.span.end - 1, ..call.span };
    let comma = if arguments.is_empty() { "" } else { ", " };
    found.fix(format!("add `{argument}`"), behind, format!("{comma}{argument}"), sure)
}

/// The first `most` words in backticks, and how many more there are.
pub fn shortened(words: &[&str], most: usize) -> String {
    let shown: Vec<String> = words.iter().take(most).map(|word| format!("`{word}`")).collect();
    let rest = words.len().saturating_sub(most);
    if rest == 0 { shown.join(", ") } else { format!("{} and {rest} more", shown.join(", ")) }
}

//! A selected value gets a name.

use std::ops::Range;

use mlc_compiler::base::{FileId, Span};
use mlc_compiler::diag::Edit;
use mlc_compiler::syntax::ast::{Expr, ExprKind, Member, TextPart};

use super::expressions::{Place, at, line_before};
use super::same::{is_sound, is_unchanged};
use super::{Action, ActionKind};
use crate::features::format::span_of;
use crate::snapshot::Snapshot;

/// A `let`, where the value is known when compiling; a `param`, where it may be known when running.
pub(super) fn extractions<'a>(now: &'a Snapshot, part: &Range<u32>) -> Vec<Action<'a>> {
    let (text, Some(file)) = (now.text(), now.file()) else { return Vec::new() };
    let Some(span) = selected(text, part) else { return Vec::new() };
    let Some(place) = at(&file.members, span) else { return Vec::new() };
    // What is a declaration's whole value has a name already.
    let is_declared = matches!(place.outer, Member::Declare(declare) if declare.value.as_ref() == Some(place.expr));
    if is_declared || matches!(place.expr.kind, ExprKind::Name(_) | ExprKind::Missing) {
        return Vec::new();
    }
    let value = text.get(span.range()).unwrap_or_default();
    let mut actions = Vec::new();
    let name = free_name(now, place.name);
    let edits = declared(now, &place, &format!("let {name} = {value}"), &name, "let");
    if is_unchanged(now, &edits) {
        actions.push(Action::new(now, ActionKind::Extract, format!("Extract `let {name}`"), edits));
    }
    if let Some(ty) = param_type(place.expr).filter(|_| !place.in_component) {
        let edits = declared(now, &place, &format!("param {name}: {ty} = {value}"), &name, "param");
        if is_sound(now, &edits) {
            let title = format!("Extract `param {name}`, which every run can set");
            actions.push(Action::new(now, ActionKind::Extract, title, edits));
        }
    }
    actions
}

/// The selection without blanks at its ends; none where there is nothing in it.
fn selected(text: &str, part: &Range<u32>) -> Option<Span> {
    let range = part.start as usize..part.end as usize;
    let inside = text.get(range.clone())?;
    let start = range.start + inside.len() - inside.trim_start().len();
    let length = inside.trim().len();
    (length > 0).then(|| Span::new(FileId::default(), start, start + length))
}

/// The declaration and its use.
fn declared(now: &Snapshot, place: &Place<'_>, line: &str, name: &str, word: &str) -> Vec<Edit> {
    let text = now.text();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let alike = last_of_word(now, place, word);
    let (at, written) = match alike {
        // Behind the last of its like.
        Some(at) => (at, format!("{line}{end}")),
        None if place.in_component => (line_before(text, place.outer), format!("  {line}{end}")),
        None => (line_before(text, place.outer), format!("{line}{end}{end}")),
    };
    let insert = Edit { span: Span::new(FileId::default(), at, at), text: written };
    vec![insert, Edit { span: place.expr.span, text: name.to_owned() }]
}

/// The line behind the last declaration of this word that stands before the place, at the top of the file.
fn last_of_word(now: &Snapshot, place: &Place<'_>, word: &str) -> Option<usize> {
    let members = now.file().filter(|_| !place.in_component)?.members.iter();
    let before = members.take_while(|member| span_of(member).start < span_of(place.outer).start);
    let declares = before.filter(|member| matches!(member, Member::Declare(declare) if declare.word.text == word));
    let end = span_of(declares.last()?).end as usize;
    let rest = now.text().get(end..)?;
    rest.find('\n').map(|at| end + at + 1)
}

/// Called after what it is the value of, unless something else is.
fn free_name(now: &Snapshot, wanted: &str) -> String {
    let is_name = wanted.starts_with(|first: char| first.is_ascii_alphabetic())
        && wanted.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_');
    let wanted = if is_name { wanted } else { "value" };
    let is_taken = |name: &str| now.names().symbols.iter().any(|symbol| symbol.name == name);
    let numbered = (2..).map(|number| format!("{wanted}_{number}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}

/// The type of a parameter with this default.
fn param_type(expr: &Expr) -> Option<String> {
    let plain = |parts: &[TextPart]| parts.iter().all(|part| matches!(part, TextPart::Plain(_)));
    match &expr.kind {
        ExprKind::Text(parts) if plain(parts) => Some("String".to_owned()),
        ExprKind::Number(_, unit) if unit.is_empty() => Some("Number".to_owned()),
        ExprKind::Bool(_) => Some("Bool".to_owned()),
        ExprKind::Call(name, _) if name.text == "s3" => Some("S3".to_owned()),
        ExprKind::List(items) => {
            let types: Vec<String> = items.iter().map(param_type).collect::<Option<_>>()?;
            let first = types.first()?;
            let is_simple = matches!(first.as_str(), "String" | "Number") && types.iter().all(|ty| ty == first);
            is_simple.then(|| format!("List({first})"))
        }
        _ => None,
    }
}

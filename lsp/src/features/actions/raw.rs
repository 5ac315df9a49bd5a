//! What `raw` says becomes a field, where a field says the same.

use mlc_compiler::base::{FileId, Span, pointer::escape};
use mlc_compiler::diag::Edit;
use mlc_compiler::syntax::ast::{Assign, Block, Expr, ExprKind, Member};
use mlc_compiler::vocab::{Field, Ty, kinds};

use super::same::is_unchanged;
use super::{Action, ActionKind};
use crate::snapshot::Snapshot;

/// The member of `raw` at `offset` as a field of its block.
pub(super) fn raw_to_field(now: &Snapshot, offset: u32) -> Option<Action<'_>> {
    let block = block_at(&now.file()?.members, offset)?;
    let kind = kinds::find(&block.kind.text)?;
    let raw = block.members.iter().find_map(|member| match member {
        Member::Assign(assign) if assign.name.text == "raw" && holds(assign.span, offset) => Some(assign),
        _ => None,
    })?;
    let (pointer, chain) = entry_at(raw, offset)?;
    let last = chain.last()?;
    let is_set = |field: &Field| {
        block.members.iter().any(|member| matches!(member, Member::Assign(assign) if assign.name.text == field.name))
    };
    let fields = kind.fields.iter().filter(|field| !field.at.is_empty() && field.at == pointer && !is_set(field));
    for field in fields {
        for value in values(now, &last.value, &field.ty) {
            let edits = moved(now, raw, &chain, &format!("{} = {value}", field.name));
            if is_unchanged(now, &edits) {
                let title = format!("Write `{} = {value}` instead of `raw`", field.name);
                return Some(Action::new(now, ActionKind::Rewrite, title, edits));
            }
        }
    }
    None
}

/// The entry of a record around an offset, innermost last, and the pointer that it writes.
fn entry_at(raw: &Assign, offset: u32) -> Option<(String, Vec<&Assign>)> {
    let (mut pointer, mut chain) = (String::new(), Vec::new());
    let mut value = &raw.value;
    while let ExprKind::Record(entries) = &value.kind {
        let Some(entry) = entries.iter().find(|entry| holds(entry.span, offset)) else { break };
        pointer = format!("{pointer}/{}", escape(&entry.name.text));
        chain.push(entry);
        value = &entry.value;
    }
    (!chain.is_empty()).then_some((pointer, chain))
}

/// How the language may write what the request holds. Which of them is right, the compiler finds out.
fn values(now: &Snapshot, value: &Expr, ty: &Ty) -> Vec<String> {
    let written = now.text_of(value.span).to_owned();
    let number = match &value.kind {
        ExprKind::Number(number, unit) if unit.is_empty() => Some(*number),
        _ => None,
    };
    let word = written.trim_matches('"').to_lowercase();
    match ty {
        Ty::Duration => number.into_iter().flat_map(durations).collect(),
        Ty::Size => number.map(|_| ["GiB", "MiB"].map(|unit| format!("{written}{unit}")).to_vec()).unwrap_or_default(),
        Ty::Percent => vec![format!("{written}%")],
        Ty::Symbol(words) => {
            words.iter().filter(|known| known.replace('_', "") == word).map(|known| (*known).to_owned()).collect()
        }
        Ty::Instance(_) => vec![written.trim_matches('"').to_owned()],
        Ty::Either(left, right) => [values(now, value, left), values(now, value, right)].concat(),
        _ => vec![written],
    }
}

/// Seconds, in the largest unit that leaves them whole.
fn durations(seconds: f64) -> Option<String> {
    let units = [(86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s")];
    units
        .into_iter()
        .find(|(unit, _)| seconds > 0.0 && seconds % unit == 0.0)
        .map(|(unit, name)| format!("{}{name}", seconds / unit))
}

/// The entry goes, with the records that it leaves empty; the field takes the place of `raw` or stands before it.
fn moved(now: &Snapshot, raw: &Assign, chain: &[&Assign], line: &str) -> Vec<Edit> {
    let text = now.text();
    let mut inner = None;
    for (depth, entry) in chain.iter().enumerate().rev() {
        let outer = depth.checked_sub(1).and_then(|above| chain.get(above)).map_or(&raw.value, |entry| &entry.value);
        let ExprKind::Record(entries) = &outer.kind else { return Vec::new() };
        if entries.len() > 1 {
            inner = Some((*entry, entries));
            break;
        }
    }
    let Some((entry, entries)) = inner else { return vec![Edit { span: raw.span, text: line.to_owned() }] };
    let start = text.get(..raw.span.start as usize).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let indent = text.get(start..raw.span.start as usize).unwrap_or_default();
    let is_own_line = indent.trim().is_empty();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let between = if is_own_line { format!("{line}{end}{indent}") } else { format!("{line}, ") };
    let at = entries.iter().position(|other| other.span == entry.span).unwrap_or_default();
    // With what separates it from the next, or as the last one from that before.
    let span = match (entries.get(at + 1), at.checked_sub(1).and_then(|before| entries.get(before))) {
        (Some(next), _) => Span { end: next.span.start, ..entry.span },
        (None, Some(before)) => Span { start: before.span.end, ..entry.span },
        (None, None) => entry.span,
    };
    vec![Edit { span: raw.span.before(), text: between }, Edit { span, text: String::new() }]
}

fn block_at(members: &[Member], offset: u32) -> Option<&Block> {
    members.iter().find_map(|member| match member {
        Member::Block(block) if holds(block.span, offset) => block_at(&block.members, offset).or(Some(block)),
        Member::When(when) => block_at(&when.then, offset).or_else(|| block_at(&when.otherwise, offset)),
        Member::For(each) => block_at(&each.members, offset),
        _ => None,
    })
}

fn holds(span: Span, offset: u32) -> bool {
    span.file == FileId::default() && span.start <= offset && offset <= span.end
}

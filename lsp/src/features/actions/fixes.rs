//! Fixes of problems.

use std::ops::Range;

use mlc_compiler::base::{FileId, Sources, Span};
use mlc_compiler::diag::{Applicability, Diagnostic, Edit, Severity, codes};
use mlc_compiler::session::{Analysis, Options, Parsed};
use mlc_compiler::syntax::kind::Kind;

use super::same::changed;
use super::{Action, ActionKind};
use crate::edits::{apply, between};
use crate::features::diagnostics::{Found, diagnostics};
use crate::snapshot::Snapshot;

/// A fix can show problems that it hid before; so many times they are fixed as well.
const ROUNDS: usize = 8;

/// The fixes of all problems that touch a part of the file, best first, and the page of each.
pub(super) fn quick_fixes<'a>(now: &'a Snapshot, importers: &[&'a Snapshot], part: &Range<u32>) -> Vec<Action<'a>> {
    let touches = |found: &Found<'_>| {
        let span = found.diagnostic.primary.span;
        span.start <= part.end && part.start <= span.end
    };
    let mut actions = Vec::new();
    let mut pages = Vec::new();
    for Found { of, diagnostic } in diagnostics(now, importers).into_iter().filter(touches) {
        let mut has_preferred = false;
        for fix in &diagnostic.fixes {
            let is_preferred = fix.applicability == Applicability::Always && !has_preferred;
            has_preferred |= is_preferred;
            let mut action = Action::new(of, ActionKind::QuickFix, sentence(&fix.title), fix.edits.clone());
            action.is_preferred = is_preferred;
            action.solves = Some(Found { of, diagnostic });
            actions.push(action);
        }
        actions.extend(allowance(of, diagnostic));
        let mut page = Action::new(of, ActionKind::QuickFix, format!("Explain {}", diagnostic.code.id), Vec::new());
        page.solves = Some(Found { of, diagnostic });
        page.explains = Some(diagnostic.code.id);
        pages.push(page);
    }
    actions.into_iter().chain(pages).collect()
}

/// A warning that is meant can be allowed by a comment above its line; why, only its writer knows.
fn allowance<'a>(of: &'a Snapshot, diagnostic: &'a Diagnostic) -> Option<Action<'a>> {
    let code = diagnostic.code;
    // What is wrong with such a comment is mended in it.
    if diagnostic.severity != Severity::Warning || [codes::BAD_ALLOWANCE, codes::UNUSED_ALLOWANCE].contains(&code) {
        return None;
    }
    let span = diagnostic.primary.span;
    let file = of.sources.file(span.file);
    let (line, start) = file.line(file.line_column(span.start).0);
    // A line of a text has no place for a comment.
    let tree = of.parsed().trees.get(span.file.0 as usize)?;
    let is_text = |id| tree.kind(id) == Kind::Text && tree.span(id).range().contains(&start.saturating_sub(1));
    if tree.below(tree.root()).any(is_text) {
        return None;
    }
    let indent = line.get(..line.len() - line.trim_start().len()).unwrap_or_default();
    let end = if file.text.contains("\r\n") { "\r\n" } else { "\n" };
    let edit = Edit {
        span: Span::new(span.file, start, start),
        text: format!("{indent}// mlc: allow({}) TODO: say why{end}", code.id),
    };
    let mut action =
        Action::new(of, ActionKind::QuickFix, format!("Allow {} here, with a reason", code.id), vec![edit]);
    action.solves = Some(Found { of, diagnostic });
    Some(action)
}

/// Every fix of the file that is surely meant, and those of what it shows, until there is none.
pub(super) fn fix_all(now: &Snapshot) -> Option<Action<'_>> {
    let mut text = now.text().to_owned();
    let mut sources: Option<Sources> = None;
    for _ in 0..ROUNDS {
        let edits = match &sources {
            None => sure(&now.analysis().diagnostics),
            Some(sources) => {
                let options = Options { env: now.env.clone(), ..Options::default() };
                sure(&Analysis::of(sources, &Parsed::of(sources), &options).diagnostics)
            }
        };
        let fixed = apply(&text, &edits);
        if fixed == text {
            break;
        }
        sources = Some(changed(now, &fixed));
        text = fixed;
    }
    let edits = between(FileId::default(), now.text(), &text);
    let title = "Fix all problems that can be fixed unseen";
    (!edits.is_empty()).then(|| Action::new(now, ActionKind::FixAll, title, edits))
}

/// The first sure fix of every problem; of two that overlap, the earlier.
fn sure(problems: &[Diagnostic]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for problem in problems {
        let Some(fix) = problem.fixes.iter().find(|fix| fix.applicability == Applicability::Always) else { continue };
        let is_own = fix.edits.iter().all(|edit| edit.span.file == FileId::default());
        let is_free = fix.edits.iter().all(|edit| edits.iter().all(|known| is_apart(known, edit)));
        if is_own && is_free {
            edits.extend(fix.edits.iter().cloned());
        }
    }
    edits
}

/// Two changes at one place would stand in an order that nobody chose.
fn is_apart(one: &Edit, other: &Edit) -> bool {
    one.span.end < other.span.start || other.span.end < one.span.start
}

/// Titles of fixes are for the middle of a line.
fn sentence(title: &str) -> String {
    let mut characters = title.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    first + characters.as_str()
}

//! Changes that an editor offers: fixes of problems, and other ways to write the same. A refactoring is only offered where the
//! compiler has found that what is built stays as it is.

mod expressions;
mod extract;
mod fixes;
mod inline;
mod raw;
mod same;

use std::ops::Range;

use mlc_compiler::diag::Edit;

use super::diagnostics::Found;
use crate::snapshot::{Snapshot, View};

/// One offer.
#[derive(Debug)]
pub struct Action<'a> {
    /// What it does, as a command.
    pub title: String,
    /// What sort of change it is.
    pub kind: ActionKind,
    /// Whose places the changes count in.
    pub of: &'a Snapshot,
    /// Made together.
    pub edits: Vec<Edit>,
    /// Whether it is surely what is wanted.
    pub is_preferred: bool,
    /// The problem that it solves.
    pub solves: Option<Found<'a>>,
    /// The code whose page is shown.
    pub explains: Option<&'static str>,
}

/// Sorts of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// Mends a problem.
    QuickFix,
    /// Mends all problems of a file that can be mended unseen.
    FixAll,
    /// Gives something a name.
    Extract,
    /// Takes a name away.
    Inline,
    /// Says the same in another way.
    Rewrite,
}

/// What can be done about a part of a file. `importers` are other files that use it.
pub fn actions<'a>(
    view: &'a View,
    importers: &[&'a Snapshot],
    part: &Range<u32>,
    wants: &dyn Fn(ActionKind) -> bool,
) -> Vec<Action<'a>> {
    let mut found = Vec::new();
    if wants(ActionKind::QuickFix) {
        found.extend(fixes::quick_fixes(&view.now, importers, part));
    }
    if wants(ActionKind::FixAll) {
        found.extend(fixes::fix_all(&view.now));
    }
    if wants(ActionKind::Extract) {
        found.extend(extract::extractions(&view.now, part));
    }
    if wants(ActionKind::Inline) {
        found.extend(inline::inline_let(&view.now, part.start));
    }
    if wants(ActionKind::Rewrite) {
        found.extend(raw::raw_to_field(&view.now, part.start));
    }
    found
}

impl<'a> Action<'a> {
    fn new(of: &'a Snapshot, kind: ActionKind, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), kind, of, edits, is_preferred: false, solves: None, explains: None }
    }
}

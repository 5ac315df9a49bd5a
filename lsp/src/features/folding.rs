//! What can be folded away: brackets of several lines, remarks, imports.

use mlc_compiler::syntax::tree::NodeId;
use mlc_compiler::syntax::{Tree, kind::Kind};

use crate::snapshot::View;

/// What a fold hides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    /// What stands between brackets, or a text of several lines.
    Code,
    /// Remarks below each other.
    Comment,
    /// Imports below each other.
    Imports,
    /// From `// #region` to `// #endregion`.
    Region,
}

/// A piece that can be folded away: it begins and ends on different lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// Offset of the first character that is hidden.
    pub start: u32,
    /// Offset behind the last one.
    pub end: u32,
    /// What it hides.
    pub kind: FoldKind,
}

/// All folds of a file, by their beginning.
pub fn folds(view: &View) -> Vec<Fold> {
    let text = view.now.text();
    let Some(tree) = view.now.tree() else { return Vec::new() };
    let mut found: Vec<Fold> = tree.below(tree.root()).filter_map(|id| brackets(tree, id)).collect();
    found.extend(runs(tree, text));
    found.extend(regions(tree, text));
    found.retain(|fold| text.get(fold.start as usize..fold.end as usize).is_some_and(|hidden| hidden.contains('\n')));
    found.sort_by_key(|fold| (fold.start, std::cmp::Reverse(fold.end)));
    found
}

/// What a node has between its brackets.
fn brackets(tree: &Tree, id: NodeId) -> Option<Fold> {
    let (open, close) = match tree.kind(id) {
        Kind::Block | Kind::Branch | Kind::ElseWhen | Kind::Otherwise | Kind::For | Kind::Record => {
            (Kind::OpenBrace, Kind::CloseBrace)
        }
        Kind::List => (Kind::OpenBracket, Kind::CloseBracket),
        Kind::Call | Kind::Group => (Kind::OpenParen, Kind::CloseParen),
        Kind::Text => (Kind::TripleQuote, Kind::TripleQuote),
        _ => return None,
    };
    let open = tree.child(id, open)?;
    let last = tree.children(id).filter(|child| tree.kind(*child) == close && *child != open).last();
    let end = last.map_or(tree.span(id).end, |close| tree.span(close).start);
    Some(Fold { start: tree.span(open).end, end, kind: FoldKind::Code })
}

/// Remarks and imports on lines below each other.
fn runs(tree: &Tree, text: &str) -> Vec<Fold> {
    let mut found: Vec<(Fold, Kind)> = Vec::new();
    for id in tree.below(tree.root()) {
        let (span, kind) = (tree.span(id), tree.kind(id));
        let is_import = kind == Kind::Declare
            && tree.parent(id) == Some(tree.root())
            && tree.child(id, Kind::Kind).is_some_and(|word| tree.text(word, text) == "import");
        let is_remark = matches!(kind, Kind::Comment | Kind::Doc) && begins_line(text, span.start);
        if !is_import && !is_remark {
            continue;
        }
        let follows = found.last_mut().filter(|(last, of)| {
            let between = text.get(last.end as usize..span.start as usize);
            *of == kind && between.is_some_and(|text| text.trim().is_empty() && text.matches('\n').count() == 1)
        });
        match follows {
            Some((last, _)) => last.end = span.end,
            None => {
                let hides = if is_import { FoldKind::Imports } else { FoldKind::Comment };
                found.push((Fold { start: span.start, end: span.end, kind: hides }, kind));
            }
        }
    }
    // The first line stays to be seen.
    found
        .into_iter()
        .map(|(fold, _)| {
            let line = text.get(fold.start as usize..fold.end as usize).and_then(|text| text.lines().next());
            let first = line.map_or(0, |line| u32::try_from(line.len()).unwrap_or(0));
            Fold { start: fold.start + first, ..fold }
        })
        .collect()
}

fn regions(tree: &Tree, text: &str) -> Vec<Fold> {
    let mut open = Vec::new();
    let mut found = Vec::new();
    for id in tree.below(tree.root()).filter(|id| tree.kind(*id) == Kind::Comment) {
        let remark = tree.text(id, text).trim_start_matches('/').trim_start();
        if remark.starts_with("#region") {
            open.push(tree.span(id).end);
        } else if remark.starts_with("#endregion")
            && let Some(start) = open.pop()
        {
            found.push(Fold { start, end: tree.span(id).end, kind: FoldKind::Region });
        }
    }
    found
}

fn begins_line(text: &str, offset: u32) -> bool {
    let before = text.get(..offset as usize).unwrap_or_default();
    before.rsplit('\n').next().is_none_or(|line| line.trim().is_empty())
}

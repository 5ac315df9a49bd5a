//! Folds, selections and links.

use std::str::FromStr;

use tower_lsp::ls_types::{DocumentLink, FoldingRange, FoldingRangeKind, SelectionRange, Uri};

use super::{Addresses, position, range};
use crate::features::folding::{Fold, FoldKind};
use crate::features::links::{Link, LinkTarget};
use crate::snapshot::Snapshot;
use mlc_compiler::base::{FileId, Span};

/// Folds, at most one a line. Where an editor folds whole lines, the line of a closing bracket stays to be seen.
pub fn folds(snapshot: &Snapshot, folds: &[Fold], whole_lines: bool) -> Vec<FoldingRange> {
    let (lines, text) = (snapshot.lines(FileId::default()), snapshot.text());
    let mut told: Vec<FoldingRange> = Vec::new();
    for fold in folds {
        let start = position(lines.position(text, fold.start as usize));
        let end = position(lines.position(text, fold.end as usize));
        let line = lines.offset(text, crate::text::Position { line: end.line, column: 0 });
        let begins_line = text.get(line..fold.end as usize).is_some_and(|before| before.trim().is_empty());
        let end_line = if whole_lines && begins_line { end.line.saturating_sub(1) } else { end.line };
        if end_line <= start.line || told.iter().any(|other| other.start_line == start.line) {
            continue;
        }
        told.push(FoldingRange {
            start_line: start.line,
            start_character: (!whole_lines).then_some(start.character),
            end_line,
            end_character: (!whole_lines).then_some(end.character),
            kind: match fold.kind {
                FoldKind::Code => None,
                FoldKind::Comment => Some(FoldingRangeKind::Comment),
                FoldKind::Imports => Some(FoldingRangeKind::Imports),
                FoldKind::Region => Some(FoldingRangeKind::Region),
            },
            collapsed_text: None,
        });
    }
    told
}

/// The smallest selection, inside the larger ones.
pub fn selection(snapshot: &Snapshot, spans: &[Span]) -> SelectionRange {
    let mut told: Option<SelectionRange> = None;
    for span in spans.iter().rev() {
        told = Some(SelectionRange { range: range(snapshot, *span), parent: told.map(Box::new) });
    }
    told.unwrap_or_else(|| SelectionRange { range: range(snapshot, Span::default()), parent: None })
}

/// A link whose target is there: `exists` says so of files.
pub fn link(
    snapshot: &Snapshot,
    link: &Link,
    addresses: &Addresses,
    exists: impl Fn(&str) -> bool,
) -> Option<DocumentLink> {
    let (target, tooltip) = match &link.target {
        LinkTarget::File(name) if exists(name) => (addresses.of(name)?, "open the file"),
        LinkTarget::File(_) => return None,
        LinkTarget::Console(address) => (Uri::from_str(address).ok()?, "open in the AWS console"),
    };
    Some(DocumentLink {
        range: range(snapshot, link.span),
        target: Some(target),
        tooltip: Some(tooltip.to_owned()),
        data: None,
    })
}

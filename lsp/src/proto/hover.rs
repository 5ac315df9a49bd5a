//! What a word means.

use tower_lsp::ls_types::{Hover, HoverContents, MarkupContent, MarkupKind};

use super::range;
use crate::features::hover;
use crate::snapshot::Snapshot;

/// Markdown for a word.
pub fn hover(found: hover::Hover, snapshot: &Snapshot) -> Hover {
    let range = range(snapshot, found.span);
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: found.text });
    Hover { contents, range: Some(range) }
}

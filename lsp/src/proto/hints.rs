//! Hints between the words.

use tower_lsp::ls_types::{InlayHint, InlayHintKind, InlayHintLabel, InlayHintTooltip};

use super::position;
use crate::features::hints::Hint;
use crate::snapshot::Snapshot;

/// A hint at its place.
pub fn hint(found: &Hint, snapshot: &Snapshot) -> InlayHint {
    let lines = snapshot.lines(mlc_compiler::base::FileId::default());
    let kind = if found.before { InlayHintKind::PARAMETER } else { InlayHintKind::TYPE };
    InlayHint {
        position: position(lines.position(snapshot.text(), found.at as usize)),
        label: InlayHintLabel::String(found.text.clone()),
        kind: Some(kind),
        text_edits: None,
        tooltip: Some(found.more.clone()).filter(|more| !more.is_empty()).map(InlayHintTooltip::String),
        padding_left: None,
        padding_right: None,
        data: None,
    }
}

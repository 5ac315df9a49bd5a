//! Changes that are offered.

use mlc_compiler::base::Span;
use serde_json::json;
use tower_lsp::ls_types::{CodeAction, CodeActionKind, Command};

use super::{Addresses, diagnostic, workspace_edit};
use crate::features::actions::{Action, ActionKind};
use crate::snapshot::{Snapshot, View};

/// `source.fixAll.mlc`
pub const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.mlc");

/// What an editor understands of changes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Understands {
    /// Changes that say which version of a file they are for.
    pub versions: bool,
    /// The command `mlc.explain`.
    pub explain: bool,
}

/// The kind of an offer.
pub fn action_kind(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::QuickFix => CodeActionKind::QUICKFIX,
        ActionKind::FixAll => FIX_ALL,
        ActionKind::Extract => CodeActionKind::REFACTOR_EXTRACT,
        ActionKind::Inline => CodeActionKind::REFACTOR_INLINE,
        ActionKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
    }
}

/// An offer; none where the editor cannot take it.
pub fn action(
    found: &Action<'_>,
    views: &[View],
    addresses: &Addresses,
    understands: Understands,
) -> Option<CodeAction> {
    if found.explains.is_some() && !understands.explain {
        return None;
    }
    let command = found.explains.map(|code| Command {
        title: found.title.clone(),
        command: "mlc.explain".to_owned(),
        arguments: Some(vec![json!(code)]),
    });
    let edits: Vec<(&Snapshot, Span, &str)> =
        found.edits.iter().map(|edit| (found.of, edit.span, edit.text.as_str())).collect();
    Some(CodeAction {
        title: found.title.clone(),
        kind: Some(action_kind(found.kind)),
        diagnostics: found.solves.as_ref().map(|solved| vec![diagnostic(solved, addresses)]),
        edit: (!edits.is_empty()).then(|| workspace_edit(&edits, views, addresses, understands.versions)),
        command,
        is_preferred: found.is_preferred.then_some(true),
        ..CodeAction::default()
    })
}

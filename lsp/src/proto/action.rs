//! Changes that are offered.

use std::collections::BTreeMap;

use mlc_compiler::diag::Edit;
use serde_json::json;
use tower_lsp::ls_types::{
    CodeAction, CodeActionKind, Command, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use super::{Addresses, diagnostic, text_edit};
use crate::features::actions::{Action, ActionKind};
use crate::snapshot::Snapshot;

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
pub fn action(found: &Action<'_>, addresses: &Addresses, understands: Understands) -> Option<CodeAction> {
    if found.explains.is_some() && !understands.explain {
        return None;
    }
    let command = found.explains.map(|code| Command {
        title: found.title.clone(),
        command: "mlc.explain".to_owned(),
        arguments: Some(vec![json!(code)]),
    });
    Some(CodeAction {
        title: found.title.clone(),
        kind: Some(action_kind(found.kind)),
        diagnostics: found.solves.as_ref().map(|solved| vec![diagnostic(solved, addresses)]),
        edit: (!found.edits.is_empty()).then(|| changes(found.of, &found.edits, addresses, understands.versions)),
        command,
        is_preferred: found.is_preferred.then_some(true),
        ..CodeAction::default()
    })
}

/// Changes of one or more files.
fn changes(of: &Snapshot, edits: &[Edit], addresses: &Addresses, versions: bool) -> WorkspaceEdit {
    let mut by_file: BTreeMap<&str, (Option<i32>, Vec<TextEdit>)> = BTreeMap::new();
    for edit in edits {
        let name = of.sources.file(edit.span.file).name.as_str();
        let version = of.version.filter(|_| name == of.name());
        by_file.entry(name).or_insert((version, Vec::new())).1.push(text_edit(of, edit));
    }
    let files = by_file.into_iter().filter_map(|(name, (version, edits))| Some((addresses.of(name)?, version, edits)));
    if !versions {
        let changes = files.map(|(uri, _, edits)| (uri, edits)).collect::<Vec<(Uri, _)>>();
        return WorkspaceEdit { changes: Some(changes.into_iter().collect()), ..WorkspaceEdit::default() };
    }
    let documents = files.map(|(uri, version, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    });
    WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(documents.collect())), ..WorkspaceEdit::default() }
}

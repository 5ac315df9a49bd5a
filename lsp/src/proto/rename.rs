//! Places in all files, and what is written there instead.

use mlc_compiler::base::Span;
use tower_lsp::ls_types::{
    DocumentChanges, DocumentHighlight, DocumentHighlightKind, Location, OneOf,
    OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use super::{Addresses, range};
use crate::features::highlight::Highlight;
use crate::features::references::Place;
use crate::snapshot::{Snapshot, View};

/// Where places are.
pub fn locations(places: &[Place], addresses: &Addresses) -> Vec<Location> {
    places.iter().filter_map(|place| addresses.location(place.of, place.span)).collect()
}

/// A place that is to be shown in the file itself.
pub fn highlight(found: &Highlight, snapshot: &Snapshot) -> DocumentHighlight {
    let kind = match (found.is_keyword, found.writes) {
        (true, _) => DocumentHighlightKind::TEXT,
        (false, true) => DocumentHighlightKind::WRITE,
        (false, false) => DocumentHighlightKind::READ,
    };
    DocumentHighlight { range: range(snapshot, found.span), kind: Some(kind) }
}

/// Changes of places, each with its new text. Where the editor understands it, the versions that they were made for are named,
/// so that it refuses what no longer fits.
pub fn workspace_edit(
    edits: &[(&Snapshot, Span, &str)],
    views: &[View],
    addresses: &Addresses,
    has_versions: bool,
) -> WorkspaceEdit {
    let mut files: Vec<(Uri, Option<i32>, Vec<TextEdit>)> = Vec::new();
    for (of, span, new) in edits {
        let name = &of.sources.file(span.file).name;
        let Some(uri) = addresses.of(name) else { continue };
        let edit = TextEdit { range: range(of, *span), new_text: (*new).to_owned() };
        match files.iter_mut().find(|(known, ..)| *known == uri) {
            Some((.., edits)) => edits.push(edit),
            None => {
                let version = views.iter().find(|view| view.now.name() == name).and_then(|view| view.now.version);
                files.push((uri, version, vec![edit]));
            }
        }
    }
    if !has_versions {
        let changes = files.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let documents = files.into_iter().map(|(uri, version, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    });
    WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(documents.collect())), ..WorkspaceEdit::default() }
}

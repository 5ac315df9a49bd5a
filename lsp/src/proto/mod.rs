//! Plain data as messages of the protocol, and back. Only here and in `server` is the protocol known.

mod action;
mod completion;
pub mod custom;
mod definition;
mod diagnostic;
mod hints;
mod hover;
mod lenses;
mod moving;
mod rename;
mod signature;
mod symbols;
mod tokens;

use std::collections::BTreeMap;
use std::str::FromStr;

use mlc_compiler::base::Span;
use tower_lsp::ls_types::{Location, Position, Range, TextEdit, Uri};

use crate::snapshot::Snapshot;
use crate::text;

pub use action::{FIX_ALL, Understands, action, action_kind};
pub use completion::{completion, completion_place, documentation};
pub use definition::definition;
pub use diagnostic::diagnostic;
pub use hints::hint;
pub use hover::hover;
pub use lenses::{RUN_TEST, lens, lens_file, open_compiled};
pub use moving::{folds, link, selection};
pub use rename::{highlight, locations, workspace_edit};
pub use signature::signature;
pub use symbols::{document_symbol, workspace_symbol};
pub use tokens::{legend, token_edits, tokens};

/// Addresses of files as the editor spells them: two spellings of one address are two files to it.
#[derive(Debug, Clone, Default)]
pub struct Addresses(BTreeMap<String, Uri>);

impl Addresses {
    /// The name of a file: its path with forward slashes, or the whole address of what is no file.
    pub fn name(uri: &Uri) -> String {
        if uri.scheme().as_str() != "file" {
            return uri.as_str().to_owned();
        }
        uri.to_file_path().map_or_else(|| uri.as_str().to_owned(), |path| path.to_string_lossy().replace('\\', "/"))
    }

    /// Remembers how the editor spells an address.
    pub fn learn(&mut self, uri: &Uri) -> String {
        let name = Self::name(uri);
        self.0.insert(name.clone(), uri.clone());
        name
    }

    /// The address of a file.
    pub fn of(&self, name: &str) -> Option<Uri> {
        let known = self.0.get(name).cloned();
        known.or_else(|| {
            let is_path = name.starts_with('/') || name.get(1..3) == Some(":/");
            if is_path { Uri::from_file_path(name) } else { Uri::from_str(name).ok() }
        })
    }

    /// Where a place of a snapshot is.
    pub fn location(&self, snapshot: &Snapshot, span: Span) -> Option<Location> {
        let uri = self.of(&snapshot.sources.file(span.file).name)?;
        Some(Location { uri, range: range(snapshot, span) })
    }
}

/// As the editor counts.
pub fn position(at: text::Position) -> Position {
    Position { line: at.line, character: at.column }
}

/// As `text` counts.
pub fn from_position(at: Position) -> text::Position {
    text::Position { line: at.line, column: at.character }
}

/// The range of a place in one of the files of a snapshot.
pub fn range(snapshot: &Snapshot, span: Span) -> Range {
    let lines = snapshot.lines(span.file);
    let text = &snapshot.sources.file(span.file).text;
    let at = |offset: u32| position(lines.position(text, offset as usize));
    Range { start: at(span.start), end: at(span.end) }
}

/// A change of the text of a snapshot.
pub fn text_edit(snapshot: &Snapshot, edit: &mlc_compiler::diag::Edit) -> TextEdit {
    TextEdit { range: range(snapshot, edit.span), new_text: edit.text.clone() }
}

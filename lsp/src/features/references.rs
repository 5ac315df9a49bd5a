//! Every place that names a declaration, in all files.

use std::collections::BTreeMap;

use mlc_compiler::base::{FileId, Span};

use crate::names::{SymbolId, Target};
use crate::snapshot::{Snapshot, View};

/// A place in one of the files of a snapshot.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Whose places these are.
    pub of: &'a Snapshot,
    /// The name, or the part of a word that is it.
    pub span: Span,
    /// Whether it is declared here.
    pub is_declaration: bool,
}

/// Places of what the word at `offset` of `asked` names, by file and place. `views` are those of all files.
pub fn references<'a>(asked: &Snapshot, offset: u32, views: &'a [View]) -> Vec<Place<'a>> {
    let used = asked.names().at(FileId::default(), offset);
    match used.map(|used| used.target) {
        Some(Target::Symbol(id)) => everywhere(asked, id, views),
        _ => Vec::new(),
    }
}

/// Places of a declaration that `asked` knows, in all files.
pub fn everywhere<'a>(asked: &Snapshot, id: SymbolId, views: &'a [View]) -> Vec<Place<'a>> {
    let mut found: BTreeMap<(&str, Span), Place<'a>> = BTreeMap::new();
    for view in views {
        let of = view.now.as_ref();
        let Some(known) = same(asked, id, of) else { continue };
        let names = of.names();
        let declared = names.symbol(names.origin(known)).map(|symbol| symbol.span);
        for span in names.places(known) {
            let key = (of.sources.file(span.file).name.as_str(), Span { file: FileId::default(), ..span });
            found.entry(key).or_insert(Place { of, span, is_declaration: declared == Some(span) });
        }
    }
    found.into_values().collect()
}

/// The declaration in another snapshot that is the same as one of `asked`: at the same place of the same file.
pub fn same(asked: &Snapshot, id: SymbolId, other: &Snapshot) -> Option<SymbolId> {
    let names = asked.names();
    let symbol = names.symbol(names.origin(id))?;
    let name = &asked.sources.file(symbol.span.file).name;
    let file = other.sources.ids().find(|id| other.sources.file(*id).name == *name)?;
    other.names().declared_at(Span { file, ..symbol.span })
}

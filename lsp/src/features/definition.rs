//! Where a word is declared.

use mlc_compiler::base::{FileId, Span};

use crate::names::{Symbol, SymbolKind, Target};
use crate::snapshot::View;

/// A declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// The word that was asked about.
    pub origin: Span,
    /// The whole declaration.
    pub whole: Span,
    /// The name in it.
    pub name: Span,
}

/// Where the word at `offset` is declared; an import leads on to the file that it imports from.
pub fn definition(view: &View, offset: u32) -> Option<Definition> {
    let names = view.now.names();
    let used = names.at(FileId::default(), offset)?;
    let Target::Symbol(id) = used.target else { return None };
    let symbol = names.symbol(names.origin(id))?;
    Some(Definition { origin: used.span, whole: symbol.whole, name: symbol.span })
}

/// Where the type of the word at `offset` is declared: for a use of a component the component, for a value the stage it comes from.
pub fn type_definition(view: &View, offset: u32) -> Option<Definition> {
    let names = view.now.names();
    let used = names.at(FileId::default(), offset)?;
    let Target::Symbol(id) = used.target else { return None };
    let symbol: &Symbol = names.symbol(names.origin(id))?;
    let ty = match symbol.kind {
        SymbolKind::Use => symbol.stands_for,
        SymbolKind::Output | SymbolKind::Metric | SymbolKind::Input => symbol.parent,
        _ => None,
    };
    let symbol = names.symbol(ty?)?;
    Some(Definition { origin: used.span, whole: symbol.whole, name: symbol.span })
}

//! Declarations.

use tower_lsp::ls_types::{DocumentSymbol, OneOf, SymbolKind, WorkspaceSymbol};

use super::{Addresses, range};
use crate::features::symbols::{Found, Outlined, Sort};
use crate::snapshot::Snapshot;

/// A declaration with what is in it.
pub fn document_symbol(found: &Outlined, snapshot: &Snapshot) -> DocumentSymbol {
    let whole = range(snapshot, found.whole);
    let mut own = range(snapshot, found.span);
    // An editor refuses a name that is not inside of its declaration.
    if own.start < whole.start || own.end > whole.end {
        own = whole;
    }
    let children: Vec<DocumentSymbol> = found.children.iter().map(|child| document_symbol(child, snapshot)).collect();
    #[expect(deprecated, reason = "the field has to be set")]
    DocumentSymbol {
        name: found.name.clone(),
        detail: Some(found.detail.clone()).filter(|detail| !detail.is_empty()),
        kind: kind(found.sort),
        tags: None,
        deprecated: None,
        range: whole,
        selection_range: own,
        children: (!children.is_empty()).then_some(children),
    }
}

/// A declaration somewhere in the workspace.
pub fn workspace_symbol(found: &Found<'_>, addresses: &Addresses) -> Option<WorkspaceSymbol> {
    Some(WorkspaceSymbol {
        name: found.name.to_owned(),
        kind: kind(found.sort),
        tags: None,
        container_name: found.inside.map(str::to_owned),
        location: OneOf::Left(addresses.location(&found.view.now, found.span)?),
        data: None,
    })
}

fn kind(sort: Sort) -> SymbolKind {
    match sort {
        Sort::Pipeline => SymbolKind::NAMESPACE,
        Sort::Variable => SymbolKind::VARIABLE,
        Sort::Constant => SymbolKind::CONSTANT,
        Sort::Env => SymbolKind::PACKAGE,
        Sort::Data => SymbolKind::OBJECT,
        Sort::Stage => SymbolKind::CLASS,
        Sort::Trigger => SymbolKind::EVENT,
        Sort::Test => SymbolKind::METHOD,
        Sort::Component => SymbolKind::INTERFACE,
        Sort::Output => SymbolKind::PROPERTY,
        Sort::Fork => SymbolKind::OPERATOR,
        Sort::Import => SymbolKind::MODULE,
    }
}

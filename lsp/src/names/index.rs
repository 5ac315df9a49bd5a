//! Ways to find a declaration without looking through all of them.

use mlc_compiler::base::{FileId, Span};

use super::{Symbol, SymbolId, SymbolKind};

/// Made once all declarations are known.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// By the place of the name.
    pub by_place: Vec<(Span, SymbolId)>,
    children: Vec<Vec<SymbolId>>,
    top: Vec<Vec<SymbolId>>,
    /// Every `for`.
    loops: Vec<Span>,
}

impl Index {
    pub(super) fn of(symbols: &[Symbol], files: usize) -> Self {
        let mut index =
            Self { children: vec![Vec::new(); symbols.len()], top: vec![Vec::new(); files], ..Self::default() };
        for (id, symbol) in (0..).map(SymbolId).zip(symbols) {
            index.by_place.push((symbol.span, id));
            if symbol.kind == SymbolKind::Item {
                index.loops.push(symbol.whole);
            }
            let siblings = match symbol.parent {
                Some(parent) => index.children.get_mut(parent.0 as usize),
                None => index.top.get_mut(symbol.span.file.0 as usize),
            };
            siblings.into_iter().for_each(|siblings| siblings.push(id));
        }
        index.by_place.sort();
        index
    }

    /// What is declared directly in a declaration, in source order.
    pub(super) fn children(&self, parent: SymbolId) -> &[SymbolId] {
        self.children.get(parent.0 as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// What is declared at the top of a file, in source order.
    pub(super) fn top(&self, file: FileId) -> &[SymbolId] {
        self.top.get(file.0 as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a declaration stands in a `for`.
    pub(super) fn is_repeated(&self, whole: Span) -> bool {
        self.loops.iter().any(|each| each.file == whole.file && each.start < whole.start && whole.end <= each.end)
    }
}

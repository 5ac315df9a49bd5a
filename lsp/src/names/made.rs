//! Names that nobody declares: the compiler puts them together of those that somebody does.
//!
//! `prep_features` is the stage `features` of `prep`, a use of a component; `trees_3` is what a `for` makes of its stage `trees`.

use mlc_compiler::base::Span;

use super::{Names, Scope, SymbolId, SymbolKind};

/// The declarations that such a name is made of, each with its part of the word; nothing where it is no such name.
pub(super) fn parts(names: &Names, scope: &Scope, word: &str, span: Span) -> Vec<(Span, SymbolId)> {
    let mut found = Vec::new();
    let known = find(names, &|name| scope.get(name), word, span.start, false, &mut found);
    let spans = found.into_iter().map(|(start, length, id)| (Span { start, end: start + length, ..span }, id));
    if known { spans.collect() } else { Vec::new() }
}

type Look<'a> = dyn Fn(&str) -> Option<SymbolId> + 'a;

/// Whether the word is made of declarations. `repeated` is whether a `for` around it puts an item at its end.
fn find(
    names: &Names,
    look: &Look,
    word: &str,
    start: u32,
    repeated: bool,
    found: &mut Vec<(u32, u32, SymbolId)>,
) -> bool {
    let length = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX);
    if let Some(id) = look(word) {
        found.push((start, length(word), id));
        return true;
    }
    for (at, _) in word.rmatch_indices('_') {
        let (Some(first), Some(rest)) = (word.get(..at), word.get(at + 1..)) else { continue };
        let Some(symbol) = look(first).and_then(|id| Some((id, names.symbol(id)?))) else { continue };
        let repeats = repeated || names.index.is_repeated(symbol.1.whole);
        found.push((start, length(first), symbol.0));
        let component = symbol.1.stands_for.filter(|_| symbol.1.kind == SymbolKind::Use);
        let inside = component.is_some_and(|component| {
            let child =
                |name: &str| names.children(component).find(|(_, symbol)| is_stage(symbol.kind, &symbol.name, name));
            find(names, &|name| child(name).map(|(id, _)| id), rest, start + length(first) + 1, repeats, found)
        });
        let is_stage = matches!(symbol.1.kind, SymbolKind::Block(_) | SymbolKind::Use);
        if inside || repeats && is_stage {
            return true;
        }
        found.pop();
    }
    false
}

fn is_stage(kind: SymbolKind, declared: &str, name: &str) -> bool {
    matches!(kind, SymbolKind::Block(_) | SymbolKind::Use) && declared == name
}

//! Other places of the word under the cursor, in the same file.

use std::collections::BTreeSet;

use mlc_compiler::base::{FileId, Span};
use mlc_compiler::syntax::{Tree, kind::Kind};

use crate::names::Target;
use crate::snapshot::View;

/// A place that is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Highlight {
    /// Where.
    pub span: Span,
    /// Whether the name is declared or set here.
    pub writes: bool,
    /// Whether it is a word of the language, not a name.
    pub is_keyword: bool,
}

/// Places that belong to the word at `offset`: those of the same name, or the other words of a `when`.
pub fn highlights(view: &View, offset: u32) -> Vec<Highlight> {
    let names = view.now.names();
    let Some(tree) = view.now.tree() else { return Vec::new() };
    match names.at(FileId::default(), offset).map(|used| used.target) {
        Some(Target::Symbol(id)) => {
            let set = set_names(tree);
            let places = names.places(id).into_iter().filter(|span| span.file == FileId::default());
            places
                .map(|span| Highlight {
                    span,
                    writes: names.declared_at(span).is_some() || set.contains(&span),
                    is_keyword: false,
                })
                .collect()
        }
        Some(_) => Vec::new(),
        None => branches(tree, offset),
    }
}

/// Names before a `=`.
fn set_names(tree: &Tree) -> BTreeSet<Span> {
    let lines = tree.below(tree.root()).filter(|id| matches!(tree.kind(*id), Kind::Assign | Kind::Entry));
    lines.filter_map(|id| tree.child(id, Kind::Name)).map(|name| tree.span(name)).collect()
}

/// The words `when` and `else` of the one at `offset`.
fn branches(tree: &Tree, offset: u32) -> Vec<Highlight> {
    let is_word = |kind| matches!(kind, Kind::WhenWord | Kind::ElseWord);
    let at = tree.below(tree.root()).find(|id| {
        let span = tree.span(*id);
        is_word(tree.kind(*id)) && span.start <= offset && offset <= span.end
    });
    let when = at.and_then(|at| tree.parent(tree.parent(at)?)).filter(|when| tree.kind(*when) == Kind::When);
    let Some(when) = when else { return Vec::new() };
    let words = tree.parts(when).flat_map(|branch| tree.parts(branch).filter(|part| is_word(tree.kind(*part))));
    words.map(|word| Highlight { span: tree.span(word), writes: false, is_keyword: true }).collect()
}

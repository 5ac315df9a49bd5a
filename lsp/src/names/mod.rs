//! What every word of some files stands for: declarations, and the places that name them. Made from what the files say
//! alone, so a half-typed line takes nothing away from the rest.

mod declared;
mod index;
mod made;
mod used;

use indexmap::IndexMap;
use mlc_compiler::base::{FileId, Sources, Span};
use mlc_compiler::syntax::ast::File;
use mlc_compiler::vocab::{Field, Function, Kind};

use index::Index;

/// A declaration, an index into [`Names::symbols`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymbolId(pub u32);

/// What is declared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SymbolKind {
    /// `pipeline name { ... }`
    Pipeline,
    /// `param name: Type`
    Param,
    /// `let name = value`
    Let,
    /// `env name { ... }`
    Env,
    /// `dataset`, `trigger`, `test` or a stage, by its row.
    Block(&'static Kind),
    /// `component name { ... }`
    Component,
    /// A use of a component: `prepare prep { ... }`
    Use,
    /// `input name: Type` of a component.
    Input,
    /// `output name: Type` of a stage or component.
    Output,
    /// `metric name: Number`
    Metric,
    /// `for name in items`
    Item,
    /// `import name = "file"`
    Import,
}

/// One declaration.
#[derive(Debug, Clone, PartialEq)]
pub struct Symbol {
    /// As written.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// The name's place.
    pub span: Span,
    /// The whole declaration.
    pub whole: Span,
    /// The `///` lines above.
    pub doc: Option<String>,
    /// The stage or component it is declared in.
    pub parent: Option<SymbolId>,
    /// What an import brings, a use of a component is a use of.
    pub stands_for: Option<SymbolId>,
}

/// What a word means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// A declaration of these files.
    Symbol(SymbolId),
    /// The kind of a block.
    Kind(&'static Kind),
    /// A field, of a block of this kind or of a record or call in it.
    Field(&'static Field),
    /// An output that a kind gives: `trees.model`.
    Output(&'static Kind, &'static str),
    /// A form such as `final("...")`.
    Function(&'static Function),
    /// A member of `env`, `execution`, `task`, `pipeline`: what is known only when running.
    Context,
}

/// A word that names something, or a part of one: `prep_features` is the stage `features` of the use `prep` of a component,
/// `trees_3` a stage `trees` that a `for` repeats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Used {
    /// Where.
    pub span: Span,
    /// What it names.
    pub target: Target,
}

/// All words of some files.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// By file, in source order.
    pub symbols: Vec<Symbol>,
    /// By file, in source order. Declarations are not among them.
    pub used: Vec<Used>,
    index: Index,
}

/// What can be named at a place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    names: IndexMap<String, SymbolId>,
}

impl Names {
    /// Of some files; imports are looked for among them.
    pub fn of(sources: &Sources, files: &[File]) -> Self {
        let mut names = Self::default();
        let scopes = declared::declare(sources, files, &mut names);
        names.index = Index::of(&names.symbols, files.len());
        used::find(files, &scopes, &mut names);
        names.used.sort_by_key(|used| used.span);
        names
    }

    /// A declaration.
    pub fn symbol(&self, id: SymbolId) -> Option<&Symbol> {
        self.symbols.get(id.0 as usize)
    }

    /// All declarations with their ids.
    pub fn all(&self) -> impl Iterator<Item = (SymbolId, &Symbol)> {
        self.symbols
            .iter()
            .enumerate()
            .map(|(index, symbol)| (SymbolId(u32::try_from(index).unwrap_or(u32::MAX)), symbol))
    }

    /// What is declared directly in `parent`; at the top of a file for none.
    pub fn inside(&self, file: FileId, parent: Option<SymbolId>) -> impl Iterator<Item = (SymbolId, &Symbol)> {
        let ids = match parent {
            Some(parent) => self.index.children(parent),
            None => self.index.top(file),
        };
        let found = ids.iter().filter_map(|id| Some((*id, self.symbol(*id)?)));
        found.filter(move |(_, symbol)| symbol.span.file == file)
    }

    /// What is declared directly in `parent`.
    pub fn children(&self, parent: SymbolId) -> impl Iterator<Item = (SymbolId, &Symbol)> {
        self.index.children(parent).iter().filter_map(|id| Some((*id, self.symbol(*id)?)))
    }

    /// The declaration whose name stands exactly at a place.
    pub fn declared_at(&self, span: Span) -> Option<SymbolId> {
        let at = self.index.by_place.partition_point(|(place, _)| *place < span);
        self.index.by_place.get(at).filter(|(place, _)| *place == span).map(|(_, id)| *id)
    }

    /// What the word at an offset means, and where the word is; declarations mean themselves.
    pub fn at(&self, file: FileId, offset: u32) -> Option<Used> {
        // No more than two words touch one offset, and none is inside another.
        const MOST: usize = 2;
        let behind = (file, offset, u32::MAX);
        let key = |span: Span| (span.file, span.start, span.end);
        let holds = |span: &Span| span.file == file && span.end >= offset;
        let at = self.used.partition_point(|used| key(used.span) <= behind);
        let used = self.used.get(at.saturating_sub(MOST)..at).unwrap_or_default().iter();
        let used = used.filter(|used| holds(&used.span)).min_by_key(|used| used.span.end - used.span.start);
        let at = self.index.by_place.partition_point(|(span, _)| key(*span) <= behind);
        let declared = self.index.by_place.get(at.saturating_sub(MOST)..at).unwrap_or_default().iter();
        let declared = declared.rev().find(|(span, _)| holds(span));
        used.copied().or(declared.map(|(span, id)| Used { span: *span, target: Target::Symbol(*id) }))
    }

    /// The words that overlap a range, in order.
    pub fn used_in(&self, range: Span) -> &[Used] {
        let key = |span: Span| (span.file, span.start);
        let from = self.used.partition_point(|used| key(used.span) < key(range));
        // The one before may reach into the range.
        let before = from.saturating_sub(1);
        let reaches =
            self.used.get(before).is_some_and(|used| used.span.file == range.file && used.span.end > range.start);
        let from = if reaches { before } else { from };
        let to = self.used.partition_point(|used| key(used.span) < (range.file, range.end));
        self.used.get(from..to).unwrap_or_default()
    }

    /// What a symbol stands for at the end: an import for what it brings, however often it is handed on.
    pub fn origin(&self, id: SymbolId) -> SymbolId {
        let mut at = id;
        // As many steps as there are symbols: imports may go round in a circle.
        for _ in 0..self.symbols.len() {
            match self.symbol(at) {
                Some(Symbol { kind: SymbolKind::Import, stands_for: Some(next), .. }) => at = *next,
                _ => break,
            }
        }
        at
    }

    /// Every place of a declaration's name, itself and imports of it included, by file and place.
    pub fn places(&self, id: SymbolId) -> Vec<Span> {
        let origin = self.origin(id);
        let declared = self.all().filter(|(id, _)| self.origin(*id) == origin).map(|(_, symbol)| symbol.span);
        let used = self.used.iter().filter_map(|used| match used.target {
            Target::Symbol(id) if self.origin(id) == origin => Some(used.span),
            _ => None,
        });
        let mut places: Vec<Span> = declared.chain(used).collect();
        places.sort();
        places.dedup();
        places
    }

    /// The innermost block or component around an offset.
    pub fn around(&self, file: FileId, offset: u32) -> Option<(SymbolId, &Symbol)> {
        let mut found: Option<(SymbolId, &Symbol)> = None;
        loop {
            let inner = self.inside(file, found.map(|(id, _)| id)).filter(|(_, symbol)| {
                let is_block = matches!(
                    symbol.kind,
                    SymbolKind::Block(_)
                        | SymbolKind::Component
                        | SymbolKind::Use
                        | SymbolKind::Pipeline
                        | SymbolKind::Env
                );
                is_block && symbol.whole.start <= offset && offset <= symbol.whole.end
            });
            match inner.min_by_key(|(_, symbol)| symbol.whole.end - symbol.whole.start) {
                Some(inner) => found = Some(inner),
                None => return found,
            }
        }
    }
}

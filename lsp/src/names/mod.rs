//! What every word of some files stands for: declarations, and the places that name them. Made from what the files say
//! alone, so a half-typed line takes nothing away from the rest.

mod declared;
mod used;

use indexmap::IndexMap;
use mlc_compiler::base::{FileId, Sources, Span};
use mlc_compiler::syntax::ast::File;
use mlc_compiler::vocab::{Field, Function, Kind};

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

/// A word that names something.
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
        used::find(files, &scopes, &mut names);
        names.used.sort_by_key(|used| (used.span.file, used.span.start, used.span.end));
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
        self.all().filter(move |(_, symbol)| symbol.span.file == file && symbol.parent == parent)
    }

    /// What the word at an offset means, and where the word is; declarations mean themselves.
    pub fn at(&self, file: FileId, offset: u32) -> Option<Used> {
        let holds = |span: Span| span.file == file && span.start <= offset && offset <= span.end;
        let declared = self.all().find(|(_, symbol)| holds(symbol.span));
        let used = self.used.iter().filter(|used| holds(used.span)).min_by_key(|used| used.span.end - used.span.start);
        match (used, declared) {
            (Some(used), _) => Some(*used),
            (None, Some((id, symbol))) => Some(Used { span: symbol.span, target: Target::Symbol(id) }),
            (None, None) => None,
        }
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
        self.all()
            .filter(|(_, symbol)| {
                matches!(
                    symbol.kind,
                    SymbolKind::Block(_)
                        | SymbolKind::Component
                        | SymbolKind::Use
                        | SymbolKind::Pipeline
                        | SymbolKind::Env
                ) && symbol.whole.file == file
                    && symbol.whole.start <= offset
                    && offset <= symbol.whole.end
            })
            .min_by_key(|(_, symbol)| symbol.whole.end - symbol.whole.start)
    }
}

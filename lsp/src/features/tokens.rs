//! What every word is, for colours: by what it stands for, where that is known, else by how it is written.

use mlc_compiler::base::{FileId, Span};
use mlc_compiler::syntax::tree::NodeId;
use mlc_compiler::syntax::{Tree, kind::Kind};
use mlc_compiler::vocab::Role;

use crate::names::{Names, SymbolId, SymbolKind, Target};
use crate::snapshot::View;

/// What a piece of text is. The order is that of the legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word of the grammar, and the word before a declaration.
    Keyword,
    /// A kind of block, a type of a parameter or output.
    Type,
    /// A component, an environment, the pipeline.
    Namespace,
    /// A stage, or a use of a component.
    Class,
    /// A field, an output, a metric.
    Property,
    /// A constant, a dataset, what the language itself gives.
    Variable,
    /// A parameter of the pipeline, an input of a component, an item of a `for`.
    Parameter,
    /// A form such as `final("...")`; a test.
    Function,
    /// A word of a closed set, an instance type.
    EnumMember,
    /// Text.
    String,
    /// A number with its unit.
    Number,
    /// What stands between values.
    Operator,
    /// A remark.
    Comment,
}

/// More about a piece of text: a set of the constants below, in the order of the legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Modifiers(pub u32);

impl Modifiers {
    /// The name is declared here.
    pub const DECLARATION: Self = Self(1);
    /// It has one value, known when compiling.
    pub const READONLY: Self = Self(1 << 1);
    /// It belongs to the language, not to the file.
    pub const DEFAULT_LIBRARY: Self = Self(1 << 2);
    /// The remark describes what stands below it.
    pub const DOCUMENTATION: Self = Self(1 << 3);
    /// The value is known only when the pipeline runs.
    pub const RUNTIME: Self = Self(1 << 4);

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A piece of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where; never across a line end.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// More of it.
    pub modifiers: Modifiers,
}

type Look = (TokenKind, Modifiers);

/// The pieces of a file in its order, or of a part of it. No two overlap.
pub fn tokens(view: &View, part: Option<Span>) -> Vec<Token> {
    let now = &view.now;
    let (Some(tree), names) = (now.tree(), now.names()) else { return Vec::new() };
    let mut found: Vec<Token> = Vec::new();
    for id in tree.tokens() {
        let span = tree.span(id);
        let outside = part.is_some_and(|part| span.end < part.start || part.end < span.start);
        if outside || span.start == span.end {
            continue;
        }
        match tree.kind(id) {
            Kind::Name | Kind::Kind => word(tree, now.text(), names, id, &mut found),
            _ => {
                if let Some(look) = written(tree, id) {
                    lines(now.text(), span, look, &mut found);
                }
            }
        }
    }
    found
}

/// What a token is that names nothing.
fn written(tree: &Tree, id: NodeId) -> Option<Look> {
    let none = Modifiers::default();
    let parent = tree.parent(id).map(|parent| tree.kind(parent));
    Some(match tree.kind(id) {
        Kind::WhenWord | Kind::ElseWord | Kind::ForWord | Kind::InWord => (TokenKind::Keyword, none),
        Kind::And | Kind::Or | Kind::Not | Kind::Bool | Kind::Null => (TokenKind::Keyword, none),
        Kind::Comment => (TokenKind::Comment, none),
        Kind::Doc => (TokenKind::Comment, Modifiers::DOCUMENTATION),
        Kind::Quote | Kind::TripleQuote | Kind::Plain | Kind::LongPlain | Kind::Escape | Kind::RawText => {
            (TokenKind::String, none)
        }
        Kind::Digits | Kind::Unit | Kind::Dollar => (TokenKind::Number, none),
        Kind::Instance => (TokenKind::EnumMember, Modifiers::READONLY),
        Kind::OpenInterpolation => (TokenKind::Operator, none),
        Kind::CloseBrace if parent == Some(Kind::Interpolation) => (TokenKind::Operator, none),
        Kind::Equal | Kind::NotEqual | Kind::LessEqual | Kind::Less | Kind::GreaterEqual | Kind::Greater => {
            (TokenKind::Operator, none)
        }
        Kind::Plus | Kind::Minus | Kind::Star | Kind::Slash => (TokenKind::Operator, none),
        _ => return None,
    })
}

/// A word, or the parts of one that is put together.
fn word(tree: &Tree, text: &str, names: &Names, id: NodeId, found: &mut Vec<Token>) {
    let span = tree.span(id);
    if let Some(declared) = names.declared_at(span) {
        let (kind, modifiers) = symbol(names, declared);
        found.push(Token { span, kind, modifiers: modifiers.with(Modifiers::DECLARATION) });
        return;
    }
    let used = names.used_in(span);
    if used.is_empty() {
        let look = unknown(tree, tree.text(id, text), id);
        found.extend(look.map(|(kind, modifiers)| Token { span, kind, modifiers }));
        return;
    }
    for used in used {
        let (kind, modifiers) = match used.target {
            Target::Symbol(id) => symbol(names, id),
            Target::Kind(_) => (TokenKind::Type, Modifiers::DEFAULT_LIBRARY),
            Target::Field(_) => (TokenKind::Property, Modifiers::DEFAULT_LIBRARY),
            Target::Output(..) => (TokenKind::Property, Modifiers::DEFAULT_LIBRARY.with(Modifiers::RUNTIME)),
            Target::Function(_) => (TokenKind::Function, Modifiers::DEFAULT_LIBRARY),
            Target::Context if is_selected(tree, id) => (TokenKind::Property, Modifiers::DEFAULT_LIBRARY),
            Target::Context => (TokenKind::Variable, Modifiers::DEFAULT_LIBRARY),
        };
        let span = Span { start: used.span.start.max(span.start), end: used.span.end.min(span.end), ..span };
        found.push(Token { span, kind, modifiers });
    }
}

fn is_selected(tree: &Tree, id: NodeId) -> bool {
    tree.parent(id).is_some_and(|parent| tree.kind(parent) == Kind::Access)
}

/// A word that stands for no declaration and is no word of a table.
fn unknown(tree: &Tree, text: &str, id: NodeId) -> Option<Look> {
    let none = Modifiers::default();
    let parent = tree.parent(id)?;
    let is_first = tree.parts(parent).next() == Some(id);
    let is_type = tree.parent(parent).is_some_and(|above| tree.kind(above) == Kind::Type);
    Some(match (tree.kind(parent), tree.kind(id)) {
        (Kind::Declare, Kind::Kind) => (TokenKind::Keyword, none),
        // `env` and `component` have no row.
        (Kind::Block, Kind::Kind) => (TokenKind::Keyword, none),
        (Kind::Type, _) => (TokenKind::Type, Modifiers::DEFAULT_LIBRARY),
        (Kind::Call, _) if is_first && is_type => (TokenKind::Type, Modifiers::DEFAULT_LIBRARY),
        (Kind::Call, _) if is_first => (TokenKind::Function, Modifiers::DEFAULT_LIBRARY),
        (Kind::Assign | Kind::Entry | Kind::Access, _) if is_first || tree.kind(parent) == Kind::Access => {
            (TokenKind::Property, none)
        }
        (Kind::Argument, _) if is_first && tree.child(parent, Kind::Equals).is_some() => (TokenKind::Property, none),
        // `List(String)`
        _ if is_in_type(tree, parent) && text.starts_with(|first: char| first.is_ascii_uppercase()) => {
            (TokenKind::Type, Modifiers::DEFAULT_LIBRARY)
        }
        (Kind::Value | Kind::Inner | Kind::Argument | Kind::Assign | Kind::Entry, _) => {
            (TokenKind::EnumMember, Modifiers::READONLY)
        }
        _ => return None,
    })
}

fn is_in_type(tree: &Tree, id: NodeId) -> bool {
    let mut at = Some(id);
    while let Some(id) = at.filter(|id| !matches!(tree.kind(*id), Kind::Declare | Kind::Block)) {
        if tree.kind(id) == Kind::Type {
            return true;
        }
        at = tree.parent(id);
    }
    false
}

/// How a declaration looks wherever it is named.
fn symbol(names: &Names, id: SymbolId) -> Look {
    let none = Modifiers::default();
    let Some(symbol) = names.symbol(names.origin(id)) else { return (TokenKind::Variable, none) };
    match symbol.kind {
        SymbolKind::Pipeline | SymbolKind::Env | SymbolKind::Component | SymbolKind::Import => {
            (TokenKind::Namespace, none)
        }
        SymbolKind::Param => (TokenKind::Parameter, Modifiers::RUNTIME),
        SymbolKind::Let => (TokenKind::Variable, Modifiers::READONLY),
        SymbolKind::Block(kind) => match kind.role {
            Role::Stage => (TokenKind::Class, Modifiers::RUNTIME),
            Role::Test => (TokenKind::Function, none),
            Role::Pipeline | Role::Data | Role::Trigger => (TokenKind::Variable, Modifiers::READONLY),
        },
        SymbolKind::Use => (TokenKind::Class, Modifiers::RUNTIME),
        SymbolKind::Input | SymbolKind::Item => (TokenKind::Parameter, none),
        SymbolKind::Output | SymbolKind::Metric => (TokenKind::Property, Modifiers::RUNTIME),
    }
}

/// A piece of text, a line at a time; what continues the piece before becomes one with it.
fn lines(text: &str, span: Span, (kind, modifiers): Look, found: &mut Vec<Token>) {
    let mut start = span.start;
    for line in text.get(span.range()).unwrap_or_default().split_inclusive('\n') {
        let next = start + u32::try_from(line.len()).unwrap_or(0);
        let shown = line.trim_end_matches(['\r', '\n']);
        let end = start + u32::try_from(shown.len()).unwrap_or(0);
        match found.last_mut() {
            _ if shown.is_empty() => {}
            Some(last) if (last.span.end, last.kind, last.modifiers) == (start, kind, modifiers) => last.span.end = end,
            _ => found.push(Token { span: Span { file: FileId::default(), start, end }, kind, modifiers }),
        }
        start = next;
    }
}

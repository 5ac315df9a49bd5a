//! What a file declares, as a tree, and what all files declare.

use mlc_compiler::base::Span;
use mlc_compiler::syntax::ast::{Block, Declare, Member, Name, When};
use mlc_compiler::vocab::{Role, kinds};

use crate::names::SymbolKind;
use crate::snapshot::{Snapshot, View};

/// What something is, for its picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// The pipeline.
    Pipeline,
    /// A parameter or an input.
    Variable,
    /// A constant.
    Constant,
    /// An environment.
    Env,
    /// A dataset.
    Data,
    /// A stage.
    Stage,
    /// A trigger.
    Trigger,
    /// A test.
    Test,
    /// A component.
    Component,
    /// An output or metric.
    Output,
    /// `when` and `for`.
    Fork,
    /// An import.
    Import,
}

/// A declaration with what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlined {
    /// Its name, or the condition of a `when`.
    pub name: String,
    /// Beside the name.
    pub detail: String,
    /// What it is.
    pub sort: Sort,
    /// All of it.
    pub whole: Span,
    /// The name.
    pub span: Span,
    /// In source order.
    pub children: Vec<Outlined>,
}

/// The tree of a file's declarations, also of one with mistakes.
pub fn outline(snapshot: &Snapshot) -> Vec<Outlined> {
    snapshot.file().map(|file| members(snapshot, &file.members)).unwrap_or_default()
}

fn members(snapshot: &Snapshot, list: &[Member]) -> Vec<Outlined> {
    list.iter()
        .flat_map(|member| match member {
            Member::Block(block) => vec![self::block(snapshot, block)],
            Member::Declare(declare) => self::declare(snapshot, declare).into_iter().collect(),
            Member::When(when) => self::when(snapshot, when, "when"),
            Member::For(each) => vec![Outlined {
                name: format!("for {}", each.item.text),
                detail: line(snapshot.text_of(each.items.span)),
                sort: Sort::Fork,
                whole: each.span,
                span: each.header,
                children: members(snapshot, &each.members),
            }],
            Member::Assign(_) => Vec::new(),
        })
        .collect()
}

/// `when` and its `else` stand side by side.
fn when(snapshot: &Snapshot, when: &When, word: &str) -> Vec<Outlined> {
    let then = members(snapshot, &when.then);
    let condition = line(snapshot.text_of(when.condition.span));
    // The branch ends with what is in it; the rest is the `else`.
    // Of `else when` that is where the inner `when` begins.
    let first_else = when.otherwise.first().map(member_span);
    let whole = match first_else {
        Some(other) => Span { start: when.header.start, end: other.start.max(when.header.end), ..when.span },
        None => Span { start: when.header.start, ..when.span },
    };
    let mut found = vec![Outlined {
        name: word.to_owned(),
        detail: condition,
        sort: Sort::Fork,
        whole,
        span: when.header,
        children: then,
    }];
    match when.otherwise.as_slice() {
        [] => {}
        [Member::When(inner)] => found.extend(self::when(snapshot, inner, "else when")),
        all => {
            let span = first_else.unwrap_or(when.span);
            let whole = Span { end: when.span.end.max(span.end), ..span };
            found.push(Outlined {
                name: "else".into(),
                detail: String::new(),
                sort: Sort::Fork,
                whole,
                span: span.before(),
                children: members(snapshot, all),
            });
        }
    }
    found
}

fn member_span(member: &Member) -> Span {
    match member {
        Member::Block(block) => block.span,
        Member::Assign(assign) => assign.span,
        Member::Declare(declare) => declare.span,
        Member::When(when) => when.header.to(when.span.after()),
        Member::For(each) => each.span,
    }
}

fn block(snapshot: &Snapshot, block: &Block) -> Outlined {
    let sort = match (block.kind.text.as_str(), kinds::find(&block.kind.text).map(|kind| kind.role)) {
        ("env", _) => Sort::Env,
        ("component", _) => Sort::Component,
        (_, Some(Role::Pipeline)) => Sort::Pipeline,
        (_, Some(Role::Data)) => Sort::Data,
        (_, Some(Role::Trigger)) => Sort::Trigger,
        (_, Some(Role::Test)) => Sort::Test,
        _ => Sort::Stage,
    };
    let name = block.name.as_ref().unwrap_or(&block.kind);
    let detail = if block.name.is_some() { block.kind.text.clone() } else { String::new() };
    Outlined {
        name: shown(name),
        detail,
        sort,
        whole: block.span,
        span: name.span,
        children: members(snapshot, &block.members),
    }
}

fn declare(snapshot: &Snapshot, declare: &Declare) -> Option<Outlined> {
    let sort = match declare.word.text.as_str() {
        "param" | "input" => Sort::Variable,
        "let" => Sort::Constant,
        "import" => Sort::Import,
        "output" | "metric" => Sort::Output,
        _ => return None,
    };
    let behind = match (&declare.ty, &declare.value) {
        (Some(ty), _) => line(snapshot.text_of(ty.span)),
        (None, Some(value)) => line(snapshot.text_of(value.span)),
        (None, None) => String::new(),
    };
    let detail = format!("{} {behind}", declare.word.text).trim_end().to_owned();
    Some(Outlined {
        name: shown(&declare.name),
        detail,
        sort,
        whole: declare.span,
        span: declare.name.span,
        children: Vec::new(),
    })
}

/// An editor refuses a symbol without a name.
fn shown(name: &Name) -> String {
    if name.text.is_empty() { "?".to_owned() } else { name.text.clone() }
}

fn line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}

/// A declaration somewhere in the workspace.
#[derive(Debug, Clone)]
pub struct Found<'v> {
    /// The file that declares it.
    pub view: &'v View,
    /// Its name.
    pub name: &'v str,
    /// The stage or component that it is declared in.
    pub inside: Option<&'v str>,
    /// What it is.
    pub sort: Sort,
    /// Where its name stands.
    pub span: Span,
}

/// More are not shown: nobody reads on.
const MOST: usize = 256;

/// Declarations of all files whose names have the letters of `query` in this order, the best first.
pub fn search<'v>(views: &'v [View], query: &str) -> Vec<Found<'v>> {
    let mut found: Vec<(u32, Found<'v>)> = Vec::new();
    for view in views {
        let names = view.now.names();
        let own = names.all().filter(|(_, symbol)| symbol.span.file.0 == 0 && symbol.kind != SymbolKind::Import);
        for (_, symbol) in own {
            let Some(distance) = distance(&symbol.name, query) else { continue };
            let inside = symbol.parent.and_then(|parent| names.symbol(parent)).map(|parent| parent.name.as_str());
            let sort = sort_of(symbol.kind);
            found.push((distance, Found { view, name: &symbol.name, inside, sort, span: symbol.span }));
        }
    }
    found.sort_by(|(one, left), (other, right)| one.cmp(other).then_with(|| left.name.cmp(right.name)));
    found.truncate(MOST);
    found.into_iter().map(|(_, found)| found).collect()
}

fn sort_of(kind: SymbolKind) -> Sort {
    match kind {
        SymbolKind::Pipeline => Sort::Pipeline,
        SymbolKind::Param | SymbolKind::Input | SymbolKind::Item => Sort::Variable,
        SymbolKind::Let => Sort::Constant,
        SymbolKind::Env => Sort::Env,
        SymbolKind::Component => Sort::Component,
        SymbolKind::Output | SymbolKind::Metric => Sort::Output,
        SymbolKind::Import => Sort::Import,
        SymbolKind::Use => Sort::Stage,
        SymbolKind::Block(kind) => match kind.role {
            Role::Data => Sort::Data,
            Role::Trigger => Sort::Trigger,
            Role::Test => Sort::Test,
            Role::Pipeline | Role::Stage => Sort::Stage,
        },
    }
}

/// How many letters of the name have to be skipped to find those of the query, gaps counting more than what is left at the end;
/// none where they are not in it.
fn distance(name: &str, query: &str) -> Option<u32> {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    let mut distance = 0;
    for wanted in query.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase) {
        loop {
            if letters.next()? == wanted {
                break;
            }
            distance += 8;
        }
    }
    Some(distance + u32::try_from(letters.count()).unwrap_or(u32::MAX - distance).min(1_000))
}

//! Names: what a file declares, and what a name stands for.

use indexmap::IndexMap;

use crate::base::Span;
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::resolve::{Resolved, Use};
use crate::syntax::ast::{Assign, Block, Declare, Expr, For, Member, Name, When};
use crate::vocab::{Kind, Role, kinds};

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    /// `param`
    Param(&'a Declare),
    /// `let`, with the value that counts: the environment's where it sets one.
    Let(&'a Declare),
    /// `dataset`
    Dataset(&'a Block),
    /// A stage.
    Stage(&'a Block, &'static Kind),
    /// `trigger`
    Trigger(&'a Block),
    /// `test`
    Test(&'a Block),
    /// The item of a `for`.
    Each(&'a For),
    /// A use of a component, which has become stages.
    Use(&'a Use),
    /// Something whose declaration is broken; uses of it are not reported.
    Broken,
}

/// A stage, or stages under a condition, as written.
#[derive(Debug)]
pub enum Node<'a> {
    /// By name.
    Stage(&'a str),
    /// `when`
    When(&'a When, Vec<Node<'a>>, Vec<Node<'a>>),
    /// `for` over items that are known only when running.
    For(&'a For, Vec<Node<'a>>),
}

/// Everything a file declares.
#[derive(Debug, Default)]
pub struct Scope<'a> {
    /// The one `pipeline` block.
    pub pipeline: Option<&'a Block>,
    /// All names but environments.
    pub items: IndexMap<&'a str, (Item<'a>, Span)>,
    /// `env` blocks by name.
    pub envs: IndexMap<&'a str, &'a Block>,
    /// Imported names and where they are imported.
    pub imported: IndexMap<&'a str, Span>,
    /// How stages nest.
    pub body: Vec<Node<'a>>,
    /// The `when` branches a stage stands in: `(index of the when, is it the then-branch)`, outermost first.
    pub branches: IndexMap<&'a str, Vec<(usize, bool)>>,
    /// Which of these are no `when` but a `for`.
    pub loops: Vec<usize>,
}

/// Words that start a declaration at the top of a file.
pub const DECLARATIONS: &[&str] = &["param", "let"];

/// Variables of the state machine that no declaration may take.
const RESERVED: &[&str] = &["run", "states", "env", "execution", "task", "pipeline", "in"];

impl<'a> Scope<'a> {
    /// Collects the declarations of `file` and reports unknown kinds, duplicates and misplaced blocks.
    pub fn collect(resolved: &'a Resolved, sink: &mut Sink) -> Self {
        let mut scope = Self {
            imported: resolved.imported.iter().map(|(name, span)| (name.as_str(), *span)).collect(),
            ..Self::default()
        };
        for name in &resolved.broken {
            scope.items.insert(name, (Item::Broken, scope.imported.get(name.as_str()).copied().unwrap_or_default()));
        }
        let mut whens = 0;
        scope.body = scope.members(&resolved.file.members, &mut Vec::new(), &mut whens, sink);
        for (name, used) in &resolved.uses {
            if let Some((_, first)) = scope.items.get(name.as_str()) {
                sink.push(duplicate("name", &Name { text: name.clone(), span: used.span }, *first));
            } else {
                scope.items.insert(name, (Item::Use(used), used.span));
            }
        }
        scope
    }

    fn members(
        &mut self,
        members: &'a [Member],
        path: &mut Vec<(usize, bool)>,
        whens: &mut usize,
        sink: &mut Sink,
    ) -> Vec<Node<'a>> {
        let mut nodes = Vec::new();
        for member in members {
            match member {
                Member::Block(block) => {
                    if let Some(name) = self.block(block, path, sink) {
                        nodes.push(Node::Stage(name));
                    }
                }
                Member::Declare(declare) => self.declaration(declare, path, sink),
                Member::Assign(assign) => sink.push(stray_field(assign, path.is_empty())),
                Member::For(each) => {
                    self.declare(&each.item, Item::Each(each), sink);
                    path.push((*whens, true));
                    self.loops.push(*whens);
                    *whens += 1;
                    let inside = self.for_members(each, path, whens, sink);
                    path.pop();
                    nodes.push(Node::For(each, inside));
                }
                Member::When(when) => {
                    let index = *whens;
                    *whens += 1;
                    let mut branch = |scope: &mut Self, members: &'a [Member], then: bool, sink: &mut Sink| {
                        path.push((index, then));
                        let nodes = scope.members(members, path, whens, sink);
                        path.pop();
                        nodes
                    };
                    let then = branch(self, &when.then, true, sink);
                    let otherwise = branch(self, &when.otherwise, false, sink);
                    nodes.push(Node::When(when, then, otherwise));
                }
            }
        }
        nodes
    }

    /// The fields of a `for` are its own; everything else in it is a member like others.
    fn for_members(
        &mut self,
        each: &'a For,
        path: &mut Vec<(usize, bool)>,
        whens: &mut usize,
        sink: &mut Sink,
    ) -> Vec<Node<'a>> {
        let mut nodes = Vec::new();
        for member in each.members.iter().filter(|member| !matches!(member, Member::Assign(_))) {
            nodes.extend(self.members(std::slice::from_ref(member), path, whens, sink));
        }
        nodes
    }

    fn block(&mut self, block: &'a Block, path: &[(usize, bool)], sink: &mut Sink) -> Option<&'a str> {
        let keyword = block.kind.text.as_str();
        if keyword == "env" {
            if let Some(name) = needs_name(block, sink) {
                self.env(block, name, sink);
            }
            return None;
        }
        let Some(kind) = kinds::find(keyword) else {
            // The name may be used elsewhere, and a forgotten kind leaves the name in its place.
            for name in block.name.iter().chain(block.name.is_none().then_some(&block.kind)) {
                self.items.entry(&name.text).or_insert((Item::Broken, name.span));
            }
            if !matches!(self.items.get(keyword), Some((Item::Broken, _))) || block.name.is_none() {
                sink.push(unknown_kind(block));
            }
            return None;
        };
        let name = needs_name(block, sink)?;
        if kind.role != Role::Stage && !path.is_empty() {
            sink.push(
                Diagnostic::new(codes::MISPLACED, block.header, format!("`{keyword}` cannot stand inside `when`"))
                    .label("move it to the top of the file"),
            );
        }
        match kind.role {
            Role::Pipeline => {
                if let Some(first) = self.pipeline {
                    sink.push(
                        Diagnostic::new(codes::NO_PIPELINE, block.header, "a second `pipeline` block")
                            .label("this one is one too many")
                            .also(first.header, "first declared here")
                            .help("put each pipeline into a file of its own"),
                    );
                } else {
                    self.pipeline = Some(block);
                    check_word(name, sink);
                }
                None
            }
            Role::Data => {
                self.declare(name, Item::Dataset(block), sink);
                None
            }
            Role::Trigger => {
                self.declare(name, Item::Trigger(block), sink);
                None
            }
            Role::Test => {
                self.declare(name, Item::Test(block), sink);
                None
            }
            Role::Stage => {
                let new = self.declare(name, Item::Stage(block, kind), sink);
                if new {
                    self.branches.insert(&name.text, path.to_vec());
                }
                new.then_some(name.text.as_str())
            }
        }
    }

    fn declaration(&mut self, declare: &'a Declare, path: &[(usize, bool)], sink: &mut Sink) {
        let word = declare.word.text.as_str();
        let item = match word {
            "param" => Item::Param(declare),
            "let" => Item::Let(declare),
            _ => {
                let title = if matches!(word, "output" | "metric") {
                    format!("`{word}` belongs inside a stage")
                } else {
                    format!("there is no declaration `{word}`")
                };
                self.items.entry(&declare.name.text).or_insert((Item::Broken, declare.name.span));
                sink.push(
                    Diagnostic::new(codes::UNKNOWN_KIND, declare.word.span, title)
                        .label("expected `param` or `let`")
                        .did_you_mean(declare.word.span, word, DECLARATIONS.iter().copied()),
                );
                return;
            }
        };
        if !path.is_empty() {
            sink.push(
                Diagnostic::new(codes::MISPLACED, declare.word.span, format!("`{word}` cannot stand inside `when`"))
                    .label("move it to the top of the file"),
            );
        }
        self.declare(&declare.name, item, sink);
    }

    fn env(&mut self, block: &'a Block, name: &'a Name, sink: &mut Sink) {
        if let Some(first) = self.envs.get(name.text.as_str()) {
            let place = first.name.as_ref().map_or(first.header, |name| name.span);
            sink.push(duplicate("environment", name, place));
        } else {
            self.envs.insert(&name.text, block);
        }
    }

    fn declare(&mut self, name: &'a Name, item: Item<'a>, sink: &mut Sink) -> bool {
        check_word(name, sink);
        if let Some((_, first)) = self.items.get(name.text.as_str()) {
            sink.push(duplicate("name", name, *first));
            return false;
        }
        self.items.insert(&name.text, (item, name.span));
        true
    }

    /// What `env NAME` sets `name` to, if it does.
    pub fn overlay(&self, env: Option<&str>, name: &str) -> Option<&'a Assign> {
        let block = self.envs.get(env?)?;
        block.members.iter().find_map(|member| match member {
            Member::Assign(assign) if assign.name.text == name => Some(assign),
            _ => None,
        })
    }

    /// The value of a `let` under an environment.
    pub fn let_value(&self, env: Option<&str>, declare: &'a Declare) -> Option<&'a Expr> {
        self.overlay(env, &declare.name.text).map(|assign| &assign.value).or(declare.value.as_ref())
    }
}

fn needs_name<'a>(block: &'a Block, sink: &mut Sink) -> Option<&'a Name> {
    if block.name.is_none() {
        let keyword = &block.kind.text;
        sink.push(
            Diagnostic::new(codes::MISSING_NAME, block.kind.span, format!("this `{keyword}` has no name"))
                .label("a name belongs behind it")
                .help(format!("write `{keyword} some_name {{`"))
                .fix("add a name", block.kind.span.after(), " some_name", Applicability::Placeholder),
        );
    }
    block.name.as_ref()
}

fn check_word(name: &Name, sink: &mut Sink) {
    // Imports bring what they need under names with `__`, which nobody can write.
    let written_here = name.span.file == crate::base::FileId::default();
    if let Some(title) = name_problem(&name.text, written_here) {
        sink.push(Diagnostic::new(codes::BAD_NAME, name.span, title).label("choose another name"));
    }
}

/// Why a word cannot be the name of a declaration at the top of a file, as the title of a problem; `is_written` is whether
/// a user has chosen it.
pub fn name_problem(text: &str, is_written: bool) -> Option<String> {
    if RESERVED.contains(&text) || kinds::find(text).is_some() {
        return Some(format!("`{text}` is a word of the language and cannot be a name"));
    }
    let is_bad = is_written && text.contains("__") || text.starts_with('_') || text.ends_with('_');
    is_bad.then(|| format!("`{text}` is not a name: underscores stand singly between letters or digits"))
}

fn duplicate(what: &str, name: &Name, first: Span) -> Diagnostic {
    Diagnostic::new(codes::DUPLICATE_NAME, name.span, format!("the {what} `{}` is declared twice", name.text))
        .label("declared again here")
        .also(first, "first declared here")
        .help("rename one of the two")
}

fn unknown_kind(block: &Block) -> Diagnostic {
    let written = &block.kind;
    let known = || kinds::ALL.iter().map(|kind| kind.keyword).chain(["env", "when"]);
    let base =
        Diagnostic::new(codes::UNKNOWN_KIND, written.span, format!("there is no kind of block `{}`", written.text));
    if block.name.is_none() && crate::base::suggest::suggest(&written.text, known()).is_empty() {
        return base
            .label("if this is the block's name, its kind is missing")
            .help(format!("kinds are {}", list(known())));
    }
    base.label("not a kind")
        .did_you_mean(written.span, &written.text, known())
        .help(format!("kinds are {}", list(known())))
}

fn stray_field(assign: &Assign, top: bool) -> Diagnostic {
    let word = assign.name.text.as_str();
    if DECLARATIONS.contains(&word) {
        return Diagnostic::new(codes::MISSING_NAME, assign.name.span, format!("this `{word}` has no name"))
            .label("a name belongs behind it")
            .fix("add a name", assign.name.span.after(), " some_name", Applicability::Placeholder);
    }
    let name = &assign.name;
    let place = if top { "at the top of a file" } else { "directly inside `when`" };
    let found = Diagnostic::new(codes::MISPLACED, name.span, format!("`{} = ...` cannot stand {place}", name.text))
        .label("a field belongs inside a block");
    if top {
        found.fix(format!("write `let {}`", name.text), name.span.before(), "let ", Applicability::Maybe)
    } else {
        found
    }
}

/// "`a`, `b`, `c`"
pub fn list<'s>(words: impl IntoIterator<Item = &'s str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

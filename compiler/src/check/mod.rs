//! Floor 5: names, types, units and phases; rules across fields. From what a file says to a [`Program`].

mod blocks;
mod convert;
mod each;
pub mod graph;
pub mod inputs;
mod names;
pub mod params;
mod print;
pub mod program;
pub mod rollout;
pub mod rules;
pub mod scope;
pub mod value;

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::base::Span;
use crate::diag::{Diagnostic, Sink, codes};
use crate::resolve::Resolved;
use crate::syntax::ast::Expr;
use program::{Node, Program, When};
use scope::{Item, Scope};
use value::Type;

/// Checks `file` under `env`. A program is given only where it has a `pipeline` block; it may be wrong where the sink
/// holds errors.
pub fn check(resolved: &Resolved, env: Option<&str>, sink: &mut Sink) -> Option<Program> {
    let scope = Scope::collect(resolved, sink);
    let mut checker = Checker {
        env,
        declared: declared(&scope),
        scope: &scope,
        sink,
        owner: None,
        used: BTreeSet::new(),
        used_outputs: BTreeSet::new(),
        unresolved: Vec::new(),
        region: None,
        reasons: Vec::new(),
        lets: Vec::new(),
    };
    let program = checker.program(resolved);
    checker.report_names(resolved.is_library);
    let program = program?;
    graph::check(&program, &scope, sink);
    rules::check(&program, sink);
    Some(program)
}

/// What a stage declares inside: outputs and metrics, with their places.
#[derive(Debug, Default)]
struct Declared<'a> {
    outputs: IndexMap<&'a str, (Type, Span)>,
    metrics: IndexMap<&'a str, Span>,
    /// Stages whose models an `evaluate` compares.
    candidates: Vec<&'a str>,
}

/// State of one pass over a file.
struct Checker<'a, 's> {
    scope: &'a Scope<'a>,
    env: Option<&'a str>,
    declared: IndexMap<&'a str, Declared<'a>>,
    sink: &'s mut Sink,
    /// The stage whose field is being checked.
    owner: Option<&'a str>,
    used: BTreeSet<&'a str>,
    used_outputs: BTreeSet<(&'a str, String)>,
    unresolved: Vec<names::Unresolved>,
    /// The pipeline's Region, once it is known.
    region: Option<String>,
    /// Why machines were chosen in the field that is being checked.
    reasons: Vec<String>,
    /// `let`s being looked into, to stop circles.
    lets: Vec<&'a str>,
}

impl<'a> Checker<'a, '_> {
    fn program(&mut self, resolved: &'a Resolved) -> Option<Program> {
        self.check_envs();
        self.inputs(&resolved.inputs);
        self.used.extend(resolved.used.iter().map(String::as_str));
        let env = self.env.unwrap_or("default").to_owned();
        let pipeline = self.scope.pipeline.map(|block| self.block(block, &crate::vocab::kinds::pipeline::KIND));
        self.region = pipeline.as_ref().and_then(|block| block.text("region"));
        let params = self.params();
        let (mut datasets, mut triggers, mut stages) = (IndexMap::new(), IndexMap::new(), IndexMap::new());
        for (name, (item, _)) in &self.scope.items {
            match item {
                Item::Dataset(block) => {
                    datasets.insert((*name).to_owned(), self.block(block, &crate::vocab::kinds::dataset::KIND));
                }
                Item::Trigger(block) => {
                    triggers.insert((*name).to_owned(), self.block(block, &crate::vocab::kinds::trigger::KIND));
                }
                Item::Stage(block, kind) => {
                    self.owner = Some(name);
                    stages.insert((*name).to_owned(), self.block(block, kind));
                    self.owner = None;
                }
                Item::Param(_) | Item::Let(_) | Item::Use(_) | Item::Each(_) | Item::Test(_) | Item::Broken => {}
            }
        }
        let body = self.nodes(&self.scope.body);
        let tests = self.tests();
        if resolved.is_library {
            return None;
        }
        let Some(pipeline) = pipeline else {
            // A misspelt `pipeline`, or a text that could not be read, has been reported already.
            let start = Span::default();
            if self.sink.is_empty() {
                self.sink.push(
                    Diagnostic::new(codes::NO_PIPELINE, start, "this file has no `pipeline` block")
                        .label("every file describes one pipeline")
                        .help("start with `pipeline my_pipeline { region = \"eu-west-1\" ... }`, or run `mlc init`"),
                );
            }
            return None;
        };
        Some(Program { pipeline, env, params, datasets, triggers, stages, tests, body })
    }

    fn nodes(&mut self, nodes: &'a [scope::Node<'a>]) -> Vec<Node> {
        nodes
            .iter()
            .filter_map(|node| match node {
                scope::Node::Stage(name) => Some(Node::Stage((*name).to_owned())),
                scope::Node::For(each, inside) => self.for_(each, inside),
                scope::Node::When(when, then, otherwise) => {
                    let condition = self.condition(&when.condition);
                    let (then, otherwise) = (self.nodes(then), self.nodes(otherwise));
                    let name = then.first().or(otherwise.first()).map(head)?;
                    let (span, doc) = (when.header, when.doc.clone());
                    Some(Node::When(Box::new(When { name, condition, then, otherwise, span, doc })))
                }
            })
            .collect()
    }

    /// Every environment sets only what is declared; the one asked for exists.
    fn check_envs(&mut self) {
        if let Some(asked) = self.env
            && !self.scope.envs.contains_key(asked)
        {
            let span = self.scope.pipeline.map_or_else(Span::default, |block| block.header);
            let known = scope::list(self.scope.envs.keys().copied());
            self.sink.push(
                Diagnostic::new(codes::UNKNOWN_ENV, span, format!("this file has no environment `{asked}`"))
                    .label("asked for on the command line")
                    .help(if known.is_empty() {
                        "declare one: `env dev { ... }`".into()
                    } else {
                        format!("it has {known}")
                    }),
            );
        }
        for block in self.scope.envs.values() {
            self.check_env(block);
        }
    }

    fn condition(&mut self, expr: &'a Expr) -> value::Value {
        let cx = convert::Context { field: "when" };
        self.convert(expr, &crate::vocab::Ty::Bool, &cx)
    }
}

/// What a node is called after: a stage by its name, what stands around stages by the first thing in it.
pub fn head(node: &Node) -> String {
    match node {
        Node::Stage(name) => name.clone(),
        Node::When(when) => format!("{}/when", when.name),
        Node::For(each) => format!("{}/for", each.item),
    }
}

fn declared<'a>(scope: &Scope<'a>) -> IndexMap<&'a str, Declared<'a>> {
    let stages = scope.items.iter().filter_map(|(name, (item, _))| match item {
        Item::Stage(block, _) => Some((*name, *block)),
        _ => None,
    });
    stages.map(|(name, block)| (name, blocks::declared(block))).collect()
}

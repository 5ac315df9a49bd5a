//! Stages, and what they are in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use mlc_compiler::base::pointer::escape;
use mlc_compiler::base::{FileId, Span};
use mlc_compiler::check::program::{self, Program};
use mlc_compiler::diag::{Diagnostic, Severity};
use mlc_compiler::plan::model::Plan;

use super::{Node, Status};
use crate::names::{Symbol, SymbolKind};
use crate::snapshot::{Snapshot, View};

/// What a node is called where it has no name of its own: as its state is.
pub(super) fn id(node: &program::Node) -> String {
    match node {
        program::Node::Stage(name) => name.clone(),
        program::Node::When(when) => format!("{}/when", when.name),
        program::Node::For(each) => format!("{}/for", each.item),
    }
}

/// All nodes, outer ones first.
pub(super) fn nodes(view: &View, of: &Arc<Snapshot>, program: &Program) -> Vec<Node> {
    let built = view.compiled();
    let mut gatherer = Gatherer {
        now: &view.now,
        of,
        is_now: Arc::ptr_eq(of, &view.now),
        program,
        uses: uses(of, program),
        plan: built.and_then(|built| built.plan()),
        pointers: built.map(|built| pointers(built)).unwrap_or_default(),
        nodes: Vec::new(),
    };
    gatherer.body(&program.body, None, None);
    let mut nodes = gatherer.nodes;
    // A use is as bad as the worst inside; what is inside comes later.
    for index in (0..nodes.len()).rev() {
        let Some((parent, status)) = nodes.get(index).map(|node| (node.parent.clone(), node.status)) else { continue };
        let parent = nodes.iter_mut().find(|node| Some(&node.id) == parent.as_ref());
        if let Some(parent) = parent.filter(|parent| !matches!(parent.kind.as_str(), "when" | "for")) {
            parent.status = parent.status.max(status);
        }
    }
    nodes
}

/// A use of a component, which is a box around its stages.
struct Use<'a> {
    symbol: &'a Symbol,
    component: &'a str,
    stages: BTreeSet<&'a str>,
}

/// Those that stand in the file itself; what components use is inside of them.
fn uses<'a>(of: &'a Snapshot, program: &Program) -> Vec<Use<'a>> {
    let names = of.names();
    let written =
        names.all().filter(|(_, symbol)| symbol.kind == SymbolKind::Use && symbol.span.file == FileId::default());
    written
        .filter(|(_, symbol)| !program.stages.contains_key(&symbol.name))
        .filter_map(|(_, symbol)| {
            let known = of.analysis().resolved.uses.get(&symbol.name).filter(|known| known.span == symbol.span)?;
            let component = symbol.stands_for.and_then(|id| names.symbol(id)).map_or("", |found| &found.name);
            Some(Use { symbol, component, stages: known.stages.iter().map(String::as_str).collect() })
        })
        .collect()
}

/// Where the state of that name is.
fn pointers(of: &Snapshot) -> BTreeMap<String, String> {
    let built = of.analysis().built.iter();
    let all = built.flat_map(|built| built.map.iter()).map(|(pointer, _)| pointer);
    all.filter_map(|pointer| {
        let (above, name) = pointer.rsplit_once('/')?;
        above.ends_with("/States").then(|| (name.to_owned(), pointer.to_owned()))
    })
    .collect()
}

struct Gatherer<'a> {
    now: &'a Snapshot,
    of: &'a Snapshot,
    is_now: bool,
    program: &'a Program,
    uses: Vec<Use<'a>>,
    plan: Option<&'a Plan>,
    /// By the last part of the pointer.
    pointers: BTreeMap<String, String>,
    nodes: Vec<Node>,
}

impl Gatherer<'_> {
    fn body(&mut self, body: &[program::Node], parent: Option<&str>, branch: Option<&'static str>) {
        for node in body {
            let within = self.enter_use(node, parent, branch);
            let (parent, branch) = match &within {
                Some(within) => (Some(within.as_str()), None),
                None => (parent, branch),
            };
            match node {
                program::Node::Stage(name) => self.stage(name, parent, branch),
                program::Node::When(when) => {
                    self.group(node, "when", when.span, parent, branch);
                    self.body(&when.then, Some(&id(node)), Some("then"));
                    self.body(&when.otherwise, Some(&id(node)), Some("else"));
                }
                program::Node::For(each) => {
                    self.group(node, "for", each.span, parent, branch);
                    self.body(&each.body, Some(&id(node)), None);
                }
            }
        }
    }

    /// The use of a component that a node came from, where it is not in its box already.
    fn enter_use(
        &mut self,
        node: &program::Node,
        parent: Option<&str>,
        branch: Option<&'static str>,
    ) -> Option<String> {
        let header = match node {
            program::Node::Stage(_) => None,
            program::Node::When(when) => Some(when.span),
            program::Node::For(each) => Some(each.span),
        };
        if header.is_some_and(|header| self.is_written_outside(header)) {
            return None;
        }
        let inside = stages(node);
        let first = inside.first()?;
        let found = self.uses.iter().find(|found| found.stages.contains(first))?;
        let symbol = found.symbol;
        // What stands in a `when` of the component is in the box already.
        if parent.is_some_and(|parent| self.is_in(parent, &symbol.name)) {
            return None;
        }
        if !self.nodes.iter().any(|node| node.id == symbol.name) {
            let whole = symbol.whole;
            self.nodes.push(Node {
                id: symbol.name.clone(),
                label: symbol.name.clone(),
                kind: found.component.to_owned(),
                parent: parent.map(str::to_owned),
                status: self.status(whole, whole),
                seconds: None,
                dollars: None,
                span: self.present(&symbol.name, whole),
                branch,
                pointer: None,
            });
        }
        Some(symbol.name.clone())
    }

    /// Whether a place is in the file itself and in no component of it.
    fn is_written_outside(&self, span: Span) -> bool {
        let mut components = self.of.names().symbols.iter().filter(|symbol| symbol.kind == SymbolKind::Component);
        span.file == FileId::default() && !components.any(|component| holds(component.whole, span))
    }

    fn is_in(&self, id: &str, outer: &str) -> bool {
        let mut at = Some(id.to_owned());
        // Nodes are in what came before them, so this ends.
        while let Some(id) = at {
            if id == outer {
                return true;
            }
            at = self.nodes.iter().find(|node| node.id == id).and_then(|node| node.parent.clone());
        }
        false
    }

    fn stage(&mut self, name: &str, parent: Option<&str>, branch: Option<&'static str>) {
        let Some(block) = self.program.stages.get(name) else { return };
        let time = self.plan.and_then(|plan| plan.stages.iter().find(|stage| stage.stage == name));
        let jobs = self.plan.iter().flat_map(|plan| &plan.jobs).filter(|job| job.cluster.stage == name);
        let costs: Vec<f64> = jobs.filter_map(|job| Some(job.cost?.expected)).collect();
        let span = self.present(name, block.span);
        self.nodes.push(Node {
            id: name.to_owned(),
            label: name.to_owned(),
            kind: block.kind.keyword.to_owned(),
            parent: parent.map(str::to_owned),
            status: self.status(block.span, span),
            seconds: time.map(|time| time.expected),
            dollars: (!costs.is_empty()).then(|| costs.iter().sum()),
            span,
            branch,
            pointer: self.pointers.get(name).cloned(),
        });
    }

    fn group(
        &mut self,
        node: &program::Node,
        kind: &str,
        span: Span,
        parent: Option<&str>,
        branch: Option<&'static str>,
    ) {
        let id = id(node);
        let words: Vec<&str> = self.of.text_of(span).split_whitespace().collect();
        let first = stages(node).first().map(|stage| (*stage).to_owned()).unwrap_or_default();
        self.nodes.push(Node {
            label: words.join(" "),
            kind: kind.to_owned(),
            parent: parent.map(str::to_owned),
            status: self.status(span, span),
            seconds: None,
            dollars: None,
            span: if self.is_now && span.file == FileId::default() { span } else { self.present(&first, span) },
            branch,
            pointer: self.pointers.get(escape(&id).as_ref()).cloned(),
            id,
        });
    }

    /// The place of a node in the present text of the file itself.
    fn present(&self, name: &str, span: Span) -> Span {
        if self.is_now && span.file == FileId::default() {
            return span;
        }
        let own = |symbol: &&Symbol| symbol.span.file == FileId::default() && symbol.parent.is_none();
        let by = |name: &str| self.now.names().symbols.iter().filter(own).find(|symbol| symbol.name == name);
        let used = self.uses.iter().find(|found| found.stages.contains(name)).map(|found| found.symbol.name.as_str());
        by(name).or_else(|| by(used?)).map_or_else(Span::default, |symbol| symbol.whole)
    }

    /// `span` is the place that counts in the snapshot of the program, `present` that in the present text.
    fn status(&self, span: Span, present: Span) -> Status {
        let at = if self.is_now { span } else { present };
        let inside = |problem: &&Diagnostic| holds(at, problem.primary.span) && at.end > at.start;
        let found = self.now.analysis().diagnostics.iter().filter(inside).map(|problem| match problem.severity {
            Severity::Error => Status::Error,
            Severity::Warning => Status::Warning,
        });
        found.max().unwrap_or(Status::Fine)
    }
}

/// Every stage inside of a node.
fn stages(node: &program::Node) -> Vec<&str> {
    match node {
        program::Node::Stage(name) => vec![name],
        program::Node::When(when) => when.then.iter().chain(&when.otherwise).flat_map(stages).collect(),
        program::Node::For(each) => each.body.iter().flat_map(stages).collect(),
    }
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

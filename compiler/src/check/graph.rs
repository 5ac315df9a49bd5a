//! Who waits for whom: edges, circles, and stages that may not have run.

use indexmap::IndexMap;

use super::program::{Block, Node, Program};
use super::scope::Scope;
use super::value::{Part, Value, ValueKind};
use crate::base::Span;
use crate::diag::{Applicability, Diagnostic, Sink, codes};

/// One reason to wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The stage waited for.
    pub stage: String,
    /// Where the reason stands.
    pub span: Span,
    /// The field it stands in.
    pub field: String,
}

/// Everything a stage waits for, by field order.
pub fn needs(block: &Block) -> Vec<Need> {
    let mut needs = Vec::new();
    for (field, set) in &block.fields {
        for (stage, span) in stages_in(&set.value) {
            needs.push(Need { stage, span, field: (*field).to_owned() });
        }
    }
    for (name, output) in &block.outputs {
        for (stage, span) in output.value.iter().flat_map(stages_in) {
            needs.push(Need { stage, span, field: name.clone() });
        }
    }
    needs
}

/// Every stage that a value names, with its place.
pub fn stages_in(value: &Value) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    collect(value, &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<(String, Span)>) {
    match &value.kind {
        ValueKind::Stage(stage) | ValueKind::Output(stage, ..) => found.push((stage.clone(), value.blame())),
        ValueKind::Text(parts) => {
            for part in parts {
                if let Part::Value(value) = part {
                    collect(value, found);
                }
            }
        }
        ValueKind::Call(_, arguments) => arguments.values().for_each(|value| collect(value, found)),
        ValueKind::List(items) => items.iter().for_each(|value| collect(value, found)),
        ValueKind::Record(entries) => entries.values().for_each(|(_, value)| collect(value, found)),
        ValueKind::Unary(_, operand) | ValueKind::Matches(operand, _) => collect(operand, found),
        ValueKind::Binary(_, left, right) => {
            collect(left, found);
            collect(right, found);
        }
        _ => {}
    }
}

/// Reports circles and uses of stages that do not always run; warns of `after`s that say nothing new.
pub fn check(program: &Program, scope: &Scope, sink: &mut Sink) {
    let mut edges: IndexMap<&str, Vec<Need>> =
        program.stages.iter().map(|(name, block)| (name.as_str(), needs(block))).collect();
    for (stage, needs) in &edges {
        for need in needs {
            visible(program, scope, branches(scope, stage), need, sink);
        }
    }
    whole_groups(scope, &mut edges);
    conditions(program, scope, &program.body, &mut edges, &mut Vec::new(), sink);
    if !circle(program, &edges, sink) {
        redundant(&edges, sink);
    }
}

fn branches<'s>(scope: &'s Scope, stage: &str) -> &'s [(usize, bool)] {
    scope.branches.get(stage).map_or(&[], Vec::as_slice)
}

/// A stage may use another that stands in the same branch or around it, and may come after all of a `when` or `for`.
fn visible(program: &Program, scope: &Scope, from: &[(usize, bool)], need: &Need, sink: &mut Sink) {
    let target = branches(scope, &need.stage);
    let Some((depth, group)) = entered(from, target) else { return };
    let excludes = from.get(depth).is_some_and(|(own, _)| *own == group);
    if need.field == "after" && !excludes {
        return;
    }
    let place = program.stages.get(&need.stage).map(|block| block.header);
    let (word, title, help) = if scope.loops.contains(&group) {
        let title = format!(
            "`{}` runs once for every item: it stands inside a `for` that does not surround this place",
            need.stage
        );
        ("for", title, "move this use into the same `for`; `after` may name it from outside")
    } else {
        let title =
            format!("`{}` may not have run: it stands inside a `when` that does not surround this place", need.stage);
        ("when", title, "move this use into the same branch")
    };
    let mut found = Diagnostic::new(codes::NOT_ALWAYS_RUN, need.span, title).label("used here").help(help);
    if let Some(place) = place {
        found = found.also(place, format!("declared inside `{word}`"));
    }
    sink.push(found);
}

/// The outermost `when` or `for` that surrounds `target` but not `from`, and how deep it stands.
fn entered(from: &[(usize, bool)], target: &[(usize, bool)]) -> Option<(usize, usize)> {
    let depth = from.iter().zip(target).take_while(|(own, other)| own == other).count();
    target.get(depth).map(|(group, _)| (depth, *group))
}

/// What comes after a stage inside a `when` or `for` comes after everything in there.
fn whole_groups(scope: &Scope, edges: &mut IndexMap<&str, Vec<Need>>) {
    for (stage, needs) in edges {
        let from = branches(scope, stage);
        let mut more = Vec::new();
        for need in needs.iter().filter(|need| need.field == "after") {
            let Some((depth, group)) = entered(from, branches(scope, &need.stage)) else { continue };
            let others = scope.branches.iter().filter(|(name, path)| {
                **name != need.stage && path.get(depth).is_some_and(|(other, _)| *other == group)
            });
            more.extend(others.map(|(name, _)| Need { stage: (*name).to_owned(), ..need.clone() }));
        }
        needs.extend(more);
    }
}

/// Conditions are reasons to wait for everything inside their `when`.
fn conditions<'p>(
    program: &'p Program,
    scope: &Scope,
    nodes: &'p [Node],
    edges: &mut IndexMap<&'p str, Vec<Need>>,
    path: &mut Vec<(usize, bool)>,
    sink: &mut Sink,
) {
    for node in nodes {
        // What decides whether or how often stages run, and these stages, a branch each.
        let (reason, field, inner): (&Value, &str, Vec<&[Node]>) = match node {
            Node::Stage(_) => continue,
            Node::When(when) => (&when.condition, "the condition", vec![&when.then, &when.otherwise]),
            Node::For(each) => (&each.items, "the items", vec![&each.body]),
        };
        let inside: Vec<&str> = inner.iter().copied().flatten().flat_map(stages).collect();
        for (stage, span) in stages_in(reason) {
            let need = Need { stage, span, field: field.into() };
            visible(program, scope, path, &need, sink);
            for name in &inside {
                if let Some(needs) = edges.get_mut(name) {
                    needs.push(need.clone());
                }
            }
        }
        for members in inner {
            let branch =
                members.iter().flat_map(stages).next().and_then(|name| branches(scope, name).get(path.len()).copied());
            path.push(branch.unwrap_or((usize::MAX, true)));
            conditions(program, scope, members, edges, path, sink);
            path.pop();
        }
    }
}

/// Every stage in a node.
pub fn stages(node: &Node) -> Vec<&str> {
    match node {
        Node::Stage(name) => vec![name],
        Node::When(when) => when.then.iter().chain(&when.otherwise).flat_map(stages).collect(),
        Node::For(each) => each.body.iter().flat_map(stages).collect(),
    }
}

/// Reports the first circle found from the earliest stage, with every edge labelled.
fn circle(program: &Program, edges: &IndexMap<&str, Vec<Need>>, sink: &mut Sink) -> bool {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks: IndexMap<&str, Mark> = edges.keys().map(|name| (*name, Mark::New)).collect();
    let mut any = false;
    for root in edges.keys() {
        if marks.get(root) != Some(&Mark::New) {
            continue;
        }
        // An explicit stack: pipelines can be long chains.
        let mut stack: Vec<(&str, usize)> = vec![(root, 0)];
        marks.insert(root, Mark::Open);
        while let Some((name, at)) = stack.last_mut() {
            let need = edges.get(*name).and_then(|needs| needs.get(*at));
            *at += 1;
            let Some(need) = need else {
                marks.insert(*name, Mark::Done);
                stack.pop();
                continue;
            };
            let Some((target, _)) = edges.get_key_value(need.stage.as_str()) else { continue };
            match marks.get(target) {
                Some(Mark::New) => {
                    marks.insert(target, Mark::Open);
                    stack.push((target, 0));
                }
                Some(Mark::Open) => {
                    let start = stack.iter().position(|(open, _)| open == target).unwrap_or(0);
                    let path: Vec<&Need> = stack
                        .get(start..)
                        .unwrap_or_default()
                        .iter()
                        .filter_map(|(name, at)| edges.get(name).and_then(|needs| needs.get(at - 1)))
                        .collect();
                    sink.push(report_circle(program, target, &path));
                    any = true;
                    marks.insert(target, Mark::Done);
                }
                _ => {}
            }
        }
    }
    any
}

fn report_circle(program: &Program, start: &str, path: &[&Need]) -> Diagnostic {
    let mut names = vec![start];
    names.extend(path.iter().map(|need| need.stage.as_str()));
    let first = path.first().map_or_else(Span::default, |need| need.span);
    let mut found =
        Diagnostic::new(codes::CYCLE, first, format!("these stages wait for each other: {}", names.join(" -> ")));
    for (index, (need, from)) in path.iter().zip(&names).enumerate() {
        let text = format!("`{from}` waits for `{}` because of `{}`", need.stage, need.field);
        found = if index == 0 { found.label(text) } else { found.also(need.span, text) };
    }
    if let Some(after) = path.iter().find(|need| need.field == "after") {
        let block = program
            .stages
            .values()
            .find(|block| block.span.start <= after.span.start && after.span.end <= block.span.end);
        if let Some(set) = block.and_then(|block| block.fields.get("after")) {
            let line = set.name.to(set.value.span);
            found = found.fix("remove the `after`, which only orders", line, "", Applicability::Maybe);
        }
    }
    found.help("cut one of these edges")
}

fn redundant(edges: &IndexMap<&str, Vec<Need>>, sink: &mut Sink) {
    for needs in edges.values() {
        for need in needs.iter().filter(|need| need.field == "after") {
            let Some(data) = needs.iter().find(|other| other.field != "after" && other.stage == need.stage) else {
                continue;
            };
            sink.push(
                Diagnostic::new(
                    codes::REDUNDANT_AFTER,
                    need.span,
                    format!("the data already waits for `{}`", need.stage),
                )
                .label("says nothing new")
                .also(data.span, format!("`{}` uses it here", data.field)),
            );
        }
    }
}

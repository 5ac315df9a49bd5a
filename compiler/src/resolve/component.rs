//! `component name { input ... output ... stages }` and its uses, `name some_stage { input = value }`.
//!
//! A use becomes the component's stages with the use's name in front (`prep` of a component with the stage `features`
//! gives `prep_features`). Nothing of the component sees the file around it but through its inputs.

use indexmap::IndexMap;

use super::rename::{each_expr, rename, walk};
use super::{Input, Resolved, Use};
use crate::base::Span;
use crate::diag::{Diagnostic, Sink, codes};
use crate::syntax::ast::{Block, Declare, Expr, ExprKind, File, Member, Name};

/// How deep components may use components.
const DEEPEST: usize = 16;

/// Replaces every use by what it stands for.
pub(super) fn expand(members: Vec<Member>, imported: IndexMap<String, Span>, sink: &mut Sink) -> Resolved {
    let mut components: IndexMap<String, Component> = IndexMap::new();
    let mut rest = Vec::new();
    let mut has_pipeline = false;
    for member in members {
        match member {
            Member::Block(block) if block.kind.text == "component" => {
                let component = Component::read(block, sink);
                if let Some(component) = component {
                    if let Some(first) = components.get(&component.name.text) {
                        sink.push(
                            Diagnostic::new(
                                codes::DUPLICATE_NAME,
                                component.name.span,
                                format!("the component `{}` is declared twice", component.name.text),
                            )
                            .label("declared again here")
                            .also(first.name.span, "first declared here"),
                        );
                    } else {
                        components.insert(component.name.text.clone(), component);
                    }
                }
            }
            member => {
                has_pipeline |= matches!(&member, Member::Block(block) if block.kind.text == "pipeline");
                rest.push(member);
            }
        }
    }
    let is_library = !has_pipeline && !components.is_empty() && rest.iter().all(is_data);
    let resolved = Resolved { is_library, imported, ..Resolved::default() };
    let mut expander = Expander { components: &components, sink, resolved, used: Vec::new() };
    let mut members = expander.members(rest, 0);
    let unused = components.iter().filter(|(name, _)| !is_library && !expander.used.contains(name));
    for (name, component) in unused {
        if let Some(problem) = never_used(name, component, &expander.resolved.imported) {
            expander.sink.push(problem);
        }
    }
    let uses = std::mem::take(&mut expander.resolved.uses);
    for member in &mut members {
        replace_outputs(member, &uses);
    }
    for input in &mut expander.resolved.inputs {
        walk(&mut input.value, &mut |expr| replace_output(expr, &uses));
    }
    Resolved { file: File { members }, uses, ..expander.resolved }
}

/// What another file declares for others to use is nobody's mistake here, unless it was imported by name.
fn never_used(name: &str, component: &Component, imported: &IndexMap<String, Span>) -> Option<Diagnostic> {
    let (what, span) = match imported.get(name) {
        Some(span) => ("import", *span),
        None if component.name.span.file == crate::base::FileId::default() => ("component", component.name.span),
        None => return None,
    };
    let found = Diagnostic::new(codes::UNUSED, span, format!("the {what} `{name}` is never used"));
    Some(found.label("declared here").help("use it or remove it"))
}

fn is_data(member: &Member) -> bool {
    match member {
        Member::Declare(declare) => declare.word.text == "let",
        Member::Block(block) => block.kind.text == "dataset",
        _ => false,
    }
}

/// A component as declared.
struct Component {
    name: Name,
    inputs: IndexMap<String, Declare>,
    outputs: IndexMap<String, Declare>,
    body: Vec<Member>,
}

impl Component {
    fn read(block: Block, sink: &mut Sink) -> Option<Self> {
        let Some(name) = block.name else {
            sink.push(
                Diagnostic::new(codes::MISSING_NAME, block.kind.span, "this `component` has no name")
                    .label("a name belongs behind it"),
            );
            return None;
        };
        let mut component = Self { name, inputs: IndexMap::new(), outputs: IndexMap::new(), body: Vec::new() };
        for member in block.members {
            match member {
                Member::Declare(declare) if matches!(declare.word.text.as_str(), "input" | "output") => {
                    let target =
                        if declare.word.text == "input" { &mut component.inputs } else { &mut component.outputs };
                    if let Some(first) = target.get(&declare.name.text) {
                        sink.push(
                            Diagnostic::new(
                                codes::DUPLICATE_NAME,
                                declare.name.span,
                                format!("`{}` is declared twice", declare.name.text),
                            )
                            .label("declared again here")
                            .also(first.name.span, "first declared here"),
                        );
                        continue;
                    }
                    if declare.word.text == "output" && declare.value.is_none() {
                        sink.push(
                            Diagnostic::new(
                                codes::MISSING_VALUE,
                                declare.span,
                                format!("the output `{}` of a component names what it is", declare.name.text),
                            )
                            .label("a value belongs behind it")
                            .help(format!("write `output {}: Dataset(csv) = stage.output`", declare.name.text)),
                        );
                        continue;
                    }
                    target.insert(declare.name.text.clone(), declare);
                }
                member => component.body.push(member),
            }
        }
        Some(component)
    }
}

struct Expander<'a, 's> {
    components: &'a IndexMap<String, Component>,
    sink: &'s mut Sink,
    resolved: Resolved,
    /// Components that were used.
    used: Vec<String>,
}

impl Expander<'_, '_> {
    fn members(&mut self, members: Vec<Member>, depth: usize) -> Vec<Member> {
        let mut expanded = Vec::new();
        for member in members {
            match member {
                Member::Block(block) => match (self.components.get(&block.kind.text), &block.name) {
                    (Some(component), Some(name)) => {
                        let name = name.clone();
                        expanded.extend(self.expand(component, &block, &name, depth));
                    }
                    _ => expanded.push(Member::Block(block)),
                },
                Member::When(mut when) => {
                    when.then = self.members(when.then, depth);
                    when.otherwise = self.members(when.otherwise, depth);
                    expanded.push(Member::When(when));
                }
                Member::For(mut each) => {
                    each.members = self.members(each.members, depth);
                    expanded.push(Member::For(each));
                }
                member => expanded.push(member),
            }
        }
        expanded
    }

    fn expand(&mut self, component: &Component, block: &Block, name: &Name, depth: usize) -> Vec<Member> {
        if depth >= DEEPEST {
            self.sink.push(
                Diagnostic::new(
                    codes::CYCLE,
                    block.header,
                    format!("the component `{}` uses itself", component.name.text),
                )
                .label("comes back to itself here")
                .also(component.name.span, "declared here"),
            );
            return Vec::new();
        }
        self.used.push(component.name.text.clone());
        let values = self.inputs(component, block);
        let prefix = &name.text;
        let names: IndexMap<String, String> =
            names(&component.body).map(|inner| (inner.to_owned(), format!("{prefix}_{inner}"))).collect();
        let mut body = component.body.clone();
        for member in &mut body {
            rename(member, &names);
            each_expr(member, &mut |expr| substitute(expr, &values));
        }
        let outputs = component.outputs.values().filter_map(|output| {
            let mut value = output.value.clone()?;
            walk(&mut value, &mut |expr| {
                if let ExprKind::Name(inner) = &mut expr.kind
                    && let Some(new) = names.get(inner)
                {
                    inner.clone_from(new);
                }
                substitute(expr, &values)
            });
            Some((output.name.text.clone(), value))
        });
        let outputs = outputs.collect();
        let body = self.members(body, depth + 1);
        let stages = body.iter().flat_map(stage_names).collect();
        self.resolved.uses.insert(prefix.clone(), Use { span: name.span, stages, outputs });
        body
    }

    /// What the use gives for every input.
    fn inputs(&mut self, component: &Component, block: &Block) -> IndexMap<String, Expr> {
        let mut values: IndexMap<String, Expr> = IndexMap::new();
        let mut set: IndexMap<&str, Span> = IndexMap::new();
        for member in &block.members {
            let Member::Assign(assign) = member else {
                self.sink.push(
                    Diagnostic::new(codes::MISPLACED, block.header, "a use of a component only sets its inputs")
                        .label("write `name = value` lines"),
                );
                continue;
            };
            let key = &assign.name;
            let Some(input) = component.inputs.get(&key.text) else {
                let known: Vec<&str> = component.inputs.keys().map(String::as_str).collect();
                self.sink.push(
                    Diagnostic::new(
                        codes::UNKNOWN_FIELD,
                        key.span,
                        format!("the component `{}` has no input `{}`", component.name.text, key.text),
                    )
                    .label("unknown input")
                    .also(component.name.span, "declared here")
                    .did_you_mean(key.span, &key.text, known.iter().copied())
                    .help(format!("its inputs are {}", known.join(", "))),
                );
                continue;
            };
            if let Some(first) = set.insert(&key.text, key.span) {
                self.sink.push(
                    Diagnostic::new(codes::DUPLICATE_FIELD, key.span, format!("`{}` is set twice", key.text))
                        .label("set again here")
                        .also(first, "first set here"),
                );
                continue;
            }
            if let Some(ty) = &input.ty {
                let (name, value) = (key.text.clone(), assign.value.clone());
                self.resolved.inputs.push(Input { name, value, ty: ty.clone(), declared: input.span });
            }
            values.insert(key.text.clone(), assign.value.clone());
        }
        let missing: Vec<&Declare> = component
            .inputs
            .values()
            .filter(|input| !values.contains_key(&input.name.text) && input.value.is_none())
            .collect();
        if !missing.is_empty() {
            let names = missing.iter().map(|input| format!("`{}`", input.name.text)).collect::<Vec<_>>().join(", ");
            let mut found = Diagnostic::new(
                codes::MISSING_FIELDS,
                block.header,
                format!("the use of `{}` lacks {names}", component.name.text),
            )
            .label("inputs are missing");
            for input in &missing {
                found = found.also(input.span, "declared here");
            }
            self.sink.push(found.help("set them in the block"));
        }
        for input in component.inputs.values() {
            let missing = || Expr { kind: ExprKind::Missing, span: block.header };
            values.entry(input.name.text.clone()).or_insert_with(|| input.value.clone().unwrap_or_else(missing));
        }
        values
    }
}

/// Puts the given value in the place of an input's name.
///
/// The value belongs to the place of the use: names in it mean what they mean there, so nothing inside is replaced.
fn substitute(expr: &mut Expr, values: &IndexMap<String, Expr>) -> bool {
    if let ExprKind::Name(name) = &expr.kind
        && let Some(value) = values.get(name)
    {
        *expr = value.clone();
        return false;
    }
    true
}

/// Names that members declare, with their places.
pub(super) fn declared(body: &[Member]) -> impl Iterator<Item = (&str, Span)> {
    body.iter().flat_map(|member| match member {
        Member::Block(block) => block.name.iter().map(|name| (name.text.as_str(), name.span)).collect(),
        Member::Declare(declare) => vec![(declare.name.text.as_str(), declare.name.span)],
        Member::When(when) => declared(&when.then).chain(declared(&when.otherwise)).collect::<Vec<_>>(),
        Member::For(each) => declared(&each.members).collect(),
        Member::Assign(_) => Vec::new(),
    })
}

/// Names that a copy of members must not share with another copy: what they declare, and the items of `for`s in them.
pub(super) fn names(body: &[Member]) -> impl Iterator<Item = &str> {
    declared(body).map(|(name, _)| name).chain(body.iter().flat_map(items))
}

fn items(member: &Member) -> Vec<&str> {
    match member {
        Member::When(when) => when.then.iter().chain(&when.otherwise).flat_map(items).collect(),
        Member::For(each) => [each.item.text.as_str()].into_iter().chain(each.members.iter().flat_map(items)).collect(),
        _ => Vec::new(),
    }
}

fn stage_names(member: &Member) -> Vec<String> {
    match member {
        Member::Block(block) if block.kind.text != "dataset" => {
            block.name.iter().map(|name| name.text.clone()).collect()
        }
        Member::When(when) => when.then.iter().chain(&when.otherwise).flat_map(stage_names).collect(),
        Member::For(each) => each.members.iter().flat_map(stage_names).collect(),
        _ => Vec::new(),
    }
}

fn replace_outputs(member: &mut Member, uses: &IndexMap<String, Use>) {
    each_expr(member, &mut |expr| replace_output(expr, uses));
    after_stages(member, uses);
}

/// `prep.train` becomes what the output stands for, which may be an output of a use inside.
fn replace_output(expr: &mut Expr, uses: &IndexMap<String, Use>) -> bool {
    for _ in 0..DEEPEST {
        let ExprKind::Member(base, output) = &expr.kind else { break };
        let ExprKind::Name(name) = &base.kind else { break };
        let Some(value) = uses.get(name).and_then(|used| used.outputs.get(&output.text)) else { break };
        let span = expr.span;
        *expr = value.clone();
        expr.span = span;
    }
    true
}

/// `after = prep` waits for all stages of a use; what a test expects of a use it expects of all its stages.
fn after_stages(member: &mut Member, uses: &IndexMap<String, Use>) {
    match member {
        Member::Block(block) => {
            let is_test = block.kind.text == "test";
            for member in &mut block.members {
                let Member::Assign(assign) = member else { continue };
                match &mut assign.value.kind {
                    ExprKind::Record(entries) if is_test && assign.name.text == "expect" => {
                        for entry in entries.iter_mut().filter(|entry| matches!(entry.value.kind, ExprKind::List(_))) {
                            all_stages(&mut entry.value, uses);
                        }
                    }
                    _ if assign.name.text == "after" => all_stages(&mut assign.value, uses),
                    _ => {}
                }
            }
        }
        Member::When(when) => {
            when.then.iter_mut().chain(&mut when.otherwise).for_each(|member| after_stages(member, uses))
        }
        _ => {}
    }
}

/// Puts the stages of uses in the place of their names; several make a list.
fn all_stages(value: &mut Expr, uses: &IndexMap<String, Use>) {
    let is_list = matches!(value.kind, ExprKind::List(_));
    let items = match std::mem::replace(&mut value.kind, ExprKind::Missing) {
        ExprKind::List(items) => items,
        kind => vec![Expr { kind, span: value.span }],
    };
    let items = items.into_iter().flat_map(|item| match &item.kind {
        ExprKind::Name(name) if uses.contains_key(name) => {
            let stages = uses.get(name).into_iter().flat_map(|used| used.stages.clone());
            stages.map(|stage| Expr { kind: ExprKind::Name(stage), span: item.span }).collect()
        }
        _ => vec![item],
    });
    let mut items: Vec<Expr> = items.collect();
    value.kind = if items.len() == 1 && !is_list { items.remove(0).kind } else { ExprKind::List(items) };
}

//! What a `test` gives and expects: records whose keys are names of stages, metrics and parameters.

use indexmap::IndexMap;

use super::{Context, Value, ValueKind};
use crate::base::Span;
use crate::check::Checker;
use crate::check::names::Unresolved;
use crate::check::params::{PARAM_TYPES, param_type};
use crate::check::program;
use crate::check::scope::{Item, list};
use crate::check::value::Type;
use crate::diag::{Applicability, Diagnostic, codes};
use crate::syntax::ast::{Assign, Expr, ExprKind, Member, Name};
use crate::vocab::kinds;
use crate::vocab::ty::Ty;
use crate::vocab::{Kind, given};

/// Entries of a record, with the places of their keys.
type Entries = IndexMap<String, (Span, Value)>;

/// The key under which a test gives the event that starts the pipeline.
const EVENT: &str = "event";

impl<'a> Checker<'a, '_> {
    /// Every `test` block.
    pub(in crate::check) fn tests(&mut self) -> IndexMap<String, program::Block> {
        let mut tests = IndexMap::new();
        for (name, (item, _)) in &self.scope.items {
            if let Item::Test(block) = item {
                for member in &block.members {
                    if let Member::Assign(assign) = member
                        && assign.name.text == "expect"
                        && matches!(&assign.value.kind, ExprKind::Record(entries) if entries.is_empty())
                    {
                        let title = format!("the test `{name}` expects nothing");
                        self.sink.push(
                            Diagnostic::new(codes::MISSING_FIELDS, assign.value.span, title)
                                .label("nothing could fail here"),
                        );
                    }
                }
                tests.insert((*name).to_owned(), self.block(block, &kinds::test::KIND));
            }
        }
        tests
    }

    /// `given`: stages, parameters, items of a `for` over objects, and `event`.
    pub(super) fn given(&mut self, entries: &'a [Assign], span: Span) -> Value {
        let mut found = Entries::new();
        for entry in entries {
            let name = &entry.name;
            let Some(item) = self.scope.items.get(name.text.as_str()).map(|(item, _)| *item) else {
                if name.text == EVENT {
                    let value = self.constant(&entry.value, &Ty::Map(&Ty::Json), EVENT);
                    self.put(&mut found, name, EVENT, value, entry.span);
                } else {
                    self.unknown(name);
                }
                continue;
            };
            match item {
                Item::Stage(_, kind) => {
                    let value = self.given_of(&name.text, kind, &entry.value);
                    self.put(&mut found, name, &name.text, value, entry.span);
                }
                Item::Param(declare) => {
                    let ty = param_type(declare);
                    let row = PARAM_TYPES.iter().find(|(_, known, _)| *known == ty);
                    let value = self.constant(&entry.value, &row.map_or(Ty::Json, |(_, _, ty)| *ty), &name.text);
                    self.put(&mut found, name, &name.text, value, entry.span);
                }
                // Objects on S3: how many there are.
                Item::Each(each) if matches!(each.items.kind, ExprKind::Call(..)) => {
                    let value = self.constant(&entry.value, &Ty::Count, &name.text);
                    self.put(&mut found, name, &name.text, value, entry.span);
                }
                // A stage that a `for` has multiplied: the same for every copy.
                Item::Use(used) if used.outputs.is_empty() => {
                    let mut value = None;
                    for stage in &used.stages {
                        let Some((Item::Stage(_, kind), _)) = self.scope.items.get(stage.as_str()) else { continue };
                        let value = value.get_or_insert_with(|| self.given_of(stage, kind, &entry.value)).clone();
                        self.put(&mut found, name, stage, value, entry.span);
                    }
                }
                Item::Broken => {}
                other => {
                    let found = self.nothing_to_give(name, other);
                    self.sink.push(found);
                }
            }
        }
        Value::new(ValueKind::Record(found), span)
    }

    fn nothing_to_give(&self, name: &Name, item: Item) -> Diagnostic {
        let title = format!("a test can give nothing of `{}`", name.text);
        let found = Diagnostic::new(codes::CANNOT_BE_GIVEN, name.span, title);
        match item {
            Item::Use(used) => found
                .label("a use of a component")
                .help(format!("give something of its stages: {}", list(used.stages.iter().map(String::as_str)))),
            Item::Each(_) => {
                found.label("an item of a list").help("give the parameter that has the list, if it is one")
            }
            _ => found.label("neither a stage nor a parameter").help("stages and parameters can be given"),
        }
    }

    fn unknown(&mut self, name: &Name) {
        self.unresolved.push(Unresolved { stage: None, name: name.text.clone(), span: name.span });
    }

    fn put(&mut self, found: &mut Entries, name: &Name, key: &str, value: Value, line: Span) {
        match found.get(key) {
            Some((first, _)) => self.sink.push(
                Diagnostic::new(codes::DUPLICATE_FIELD, name.span, format!("`{}` is given twice", name.text))
                    .label("given again here")
                    .also(*first, "first given here")
                    .fix("remove the second", line, "", Applicability::Maybe),
            ),
            None => {
                found.insert(key.to_owned(), (name.span, value));
            }
        }
    }

    fn constant(&mut self, expr: &'a Expr, ty: &Ty, field: &str) -> Value {
        let value = self.convert(expr, ty, &Context { field });
        if let Some(part) = value.run_time_part() {
            let title = format!("`{field}` of a test has to be a constant");
            self.sink.push(
                Diagnostic::new(codes::RUN_TIME_VALUE, value.via.unwrap_or(part.span), title)
                    .label("known only when running"),
            );
            return Value::unknown(expr.span);
        }
        value
    }

    /// What is given of one stage.
    fn given_of(&mut self, stage: &str, kind: &'static Kind, expr: &'a Expr) -> Value {
        let ExprKind::Record(entries) = &expr.kind else {
            if !matches!(expr.kind, ExprKind::Missing) {
                let title = format!("what is given of `{stage}` is a record");
                let example = self
                    .numbers(stage, kind)
                    .first()
                    .map_or("failed = \"...\"".to_owned(), |(name, _)| format!("{name} = ..."));
                self.sink.push(
                    Diagnostic::new(codes::WRONG_TYPE, expr.span, title)
                        .label("not a record")
                        .help(format!("write `{stage} = {{ {example} }}`")),
                );
            }
            return Value::unknown(expr.span);
        };
        let candidates = self.candidates(stage);
        let mut found = Entries::new();
        for entry in entries {
            let name = &entry.name;
            let value = if candidates.iter().any(|candidate| candidate == &name.text) {
                self.metrics_of(stage, kind, &entry.value)
            } else if let Some(ty) = self.given_type(stage, kind, entry) {
                self.constant(&entry.value, &ty, &name.text)
            } else {
                self.unknown_given(stage, kind, name, &candidates);
                continue;
            };
            self.put(&mut found, name, &name.text, value, entry.span);
        }
        Value::new(ValueKind::Record(found), expr.span)
    }

    /// Metrics of one candidate.
    fn metrics_of(&mut self, stage: &str, kind: &'static Kind, expr: &'a Expr) -> Value {
        let ExprKind::Record(entries) = &expr.kind else {
            return self.constant(expr, &Ty::Record(&[]), stage);
        };
        let numbers = self.numbers(stage, kind);
        let mut found = Entries::new();
        for entry in entries {
            let name = &entry.name;
            if numbers.iter().any(|(known, _)| *known == name.text) {
                let value = self.constant(&entry.value, &Ty::Number, &name.text);
                self.put(&mut found, name, &name.text, value, entry.span);
            } else {
                self.unresolved.push(Unresolved {
                    stage: Some(stage.to_owned()),
                    name: name.text.clone(),
                    span: name.span,
                });
            }
        }
        Value::new(ValueKind::Record(found), expr.span)
    }

    /// The type of what is given under a name; an output comes first, unless the value has the form of the other.
    fn given_type(&self, stage: &str, kind: &'static Kind, entry: &Assign) -> Option<Ty> {
        let name = entry.name.text.as_str();
        let output = self.numbers(stage, kind).into_iter().find(|(known, _)| *known == name).map(|(_, ty)| ty);
        let row = given::of(kind.keyword).find(|row| row.field.name == name).map(|row| row.field.ty);
        match (output, row) {
            (Some(output), Some(row)) => {
                Some(if matches!(entry.value.kind, ExprKind::Text(_)) && output != Ty::String { row } else { output })
            }
            (output, row) => output.or(row),
        }
    }

    /// Metrics and outputs whose value a test can say, with their types.
    fn numbers(&self, stage: &str, kind: &'static Kind) -> Vec<(&'a str, Ty)> {
        let mut found = Vec::new();
        if let Some(declared) = self.declared.get(stage) {
            found.extend(declared.metrics.keys().map(|name| (*name, Ty::Number)));
            found.extend(declared.outputs.iter().filter_map(|(name, (ty, _))| {
                let ty = match ty {
                    Type::Number => Ty::Number,
                    Type::Bool => Ty::Bool,
                    Type::String => Ty::String,
                    _ => return None,
                };
                Some((*name, ty))
            }));
        }
        let own = kind
            .outputs
            .iter()
            .filter(|output| matches!((output.ty, kind.keyword), (Ty::Number, _) | (Ty::String, "wait")));
        found.extend(own.map(|output| (output.name, output.ty)));
        found
    }

    fn candidates(&self, stage: &str) -> Vec<&'a str> {
        self.declared.get(stage).map(|declared| declared.candidates.clone()).unwrap_or_default()
    }

    fn unknown_given(&mut self, stage: &str, kind: &'static Kind, name: &Name, candidates: &[&'a str]) {
        let numbers: Vec<&str> = self.numbers(stage, kind).into_iter().map(|(name, _)| name).collect();
        let rows = given::of(kind.keyword).map(|row| row.field.name);
        let known: Vec<&str> = numbers.into_iter().chain(candidates.iter().copied()).chain(rows).collect();
        let title = format!("a test cannot give `{}` of `{stage}`", name.text);
        self.sink.push(
            Diagnostic::new(codes::UNKNOWN_FIELD, name.span, title)
                .label(format!("neither a number of the stage nor what happens to a `{}`", kind.keyword))
                .did_you_mean(name.span, &name.text, known.iter().copied())
                .help(format!("it can give {}", list(known.iter().copied()))),
        );
    }

    /// `called`: parts of requests by stage.
    pub(super) fn requests(&mut self, entries: &'a [Assign], span: Span) -> Value {
        let mut found = Entries::new();
        for entry in entries {
            let name = &entry.name;
            match self.scope.items.get(name.text.as_str()).map(|(item, _)| *item) {
                Some(Item::Stage(..)) => {
                    let value = self.constant(&entry.value, &Ty::Map(&Ty::Json), &name.text);
                    self.put(&mut found, name, &name.text, value, entry.span);
                }
                Some(Item::Use(used)) => {
                    let value = self.constant(&entry.value, &Ty::Map(&Ty::Json), &name.text);
                    for stage in &used.stages {
                        self.put(&mut found, name, stage, value.clone(), entry.span);
                    }
                }
                Some(Item::Broken) => {}
                Some(_) => self.sink.push(
                    Diagnostic::new(codes::WRONG_TYPE, name.span, format!("`{}` is not a stage", name.text))
                        .label("sends no request"),
                ),
                None => self.unknown(name),
            }
        }
        Value::new(ValueKind::Record(found), span)
    }
}

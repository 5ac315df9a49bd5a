//! Parameters and environments.

use indexmap::IndexMap;

use super::program::Param;
use super::scope::{Item, list};
use super::value::{Type, Value};
use super::{Checker, Diagnostic, codes};
use crate::syntax::ast::{Block, Declare, Expr, ExprKind, Member};
use crate::vocab::ty::{Field, Ty};

/// Types a parameter can have: name, type, the type of its default.
pub const PARAM_TYPES: &[(&str, Type, Ty)] = &[
    ("String", Type::String, Ty::String),
    ("Number", Type::Number, Ty::Number),
    ("Bool", Type::Bool, Ty::Bool),
    ("Role", Type::Role, Ty::Role),
    ("Topic", Type::Topic, Ty::Topic),
    ("Secret", Type::Secret, Ty::Secret),
    ("List", Type::List, Ty::List(&Ty::Scalar)),
];

/// Constraints that a parameter's type takes as arguments.
pub const CONSTRAINTS: &[Field] = &[
    Field::optional("min", Ty::Number, "", "Smallest number.").constant(),
    Field::optional("max", Ty::Number, "", "Largest number.").constant(),
    Field::optional("pattern", Ty::String, "", "Regular expression that the whole text has to match.").constant(),
    Field::optional("one_of", Ty::List(&Ty::Scalar), "", "Allowed values.").constant(),
];

/// The declared type of a parameter, `Unknown` where it cannot be read.
pub(super) fn param_type(declare: &Declare) -> Type {
    let name = match declare.ty.as_ref().map(|ty| &ty.kind) {
        Some(ExprKind::Name(name)) => name.as_str(),
        Some(ExprKind::Call(name, _)) => name.text.as_str(),
        _ => return Type::Unknown,
    };
    PARAM_TYPES.iter().find(|(known, ..)| *known == name).map_or(Type::Unknown, |(_, ty, _)| ty.clone())
}

/// The type of one item of a list parameter.
pub(super) fn element_type(declare: &Declare) -> Type {
    let element = match declare.ty.as_ref().map(|ty| &ty.kind) {
        Some(ExprKind::Call(name, arguments)) if name.text == "List" => {
            arguments.first().map(|argument| &argument.value.kind)
        }
        _ => None,
    };
    match element {
        Some(ExprKind::Name(name)) if name == "Number" => Type::Number,
        _ => Type::String,
    }
}

impl<'a> Checker<'a, '_> {
    pub(super) fn params(&mut self) -> IndexMap<String, Param> {
        let mut params = IndexMap::new();
        for (name, (item, _)) in &self.scope.items {
            if let Item::Param(declare) = item {
                params.insert((*name).to_owned(), self.param(declare));
            }
        }
        params
    }

    fn param(&mut self, declare: &'a Declare) -> Param {
        let ty = param_type(declare);
        if ty == Type::Unknown {
            self.unknown_type(declare);
        }
        let mut constraints = IndexMap::new();
        if let Some(Expr { kind: ExprKind::Call(_, arguments), .. }) = &declare.ty {
            for argument in arguments {
                let Some(name) = &argument.name else {
                    if ty == Type::List
                        && matches!(&argument.value.kind, ExprKind::Name(name) if matches!(name.as_str(), "String" | "Number"))
                    {
                        continue;
                    }
                    self.sink.push(
                        Diagnostic::new(codes::WRONG_ARGUMENTS, argument.value.span, "a constraint needs its name")
                            .help(format!("constraints are {}", list(CONSTRAINTS.iter().map(|field| field.name)))),
                    );
                    continue;
                };
                match CONSTRAINTS.iter().find(|field| field.name == name.text) {
                    Some(field) => {
                        let value = self.field_value(&argument.value, field);
                        constraints.insert(name.text.clone(), value);
                    }
                    None => {
                        self.sink.push(super::blocks::unknown_field(name, "a parameter's type", CONSTRAINTS.iter()))
                    }
                }
            }
        }
        let overlay = self.scope.overlay(self.env, &declare.name.text).map(|assign| &assign.value);
        let default = overlay.or(declare.value.as_ref()).map(|value| self.default_value(value, &ty));
        Param { name: declare.name.clone(), ty, constraints, default, doc: declare.doc.clone() }
    }

    fn default_value(&mut self, value: &'a Expr, ty: &Type) -> Value {
        match PARAM_TYPES.iter().find(|(_, known, _)| known == ty) {
            Some((_, _, ty)) => self.field_value(value, &Field::required("default", *ty, "").constant()),
            None => Value::unknown(value.span),
        }
    }

    fn unknown_type(&mut self, declare: &'a Declare) {
        let names = || PARAM_TYPES.iter().map(|(name, ..)| *name);
        let help = format!("types of parameters are {}", list(names()));
        match declare.ty.as_ref().map(|ty| (&ty.kind, ty.span)) {
            Some((ExprKind::Missing, _)) => {}
            Some((ExprKind::Name(name), span)) => self.sink.push(
                Diagnostic::new(codes::NOT_ALLOWED, span, format!("there is no type `{name}`"))
                    .label("not a type")
                    .did_you_mean(span, name, names())
                    .help(help),
            ),
            Some((ExprKind::Call(name, _), _)) => self.sink.push(
                Diagnostic::new(codes::NOT_ALLOWED, name.span, format!("there is no type `{}`", name.text))
                    .label("not a type")
                    .did_you_mean(name.span, &name.text, names())
                    .help(help),
            ),
            Some((_, span)) => {
                self.sink.push(Diagnostic::new(codes::WRONG_TYPE, span, "this is not a type").help(help))
            }
            None => self.sink.push(
                Diagnostic::new(
                    codes::MISSING_VALUE,
                    declare.name.span.after(),
                    format!("the parameter `{}` has no type", declare.name.text),
                )
                .label("its type belongs here")
                .help(help),
            ),
        }
    }

    /// An `env` sets `let`s and parameters that exist, each once.
    pub(super) fn check_env(&mut self, block: &'a Block) {
        let mut seen = IndexMap::new();
        for member in &block.members {
            let Member::Assign(assign) = member else {
                self.sink.push(
                    Diagnostic::new(codes::MISPLACED, super::blocks::member_span(member), "an `env` only sets values")
                        .label("write `name = value`"),
                );
                continue;
            };
            let name = &assign.name;
            if let Some(first) = seen.insert(name.text.as_str(), name.span) {
                self.sink.push(
                    Diagnostic::new(codes::DUPLICATE_FIELD, name.span, format!("`{}` is set twice", name.text))
                        .label("set again here")
                        .also(first, "first set here"),
                );
            }
            match self.scope.items.get(name.text.as_str()) {
                Some((Item::Let(_) | Item::Param(_) | Item::Broken, _)) => {}
                Some((_, place)) => self.sink.push(
                    Diagnostic::new(codes::UNKNOWN_ENV, name.span, format!("an `env` cannot set `{}`", name.text))
                        .label("only a `let` or `param` can differ per environment")
                        .also(*place, "declared here"),
                ),
                None => {
                    self.unresolved.push(super::names::Unresolved {
                        stage: None,
                        name: name.text.clone(),
                        span: name.span,
                    });
                }
            }
            // Another environment's values are judged when it is built; the sources they name are uses all the same.
            self.mark_uses(&assign.value);
        }
    }

    /// Counts every name in `expr` as used.
    pub(super) fn mark_uses(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Name(name) => {
                if let Some((name, _)) = self.scope.items.get_key_value(name.as_str()) {
                    self.used.insert(name);
                }
            }
            ExprKind::Member(base, output) => {
                if let ExprKind::Name(stage) = &base.kind {
                    self.used_outputs.insert((stage, output.text.clone()));
                }
                self.mark_uses(base);
            }
            ExprKind::Call(_, arguments) => arguments.iter().for_each(|argument| self.mark_uses(&argument.value)),
            ExprKind::List(items) => items.iter().for_each(|item| self.mark_uses(item)),
            ExprKind::Record(entries) => entries.iter().for_each(|entry| self.mark_uses(&entry.value)),
            ExprKind::Text(parts) => {
                for part in parts {
                    if let crate::syntax::ast::TextPart::Value(value) = part {
                        self.mark_uses(value);
                    }
                }
            }
            ExprKind::Unary(_, operand) => self.mark_uses(operand),
            ExprKind::Binary(_, _, left, right) => {
                self.mark_uses(left);
                self.mark_uses(right);
            }
            _ => {}
        }
    }
}

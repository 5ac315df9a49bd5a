//! Values given to components, against the types that the components declare.

use super::Checker;
use super::scope::list;
use super::value::{Type, Value, ValueKind};
use crate::diag::{Diagnostic, codes};
use crate::resolve::Input;
use crate::syntax::ast::{Expr, ExprKind};

/// Types that an input of a component can have.
pub const INPUT_TYPES: &[(&str, Type)] = &[
    ("String", Type::String),
    ("Number", Type::Number),
    ("Bool", Type::Bool),
    ("Duration", Type::Duration),
    ("Size", Type::Size),
    ("Percent", Type::Percent),
    ("Instance", Type::Instance),
    ("Role", Type::Role),
    ("Topic", Type::Topic),
    ("Secret", Type::Secret),
    ("S3", Type::S3),
    ("Dataset", Type::Dataset(None)),
    ("Model", Type::Model),
];

impl<'a> Checker<'a, '_> {
    /// Judges every value once, and shows both places where it does not fit.
    pub(super) fn inputs(&mut self, inputs: &'a [Input]) {
        for input in inputs {
            let Some(wanted) = self.input_type(&input.ty) else { continue };
            if matches!(&input.value.kind, ExprKind::Call(callee, _) if callee.text != "s3") {
                continue;
            }
            let value = self.infer(&input.value);
            let found = self.model_of_stage(&value, &wanted);
            if !fits(&wanted, &found) {
                self.sink.push(
                    Diagnostic::new(
                        codes::WRONG_TYPE,
                        value.blame(),
                        format!("the input `{}` takes {}, not {}", input.name, wanted.name(), found.name()),
                    )
                    .label(format!("this is {}", found.name()))
                    .also(input.declared, "declared here"),
                );
            }
        }
    }

    fn input_type(&mut self, ty: &Expr) -> Option<Type> {
        let (name, span) = match &ty.kind {
            ExprKind::Name(name) => (name.as_str(), ty.span),
            ExprKind::Call(callee, _) => (callee.text.as_str(), callee.span),
            _ => return None,
        };
        let names = || INPUT_TYPES.iter().map(|(name, _)| *name);
        let Some((_, found)) = INPUT_TYPES.iter().find(|(known, _)| *known == name) else {
            self.sink.push(
                Diagnostic::new(codes::NOT_ALLOWED, span, format!("there is no type `{name}`"))
                    .label("not a type")
                    .did_you_mean(span, name, names())
                    .help(format!("types of inputs are {}", list(names()))),
            );
            return None;
        };
        let format = match &ty.kind {
            ExprKind::Call(_, arguments) => arguments.first().and_then(|argument| match &argument.value.kind {
                ExprKind::Name(format) => Some(format.clone()),
                _ => None,
            }),
            _ => None,
        };
        Some(if *found == Type::Dataset(None) { Type::Dataset(format) } else { found.clone() })
    }

    /// A stage stands for its model.
    fn model_of_stage(&self, value: &Value, wanted: &Type) -> Type {
        match (&value.kind, wanted) {
            (ValueKind::Stage(name), Type::Model) => match self.scope.items.get(name.as_str()) {
                Some((super::Item::Stage(_, kind), _)) if kind.model().is_some() => Type::Model,
                _ => Type::Stage,
            },
            _ => value.ty(),
        }
    }
}

fn fits(wanted: &Type, found: &Type) -> bool {
    match (wanted, found) {
        (_, Type::Unknown) => true,
        (Type::Dataset(Some(a)), Type::Dataset(Some(b))) => a == b,
        (Type::Dataset(_), Type::Dataset(_)) => true,
        (Type::String, Type::Role | Type::Topic) => true,
        _ => wanted == found,
    }
}

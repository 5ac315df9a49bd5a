//! `raw` against the API model: members that it does not have.

use crate::base::Span;
use crate::check::value::{Value, ValueKind};
use crate::diag::{Diagnostic, Sink, codes};
use crate::vocab::facts::api::{Kind, Shape};

/// Warns of every member of `value` that `shape` does not have.
pub fn check(shape: &'static Shape, value: &Value, path: &str, sink: &mut Sink) {
    match (&value.kind, shape.kind) {
        (ValueKind::Record(_), Kind::Structure) => {
            for (name, span, inner) in value.entries() {
                match shape.member(name) {
                    Some(member) => {
                        if let Some(inner_shape) = member.shape {
                            check(inner_shape, inner, &format!("{path}.{name}"), sink);
                        }
                    }
                    None => sink.push(unknown(shape, name, span, path)),
                }
            }
        }
        (ValueKind::Record(_), Kind::Map) => {
            if let Some(of) = shape.value() {
                value.entries().for_each(|(name, _, inner)| check(of, inner, &format!("{path}.{name}"), sink));
            }
        }
        (ValueKind::List(items), Kind::List) => {
            if let Some(of) = shape.element() {
                items.iter().for_each(|inner| check(of, inner, path, sink));
            }
        }
        _ => {}
    }
}

fn unknown(shape: &'static Shape, name: &str, span: Span, path: &str) -> Diagnostic {
    Diagnostic::new(codes::UNKNOWN_RAW_FIELD, span, format!("`{path}` has no field `{name}` in the API model"))
        .label("not known; sent as written")
        .did_you_mean(span, name, shape.members().map(|member| member.name))
        .note("API model of botocore 1.44.5 (2026-11); AWS may have added it since")
}

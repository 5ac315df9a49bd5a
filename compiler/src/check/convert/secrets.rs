//! References to secrets: where one may stand, and what it says.

use super::{Context, Value};
use crate::base::Span;
use crate::check::Checker;
use crate::check::params::param_type;
use crate::check::scope::Item;
use crate::check::value::Type;
use crate::diag::{Diagnostic, codes};
use crate::syntax::ast::{Expr, ExprKind};
use crate::vocab::secrets::is_reference;
use crate::vocab::ty::Ty;

impl<'a> Checker<'a, '_> {
    /// `secret("...")` where a `ty` is expected.
    pub(super) fn secret(&mut self, expr: &'a Expr, ty: &Ty, cx: &Context) -> Value {
        let value = self.call(expr, &Ty::Secret, cx);
        if *ty != Ty::Secret {
            return self.mismatch(&value, ty, cx);
        }
        if let Some(id) = value.get("id")
            && let Some(text) = id.text()
            && !is_reference(&text)
        {
            self.sink.push(
                Diagnostic::new(codes::BAD_NAME, id.blame(), format!("`{text}` is neither name nor ARN of a secret"))
                    .label("letters, digits and `/_+=.@-`, at most 512")
                    .help("name the secret, as in `secret(\"prod/database\")`; its value stands in no file"),
            );
            return Value::unknown(expr.span);
        }
        value
    }

    /// Whether `expr` is a reference to a secret, by its form or by what it names.
    pub(super) fn is_secret(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Call(callee, _) => callee.text == "secret",
            ExprKind::Name(name) => match self.scope.items.get(name.as_str()) {
                Some((Item::Param(declare), _)) => param_type(declare) == Type::Secret,
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether one of the operands is a secret; that is told.
    pub(super) fn is_computed_with_secret(&mut self, operands: &[&Value]) -> bool {
        let Some(found) = operands.iter().find(|value| value.ty() == Type::Secret) else { return false };
        self.sink.push(misplaced(found.blame(), "nothing can be computed from a secret"));
        true
    }
}

/// A secret where there could be read what it is.
pub(super) fn misplaced(span: Span, title: &str) -> Diagnostic {
    Diagnostic::new(codes::MISPLACED_SECRET, span, title)
        .label("a reference to a secret")
        .help("give it to the `environment` of a job, whose script fetches the value, or to a `SecretArn` of a `call`")
}

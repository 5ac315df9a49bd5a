//! Operators: conditions, arithmetic, and `ml.m5.xlarge * 2`.

use super::{Context, Value, ValueKind};
use crate::base::Span;
use crate::check::Checker;
use crate::check::value::Type;
use crate::diag::{Diagnostic, codes};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::vocab::functions::MATCHES;
use crate::vocab::ty::Ty;

impl<'a> Checker<'a, '_> {
    /// `a op b` or `op a` where a `ty` is expected.
    pub(super) fn operation(&mut self, expr: &'a Expr, ty: &Ty, cx: &Context) -> Value {
        if let (ExprKind::Binary(BinaryOp::Multiply, _, left, right), Ty::Instance(_)) = (&expr.kind, ty) {
            let machine = self.convert(left, ty, cx);
            return self.several_instances(expr, machine, right);
        }
        let value = self.infer(expr);
        match (value.ty(), ty) {
            (Type::Unknown, _)
            | (Type::Bool, Ty::Bool | Ty::Scalar | Ty::Json | Ty::Value)
            | (Type::Number, Ty::Number | Ty::Scalar | Ty::Json | Ty::Value) => value,
            (Type::Number, Ty::Count) if value.number().is_some() => {
                let number = value.number().unwrap_or_default();
                self.count(number, value, cx)
            }
            (Type::Number, Ty::Count) => value,
            _ => self.mismatch(&value, ty, cx),
        }
    }

    fn several_instances(&mut self, expr: &'a Expr, machine: Value, right: &'a Expr) -> Value {
        let count = self.convert(right, &Ty::Count, &Context { field: "the number of machines" });
        match (&machine.kind, count.number()) {
            (ValueKind::Instance(name, _), Some(count)) if (1.0..=10_000.0).contains(&count) => {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 10,000")]
                let count = count as u32;
                Value {
                    kind: ValueKind::Instance(name.clone(), count),
                    span: expr.span,
                    via: machine.via.map(|_| expr.span),
                }
            }
            (ValueKind::Instance(..), Some(_)) => {
                self.sink.push(
                    Diagnostic::new(codes::OUT_OF_RANGE, right.span, "a job has at least one machine").label("from 1"),
                );
                Value::unknown(expr.span)
            }
            _ => Value::unknown(expr.span),
        }
    }

    /// What an expression is by itself.
    pub(in crate::check) fn infer(&mut self, expr: &'a Expr) -> Value {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Name(_) | ExprKind::Member(..) => {
                self.through_let(expr, Self::infer).unwrap_or_else(|| self.resolve(expr))
            }
            ExprKind::Call(callee, _) if callee.text == "s3" => self.call(expr, &Ty::S3, &Context { field: "s3" }),
            ExprKind::Call(callee, _) if callee.text == "secret" => {
                self.secret(expr, &Ty::Secret, &Context { field: "secret" })
            }
            ExprKind::Call(callee, arguments) if callee.text == MATCHES.name => self.matches(callee, arguments, span),
            ExprKind::Call(callee, _) => {
                let title = format!("`{}(...)` cannot be used here", callee.text);
                let mut found =
                    Diagnostic::new(codes::UNKNOWN_FUNCTION, callee.span, title).label("not a value by itself");
                if matches!(callee.text.as_str(), "integer" | "continuous" | "choice") {
                    found = found.help("hyperparameters that are searched stand in `ranges` of a `tune`");
                }
                self.sink.push(found);
                Value::unknown(span)
            }
            ExprKind::List(items) => {
                Value::new(ValueKind::List(items.iter().map(|item| self.infer(item)).collect()), span)
            }
            ExprKind::Record(entries) => {
                let entries =
                    entries.iter().map(|entry| (entry.name.text.clone(), (entry.name.span, self.infer(&entry.value))));
                Value::new(ValueKind::Record(entries.collect()), span)
            }
            ExprKind::Unary(op, operand) => self.unary(*op, operand, span),
            // A machine type behind a name, where nothing says yet that a machine type is wanted.
            ExprKind::Binary(BinaryOp::Multiply, _, left, right) if matches!(left.kind, ExprKind::Instance(_)) => {
                let machine = self.infer(left);
                self.several_instances(expr, machine, right)
            }
            ExprKind::Binary(op, place, left, right) => self.binary(*op, *place, left, right, span),
            _ => self.literal_value(expr),
        }
    }

    fn unary(&mut self, op: UnaryOp, operand: &'a Expr, span: Span) -> Value {
        let value = self.infer(operand);
        if value.ty() == Type::Unknown || self.is_computed_with_secret(&[&value]) {
            return Value::unknown(span);
        }
        match (op, &value.kind) {
            (UnaryOp::Negate, ValueKind::Number(number)) => Value::new(ValueKind::Number(-number), span),
            (UnaryOp::Negate, _) if value.ty() == Type::Number => {
                Value::new(ValueKind::Unary(op, Box::new(value)), span)
            }
            (UnaryOp::Not, _) if value.ty() == Type::Bool => Value::new(ValueKind::Unary(op, Box::new(value)), span),
            _ => {
                let wanted = if op == UnaryOp::Not { "true or false" } else { "a number" };
                let title = format!("this takes {wanted}, not {}", value.ty().name());
                self.sink.push(
                    Diagnostic::new(codes::WRONG_TYPE, operand.span, title)
                        .label(format!("this is {}", value.ty().name())),
                );
                Value::unknown(span)
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, place: Span, left: &'a Expr, right: &'a Expr, span: Span) -> Value {
        let (a, b) = (self.infer(left), self.infer(right));
        let (left, right) = (a.ty(), b.ty());
        if left == Type::Unknown || right == Type::Unknown || self.is_computed_with_secret(&[&a, &b]) {
            return Value::unknown(span);
        }
        let wrong = match op {
            BinaryOp::Or | BinaryOp::And => self.operands(op, &a, &b, |ty| *ty == Type::Bool, "true or false"),
            BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Less
            | BinaryOp::LessEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterEqual => self.operands(op, &a, &b, |ty| *ty == Type::Number, "numbers"),
            BinaryOp::Equal | BinaryOp::NotEqual => {
                let wrong = left != right || !left.is_scalar();
                if wrong {
                    let title = format!("`{}` compares {} with {}", op.symbol(), left.name(), right.name());
                    self.sink.push(
                        Diagnostic::new(codes::WRONG_TYPE, place, title)
                            .label("these can never be equal")
                            .also(a.blame(), format!("this is {}", left.name()))
                            .also(b.blame(), format!("this is {}", right.name())),
                    );
                }
                wrong
            }
        };
        if wrong {
            return Value::unknown(span);
        }
        if let (Some(x), Some(y)) = (a.number(), b.number())
            && let Some(number) = fold(op, x, y)
        {
            return Value::new(ValueKind::Number(number), span);
        }
        Value::new(ValueKind::Binary(op, Box::new(a), Box::new(b)), span)
    }

    /// Reports each operand of the wrong type; says whether there was one.
    fn operands(&mut self, op: BinaryOp, a: &Value, b: &Value, fits: impl Fn(&Type) -> bool, wanted: &str) -> bool {
        let mut wrong = false;
        for (value, other) in [(a, b), (b, a)] {
            let ty = value.ty();
            if fits(&ty) {
                continue;
            }
            wrong = true;
            let title = format!("`{}` takes {wanted}, not {}", op.symbol(), ty.name());
            let mut found =
                Diagnostic::new(codes::WRONG_TYPE, value.blame(), title).label(format!("this is {}", ty.name()));
            if fits(&other.ty()) {
                found = found.also(other.blame(), format!("this is {}", other.ty().name()));
            }
            if let (ValueKind::Percent(percent), None) = (&value.kind, value.via) {
                let fraction = (percent / 100.0).to_string();
                found =
                    found.fix(format!("write `{fraction}`"), value.span, fraction, crate::diag::Applicability::Maybe);
            }
            if let Some(text) = value.text()
                && text.parse::<f64>().is_ok()
                && value.via.is_none()
            {
                found = found.fix(format!("write `{text}`"), value.span, text, crate::diag::Applicability::Always);
            }
            if ty == Type::Stage {
                found = found.help("name one of its metrics");
            }
            self.sink.push(found);
        }
        wrong
    }
}

fn fold(op: BinaryOp, x: f64, y: f64) -> Option<f64> {
    match op {
        BinaryOp::Add => Some(x + y),
        BinaryOp::Subtract => Some(x - y),
        BinaryOp::Multiply => Some(x * y),
        BinaryOp::Divide if y != 0.0 => Some(x / y),
        _ => None,
    }
}

//! Numbers with units, texts, flags.

use super::{Context, Value, ValueKind};
use crate::base::Span;
use crate::check::Checker;
use crate::check::value::{Part, Type};
use crate::diag::{Applicability, Diagnostic, codes};
use crate::syntax::ast::{Expr, ExprKind, TextPart};
use crate::vocab::ty::Ty;
use crate::vocab::units::{self, Dimension};

impl<'a> Checker<'a, '_> {
    /// A literal where a `ty` is expected.
    pub(super) fn literal(&mut self, expr: &'a Expr, ty: &Ty, cx: &Context) -> Value {
        let value = self.infer(expr);
        let ok = match (&value.kind, ty) {
            (ValueKind::Unknown, _) => return value,
            (ValueKind::Number(number), Ty::Duration) => return self.missing_duration_unit(*number, &value, cx),
            (ValueKind::Number(number), Ty::Size) => return self.missing_size_unit(*number, &value, cx),
            (ValueKind::Number(number), Ty::Percent) => return self.missing_percent(*number, &value, cx),
            (ValueKind::Number(number), Ty::Money) => return self.missing_dollar(*number, &value, cx),
            (ValueKind::Number(number), Ty::Count) => return self.count(*number, value, cx),
            (ValueKind::Instance(name, _), Ty::Instance(use_)) => return self.instance(name.clone(), *use_, value),
            (ValueKind::Text(_), Ty::Instance(_)) => return self.quoted_instance(&value, cx),
            (ValueKind::Text(_), Ty::Symbol(words)) => return self.quoted_symbol(value, words, cx),
            (ValueKind::Text(_), Ty::Role | Ty::Topic) => return self.arn(value, ty, cx),
            (ValueKind::Text(_), Ty::S3) => return self.s3_text(value, cx),
            (ValueKind::Text(_), Ty::String | Ty::Scalar | Ty::Image | Ty::Feature)
            | (ValueKind::Number(_), Ty::Number | Ty::Scalar)
            | (ValueKind::Bool(_), Ty::Bool | Ty::Scalar)
            | (ValueKind::Duration(_), Ty::Duration)
            | (ValueKind::Size(_), Ty::Size)
            | (ValueKind::Percent(_), Ty::Percent)
            | (ValueKind::Money(_), Ty::Money) => true,
            _ => false,
        };
        if ok { value } else { self.mismatch(&value, ty, cx) }
    }

    /// What a literal is by itself.
    pub(super) fn literal_value(&mut self, expr: &'a Expr) -> Value {
        let span = expr.span;
        let kind = match &expr.kind {
            ExprKind::Bool(flag) => ValueKind::Bool(*flag),
            ExprKind::Null => ValueKind::Null,
            ExprKind::Number(number, unit) if unit.is_empty() => ValueKind::Number(*number),
            ExprKind::Number(number, unit) => return self.quantity(*number, unit, span),
            ExprKind::Money(amount) => ValueKind::Money(*amount),
            ExprKind::Instance(name) => ValueKind::Instance(name.clone(), 1),
            ExprKind::Text(parts) => return self.text(parts, span),
            _ => ValueKind::Unknown,
        };
        Value::new(kind, span)
    }

    fn quantity(&mut self, number: f64, unit: &str, span: Span) -> Value {
        // An unknown unit is reported by the parser.
        let Some((dimension, factor)) = units::unit(unit) else { return Value::unknown(span) };
        let whole = whole(number * factor);
        let kind = match (dimension, whole) {
            (Dimension::Percent, _) => ValueKind::Percent(number),
            (Dimension::Duration, Some(seconds)) => ValueKind::Duration(seconds),
            (Dimension::Size, Some(bytes)) => ValueKind::Size(bytes),
            (Dimension::Duration, None) => {
                self.sink.push(
                    Diagnostic::new(codes::OUT_OF_RANGE, span, "a duration is a whole number of seconds")
                        .label("not whole"),
                );
                ValueKind::Unknown
            }
            (Dimension::Size, None) => {
                self.sink.push(
                    Diagnostic::new(codes::OUT_OF_RANGE, span, "a size is a whole number of bytes").label("not whole"),
                );
                ValueKind::Unknown
            }
        };
        Value::new(kind, span)
    }

    /// A text; constant values in it become part of the characters.
    fn text(&mut self, parts: &'a [TextPart], span: Span) -> Value {
        let mut joined: Vec<Part> = Vec::new();
        for part in parts {
            match part {
                TextPart::Plain(text) => push_plain(&mut joined, text),
                TextPart::Value(expr) => {
                    let value = self.infer(expr);
                    let ty = value.ty();
                    match &value.kind {
                        ValueKind::Unknown => return Value::unknown(span),
                        ValueKind::Text(inner) => {
                            for part in inner.clone() {
                                match part {
                                    Part::Plain(text) => push_plain(&mut joined, &text),
                                    Part::Value(_) => joined.push(part),
                                }
                            }
                        }
                        ValueKind::Number(number) => push_plain(&mut joined, &number.to_string()),
                        ValueKind::Bool(flag) => push_plain(&mut joined, &flag.to_string()),
                        _ if ty.is_scalar() || matches!(ty, Type::Dataset(_)) => joined.push(Part::Value(value)),
                        _ if ty == Type::Secret => {
                            self.sink.push(super::secrets::misplaced(value.blame(), "a secret cannot stand in a text"));
                            return Value::unknown(span);
                        }
                        _ => {
                            self.sink.push(
                                Diagnostic::new(
                                    codes::WRONG_TYPE,
                                    value.blame(),
                                    format!("{} cannot stand in a text", ty.name()),
                                )
                                .label("only text, numbers and flags can")
                                .help("name one of its outputs or metrics"),
                            );
                            return Value::unknown(span);
                        }
                    }
                }
            }
        }
        Value::new(ValueKind::Text(joined), span)
    }

    fn missing_duration_unit(&mut self, number: f64, value: &Value, cx: &Context) -> Value {
        // Who writes a bare number thinks in seconds, as AWS does, unless it is small.
        let seconds = whole(number).map_or_else(|| format!("{number}s"), units::duration);
        let fixes = if number < 60.0 {
            vec![format!("{number}h"), format!("{number}min"), seconds.clone()]
        } else {
            vec![seconds.clone()]
        };
        let said = if number < 60.0 { "hours, minutes or seconds".to_owned() } else { seconds };
        self.missing_unit(number, value, cx, "a duration needs one of `s`, `min`, `h`, `d`", &fixes, &said)
    }

    fn missing_size_unit(&mut self, number: f64, value: &Value, cx: &Context) -> Value {
        let gib = format!("{number}GiB");
        self.missing_unit(
            number,
            value,
            cx,
            "a size needs one of `MiB`, `GiB`, `TiB`, `MB`, `GB`, `TB`",
            std::slice::from_ref(&gib),
            &gib,
        )
    }

    fn missing_percent(&mut self, number: f64, value: &Value, cx: &Context) -> Value {
        let percent = if number <= 1.0 { number * 100.0 } else { number };
        let written = format!("{percent}%");
        self.missing_unit(number, value, cx, "a percentage ends in `%`", std::slice::from_ref(&written), &written)
    }

    fn missing_dollar(&mut self, number: f64, value: &Value, cx: &Context) -> Value {
        let written = format!("${number}");
        self.missing_unit(number, value, cx, "an amount begins with `$`", std::slice::from_ref(&written), &written)
    }

    fn missing_unit(
        &mut self,
        number: f64,
        value: &Value,
        cx: &Context,
        rule: &str,
        fixes: &[String],
        said: &str,
    ) -> Value {
        let mut found =
            Diagnostic::new(codes::MISSING_UNIT, value.blame(), format!("`{} = {number}` has no unit", cx.field))
                .label(format!("is it {said}?"))
                .help(rule);
        if value.via.is_none() {
            for fix in fixes {
                let written = fix
                    .strip_suffix('s')
                    .and_then(|n| n.parse::<u64>().ok())
                    .map_or_else(|| fix.clone(), units::duration);
                found = found.fix(format!("write `{written}`"), value.span, written, Applicability::Maybe);
            }
        } else {
            found = found.also(value.span, "the value comes from here");
        }
        self.sink.push(found);
        Value::unknown(value.span)
    }

    pub(super) fn count(&mut self, number: f64, value: Value, cx: &Context) -> Value {
        if whole(number).is_some() {
            return value;
        }
        self.sink.push(
            Diagnostic::new(codes::WRONG_TYPE, value.blame(), format!("`{}` takes a whole number", cx.field))
                .label("not whole or below 0"),
        );
        Value::unknown(value.span)
    }

    fn quoted_symbol(&mut self, value: Value, words: &[&str], cx: &Context) -> Value {
        let text = value.text().unwrap_or_default();
        if words.contains(&text.as_str()) {
            self.sink.push(
                Diagnostic::new(
                    codes::WRONG_TYPE,
                    value.blame(),
                    format!("`{}` takes a plain word, not text", cx.field),
                )
                .label("without the quotes")
                .fix(format!("write `{text}`"), value.span, text.clone(), Applicability::Always),
            );
        } else {
            self.sink.push(super::not_allowed(cx.field, &text, value.span, words.iter().copied()));
        }
        Value::unknown(value.span)
    }

    fn s3_text(&mut self, value: Value, cx: &Context) -> Value {
        let prefix = match &value.kind {
            ValueKind::Text(parts) => match parts.first() {
                Some(Part::Plain(text)) => text.clone(),
                _ => String::new(),
            },
            _ => String::new(),
        };
        let inner = prefix.strip_prefix("s3://");
        let shown = inner.unwrap_or(&prefix).to_owned();
        let mut found =
            Diagnostic::new(codes::WRONG_TYPE, value.blame(), format!("`{}` takes a place on S3, not text", cx.field))
                .label("write it as `s3(\"bucket/prefix\")`");
        if value.text().is_some() && value.via.is_none() {
            found = found.fix("use `s3(...)`", value.span, format!("s3(\"{shown}\")"), Applicability::Always);
        }
        self.sink.push(found);
        Value::unknown(value.span)
    }
}

fn push_plain(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part::Plain(last)) => last.push_str(text),
        _ => parts.push(Part::Plain(text.to_owned())),
    }
}

/// A number as a whole one from 0, if it is.
pub(super) fn whole(number: f64) -> Option<u64> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    (number >= 0.0 && number.fract() == 0.0 && number < 9.0e15).then_some(number as u64)
}

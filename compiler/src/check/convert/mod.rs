//! From an expression to a value of the type that a field takes.
//!
//! What a word means depends on where it stands (`pending` is a status in one field and could be a stage in another),
//! so the expected type leads. A problem is reported once; the value is `Unknown` from then on.

mod calls;
mod cheapest;
mod context;
mod facts;
mod given;
mod literals;
mod operators;
mod references;
mod secrets;

pub(super) use references::dataset_format;

use indexmap::IndexMap;

use super::Checker;
use super::scope::Item;
use super::value::{Type, Value, ValueKind};
use crate::base::Span;
use crate::diag::{Applicability, Diagnostic, codes};
use crate::syntax::ast::{Assign, Expr, ExprKind};
use crate::vocab::functions::MATCHES;
use crate::vocab::secrets::takes_secret;
use crate::vocab::ty::Ty;

/// A member of a request that takes a reference to a secret, or the same as text.
const SECRET_OR_VALUE: Ty = Ty::Either(&Ty::Secret, &Ty::Value);

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'c> {
    /// Name of the field, for messages.
    pub field: &'c str,
}

impl<'a> Checker<'a, '_> {
    /// The value of `expr` where a `ty` is expected.
    pub(super) fn convert(&mut self, expr: &'a Expr, ty: &Ty, cx: &Context) -> Value {
        let span = expr.span;
        match (&expr.kind, ty) {
            (ExprKind::Missing, _) => Value::unknown(span),
            (_, Ty::Either(left, right)) => {
                let form = self.form(expr);
                if let Some(found) = self.neither(expr, form, left, right, cx) {
                    return found;
                }
                let ty = if self.fits(form, left) || self.misspelt(expr, left) { left } else { right };
                self.convert(expr, ty, cx)
            }
            (ExprKind::Call(callee, _), _) if callee.text == "secret" => self.secret(expr, ty, cx),
            (ExprKind::Name(_), Ty::Symbol(words)) if !self.is_let(expr) => self.symbol(expr, words, cx),
            (ExprKind::Name(_), Ty::Metric) => self.metric(expr),
            (ExprKind::Name(name), Ty::Feature) => Value::new(ValueKind::Symbol(name.clone()), span),
            (ExprKind::Call(..), Ty::Instance(use_)) => self.cheapest(expr, *use_, cx),
            (ExprKind::Member(..), Ty::Instance(use_)) => self.bare_instance(expr, *use_, ty, cx),
            (ExprKind::Name(_) | ExprKind::Member(..), _) => self.reference(expr, ty, cx),
            (ExprKind::List(items), Ty::List(item)) => {
                let items = items.iter().map(|expr| self.convert(expr, item, cx)).collect();
                Value::new(ValueKind::List(items), span)
            }
            (ExprKind::Record(entries), Ty::Map(Ty::Value)) => self.json_record(entries, span, &Ty::Value, cx),
            (ExprKind::Record(entries), Ty::Map(item)) => self.map(entries, span, cx, |_| Some(**item)),
            (ExprKind::Record(entries), Ty::Record(fields)) => self.record(entries, fields, span, cx),
            (ExprKind::Record(entries), Ty::Given) => self.given(entries, span),
            (ExprKind::Record(entries), Ty::Requests) => self.requests(entries, span),
            (ExprKind::Call(..), Ty::S3 | Ty::Secret | Ty::Image | Ty::Algorithm | Ty::Call(_)) => {
                self.call(expr, ty, cx)
            }
            (ExprKind::Binary(..) | ExprKind::Unary(..), _) => self.operation(expr, ty, cx),
            (ExprKind::Call(callee, _), _) if callee.text == MATCHES.name => self.operation(expr, ty, cx),
            (_, Ty::Json | Ty::Value) => self.json(expr, ty, cx),
            _ => self.literal(expr, ty, cx),
        }
    }

    /// Whether `expr` is a word that nothing has, where one of a closed set would do.
    fn misspelt(&self, expr: &Expr, ty: &Ty) -> bool {
        matches!((&expr.kind, ty), (ExprKind::Name(name), Ty::Symbol(_)) if !self.scope.items.contains_key(name.as_str()))
    }

    /// Where words and functions are taken: complains of what is none of them, so that all are told.
    fn neither(&mut self, expr: &'a Expr, form: &Expr, left: &Ty, right: &Ty, cx: &Context) -> Option<Value> {
        let (Ty::Symbol(words), Ty::Call(functions)) = (left, right) else { return None };
        if self.fits(form, left) || self.fits(form, right) {
            return None;
        }
        match &expr.kind {
            ExprKind::Name(name) if self.misspelt(expr, left) => {
                let forms = functions.iter().map(|function| function.example);
                self.sink.push(not_allowed(cx.field, name, expr.span, words.iter().copied().chain(forms)));
                Some(Value::unknown(expr.span))
            }
            ExprKind::Call(..) | ExprKind::Name(_) => None,
            _ => {
                let value = self.infer(expr);
                let words = words.iter().map(|word| format!("`{word}`"));
                let forms = functions.iter().map(|function| format!("`{}`", function.example));
                let all = words.chain(forms).collect::<Vec<_>>().join(", ");
                Some(self.unfit(&value, &format!("one of {all}"), cx))
            }
        }
    }

    /// What stands behind a `let`, where `expr` names one.
    fn form(&self, expr: &'a Expr) -> &'a Expr {
        let mut form = expr;
        // Circles of `let`s are told elsewhere.
        for _ in 0..self.scope.items.len() {
            let ExprKind::Name(name) = &form.kind else { break };
            let Some((Item::Let(declare), _)) = self.scope.items.get(name.as_str()) else { break };
            let Some(value) = self.scope.let_value(self.env, declare) else { break };
            form = value;
        }
        form
    }

    /// Whether the form of `expr` alone rules `ty` in.
    fn fits(&self, expr: &Expr, ty: &Ty) -> bool {
        match ty {
            Ty::List(_) => matches!(expr.kind, ExprKind::List(_)),
            Ty::Record(_) | Ty::Map(_) | Ty::Given | Ty::Requests => matches!(expr.kind, ExprKind::Record(_)),
            Ty::Symbol(words) => matches!(&expr.kind, ExprKind::Name(name) if words.contains(&name.as_str())),
            Ty::Secret => self.is_secret(expr),
            Ty::Call(functions) => {
                matches!(&expr.kind, ExprKind::Call(callee, _) if functions.iter().any(|function| function.name == callee.text))
            }
            Ty::Either(left, right) => self.fits(expr, left) || self.fits(expr, right),
            _ => !matches!(expr.kind, ExprKind::List(_) | ExprKind::Record(_)),
        }
    }

    fn symbol(&mut self, expr: &'a Expr, words: &'static [&'static str], cx: &Context) -> Value {
        let ExprKind::Name(name) = &expr.kind else { return Value::unknown(expr.span) };
        if words.contains(&name.as_str()) {
            return Value::new(ValueKind::Symbol(name.clone()), expr.span);
        }
        self.sink.push(not_allowed(cx.field, name, expr.span, words.iter().copied()));
        Value::unknown(expr.span)
    }

    fn metric(&mut self, expr: &'a Expr) -> Value {
        let ExprKind::Name(name) = &expr.kind else { return Value::unknown(expr.span) };
        let Some(owner) = self.owner else { return Value::unknown(expr.span) };
        let known = self.declared.get(owner).is_some_and(|declared| declared.metrics.contains_key(name.as_str()));
        if known {
            self.used_outputs.insert((owner, name.clone()));
            return Value::new(ValueKind::Metric(name.clone()), expr.span);
        }
        self.unresolved.push(super::names::Unresolved {
            stage: Some(owner.into()),
            name: name.clone(),
            span: expr.span,
        });
        Value::unknown(expr.span)
    }

    /// A record with any keys; `ty` gives the type of an entry.
    fn map(&mut self, entries: &'a [Assign], span: Span, cx: &Context, ty: impl Fn(&str) -> Option<Ty>) -> Value {
        let mut record: IndexMap<String, (Span, Value)> = IndexMap::new();
        for entry in entries {
            let name = &entry.name;
            if let Some((first, _)) = record.get(&name.text) {
                self.sink.push(
                    Diagnostic::new(
                        codes::DUPLICATE_FIELD,
                        name.span,
                        format!("`{}` is set twice in `{}`", name.text, cx.field),
                    )
                    .label("set again here")
                    .also(*first, "first set here")
                    .fix("remove the second", entry.span, "", Applicability::Maybe),
                );
                continue;
            }
            let Some(ty) = ty(&name.text) else { continue };
            let field = Context { field: &name.text };
            let value = self.convert(&entry.value, &ty, &field);
            record.insert(name.text.clone(), (name.span, value));
        }
        Value::new(ValueKind::Record(record), span)
    }

    fn record(
        &mut self,
        entries: &'a [Assign],
        fields: &'static [crate::vocab::Field],
        span: Span,
        cx: &Context,
    ) -> Value {
        let mut broken = 0;
        for entry in entries {
            if !fields.iter().any(|field| field.name == entry.name.text) {
                broken += 1;
                self.sink.push(super::blocks::unknown_field(&entry.name, cx.field, fields.iter()));
            }
        }
        let ty = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.ty);
        let value = self.map(entries, span, cx, ty);
        let missing: Vec<_> = fields.iter().filter(|field| field.required && value.get(field.name).is_none()).collect();
        if missing.len() > broken {
            let names = super::scope::list(missing.iter().map(|field| field.name));
            let mut found = Diagnostic::new(codes::MISSING_FIELDS, span, format!("`{}` lacks {names}", cx.field))
                .label("required entries are missing");
            for field in missing {
                found = found.note(format!("`{}` takes {}: {}", field.name, field.ty.name(), field.doc));
            }
            self.sink.push(found);
        }
        value
    }

    /// Anything; `ty` says whether it may be known only when running.
    fn json(&mut self, expr: &'a Expr, ty: &Ty, cx: &Context) -> Value {
        match &expr.kind {
            ExprKind::List(items) => {
                let items = items.iter().map(|item| self.convert(item, ty, cx)).collect();
                Value::new(ValueKind::List(items), expr.span)
            }
            ExprKind::Record(entries) => self.json_record(entries, expr.span, ty, cx),
            _ => self.infer(expr),
        }
    }

    /// A record of anything; a request has members that take a reference to a secret.
    fn json_record(&mut self, entries: &'a [Assign], span: Span, ty: &Ty, cx: &Context) -> Value {
        let of_request = *ty == Ty::Value;
        self.map(entries, span, cx, |name| Some(if of_request && takes_secret(name) { SECRET_OR_VALUE } else { *ty }))
    }

    /// Complains of a value where words are wanted; in quotes, one of them is no word.
    fn unfit(&mut self, value: &Value, wanted: &str, cx: &Context) -> Value {
        let found = value.ty();
        if found == Type::Unknown {
            return Value::unknown(value.span);
        }
        let title = format!("`{}` takes {wanted}, not {}", cx.field, found.name());
        let mut problem =
            Diagnostic::new(codes::WRONG_TYPE, value.blame(), title).label(format!("this is {}", found.name()));
        if let (Some(text), None) = (value.text(), value.via)
            && wanted.contains(&format!("`{text}`"))
        {
            problem = problem.fix("write it without quotes", value.span, text, Applicability::Always);
        }
        self.sink.push(problem);
        Value::unknown(value.span)
    }

    /// Complains that a value has another type, and stops further complaints.
    fn mismatch(&mut self, value: &Value, ty: &Ty, cx: &Context) -> Value {
        let found = value.ty();
        if found == Type::Secret {
            self.sink.push(secrets::misplaced(value.blame(), &format!("`{}` takes no secret", cx.field)));
        } else if found != Type::Unknown {
            let title = format!("`{}` takes {}, not {}", cx.field, ty.name(), found.name());
            let mut problem =
                Diagnostic::new(codes::WRONG_TYPE, value.blame(), title).label(format!("this is {}", found.name()));
            if value.via.is_some() {
                problem = problem.also(value.span, "the value comes from here");
            }
            if let (Ty::String, Some(number)) = (ty, value.number())
                && matches!(value.kind, ValueKind::Number(_))
                && value.via.is_none()
            {
                problem = problem.fix("quote it", value.span, format!("\"{number}\""), Applicability::Always);
            }
            if let (Ty::List(Ty::String), Some(text), None) = (ty, value.text(), value.via) {
                problem = problem.fix("make it a list", value.span, format!("[\"{text}\"]"), Applicability::Always);
            }
            if let (Ty::Secret, Some(text), None) = (ty, value.text(), value.via) {
                let written = format!("secret(\"{text}\")");
                problem = problem.fix(format!("write `{written}`"), value.span, written, Applicability::Maybe);
            }
            self.sink.push(problem);
        }
        Value::unknown(value.span)
    }
}

/// A word that is not in the closed set.
pub(super) fn not_allowed<'w>(
    field: &str,
    written: &str,
    span: Span,
    words: impl IntoIterator<Item = &'w str> + Clone,
) -> Diagnostic {
    Diagnostic::new(codes::NOT_ALLOWED, span, format!("`{field}` cannot be `{written}`"))
        .label("not one of the allowed words")
        .did_you_mean(span, written, words.clone())
        .help(format!("it can be {}", super::scope::list(words)))
}

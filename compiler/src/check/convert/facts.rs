//! Values that are judged against AWS's tables on the spot: instance types and ARNs.

use super::{Context, Value, ValueKind};
use crate::check::Checker;
use crate::check::value::Part;
use crate::diag::{Applicability, Diagnostic, codes};
use crate::syntax::ast::{Expr, ExprKind};
use crate::vocab::facts::{buckets, instances};
use crate::vocab::ty::{InstanceUse, Ty};

impl<'a> Checker<'a, '_> {
    pub(super) fn instance(&mut self, name: String, use_: InstanceUse, value: Value) -> Value {
        if instances::exists(&name, use_) {
            return value;
        }
        let uses = instances::uses(&name);
        let what = use_.word();
        let mut found = if uses.is_empty() {
            Diagnostic::new(codes::UNKNOWN_INSTANCE, value.blame(), format!("there is no instance type `{name}`"))
                .label("unknown instance type")
                .did_you_mean(value.span, &name, instances::all(use_))
        } else {
            let others: Vec<_> = uses.iter().map(|use_| use_.word()).collect();
            let close = instances::all(use_).filter(|known| instances::family(known) == instances::family(&name));
            Diagnostic::new(
                codes::UNKNOWN_INSTANCE,
                value.blame(),
                format!("`{name}` exists for {}, but not for {what}", others.join(", ")),
            )
            .label(format!("not available for {what}"))
            .did_you_mean(value.span, &name, close)
        };
        if value.via.is_some() {
            found = found.also(value.span, "the value comes from here");
        }
        let count = instances::all(use_).count();
        self.sink.push(
            found.note(format!("{count} types are known for {what} (SageMaker API model, botocore 1.44.5, 2026-11)")),
        );
        Value::unknown(value.span)
    }

    /// `m5.xlarge` looks like an output of a stage, and is a machine type without its `ml.`.
    pub(super) fn bare_instance(&mut self, expr: &'a Expr, use_: InstanceUse, ty: &Ty, cx: &Context) -> Value {
        let ExprKind::Member(base, size) = &expr.kind else { return Value::unknown(expr.span) };
        let written = match &base.kind {
            ExprKind::Name(family) => format!("ml.{family}.{}", size.text),
            _ => return self.reference(expr, ty, cx),
        };
        if !instances::exists(&written, use_) {
            return self.reference(expr, ty, cx);
        }
        self.sink.push(
            Diagnostic::new(
                codes::UNKNOWN_INSTANCE,
                expr.span,
                format!("there is no instance type `{}`", written.trim_start_matches("ml.")),
            )
            .label("machine types of SageMaker begin with `ml.`")
            .fix(format!("write `{written}`"), expr.span, written, Applicability::Always),
        );
        Value::unknown(expr.span)
    }

    pub(super) fn quoted_instance(&mut self, value: &Value, cx: &Context) -> Value {
        let text = value.text().unwrap_or_default();
        let mut found = Diagnostic::new(
            codes::WRONG_TYPE,
            value.blame(),
            format!("`{}` takes an instance type, not text", cx.field),
        )
        .label("write it without quotes");
        if text.starts_with("ml.") && value.via.is_none() {
            found = found.fix(format!("write `{text}`"), value.span, text, Applicability::Always);
        }
        self.sink.push(found);
        Value::unknown(value.span)
    }

    /// A role's or topic's ARN as constant text.
    pub(super) fn arn(&mut self, value: Value, ty: &Ty, cx: &Context) -> Value {
        let Some(text) = value.text() else { return value };
        let (service, example) = match ty {
            Ty::Role => (":iam::", "arn:aws:iam::123456789012:role/name"),
            _ => (":sns:", "arn:aws:sns:eu-west-1:123456789012:name"),
        };
        if text.starts_with("arn:aws") && text.contains(service) && text.split(':').count() == 6 {
            return value;
        }
        self.sink.push(
            Diagnostic::new(codes::WRONG_TYPE, value.blame(), format!("`{}` takes {}", cx.field, ty.name()))
                .label("not such an ARN")
                .help(format!("it looks like `{example}`; use a `param` to give it when running")),
        );
        Value { kind: ValueKind::Unknown, ..value }
    }

    /// The bucket of a place on S3, where it is known when compiling.
    pub(super) fn bucket(&mut self, uri: &Value) {
        let ValueKind::Text(parts) = &uri.kind else { return };
        let Some(Part::Plain(first)) = parts.first() else { return };
        let bucket = match first.split_once('/') {
            Some((bucket, _)) => bucket,
            None if parts.len() == 1 => first,
            None => return,
        };
        let Some(fault) = buckets::fault(bucket) else { return };
        let title = format!("`{bucket}` cannot be the name of a bucket");
        let mut found = Diagnostic::new(codes::BAD_BUCKET, uri.blame(), title)
            .label(fault)
            .note("source: Amazon S3 user guide, general purpose bucket naming rules (2026-11)");
        if uri.via.is_some() {
            found = found.also(uri.span, "the value comes from here");
        }
        // The name stands right behind the quote, unless a constant was put into the text.
        if let (Some(mended), None) = (buckets::mended(bucket), uri.via)
            && parts.len() == 1
        {
            let rest = first.get(bucket.len()..).unwrap_or_default();
            let text = format!("\"{mended}{rest}\"");
            found = found.fix(format!("write `{text}`"), uri.span, text, Applicability::Maybe);
        }
        self.sink.push(found);
    }
}

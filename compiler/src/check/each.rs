//! `for` over items that are known only when running.

use super::Checker;
use super::convert::Context;
use super::program::{For, Node};
use super::scope;
use super::value::{Type, Value, ValueKind};
use crate::diag::{Diagnostic, codes};
use crate::syntax::ast::{self, ExprKind, Member};
use crate::vocab::facts::limits;
use crate::vocab::kinds::common;
use crate::vocab::ty::Ty;

/// `objects(...)`
const OBJECTS: &[crate::vocab::Function] = &[common::OBJECTS];

impl<'a> Checker<'a, '_> {
    pub(super) fn for_(&mut self, each: &'a ast::For, inside: &'a [scope::Node<'a>]) -> Option<Node> {
        let items = self.items(each);
        let (mut concurrency, mut tolerate) = (None, None);
        for member in &each.members {
            let Member::Assign(assign) = member else { continue };
            let Some(field) = common::FOR.iter().find(|field| field.name == assign.name.text) else {
                self.sink.push(super::blocks::unknown_field(&assign.name, "for", common::FOR.iter()));
                continue;
            };
            let value = self.field_value(&assign.value, field);
            match field.name {
                "concurrency" => concurrency = self.concurrency(&value, &items),
                _ => tolerate = value.number(),
            }
            if field.name == "tolerate" && !matches!(items.kind, ValueKind::Call(..) | ValueKind::Unknown) {
                self.sink.push(
                    Diagnostic::new(
                        codes::MISPLACED,
                        assign.name.span,
                        "only a `for` over `objects(...)` can tolerate failures",
                    )
                    .label("a list fails with its first item")
                    .also(each.header, "goes through a list"),
                );
            }
        }
        let body = self.nodes(inside);
        let (item, span, doc) = (each.item.text.clone(), each.header, each.doc.clone());
        (!body.is_empty()).then(|| Node::For(Box::new(For { item, items, concurrency, tolerate, body, span, doc })))
    }

    fn concurrency(&mut self, value: &Value, items: &Value) -> Option<u64> {
        let number = value.number()?;
        let most = if matches!(items.kind, ValueKind::Call(..)) {
            limits::DISTRIBUTED_MAP_CONCURRENCY
        } else {
            limits::INLINE_MAP_CONCURRENCY
        };
        #[expect(clippy::cast_precision_loss, reason = "limits are small")]
        if !(1.0..=most as f64).contains(&number) {
            self.sink.push(
                Diagnostic::new(codes::OUT_OF_RANGE, value.blame(), format!("`concurrency` is from 1 to {most} here, not {number}"))
                    .label("out of range")
                    .note("an inline Map runs 40 iterations at once, a distributed one 10,000 (Step Functions quotas, 2026-11)"),
            );
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 10,000")]
        Some(number as u64)
    }

    /// A parameter that is a list, or the objects of a dataset.
    fn items(&mut self, each: &'a ast::For) -> Value {
        let cx = Context { field: "the items" };
        if matches!(each.items.kind, ExprKind::Call(..)) {
            return self.convert(&each.items, &Ty::Call(OBJECTS), &cx);
        }
        let value = self.infer(&each.items);
        match value.ty() {
            Type::Unknown | Type::List => value,
            found => {
                self.sink.push(
                    Diagnostic::new(
                        codes::WRONG_TYPE,
                        value.blame(),
                        format!("`for` goes through a list, not {}", found.name()),
                    )
                    .label(format!("this is {}", found.name()))
                    .help("give a list, a parameter of type `List(String)`, or `objects(dataset)`"),
                );
                Value::unknown(value.span)
            }
        }
    }

    /// What an item of a `for` is.
    pub(super) fn item_type(&self, each: &ast::For) -> Type {
        match &each.items.kind {
            ExprKind::Call(_, arguments) => {
                let format = arguments.first().and_then(|argument| match &argument.value.kind {
                    ExprKind::Name(name) => match self.scope.items.get(name.as_str()) {
                        Some((scope::Item::Dataset(block), _)) => super::convert::dataset_format(block),
                        _ => None,
                    },
                    ExprKind::Member(base, output) => match &base.kind {
                        ExprKind::Name(stage) => {
                            match self.declared.get(stage.as_str())?.outputs.get(output.text.as_str()) {
                                Some((Type::Dataset(format), _)) => format.clone(),
                                _ => None,
                            }
                        }
                        _ => None,
                    },
                    _ => None,
                });
                Type::Dataset(format)
            }
            ExprKind::Name(name) => match self.scope.items.get(name.as_str()) {
                Some((scope::Item::Param(declare), _)) => super::params::element_type(declare),
                _ => Type::Unknown,
            },
            _ => Type::Unknown,
        }
    }
}

//! Names: what they stand for, and whether that fits.

use super::{Context, Value, ValueKind, context};
use crate::base::Span;
use crate::check::Checker;
use crate::check::names::Unresolved;
use crate::check::params::param_type;
use crate::check::scope::{Item, list};
use crate::check::value::Type;
use crate::diag::{Applicability, Diagnostic, codes};
use crate::syntax::ast::{Expr, ExprKind, Name};
use crate::vocab::ty::Ty;

impl<'a> Checker<'a, '_> {
    /// A name or `stage.output` where a `ty` is expected.
    pub(super) fn reference(&mut self, expr: &'a Expr, ty: &Ty, cx: &Context) -> Value {
        if *ty != Ty::Secret && self.is_secret(self.form(expr)) && self.is_let(expr) {
            // The secret is right where it is written, and wrong here.
            let value = self.through_let(expr, Self::infer);
            return value.map_or_else(|| Value::unknown(expr.span), |value| self.mismatch(&value, ty, cx));
        }
        if let Some(value) = self.through_let(expr, |checker, inner| checker.convert(inner, ty, cx)) {
            return value;
        }
        let value = self.resolve(expr);
        let found = value.ty();
        let ok = match (ty, &found) {
            (_, Type::Unknown) => return Value::unknown(expr.span),
            (Ty::Model | Ty::Deployable | Ty::Endpoint | Ty::FeatureGroup | Ty::Stage | Ty::Dataset, Type::Stage) => {
                return self.stage_as(value, ty, cx);
            }
            (Ty::Dataset, Type::Dataset(_))
            | (Ty::Model | Ty::Deployable, Type::Model)
            | (Ty::Role, Type::Role)
            | (Ty::Topic, Type::Topic)
            | (Ty::Secret, Type::Secret)
            | (Ty::S3, Type::S3) => true,
            (Ty::Number, Type::Number) | (Ty::Bool, Type::Bool) => true,
            (Ty::String | Ty::Scalar, found) => {
                matches!(found, Type::String | Type::Role | Type::Topic) || *ty == Ty::Scalar && found.is_scalar()
            }
            (Ty::Json, found) => found.is_scalar(),
            (Ty::Value, found) => found.is_scalar() || matches!(found, Type::Dataset(_) | Type::List),
            _ => false,
        };
        if ok { value } else { self.mismatch(&value, ty, cx) }
    }

    /// Whether `expr` names a `let`.
    pub(super) fn is_let(&self, expr: &Expr) -> bool {
        matches!(&expr.kind, ExprKind::Name(name) if matches!(self.scope.items.get(name.as_str()), Some((Item::Let(_), _))))
    }

    /// If `expr` names a `let`, looks at its value instead, and remembers the way.
    pub(super) fn through_let(
        &mut self,
        expr: &'a Expr,
        look: impl FnOnce(&mut Self, &'a Expr) -> Value,
    ) -> Option<Value> {
        let ExprKind::Name(name) = &expr.kind else { return None };
        let (name, (item, place)) = self.scope.items.get_key_value(name.as_str())?;
        let Item::Let(declare) = item else { return None };
        self.used.insert(name);
        if self.lets.contains(name) {
            self.sink.push(
                Diagnostic::new(codes::CYCLE, expr.span, format!("`{name}` is made of itself"))
                    .label("comes back to itself here")
                    .also(*place, "declared here"),
            );
            return Some(Value::unknown(expr.span));
        }
        let value = self.scope.let_value(self.env, declare)?;
        self.lets.push(name);
        let mut found = look(self, value);
        self.lets.pop();
        found.via = Some(expr.span);
        Some(found)
    }

    /// What a name or `stage.output` stands for, whatever is expected.
    pub(super) fn resolve(&mut self, expr: &'a Expr) -> Value {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Name(name) => self.resolve_name(name, span),
            ExprKind::Member(base, output) => match &base.kind {
                ExprKind::Name(name) if name == "env" => self.env_member(output),
                ExprKind::Name(name) if name == "execution" || name == "task" => {
                    self.context_member(name, output, span)
                }
                ExprKind::Name(name) => self.resolve_output(name, base.span, output, span),
                ExprKind::Missing => Value::unknown(span),
                _ => {
                    self.sink.push(
                        Diagnostic::new(codes::UNKNOWN_OUTPUT, output.span, "only a stage has outputs")
                            .label("no stage stands before the dot"),
                    );
                    Value::unknown(span)
                }
            },
            _ => Value::unknown(span),
        }
    }

    fn resolve_name(&mut self, name: &'a str, span: Span) -> Value {
        let Some((name, (item, _))) = self.scope.items.get_key_value(name) else {
            if let Some(written) = context::whole(name) {
                self.sink.push(
                    Diagnostic::new(codes::UNKNOWN_OUTPUT, span, format!("`{name}` alone is no value"))
                        .label("it has members")
                        .help(format!("write {written}")),
                );
            } else {
                self.unresolved.push(Unresolved { stage: None, name: name.to_owned(), span });
            }
            return Value::unknown(span);
        };
        self.used.insert(name);
        let kind = match item {
            Item::Param(declare) => ValueKind::Param((*name).to_owned(), param_type(declare)),
            Item::Dataset(block) => ValueKind::Dataset((*name).to_owned(), dataset_format(block)),
            Item::Each(each) => ValueKind::Param((*name).to_owned(), self.item_type(each)),
            Item::Stage(..) => ValueKind::Stage((*name).to_owned()),
            Item::Trigger(_) | Item::Test(_) => {
                let what = if matches!(item, Item::Test(_)) { "test" } else { "trigger" };
                self.sink.push(
                    Diagnostic::new(codes::WRONG_TYPE, span, format!("`{name}` is a {what} and has no value"))
                        .label("not a value"),
                );
                ValueKind::Unknown
            }
            Item::Use(used) if used.outputs.is_empty() => {
                self.sink.push(
                    Diagnostic::new(
                        codes::WRONG_TYPE,
                        span,
                        format!("`{name}` runs once per item and is no single stage"),
                    )
                    .label("several stages")
                    .help(format!("name one of {}", list(used.stages.iter().map(String::as_str)))),
                );
                ValueKind::Unknown
            }
            Item::Use(used) => {
                self.sink.push(
                    Diagnostic::new(
                        codes::WRONG_TYPE,
                        span,
                        format!("`{name}` is a use of a component; name one of its outputs"),
                    )
                    .label("not a value by itself")
                    .help(format!("its outputs are {}", list(used.outputs.keys().map(String::as_str)))),
                );
                ValueKind::Unknown
            }
            Item::Let(_) | Item::Broken => ValueKind::Unknown,
        };
        Value::new(kind, span)
    }

    fn resolve_output(&mut self, stage: &'a str, base: Span, output: &'a Name, span: Span) -> Value {
        let Some((stage, (item, _))) = self.scope.items.get_key_value(stage) else {
            self.unresolved.push(Unresolved { stage: None, name: stage.to_owned(), span: base });
            return Value::unknown(span);
        };
        self.used.insert(stage);
        if matches!(item, Item::Use(_)) {
            // Known outputs have been replaced by what they stand for.
            if let Item::Use(used) = item
                && used.outputs.is_empty()
            {
                self.resolve_name(stage, base);
                return Value::unknown(span);
            }
            self.unresolved.push(Unresolved {
                stage: Some((*stage).to_owned()),
                name: output.text.clone(),
                span: output.span,
            });
            return Value::unknown(span);
        }
        let Item::Stage(_, kind) = item else {
            if !matches!(item, Item::Broken) {
                self.sink.push(
                    Diagnostic::new(
                        codes::UNKNOWN_OUTPUT,
                        output.span,
                        format!("`{stage}` is not a stage and has no outputs"),
                    )
                    .label("only a stage has outputs")
                    .fix(format!("write `{stage}`"), span, *stage, Applicability::Maybe),
                );
            }
            return Value::unknown(span);
        };
        let declared = self.declared.get(stage);
        let ty = declared
            .and_then(|declared| declared.outputs.get(output.text.as_str()).map(|(ty, _)| ty.clone()))
            .or_else(|| declared?.metrics.contains_key(output.text.as_str()).then_some(Type::Number))
            .or_else(|| {
                let fixed = kind.outputs.iter().find(|fixed| fixed.name == output.text)?;
                Some(match fixed.ty {
                    Ty::Model => Type::Model,
                    Ty::Bool => Type::Bool,
                    Ty::Number => Type::Number,
                    Ty::DatasetOf(format) => Type::Dataset(Some(format.to_owned())),
                    _ => Type::String,
                })
            });
        let Some(ty) = ty else {
            self.unresolved.push(Unresolved {
                stage: Some((*stage).to_owned()),
                name: output.text.clone(),
                span: output.span,
            });
            return Value::unknown(span);
        };
        self.used_outputs.insert((stage, output.text.clone()));
        Value::new(ValueKind::Output((*stage).to_owned(), output.text.clone(), ty), span)
    }

    /// A whole stage where one of its outputs is meant.
    fn stage_as(&mut self, value: Value, ty: &Ty, cx: &Context) -> Value {
        let ValueKind::Stage(name) = &value.kind else { return value };
        let Some((Item::Stage(_, kind), place)) = self.scope.items.get(name.as_str()) else { return value };
        let span = value.span;
        let fitting = match ty {
            Ty::Stage => return value,
            Ty::Endpoint if kind.keyword == "deploy" => return value,
            Ty::FeatureGroup if kind.keyword == "feature_group" => return value,
            Ty::Deployable if kind.keyword == "register" => return value,
            Ty::Model | Ty::Deployable if kind.model().is_some() => {
                let model = kind.model().unwrap_or_default().to_owned();
                return Value::new(ValueKind::Output(name.clone(), model, Type::Model), span);
            }
            Ty::Dataset => self
                .declared
                .get(name.as_str())
                .map(|declared| declared.outputs.keys().copied().collect::<Vec<_>>())
                .unwrap_or_default(),
            _ => Vec::new(),
        };
        let title = format!("`{}` takes {}, and `{name}` is a `{}` stage", cx.field, ty.name(), kind.keyword);
        let mut found = Diagnostic::new(codes::WRONG_TYPE, value.blame(), title)
            .label("not fitting here")
            .also(*place, "declared here");
        for output in &fitting {
            let written = format!("{name}.{output}");
            let applicability = if fitting.len() == 1 { Applicability::Always } else { Applicability::Maybe };
            found = found.fix(format!("write `{written}`"), span, written, applicability);
        }
        if !fitting.is_empty() {
            found = found.help(format!("its outputs are {}", list(fitting)));
        }
        self.sink.push(found);
        Value::unknown(span)
    }
}

/// The format that a `dataset` block names.
pub(in crate::check) fn dataset_format(block: &crate::syntax::ast::Block) -> Option<String> {
    block.members.iter().find_map(|member| match member {
        crate::syntax::ast::Member::Assign(assign) if assign.name.text == "format" => match &assign.value.kind {
            ExprKind::Name(format) => Some(format.clone()),
            _ => None,
        },
        _ => None,
    })
}

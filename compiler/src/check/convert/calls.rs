//! Named forms of values: `s3("...")`, `notify(topic)`, `xgboost("1.7-1")`.

use indexmap::IndexMap;

use super::{Context, Value, ValueKind};
use crate::base::Span;
use crate::check::Checker;
use crate::check::scope::list;
use crate::diag::{Applicability, Diagnostic, codes};
use crate::syntax::ast::{Argument, Expr, ExprKind, Name};
use crate::vocab::functions;
use crate::vocab::ty::{Field, Function, Phase, Ty};

impl<'a> Checker<'a, '_> {
    /// A call where a form of `ty` is expected.
    pub(super) fn call(&mut self, expr: &'a Expr, ty: &Ty, cx: &Context) -> Value {
        let ExprKind::Call(callee, arguments) = &expr.kind else { return Value::unknown(expr.span) };
        let function = functions::find(ty, &callee.text);
        let Some(function) = function else {
            self.sink.push(self.unknown_function(callee, ty, cx));
            return Value::unknown(expr.span);
        };
        self.arguments(callee, arguments, function, expr.span, cx)
    }

    fn unknown_function(&self, callee: &Name, ty: &Ty, cx: &Context) -> Diagnostic {
        let known = functions::names(ty);
        let found = Diagnostic::new(
            codes::UNKNOWN_FUNCTION,
            callee.span,
            format!("`{}` is not something that `{}` takes", callee.text, cx.field),
        )
        .label("not known here")
        .did_you_mean(callee.span, &callee.text, known.iter().map(String::as_str));
        if known.len() <= 12 {
            found.help(format!("it takes {}", list(known.iter().map(String::as_str))))
        } else {
            found.help(format!("it takes {}", ty.name()))
        }
    }

    fn arguments(
        &mut self,
        callee: &'a Name,
        arguments: &'a [Argument],
        function: Function,
        span: Span,
        cx: &Context,
    ) -> Value {
        let positional = function.positional;
        let mut found: IndexMap<String, Value> = IndexMap::new();
        let mut places = positional.iter();
        for argument in arguments {
            let field = match &argument.name {
                None => places.next(),
                Some(name) => {
                    let field = function.named.iter().find(|field| field.name == name.text);
                    if field.is_none() {
                        self.sink.push(super::super::blocks::unknown_field(
                            name,
                            &format!("{}(...)", callee.text),
                            function.named.iter(),
                        ));
                        self.mark_uses(&argument.value);
                        continue;
                    }
                    field
                }
            };
            let Some(field) = field else {
                self.sink.push(
                    Diagnostic::new(
                        codes::WRONG_ARGUMENTS,
                        argument.value.span,
                        format!("`{}` takes {}", callee.text, takes(positional)),
                    )
                    .label("one too many")
                    .help(format!("write `{}`", example(callee, &function))),
                );
                continue;
            };
            let inner = Context { field: field.name };
            let value = self.convert(&argument.value, &field.ty, &inner);
            if found.contains_key(field.name) {
                self.sink.push(
                    Diagnostic::new(
                        codes::WRONG_ARGUMENTS,
                        argument.value.span,
                        format!("`{}` is given twice", field.name),
                    )
                    .label("given again here"),
                );
                continue;
            }
            if field.phase == Phase::Compile
                && let Some(part) = value.run_time_part()
            {
                self.sink.push(
                    Diagnostic::new(
                        codes::RUN_TIME_VALUE,
                        part.span,
                        format!("`{}` has to be known when compiling", field.name),
                    )
                    .label("known only when running")
                    .help("use a `let`, which `env` blocks can set per environment"),
                );
                continue;
            }
            found.insert(field.name.to_owned(), value);
        }
        let missing: Vec<_> =
            positional.iter().filter(|field| field.required && !found.contains_key(field.name)).collect();
        if !missing.is_empty() && arguments.len() < positional.len() {
            self.sink.push(
                Diagnostic::new(codes::WRONG_ARGUMENTS, span, format!("`{}` takes {}", callee.text, takes(positional)))
                    .label("an argument is missing")
                    .help(format!("write `{}`", example(callee, &function))),
            );
            return Value::unknown(span);
        }
        let _ = cx;
        let s3_prefix = if function.name == "s3" {
            found.get("uri").and_then(Value::text).filter(|text| text.starts_with("s3://"))
        } else {
            None
        };
        if let (Some(text), Some(argument)) = (s3_prefix, arguments.first()) {
            let bare = text.trim_start_matches("s3://").to_owned();
            self.sink.push(
                Diagnostic::new(
                    codes::WRONG_ARGUMENTS,
                    argument.value.span,
                    "`s3(...)` takes bucket and prefix without `s3://`",
                )
                .label("the scheme is not needed")
                .fix(
                    format!("write `\"{bare}\"`"),
                    argument.value.span,
                    format!("\"{bare}\""),
                    Applicability::Always,
                ),
            );
        } else if let Some(uri) = found.get("uri").filter(|_| function.name == "s3") {
            self.bucket(uri);
        }
        Value::new(ValueKind::Call(function.name.to_owned(), found), span)
    }
}

fn takes(fields: &[Field]) -> String {
    match fields {
        [] => "no arguments".into(),
        [one] => format!("one argument, {}", one.ty.name()),
        many => format!("{} arguments", many.len()),
    }
}

fn example(callee: &Name, function: &Function) -> String {
    if function.example.is_empty() { format!("{}(\"version\")", callee.text) } else { function.example.to_owned() }
}

//! Blocks: which fields they take, which they lack, what they declare.

use indexmap::IndexMap;

use super::convert::Context;
use super::program::{self, FieldValue};
use super::scope::list;
use super::value::{Type, Value, ValueKind};
use super::{Checker, Declared};
use crate::base::Span;
use crate::diag::{Applicability, Diagnostic, codes};
use crate::syntax::ast::{Assign, Block, Declare, Expr, ExprKind, Member, Name};
use crate::vocab::functions::{METRIC_SOURCES, OUTPUT_SOURCES};
use crate::vocab::ty::{Field, Phase, Ty};
use crate::vocab::{Kind, Role};

/// The outputs and metrics that a block declares, types as far as they can be read.
pub(super) fn declared(block: &Block) -> Declared<'_> {
    let mut found = Declared::default();
    for member in &block.members {
        let declare = match member {
            Member::Declare(declare) => declare,
            Member::Assign(assign) if assign.name.text == "candidates" => {
                found.candidates = named(&assign.value);
                continue;
            }
            _ => continue,
        };
        let name = &declare.name;
        match declare.word.text.as_str() {
            "output" => {
                let ty = plain_type(declare).unwrap_or_else(|| Type::Dataset(format_of(declare)));
                found.outputs.entry(&name.text).or_insert((ty, name.span));
            }
            "metric" => {
                found.metrics.entry(&name.text).or_insert(name.span);
            }
            _ => {}
        }
    }
    found
}

/// The stages that a list of models names.
fn named(expr: &Expr) -> Vec<&str> {
    match &expr.kind {
        ExprKind::Name(name) => vec![name],
        ExprKind::Member(base, _) => named(base),
        ExprKind::List(items) => items.iter().flat_map(named).collect(),
        _ => Vec::new(),
    }
}

/// The type of an output that is no data: what a `call` takes out of a response, what a script puts into a feature group.
fn plain_type(declare: &Declare) -> Option<Type> {
    match declare.ty.as_ref().map(|ty| &ty.kind) {
        Some(ExprKind::Name(name)) => match name.as_str() {
            "String" => Some(Type::String),
            "Number" => Some(Type::Number),
            "Bool" => Some(Type::Bool),
            "Features" => Some(Type::Features),
            _ => None,
        },
        _ => None,
    }
}

fn format_of(declare: &Declare) -> Option<String> {
    match declare.ty.as_ref().map(|ty| &ty.kind) {
        Some(ExprKind::Call(_, arguments)) => arguments.first().and_then(|argument| match &argument.value.kind {
            ExprKind::Name(format) => Some(format.clone()),
            _ => None,
        }),
        _ => None,
    }
}

/// An output that lacks what it is made of, or has it where the job decides.
fn wrong_source(name: &Name, from_response: bool, put: bool) -> Diagnostic {
    let (title, label, help) = if from_response {
        let title = format!("the output `{}` does not say where in the response it is", name.text);
        (title, "no path", "write `= path(\"Member\")` behind the type")
    } else if put {
        let title = format!("the output `{}` does not say into which feature group it goes", name.text);
        (title, "no group", "write `=` and the name of a `feature_group` stage behind the type")
    } else {
        (format!("the output `{}` takes no value", name.text), "set here", "the job writes it")
    };
    Diagnostic::new(codes::WRONG_ARGUMENTS, name.span, title).label(label).help(help)
}

impl<'a> Checker<'a, '_> {
    /// Checks one block against its row.
    pub(super) fn block(&mut self, block: &'a Block, kind: &'static Kind) -> program::Block {
        let mut checked = program::Block {
            name: block.name.clone().unwrap_or_else(|| Name { text: String::new(), span: block.header }),
            kind,
            doc: block.doc.clone(),
            header: block.header,
            span: block.span,
            fields: IndexMap::new(),
            outputs: IndexMap::new(),
            metrics: IndexMap::new(),
            reasons: IndexMap::new(),
            broken: false,
        };
        let mut broken = Vec::new();
        for member in &block.members {
            match member {
                Member::Assign(assign) => self.field(assign, kind, &mut checked, &mut broken),
                Member::Declare(declare) => self.declaration(declare, kind, &mut checked, &mut broken),
                Member::Block(inner) => {
                    broken.push(inner.kind.text.as_str());
                    self.inner_block(inner, kind);
                }
                Member::For(each) => self.sink.push(
                    Diagnostic::new(
                        codes::MISPLACED,
                        each.header,
                        format!("`for` cannot stand inside `{}`", kind.keyword),
                    )
                    .label("it stands around stages, not inside one"),
                ),
                Member::When(when) => self.sink.push(
                    Diagnostic::new(
                        codes::MISPLACED,
                        when.header,
                        format!("`when` cannot stand inside `{}`", kind.keyword),
                    )
                    .label("it stands around stages, not inside one"),
                ),
            }
        }
        let unread = self.unread(block);
        checked.broken = unread > 0 || !broken.is_empty();
        if unread < usize::MAX {
            broken.extend(std::iter::repeat_n("", unread));
            self.missing(block, kind, &checked, &broken);
        }
        checked
    }

    fn field(
        &mut self,
        assign: &'a Assign,
        kind: &'static Kind,
        checked: &mut program::Block,
        broken: &mut Vec<&'a str>,
    ) {
        let name = &assign.name;
        let Some(field) = kind.field(&name.text) else {
            broken.push(&name.text);
            self.sink.push(unknown_field(name, kind.keyword, kind.all_fields()));
            // Names in it are still uses, so that their declarations are not blamed.
            self.mark_uses(&assign.value);
            return;
        };
        let value = self.field_value(&assign.value, field);
        let reasons = std::mem::take(&mut self.reasons);
        if let Some(first) = checked.fields.get(field.name) {
            self.sink.push(twice(name, first.name, assign.span));
            return;
        }
        checked.fields.insert(field.name, FieldValue { name: name.span, value });
        if !reasons.is_empty() {
            checked.reasons.insert(field.name, reasons);
        }
    }

    /// Converts a field's value and checks its phase.
    pub(super) fn field_value(&mut self, expr: &'a Expr, field: &Field) -> Value {
        let cx = Context { field: field.name };
        let value = self.convert(expr, &field.ty, &cx);
        if field.phase == Phase::Compile
            && let Some(part) = value.run_time_part()
        {
            let span = value.via.unwrap_or(part.span);
            self.sink.push(self.run_time(field.name, part, span));
            return Value::unknown(expr.span);
        }
        value
    }

    fn run_time(&self, field: &str, part: &Value, span: Span) -> Diagnostic {
        let (what, place) = match &part.kind {
            ValueKind::Param(name, _) => {
                (format!("the parameter `{name}`"), self.scope.items.get(name.as_str()).map(|(_, span)| *span))
            }
            ValueKind::Output(stage, output, _) => {
                (format!("`{stage}.{output}`"), self.scope.items.get(stage.as_str()).map(|(_, span)| *span))
            }
            _ => ("this value".into(), None),
        };
        let mut found = Diagnostic::new(
            codes::RUN_TIME_VALUE,
            span,
            format!("`{field}` has to be known when compiling, and {what} is known only when running"),
        )
        .label("known only when running")
        .help("use a `let`, which `env` blocks can set per environment");
        if let Some(place) = place {
            found = found.also(place, "declared here");
        }
        found
    }

    fn declaration(
        &mut self,
        declare: &'a Declare,
        kind: &'static Kind,
        checked: &mut program::Block,
        broken: &mut Vec<&'a str>,
    ) {
        let (word, name) = (declare.word.text.as_str(), &declare.name);
        if !kind.declares.contains(&word) {
            let mut found = Diagnostic::new(
                codes::UNKNOWN_FIELD,
                declare.word.span,
                format!("`{}` has no `{word}` declarations", kind.keyword),
            )
            .label("not expected here");
            if kind.field(word).is_some() {
                broken.push(word);
            }
            if kind.field(&name.text).is_some() {
                broken.push(&name.text);
                found = found.help(format!("`{}` is a field: write `{} = ...`", name.text, name.text));
            } else if kind.declares.is_empty() {
                found =
                    found.help(format!("it takes fields only: {}", list(kind.fields.iter().map(|field| field.name))));
            } else {
                found = found.did_you_mean(declare.word.span, word, kind.declares.iter().copied());
            }
            self.sink.push(found);
            return;
        }
        let target = if word == "output" { &checked.outputs } else { &checked.metrics };
        if let Some(first) = target.get(&name.text) {
            self.sink.push(
                Diagnostic::new(
                    codes::DUPLICATE_NAME,
                    name.span,
                    format!("the {word} `{}` is declared twice", name.text),
                )
                .label("declared again here")
                .also(first.name, "first declared here")
                .fix("remove the line", declare.span, "", Applicability::Maybe),
            );
            return;
        }
        let from_response = kind.keyword == "call";
        let plain = plain_type(declare);
        let put = kind.keyword == "process" && word == "output" && plain == Some(Type::Features);
        let ty = match plain {
            Some(ty) if put || from_response && ty != Type::Features => ty,
            _ if word == "output" => self.output_type(declare),
            _ => self.metric_type(declare),
        };
        let wrong = word == "output" && (from_response || put) != declare.value.is_some();
        if wrong {
            self.sink.push(wrong_source(name, from_response, put));
            declare.value.iter().for_each(|value| self.mark_uses(value));
        }
        let sources = if word == "output" { OUTPUT_SOURCES } else { METRIC_SOURCES };
        let value = declare.value.as_ref().filter(|_| !wrong).map(|value| {
            let field = match (&value.kind, put) {
                (ExprKind::Text(_), true) => Field::required("Features", Ty::String, "").constant(),
                (_, true) => Field::required("Features", Ty::FeatureGroup, "").constant(),
                _ => Field::required("metric", Ty::Call(sources), "").constant(),
            };
            self.field_value(value, &field)
        });
        let declared = program::Declared { name: name.span, ty, value };
        let target = if word == "output" { &mut checked.outputs } else { &mut checked.metrics };
        target.insert(name.text.clone(), declared);
    }

    fn output_type(&mut self, declare: &'a Declare) -> Type {
        let formats = crate::vocab::kinds::dataset::FORMATS;
        let example = "write `Dataset(csv)`";
        match declare.ty.as_ref().map(|ty| (&ty.kind, ty.span)) {
            Some((ExprKind::Call(callee, arguments), span)) if callee.text == "Dataset" => match arguments.as_slice() {
                [argument] => match &argument.value.kind {
                    ExprKind::Name(format) if formats.contains(&format.as_str()) => {
                        return Type::Dataset(Some(format.clone()));
                    }
                    ExprKind::Name(format) => self.sink.push(
                        Diagnostic::new(
                            codes::NOT_ALLOWED,
                            argument.value.span,
                            format!("there is no format `{format}`"),
                        )
                        .label("not a format")
                        .did_you_mean(argument.value.span, format, formats.iter().copied())
                        .help(format!("formats are {}", list(formats.iter().copied()))),
                    ),
                    ExprKind::Missing => {}
                    _ => self.sink.push(
                        Diagnostic::new(codes::WRONG_TYPE, argument.value.span, "a format is a plain word")
                            .help(example),
                    ),
                },
                _ => self.sink.push(
                    Diagnostic::new(codes::WRONG_ARGUMENTS, span, "`Dataset` takes one format")
                        .label("one format expected")
                        .help(example),
                ),
            },
            Some((ExprKind::Missing, _)) => {}
            Some((kind, span)) => {
                let mut found = Diagnostic::new(codes::WRONG_TYPE, span, "an output is a `Dataset` of some format")
                    .label("not a dataset type");
                found = match kind {
                    ExprKind::Call(callee, _) => found.did_you_mean(callee.span, &callee.text, ["Dataset"]),
                    _ => found,
                };
                self.sink.push(found.help(example));
            }
            None => self.sink.push(
                Diagnostic::new(
                    codes::MISSING_VALUE,
                    declare.name.span.after(),
                    format!("the output `{}` has no type", declare.name.text),
                )
                .label("its type belongs here")
                .fix(
                    "write `: Dataset(csv)`",
                    declare.name.span.after(),
                    ": Dataset(csv)",
                    Applicability::Placeholder,
                ),
            ),
        }
        Type::Dataset(None)
    }

    fn metric_type(&mut self, declare: &'a Declare) -> Type {
        match declare.ty.as_ref().map(|ty| (&ty.kind, ty.span)) {
            Some((ExprKind::Name(name), _)) if name == "Number" => {}
            Some((ExprKind::Missing, _)) => {}
            Some((kind, span)) => {
                let written = if let ExprKind::Name(name) = kind { name.as_str() } else { "" };
                self.sink.push(
                    Diagnostic::new(codes::WRONG_TYPE, span, "a metric is a `Number`").label("not a number type").fix(
                        "write `Number`",
                        span,
                        "Number",
                        if written.is_empty() { Applicability::Maybe } else { Applicability::Always },
                    ),
                );
            }
            None => self.sink.push(
                Diagnostic::new(
                    codes::MISSING_VALUE,
                    declare.name.span.after(),
                    format!("the metric `{}` has no type", declare.name.text),
                )
                .label("its type belongs here")
                .fix("write `: Number`", declare.name.span.after(), ": Number", Applicability::Always),
            ),
        }
        Type::Number
    }

    fn inner_block(&mut self, inner: &'a Block, kind: &'static Kind) {
        let word = inner.kind.text.as_str();
        if inner.name.is_none() && kind.field(word).is_some() {
            self.sink.push(
                Diagnostic::new(codes::MISPLACED, inner.kind.span, format!("`{word}` is a field, not a block"))
                    .label("a record value follows `=`")
                    .fix(format!("write `{word} = {{`"), inner.kind.span.after(), " =", Applicability::Always),
            );
            return;
        }
        let title = format!("a `{word}` block cannot stand inside `{}`", kind.keyword);
        let mut found = Diagnostic::new(codes::MISPLACED, inner.header, title).label("misplaced");
        if inner.name.is_none() {
            found = found.did_you_mean(inner.kind.span, word, kind.all_fields().map(|field| field.name));
        }
        self.sink.push(found);
    }

    /// Lines of a block that the parser could not read; all of them where its end is missing.
    fn unread(&self, block: &Block) -> usize {
        let inside =
            |span: Span| span.file == block.span.file && block.span.start <= span.start && span.start <= block.span.end;
        let found = self.sink.iter().filter(|found| found.code.id.starts_with("E01") && inside(found.primary.span));
        if found.clone().any(|found| found.code == codes::UNCLOSED) { usize::MAX } else { found.count() }
    }

    /// One report for all that is missing. A misspelt field is not missing as well.
    fn missing(&mut self, block: &Block, kind: &'static Kind, checked: &program::Block, broken: &[&str]) {
        let missing: Vec<&Field> =
            kind.all_fields().filter(|field| field.required && !checked.fields.contains_key(field.name)).collect();
        // A field that could not be read stands for one that is missing.
        let missing: Vec<&Field> = if broken.len() >= missing.len() { Vec::new() } else { missing };
        if missing.is_empty() || block.name.is_none() {
            return;
        }
        let name = &checked.name.text;
        let title = format!("`{}` `{name}` lacks {}", kind.keyword, list(missing.iter().map(|field| field.name)));
        let mut found =
            Diagnostic::new(codes::MISSING_FIELDS, block.header, title).label("required fields are missing");
        for field in &missing {
            found = found.note(format!("`{}` takes {}: {}", field.name, field.ty.name(), field.doc));
        }
        if let Some(first) = block.members.first().map(member_span) {
            // The first member keeps its place; what is missing goes before it, in its indentation.
            let lines: String =
                missing.iter().map(|field| format!("{} = {}\n  ", field.name, placeholder(&field.ty))).collect();
            found = found.fix("add them", first.before(), lines, Applicability::Placeholder);
        }
        self.sink.push(found.help(if kind.role == Role::Pipeline {
            "set them once for all stages"
        } else {
            "add them to the block"
        }));
    }
}

/// The whole of a member.
pub(super) fn member_span(member: &Member) -> Span {
    match member {
        Member::Block(block) => block.span,
        Member::Assign(assign) => assign.span,
        Member::Declare(declare) => declare.span,
        Member::When(when) => when.span,
        Member::For(each) => each.span,
    }
}

fn placeholder(ty: &Ty) -> String {
    match ty {
        Ty::String => "\"...\"".into(),
        Ty::Number | Ty::Count => "0".into(),
        Ty::Duration => "1h".into(),
        Ty::Instance(_) => "ml.m5.xlarge".into(),
        Ty::Image => "sklearn(\"1.2-1\")".into(),
        Ty::Algorithm => "xgboost(\"1.7-1\")".into(),
        Ty::S3 => "s3(\"bucket/prefix\")".into(),
        Ty::Symbol(words) => words.first().copied().unwrap_or_default().into(),
        Ty::List(_) => "[]".into(),
        Ty::Map(_) | Ty::Record(_) => "{}".into(),
        Ty::Either(left, _) => placeholder(left),
        _ => "...".into(),
    }
}

fn twice(name: &Name, first: Span, line: Span) -> Diagnostic {
    Diagnostic::new(codes::DUPLICATE_FIELD, name.span, format!("`{}` is set twice", name.text))
        .label("set again here")
        .also(first, "first set here")
        .fix("remove the second", line, "", Applicability::Maybe)
}

/// A field that a block or record does not take.
pub(super) fn unknown_field(
    name: &Name,
    owner: &str,
    known: impl Iterator<Item = &'static Field> + Clone,
) -> Diagnostic {
    let names = || known.clone().map(|field| field.name);
    let found = Diagnostic::new(codes::UNKNOWN_FIELD, name.span, format!("`{owner}` has no field `{}`", name.text))
        .label("unknown field")
        .did_you_mean(name.span, &name.text, names());
    let required: Vec<_> = known.clone().filter(|field| field.required).map(|field| field.name).collect();
    let optional: Vec<_> = known.clone().filter(|field| !field.required).map(|field| field.name).collect();
    let mut help = String::from("it takes ");
    help.push_str(&list(required.into_iter().chain(optional)));
    if known.clone().any(|field| field.name == "raw") {
        help.push_str("; a field that AWS added lately goes into `raw = { ... }`");
    }
    found.help(help)
}

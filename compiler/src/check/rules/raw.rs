//! `raw`: known to the API model, and in no contradiction with the stage's fields.

use crate::base::Span;
use crate::check::program::{Block, Program};
use crate::check::value::{Value, ValueKind};
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::facts::api;
use crate::vocab::ty::{Field, Ty};

use super::raw_members;

/// Members that the compiler fills so that retries and redrives get names of their own.
const NAMES: &[&str] = &["TrainingJobName", "ProcessingJobName", "EndpointConfigName"];

pub fn check(program: &Program, sink: &mut Sink) {
    for block in program.stages.values() {
        let Some(raw) = block.get("raw") else { continue };
        let (service, action) = main_request(block);
        if let Some(shape) = api::shape_at(service, action, "") {
            raw_members::check(shape, raw, action, sink);
        }
        names(block, raw, sink);
        for (name, set) in &block.fields {
            if let Some(field) = block.kind.field(name) {
                contradictions(field, &set.value, set.name, raw, sink);
            }
        }
    }
}

/// Service and action of a stage's main request.
fn main_request(block: &Block) -> (&'static str, &'static str) {
    match block.get("to").map(|to| &to.kind) {
        Some(ValueKind::Call(name, _)) if name == "queue" => ("sqs", "SendMessage"),
        Some(ValueKind::Call(name, _)) if name == "bus" => ("eventbridge", "PutEvents"),
        _ if block.kind.action == "Publish" => ("sns", block.kind.action),
        _ => ("sagemaker", block.kind.action),
    }
}

fn names(block: &Block, raw: &Value, sink: &mut Sink) {
    for (name, span, _) in raw.entries().filter(|(name, ..)| NAMES.contains(name)) {
        sink.push(
            Diagnostic::new(codes::RAW_CONFLICT, span, format!("`{name}` is made from the stage's name"))
                .label("a fixed name would stop every retry")
                .also(block.name.span, "the stage's name")
                .help("remove it from `raw`"),
        );
    }
}

/// A field of the stage, and the fields of a record in it, against what `raw` has at their places.
fn contradictions(field: &Field, value: &Value, name: Span, raw: &Value, sink: &mut Sink) {
    if let Ty::Record(inner) = field.ty {
        for (key, span, entry) in value.entries() {
            if let Some(field) = inner.iter().find(|field| field.name == key) {
                contradictions(field, entry, span, raw, sink);
            }
        }
    }
    if field.at.is_empty() || value.kind == ValueKind::Unknown {
        return;
    }
    let Some((other, key)) = reached(raw, field.at) else { return };
    for (place, key) in conflicts(value, other, key, field) {
        let mut found = Diagnostic::new(
            codes::RAW_CONFLICT,
            place.blame(),
            format!(
                "`raw` sets `{}`, which `{}` says already",
                field.at.trim_start_matches('/').replace('/', "."),
                field.name
            ),
        )
        .label("would win, as `raw` is merged last")
        .also(value.blame().to(name), "said here")
        .help(format!("say it in `{}` alone", field.name));
        if let Some(key) = key.filter(|_| place.via.is_none()) {
            found = found.fix("remove it from `raw`", key.to(place.span), "", Applicability::Maybe);
        }
        sink.push(found);
    }
}

/// What `raw` has at a pointer, or on the way to it where that is no record; with the place of its key.
fn reached<'v>(raw: &'v Value, pointer: &str) -> Option<(&'v Value, Option<Span>)> {
    let (mut at, mut key) = (raw, None);
    for segment in pointer.split('/').skip(1) {
        match &at.kind {
            ValueKind::Record(entries) => {
                let (span, inner) = entries.get(segment)?;
                (at, key) = (inner, Some(*span));
            }
            // Lists replace lists, whatever is in them.
            _ => break,
        }
    }
    Some((at, key))
}

type Conflict<'v> = (&'v Value, Option<Span>);

fn conflicts<'v>(field: &Value, raw: &'v Value, key: Option<Span>, row: &Field) -> Vec<Conflict<'v>> {
    match (&field.kind, &raw.kind) {
        (_, ValueKind::Unknown) => Vec::new(),
        (ValueKind::Record(_), ValueKind::Record(entries))
            if !matches!(row.ty, Ty::Map(Ty::Record(_) | Ty::Dataset)) =>
        {
            let inner = entries.iter().filter_map(|(name, (span, raw))| {
                let own = field.get(name)?;
                (!same(own, raw)).then_some((raw, Some(*span)))
            });
            inner.collect()
        }
        _ if same(field, raw) => Vec::new(),
        _ => vec![(raw, key)],
    }
}

/// Whether a field and what `raw` says are the same to the service.
fn same(field: &Value, raw: &Value) -> bool {
    let folded = |text: &str| text.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect::<String>();
    match (&field.kind, &raw.kind) {
        (ValueKind::Size(bytes), ValueKind::Number(gib)) => {
            #[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^53")]
            let own = *bytes as f64 / f64::from(1 << 30);
            (own - gib).abs() < f64::EPSILON
        }
        (ValueKind::Instance(name, _), ValueKind::Instance(other, _)) => name == other,
        (ValueKind::Instance(name, _), _) => raw.text().is_some_and(|text| text == *name),
        (ValueKind::Symbol(word), _) => raw.text().is_some_and(|text| folded(&text).starts_with(&folded(word))),
        (ValueKind::List(own), ValueKind::List(others)) => {
            own.len() == others.len() && own.iter().zip(others).all(|(own, other)| same(own, other))
        }
        (ValueKind::Bool(own), ValueKind::Bool(other)) => own == other,
        _ => match (field.number(), raw.number()) {
            (Some(own), Some(other)) => (own - other).abs() < f64::EPSILON,
            _ => super::words::sent(field).is_some_and(|own| super::words::sent(raw) == Some(own)),
        },
    }
}

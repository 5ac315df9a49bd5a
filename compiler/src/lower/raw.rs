//! `raw` against what the stage says itself.
//!
//! What a field, an `output` or a `metric` writes is found by lowering the stage again without it and with another value
//! in it: whatever differs in the request is its doing. So every field counts, also one that writes several members, and
//! no table of them has to be kept.

use super::context::Context;
use super::kinds;
use crate::base::Span;
use crate::check::program::{Block, FieldValue, Program};
use crate::check::value::{Part, Value as Checked, ValueKind};
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::ir::{Action, Step, Value};
use crate::vocab::ty::Ty;

const GIB: u64 = 1 << 30;
/// Fields that are about the call, not in its request.
const ABOUT: &[&str] = &["raw", "after", "retry", "estimate", "cache"];

/// Names of members on the way to a place in a request.
type Path = Vec<String>;

/// A constant of `raw`, where it goes, and the place of its key.
struct Leaf<'p> {
    path: Path,
    value: &'p Checked,
    key: Span,
}

/// Something that the stage says itself: its name, its place, and what it writes into each call.
struct Said {
    name: String,
    span: Span,
    writes: Vec<Path>,
}

/// Reports every member of a `raw` that a field of the same stage sets to something else.
pub fn check(program: &Program, sink: &mut Sink) {
    let cx = Context::new(program);
    for block in program.stages.values() {
        if let Some(raw) = block.get("raw") {
            stage(&cx, block, raw, sink);
        }
    }
}

fn stage(cx: &Context, block: &Block, raw: &Checked, sink: &mut Sink) {
    let mut plain = block.clone();
    plain.fields.shift_remove("raw");
    let (without, with) = (kinds::steps(cx, &plain), kinds::steps(cx, block));
    // Only the calls that `raw` is merged into differ.
    let calls: Vec<(&str, &Value)> = requests(&without)
        .filter(|(suffix, request)| request_of(&with, suffix).is_some_and(|merged| merged != *request))
        .collect();
    if calls.is_empty() {
        return;
    }
    let said = said(cx, block, &plain, &calls);
    let mut leaves = Vec::new();
    collect(raw, &mut Vec::new(), raw.span, &mut leaves);
    for leaf in &leaves {
        let sent = cx.value(leaf.value);
        let differs = |request: &Value| match at(request, &leaf.path) {
            Some(own) => !is_same(own, &sent),
            // A switch that is not there is off.
            None => sent != Value::from(false),
        };
        if !calls.iter().any(|(_, request)| differs(request)) {
            continue;
        }
        let pointer: String = leaf.path.iter().map(|name| format!("/{name}")).collect();
        let row = |said: &Said| block.kind.field(&said.name).is_some_and(|field| field.at == pointer);
        let by = || said.iter().filter(|said| said.writes.iter().any(|path| meet(path, &leaf.path)));
        if let Some(said) = by().find(|said| row(said)).or_else(|| by().next()) {
            sink.push(contradiction(leaf, said));
        }
    }
}

fn contradiction(leaf: &Leaf, said: &Said) -> Diagnostic {
    let (member, field) = (leaf.path.join("."), &said.name);
    let title = format!("`raw` sets `{member}`, which `{field}` says already");
    let mut found = Diagnostic::new(codes::RAW_CONFLICT, leaf.value.blame(), title)
        .label("would win, as `raw` is merged last")
        .also(said.span, "said here")
        .help(format!("say it in `{field}` alone"));
    if leaf.value.via.is_none() {
        found = found.fix("remove it from `raw`", leaf.key.to(leaf.value.span), "", Applicability::Maybe);
    }
    found
}

/// Everything that the stage says, with what it writes.
fn said(cx: &Context, block: &Block, plain: &Block, calls: &[(&str, &Value)]) -> Vec<Said> {
    let mut found = Vec::new();
    let mut push = |name: &str, span: Span, others: Vec<Block>| {
        let mut writes = Vec::new();
        for other in others {
            let steps = kinds::steps(cx, &other);
            for (suffix, request) in calls {
                if let Some(changed) = request_of(&steps, suffix) {
                    differences(request, changed, &mut Vec::new(), &mut writes);
                }
            }
        }
        found.push(Said { name: name.to_owned(), span, writes });
    };
    for (name, set) in block.fields.iter().filter(|(name, _)| !ABOUT.contains(name)) {
        let (mut absent, mut other) = (plain.clone(), plain.clone());
        absent.fields.shift_remove(name);
        let ty = block.kind.field(name).map(|field| field.ty);
        other.fields.insert(*name, FieldValue { name: set.name, value: another(&set.value, ty) });
        push(name, set.name.to(set.value.blame()), vec![absent, other]);
    }
    if let Some(first) = block.outputs.values().next() {
        push("output", first.name, vec![Block { outputs: Default::default(), ..plain.clone() }]);
    }
    if let Some(first) = block.metrics.values().next() {
        push("metric", first.name, vec![Block { metrics: Default::default(), ..plain.clone() }]);
    }
    found
}

/// Another value of the same kind; the same where there is none to be had, as of a stage.
fn another(value: &Checked, ty: Option<Ty>) -> Checked {
    let kind = match &value.kind {
        ValueKind::Bool(flag) => ValueKind::Bool(!flag),
        ValueKind::Number(number) => ValueKind::Number(number + 1.0),
        ValueKind::Percent(number) => ValueKind::Percent(if *number > 50.0 { number - 1.0 } else { number + 1.0 }),
        ValueKind::Duration(seconds) => ValueKind::Duration(seconds.saturating_add(3_600)),
        ValueKind::Size(bytes) => ValueKind::Size(bytes.saturating_add(GIB)),
        ValueKind::Text(parts) => ValueKind::Text(parts.iter().cloned().chain([Part::Plain("x".into())]).collect()),
        ValueKind::Instance(machine, count) => {
            let family = machine.rsplit_once('.').map_or(machine.as_str(), |(family, _)| family);
            let size = if machine.ends_with(".xlarge") { "2xlarge" } else { "xlarge" };
            ValueKind::Instance(format!("{family}.{size}"), count.saturating_add(1))
        }
        ValueKind::Symbol(word) => {
            let words = match ty {
                Some(Ty::Symbol(words)) => words,
                _ => &[],
            };
            ValueKind::Symbol(
                words.iter().find(|other| *other != word).map_or(word.clone(), |other| (*other).to_owned()),
            )
        }
        ValueKind::Call(name, arguments) => {
            let changed = arguments.iter().map(|(key, value)| (key.clone(), another(value, None)));
            ValueKind::Call(name.clone(), changed.collect())
        }
        ValueKind::List(items) => ValueKind::List(items.iter().map(|item| another(item, None)).collect()),
        ValueKind::Record(entries) => {
            let changed = entries.iter().map(|(key, (span, value))| (key.clone(), (*span, another(value, None))));
            ValueKind::Record(changed.collect())
        }
        other => other.clone(),
    };
    Checked { kind, ..value.clone() }
}

fn requests(steps: &[Step]) -> impl Iterator<Item = (&str, &Value)> {
    steps.iter().filter_map(|step| match &step.action {
        Action::Call(call) => Some((step.suffix.as_str(), &call.request)),
        _ => None,
    })
}

fn request_of<'s>(steps: &'s [Step], suffix: &str) -> Option<&'s Value> {
    requests(steps).find(|(known, _)| *known == suffix).map(|(_, request)| request)
}

/// The constants of `raw`: a record within is no constant, a list is.
fn collect<'p>(value: &'p Checked, path: &mut Path, key: Span, found: &mut Vec<Leaf<'p>>) {
    if let ValueKind::Record(entries) = &value.kind {
        for (name, (span, inner)) in entries {
            path.push(name.clone());
            collect(inner, path, *span, found);
            path.pop();
        }
    } else {
        found.push(Leaf { path: path.clone(), value, key });
    }
}

/// The places where two requests differ.
fn differences(own: &Value, other: &Value, path: &mut Path, found: &mut Vec<Path>) {
    let (Value::Object(owns), Value::Object(others)) = (own, other) else {
        if own != other {
            found.push(path.clone());
        }
        return;
    };
    let nothing = Value::Object(Vec::new());
    let names = owns.iter().chain(others.iter().filter(|(name, _)| owns.iter().all(|(own, _)| own != name)));
    for (name, _) in names {
        path.push(name.clone());
        match (member(owns, name), member(others, name)) {
            (Some(own), Some(other)) => differences(own, other, path, found),
            (Some(only), None) | (None, Some(only)) if matches!(only, Value::Object(_)) => {
                differences(only, &nothing, path, found);
            }
            _ => found.push(path.clone()),
        }
        path.pop();
    }
}

fn member<'v>(entries: &'v [(String, Value)], name: &str) -> Option<&'v Value> {
    entries.iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

/// What a request has at a path, or on the way to it where that is no object.
fn at<'v>(request: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(request, |at, name| match at {
        Value::Object(entries) => member(entries, name),
        other => Some(other),
    })
}

/// Whether one path leads to the other, or through it.
fn meet(one: &[String], other: &[String]) -> bool {
    one.iter().zip(other).all(|(one, other)| one == other)
}

/// Whether both are the same to the service, which takes `3` for `"3"` in maps of texts.
fn is_same(own: &Value, raw: &Value) -> bool {
    match (own, raw) {
        (Value::Json(own), Value::Json(raw)) => {
            let text = |json: &serde_json::Value| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
            let numbers = own.as_f64().zip(raw.as_f64()).is_some_and(|(own, raw)| (own - raw).abs() < f64::EPSILON);
            numbers || text(own) == text(raw)
        }
        (Value::List(own), Value::List(raw)) => {
            own.len() == raw.len() && own.iter().zip(raw).all(|(own, raw)| is_same(own, raw))
        }
        (Value::Object(own), Value::Object(raw)) => {
            own.len() == raw.len()
                && own.iter().all(|(name, own)| member(raw, name).is_some_and(|raw| is_same(own, raw)))
        }
        (own, raw) => own == raw,
    }
}

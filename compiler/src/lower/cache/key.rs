//! What a record is found by: a hash of everything that decides a stage's results.

use crate::ir::{Action, Step, Value};

/// What the stage asks for, without what differs in every run, and how what is recorded is read from the answers. A
/// later version of the file that reads more of a stage looks for another record.
pub(super) fn of(steps: &[Step], fields: &[String]) -> Vec<(String, Value)> {
    let mut calls = Vec::new();
    let mut kept = Vec::new();
    for step in steps {
        let Action::Call(call) = &step.action else { continue };
        let mut request = same(&call.request);
        if let Value::Object(members) = &mut request {
            members.retain(|(member, _)| member != "Tags");
        }
        calls.push(Value::List(vec![Value::text(&call.integration), request]));
        let recorded: Vec<(String, Value)> =
            call.outputs.iter().filter(|(field, _)| fields.contains(field)).cloned().collect();
        if !recorded.is_empty() {
            kept.push(results(&recorded));
        }
    }
    vec![("calls".to_owned(), Value::List(calls)), ("results".to_owned(), Value::List(kept))]
}

/// The key's object with the versions of the inputs.
pub(super) fn with_inputs(key: &[(String, Value)], inputs: Option<Value>) -> Value {
    let inputs = inputs.map(|inputs| ("inputs".to_owned(), inputs));
    Value::Object(key.iter().cloned().chain(inputs).collect())
}

/// The hash of a value.
pub(super) fn hash(value: Value) -> Value {
    Value::Function("hash", vec![Value::Function("string", vec![value]), Value::text("SHA-256")])
}

/// How fields are read from an answer; names that they all bind are written once.
fn results(fields: &[(String, Value)]) -> Value {
    let mut entries = Vec::new();
    if let Some((_, Value::Let(bound, _))) = fields.first() {
        entries.push((String::new(), Value::List(bound.iter().map(|(_, value)| same(value)).collect())));
    }
    for (field, value) in fields {
        let inner = if let Value::Let(_, inner) = value { inner.as_ref() } else { value };
        entries.push((field.clone(), same(inner)));
    }
    Value::Object(entries)
}

/// The value without what is new in every run (names of jobs, places below them, counts, answers): of that only its
/// spelling stays.
fn same(value: &Value) -> Value {
    match value {
        Value::Json(_) | Value::Param(_) | Value::Output(..) => value.clone(),
        Value::Run | Value::Context(_) | Value::Local(..) | Value::Error => Value::text(""),
        Value::Result(path) | Value::Input(path) | Value::Jsonata(path) => Value::text(path),
        Value::List(items) => Value::List(items.iter().map(same).collect()),
        Value::Object(entries) => {
            Value::Object(entries.iter().map(|(name, value)| (name.clone(), same(value))).collect())
        }
        Value::Concat(parts) => Value::concat(parts.iter().map(same)),
        known if is_same(known) => known.clone(),
        other => {
            let name = match other {
                Value::Function(name, _) | Value::Binary(name, ..) => (*name).to_owned(),
                Value::Path(_, path) => path.clone(),
                _ => String::new(),
            };
            Value::List([Value::text(name)].into_iter().chain(other.children().into_iter().map(same)).collect())
        }
    }
}

/// Whether a value is the same in every run with the same parameters and the same results of other stages.
pub(super) fn is_same(value: &Value) -> bool {
    let mut same = true;
    value.each(&mut |value| {
        same &= match value {
            Value::Run | Value::Context(_) | Value::Local(..) | Value::Error => false,
            Value::Result(_) | Value::Input(_) => false,
            Value::Jsonata(text) => !text.contains("$states"),
            _ => true,
        }
    });
    same && !has_loose_expression(value)
}

/// Whether an expression over bound names stands where they are not bound.
fn has_loose_expression(value: &Value) -> bool {
    match value {
        Value::Jsonata(_) => true,
        Value::Let(..) => false,
        other => other.children().into_iter().any(has_loose_expression),
    }
}

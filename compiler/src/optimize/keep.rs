//! Liveness: a stage keeps only the fields that something reads.

use super::Pass;
use crate::ir::{Action, Call, Value};

pub(super) const PASS: Pass = Pass {
    name: "keep",
    about: "only those fields of a result are kept that something reads",
    on: true,
    run: |pipeline| {
        let read = pipeline.reads();
        for stage in pipeline.stages.values_mut() {
            for step in &mut stage.steps {
                if let Action::Call(call) = &mut step.action {
                    trim(call, |field| read.contains(&(stage.name.clone(), field.to_owned())));
                }
            }
        }
    },
};

/// A result that lacks what it has to have fails the stage, read or not: one of the fields that say so stays.
fn trim(call: &mut Call, is_read: impl Fn(&str) -> bool) {
    let guard = call.outputs.iter().find(|(_, value)| judges(value)).cloned();
    call.outputs.retain(|(field, _)| is_read(field));
    if call.outputs.iter().all(|(_, value)| !judges(value)) {
        call.outputs.extend(guard);
    }
    for catch in &mut call.catch {
        catch.outputs.retain(|(field, _)| is_read(field));
    }
}

/// Whether a value fails on purpose where the result is not as it has to be.
fn judges(value: &Value) -> bool {
    let mut found = false;
    value.each(&mut |value| {
        found |= match value {
            Value::Jsonata(text) => text.contains("$error("),
            Value::Function(name, _) => *name == "error",
            _ => false,
        }
    });
    found
}

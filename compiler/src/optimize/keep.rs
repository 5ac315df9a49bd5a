//! Liveness: a stage keeps only the fields that something reads.

use std::collections::BTreeSet;

use super::Pass;
use crate::ir::{Action, Call, Items, Node, Value};

pub(super) const PASS: Pass = Pass {
    name: "keep",
    about: "only those fields of a result are kept that something reads",
    on: true,
    run: |pipeline| {
        let mut read = BTreeSet::new();
        conditions(&pipeline.body, &mut read);
        for step in pipeline.stages.values().flat_map(|stage| &stage.steps) {
            step.action.values().into_iter().for_each(|value| collect(value, &mut read));
        }
        for stage in pipeline.stages.values_mut() {
            for step in &mut stage.steps {
                if let Action::Call(call) = &mut step.action {
                    trim(call, |field| read.contains(&(stage.name.clone(), field.to_owned())));
                }
            }
        }
    },
};

/// What is read of stages: stage and field.
type Read = BTreeSet<(String, String)>;

fn collect(value: &Value, read: &mut Read) {
    let mut found = Vec::new();
    value.outputs(&mut found);
    read.extend(found.into_iter().map(|(stage, field)| (stage.to_owned(), field.to_owned())));
}

fn conditions(nodes: &[Node], read: &mut Read) {
    for node in nodes {
        match node {
            Node::When(when) => collect(&when.condition, read),
            Node::For(each) => {
                let (Items::List(items) | Items::Objects { place: items, .. }) = &each.items;
                collect(items, read);
            }
            Node::Stage(_) | Node::Parallel(_) => {}
        }
        node.bodies().into_iter().for_each(|body| conditions(body, read));
    }
}

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

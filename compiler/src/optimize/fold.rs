//! Constant folding: what is known when compiling is gone at run time, and so is what can then never run.

use serde_json::Value as Json;

use super::Pass;
use crate::ir::{Action, Node, Value};

pub(super) const PASS: Pass = Pass {
    name: "fold",
    about: "what is known when compiling is decided, what never runs is gone",
    on: true,
    run: |pipeline| {
        for step in pipeline.stages.values_mut().flat_map(|stage| &mut stage.steps) {
            match &mut step.action {
                Action::Call(call) => fold(&mut call.request),
                Action::Choose { rules, .. } => rules.iter_mut().for_each(|rule| fold(&mut rule.condition)),
                Action::Set { locals, .. } => locals.iter_mut().for_each(|(_, value)| fold(value)),
                Action::Wait { .. } => {}
            }
        }
        let body = std::mem::take(&mut pipeline.body);
        let gone = stages(&body);
        let failing: Vec<String> =
            pipeline.stages.values().filter(|stage| stage.kind == "fail").map(|stage| stage.name.clone()).collect();
        pipeline.body = nodes(body, &failing);
        let left = stages(&pipeline.body);
        let gone: Vec<String> = gone.into_iter().filter(|name| !left.contains(name)).collect();
        if !gone.is_empty() {
            pipeline.stages.retain(|name, _| !gone.contains(name));
            pipeline.stages.values_mut().for_each(|stage| stage.needs.retain(|need| !gone.contains(need)));
        }
    },
};

fn stages(nodes: &[Node]) -> Vec<String> {
    nodes.iter().flat_map(Node::stages).map(str::to_owned).collect()
}

/// Nodes of which a decided condition leaves only the branch that it decides for.
/// A branch that ends the pipeline as failed stays one: among the stages around it, it would keep them from running.
fn nodes(body: Vec<Node>, failing: &[String]) -> Vec<Node> {
    let mut left = Vec::new();
    for mut node in body {
        if let Some(value) = node.value_mut() {
            fold(value);
        }
        for inner in node.bodies_mut() {
            *inner = nodes(std::mem::take(inner), failing);
        }
        match node {
            Node::When(mut when) => match when.condition {
                Value::Json(Json::Bool(true)) if ends(&when.then, failing) => left.push(Node::When(when)),
                Value::Json(Json::Bool(false)) if ends(&when.otherwise, failing) => left.push(Node::When(when)),
                Value::Json(Json::Bool(true)) => left.append(&mut when.then),
                Value::Json(Json::Bool(false)) => left.append(&mut when.otherwise),
                _ if when.then.is_empty() && when.otherwise.is_empty() => {}
                _ => left.push(Node::When(when)),
            },
            Node::For(each) if each.body.is_empty() => {}
            node => left.push(node),
        }
    }
    left
}

/// Whether these nodes can end the pipeline as failed.
fn ends(nodes: &[Node], failing: &[String]) -> bool {
    nodes.iter().flat_map(Node::stages).any(|stage| failing.iter().any(|name| name == stage))
}

/// The value with every part that is known computed.
fn fold(value: &mut Value) {
    match value {
        Value::Function(name, arguments) => {
            arguments.iter_mut().for_each(fold);
            if let ("not", [Value::Json(Json::Bool(flag))]) = (*name, arguments.as_slice()) {
                *value = Value::from(!flag);
            }
        }
        Value::List(items) | Value::Concat(items) => items.iter_mut().for_each(fold),
        Value::Object(entries) => entries.iter_mut().for_each(|(_, value)| fold(value)),
        Value::Path(base, _) => fold(base),
        Value::Let(bound, inner) => {
            bound.iter_mut().for_each(|(_, value)| fold(value));
            fold(inner);
        }
        Value::Binary(op, left, right) => {
            fold(left);
            fold(right);
            if let Some(known) = binary(op, left, right) {
                *value = known;
            }
        }
        Value::If(condition, then, otherwise) => {
            [&mut *condition, then, otherwise].into_iter().for_each(|part| fold(part));
            let decided = match **condition {
                Value::Json(Json::Bool(true)) => then,
                Value::Json(Json::Bool(false)) => otherwise,
                _ => return,
            };
            *value = std::mem::replace(decided, Value::Json(Json::Null));
        }
        _ => {}
    }
}

/// What an operator gives where that is known. Only a boolean may take the place of `true and x`: JSONata's operators
/// give booleans whatever they get, and so do all conditions that the checker lets through.
fn binary(op: &str, left: &Value, right: &Value) -> Option<Value> {
    let decided = |value: &Value| match value {
        Value::Json(Json::Bool(flag)) => Some(*flag),
        _ => None,
    };
    match (op, decided(left), decided(right)) {
        ("and", Some(false), _) => return Some(Value::from(false)),
        ("or", Some(true), _) => return Some(Value::from(true)),
        ("and", _, Some(false)) if !can_fail(left) => return Some(Value::from(false)),
        ("or", _, Some(true)) if !can_fail(left) => return Some(Value::from(true)),
        ("and", Some(true), _) | ("or", Some(false), _) => return Some(right.clone()),
        ("and", _, Some(true)) | ("or", _, Some(false)) => return Some(left.clone()),
        _ => {}
    }
    let (Value::Json(left), Value::Json(right)) = (left, right) else { return None };
    let flag = match op {
        "=" => same(left, right)?,
        "!=" => !same(left, right)?,
        "<" | "<=" | ">" | ">=" => {
            let order = match (left, right) {
                (Json::Number(left), Json::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?)?,
                (Json::String(left), Json::String(right)) => left.chars().cmp(right.chars()),
                _ => return None,
            };
            match op {
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                ">" => order.is_gt(),
                _ => order.is_ge(),
            }
        }
        _ => return None,
    };
    Some(Value::from(flag))
}

/// Whether a value is an error now and then, such as a division by zero: that is to be seen.
fn can_fail(value: &Value) -> bool {
    let mut found = false;
    value.each(&mut |value| found |= matches!(value, Value::Function("error", _)));
    found
}

/// Whether two scalars are equal; nothing is said of lists and objects.
fn same(left: &Json, right: &Json) -> Option<bool> {
    match (left, right) {
        (Json::Number(left), Json::Number(right)) => Some(left.as_f64()? == right.as_f64()?),
        (Json::Array(_) | Json::Object(_), _) | (_, Json::Array(_) | Json::Object(_)) => None,
        _ => Some(left == right),
    }
}

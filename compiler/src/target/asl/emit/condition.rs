//! Conditions that can fail themselves. Nothing catches what a `Choice` cannot evaluate: the execution would end without a
//! word to anybody. So a rule before the condition asks whether it would fail, and leads to the handler.

use serde_json::{Value as Json, json};

use super::{Emitter, Scope};
use crate::ir::{Value, When};
use crate::target::asl::expression::{jsonata, template, wrap};
use crate::target::asl::model::{Assign, Rule};

impl Emitter<'_> {
    /// The rule for a condition that cannot be evaluated; none where it always can.
    pub(super) fn unless_it_fails(&self, when: &When, state: &str, scope: &mut Scope) -> Option<Rule> {
        let (fails, cause) = fails(&when.condition)?;
        let names = self.names(scope);
        let condition = wrap(&jsonata(&fails, &names));
        let failure = json!({ "Error": "States.QueryEvaluationError", "Cause": template(&cause, &names) });
        scope.can_fail = true;
        let output: Json = json!({ "stage": state, "failure": failure });
        Some(Rule { condition, assign: Assign::new(), output: Some(output), next: scope.failed.clone() })
    }
}

/// When a value fails on purpose, and what it says first; none where it never does.
fn fails(value: &Value) -> Option<(Value, Value)> {
    match value {
        Value::Function("error", words) => Some((Value::from(true), words.first()?.clone())),
        // What stands behind is not always evaluated.
        Value::Binary("and", left, right) => either(fails(left), fails(right).map(|found| also(left, found))),
        Value::Binary("or", left, right) => either(fails(left), fails(right).map(|found| also(&not(left), found))),
        Value::If(condition, then, otherwise) => {
            let then = fails(then).map(|found| also(condition, found));
            let otherwise = fails(otherwise).map(|found| also(&not(condition), found));
            either(fails(condition), either(then, otherwise))
        }
        other => other.children().into_iter().map(fails).fold(None, either),
    }
}

fn either(one: Option<(Value, Value)>, other: Option<(Value, Value)>) -> Option<(Value, Value)> {
    match (one, other) {
        (Some((one, cause)), Some((other, _))) => Some((Value::binary("or", one, other), cause)),
        (one, other) => one.or(other),
    }
}

fn also(condition: &Value, (fails, cause): (Value, Value)) -> (Value, Value) {
    match fails {
        Value::Json(Json::Bool(true)) => (condition.clone(), cause),
        fails => (Value::binary("and", condition.clone(), fails), cause),
    }
}

fn not(value: &Value) -> Value {
    Value::Function("not", vec![value.clone()])
}

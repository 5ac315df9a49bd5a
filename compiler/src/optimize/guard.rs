//! The first call judges the parameters: its request can only be made of an input that fits them, so it fails before
//! anything is sent. A state before it would be one transition more in every run.
//!
//! It has to come last: what the first call is depends on the order.

use super::Pass;
use crate::ir::{Action, Call, Next, Node, Pipeline, Retry, Value};

pub(super) const PASS: Pass = Pass {
    name: "guard",
    about: "the first call judges the parameters itself, without a state before it",
    on: true,
    run: |pipeline| {
        let Some(stage) = first(pipeline) else { return };
        let call = pipeline.stages.get_mut(&stage).and_then(|stage| match &mut stage.steps.first_mut()?.action {
            Action::Call(call) => Some(call),
            _ => None,
        });
        if call.is_some_and(|call| guard(call)) {
            pipeline.guarded_by = Some(stage);
        }
    },
};

/// What Step Functions raises for an expression that fails, and the names that mean it too.
const FAILED_EXPRESSION: &[&str] = &["States.QueryEvaluationError", "States.TaskFailed", "States.ALL"];

/// The stage that begins the pipeline, where its first call is entered once and nobody minds a failed expression: not one
/// that would go on elsewhere, nor one that would try to read the answer again.
fn first(pipeline: &Pipeline) -> Option<String> {
    let Some(Node::Stage(name)) = pipeline.body.first() else { return None };
    let stage = pipeline.stages.get(name)?;
    let step = stage.steps.first()?;
    let Action::Call(call) = &step.action else { return None };
    let again = |next: &Next| matches!(next, Next::Step(suffix) if *suffix == step.suffix);
    let entered_again = stage.steps.iter().any(|step| step.action.nexts().into_iter().any(again));
    let reads = !call.outputs.is_empty() || !call.locals.is_empty();
    (!entered_again && call.catch.is_empty() && !(reads && tries_again(call))).then(|| name.clone())
}

fn tries_again(call: &Call) -> bool {
    call.retry.iter().any(|retry| retry.errors.iter().any(|error| FAILED_EXPRESSION.contains(error)))
}

/// Makes a request depend on the input; false where nothing in it is known only when running.
fn guard(call: &mut Call) -> bool {
    // The name of the job is what the eye looks for.
    let named = match &mut call.request {
        Value::Object(entries) => entries
            .iter_mut()
            .find(|(key, value)| key.ends_with("Name") && reads_run(value))
            .is_some_and(|(_, name)| guard_first(name)),
        _ => false,
    };
    let guarded = named || guard_first(&mut call.request);
    if guarded && tries_again(call) {
        // The first rule that names an error counts: no second attempt makes an input right.
        let never = Retry {
            errors: vec!["States.QueryEvaluationError"],
            interval: 1,
            attempts: 0,
            backoff: 1.0,
            ceiling: 2,
            jitter: false,
        };
        call.retry.insert(0, never);
    }
    guarded
}

fn guard_first(value: &mut Value) -> bool {
    match value {
        Value::Run | Value::Param(_) => {
            let wrong = Value::Function("error", vec![Value::text("a parameter is wrong")]);
            let right = std::mem::replace(value, Value::Run);
            *value = Value::If(Box::new(Value::WrongInput), Box::new(wrong), Box::new(right));
            true
        }
        Value::List(items) | Value::Concat(items) => items.iter_mut().any(guard_first),
        Value::Object(entries) => entries.iter_mut().any(|(_, value)| guard_first(value)),
        _ => false,
    }
}

fn reads_run(value: &Value) -> bool {
    let mut found = false;
    value.each(&mut |value| found |= *value == Value::Run);
    found
}

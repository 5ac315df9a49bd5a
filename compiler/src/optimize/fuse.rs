//! State fusion: variables that a step only sets are set by the choice behind it, or together with those behind it. A step that
//! does nothing else is one transition more each time.

use super::Pass;
use crate::ir::{Action, Next, Rule, Stage, Step, Value};

pub(super) const PASS: Pass = Pass {
    name: "fuse",
    about: "variables are set where it is decided how to go on, without a state before it",
    on: true,
    run: |pipeline| pipeline.stages.values_mut().for_each(stage),
};

fn stage(stage: &mut Stage) {
    // Each fusion takes a step away from the way, so there are no more of them than steps.
    for _ in 0..stage.steps.len() {
        let Some((index, fused)) = stage.steps.iter().enumerate().find_map(|(index, step)| {
            let Action::Set { locals, next: Next::Step(suffix) } = &step.action else { return None };
            let behind = stage.steps.iter().find(|step| step.suffix == *suffix)?;
            Some((index, fused(&stage.name, locals, &behind.action)?))
        }) else {
            return;
        };
        if let Some(step) = stage.steps.get_mut(index) {
            step.action = fused;
        }
        drop_unreached(&mut stage.steps);
    }
}

/// What sets some variables and then does what stands behind; none where that takes a state of its own.
fn fused(stage: &str, set: &[(&'static str, Value)], behind: &Action) -> Option<Action> {
    // What stands behind reads what is set now; a state reads what was there before it.
    let is_set = |value: &Value| match value {
        Value::Local(of, name) if of == stage => {
            set.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        }
        _ => None,
    };
    let seen = |value: &Value| value.map(&is_set).map(&sum);
    let next = |next: &Next| match next {
        Next::Fail(cause) => Next::Fail(seen(cause)),
        Next::FailAs(error, cause) => Next::FailAs(error.clone(), seen(cause)),
        other => other.clone(),
    };
    let all = |later: &[(&'static str, Value)]| {
        let kept = set.iter().filter(|(name, _)| later.iter().all(|(other, _)| other != name)).cloned();
        kept.chain(later.iter().map(|(name, value)| (*name, seen(value)))).collect()
    };
    match behind {
        Action::Set { locals, next: to } => Some(Action::Set { locals: all(locals), next: next(to) }),
        Action::Choose { locals, rules, default } => {
            let rule = |rule: &Rule| Rule { condition: seen(&rule.condition), next: next(&rule.next) };
            let rules = rules.iter().map(rule).collect();
            Some(Action::Choose { locals: all(locals), rules, default: next(default) })
        }
        Action::Call(_) | Action::Wait { .. } => None,
    }
}

/// A count that begins where it is known.
fn sum(value: &Value) -> Option<Value> {
    let Value::Binary("+", left, right) = value else { return None };
    let (Value::Json(left), Value::Json(right)) = (left.as_ref(), right.as_ref()) else { return None };
    Some(Value::number(left.as_u64()?.checked_add(right.as_u64()?)?))
}

/// Steps that nothing leads to any more are gone.
fn drop_unreached(steps: &mut Vec<Step>) {
    let first = steps.first().map(|step| step.suffix.clone());
    let reached: Vec<String> = steps
        .iter()
        .flat_map(|step| step.action.nexts())
        .filter_map(|next| match next {
            Next::Step(suffix) => Some(suffix.clone()),
            _ => None,
        })
        .chain(first)
        .collect();
    steps.retain(|step| reached.contains(&step.suffix));
}

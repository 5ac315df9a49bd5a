//! Cheap polling: a look that fails while the job still runs, and is tried again. A round is one transition, not the
//! three of Wait, Describe and Choice.
//!
//! It looks when and as often as the three do: what waits before the first look still does, as a service may not have
//! heard yet of what it was asked for. Only what a look is tried again for another reason counts over all rounds.
//!
//! It rests on a failure in `Output` being retried like a failure of the call, which is known from others' measurements and
//! not from the service's guide, so it runs only when asked for.

use super::Pass;
use crate::ir::{Action, Call, Catch, Next, Retry, Rule, Stage, Step, Value};

pub(super) const PASS: Pass = Pass {
    name: "cheap-poll",
    about: "a look at a running job is one transition, not three",
    on: false,
    run: |pipeline| pipeline.stages.values_mut().for_each(stage),
};

/// What Step Functions raises for an expression that fails.
const NOT_YET: &str = "States.QueryEvaluationError";

fn stage(stage: &mut Stage) {
    while let Some(found) = find(stage) {
        rewrite(stage, found);
    }
}

/// A loop of three steps.
struct Found {
    wait: usize,
    look: usize,
    check: usize,
    seconds: u64,
    rounds: u64,
}

fn find(stage: &Stage) -> Option<Found> {
    let place = |next: &Next| match next {
        Next::Step(suffix) => stage.steps.iter().position(|step| step.suffix == *suffix),
        _ => None,
    };
    stage.steps.iter().enumerate().find_map(|(wait, step)| {
        let Action::Wait { seconds, rounds, next } = &step.action else { return None };
        let look = place(next)?;
        let Action::Call(call) = &stage.steps.get(look)?.action else { return None };
        let check = place(&call.next)?;
        let Action::Choose { rules, default, .. } = &stage.steps.get(check)?.action else { return None };
        let (late, ends): (Vec<&Rule>, Vec<&Rule>) = rules.iter().partition(|rule| is_late(rule));
        let fits = place(default) == Some(wait) && late.len() == 1 && ends.len() > 1 && call.outputs.is_empty();
        fits.then_some(Found { wait, look, check, seconds: *seconds, rounds: *rounds })
    })
}

/// The rule that counts rounds.
fn is_late(rule: &Rule) -> bool {
    matches!(&rule.condition, Value::Binary(">=", left, _) if matches!(left.as_ref(), Value::Local(_, "round")))
}

fn rewrite(stage: &mut Stage, found: Found) {
    let suffix = |index: usize| stage.steps.get(index).map(|step| step.suffix.clone()).unwrap_or_default();
    let wait = suffix(found.wait);
    let Some(Step { action: Action::Choose { rules, default, .. }, .. }) = stage.steps.get_mut(found.check) else {
        return;
    };
    let mut late = None;
    rules.retain(|rule| {
        let counts = is_late(rule);
        if counts {
            late = Some(rule.next.clone());
        }
        !counts
    });
    let over = rules.iter().map(|rule| of_result(&rule.condition));
    let over = over.reduce(|all, one| Value::binary("or", all, one)).unwrap_or_else(|| Value::from(true));
    // One of them holds when the look succeeds.
    if let Some(last) = rules.pop() {
        *default = last.next;
    }
    if let Some(Step { action: Action::Call(call), .. }) = stage.steps.get_mut(found.look) {
        look_until(call, over, late.unwrap_or(Next::Failed), found.seconds, found.rounds);
    }
    let waits_first = stage.steps.iter().any(|step| step.action.nexts().contains(&&Next::Step(wait.clone())));
    if waits_first {
        if let Some(Step { action: Action::Wait { rounds, .. }, .. }) = stage.steps.get_mut(found.wait) {
            *rounds = 1;
        }
    } else {
        stage.steps.remove(found.wait);
    }
    for step in &mut stage.steps {
        if let Action::Call(call) = &mut step.action {
            call.locals.retain(|(name, _)| *name != "round");
        }
    }
}

fn look_until(call: &mut Call, over: Value, late: Next, seconds: u64, rounds: u64) {
    call.until = Some(over);
    let again = Retry {
        errors: vec![NOT_YET],
        interval: seconds,
        attempts: rounds.saturating_sub(1),
        backoff: 1.0,
        ceiling: seconds + 1,
        jitter: false,
    };
    call.retry.insert(0, again);
    call.catch.insert(0, Catch { errors: vec![NOT_YET], outputs: Vec::new(), locals: Vec::new(), next: late });
}

/// The condition over the answer itself, where it was over the next state's input.
fn of_result(value: &Value) -> Value {
    value.map(&|value| match value {
        Value::Input(path) => Some(Value::Result(path.clone())),
        Value::Jsonata(text) => Some(Value::Jsonata(text.replace("$states.input", "$states.result"))),
        _ => None,
    })
}

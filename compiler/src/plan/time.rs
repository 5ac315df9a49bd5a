//! How long stages and the whole take.

use crate::ir::{Action, Call, For, Next, Node, Pipeline, Retry, Stage};
use crate::target::asl::verify::longest;
use crate::vocab::spot;

/// Which side of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The one with less.
    Least,
    /// The one with more.
    Most,
}

impl Side {
    /// Of two.
    pub fn of<T: PartialOrd>(self, left: T, right: T) -> T {
        if (left <= right) == (self == Self::Least) { left } else { right }
    }
}

/// How many items are assumed: as many as run side by side.
pub fn assumed_items(concurrency: u64, most: Option<u64>) -> u64 {
    most.map_or(concurrency, |most| most.min(concurrency)).max(1)
}

/// From start to end of nodes in their order, where a stage takes `of` and the items of a `for` come in `rounds`.
pub fn makespan(
    pipeline: &Pipeline,
    nodes: &[Node],
    side: Side,
    rounds: &dyn Fn(&For) -> u64,
    of: &dyn Fn(&Stage) -> u64,
) -> u64 {
    let inside = |nodes: &[Node]| makespan(pipeline, nodes, side, rounds, of);
    let one = |node: &Node| match node {
        Node::Stage(name) => pipeline.stages.get(name).map_or(0, of),
        Node::When(when) => side.of(inside(&when.then), inside(&when.otherwise)),
        Node::For(each) => inside(&each.body).saturating_mul(rounds(each)),
        Node::Parallel(fork) => fork.branches.iter().map(|branch| inside(branch)).max().unwrap_or(0),
    };
    nodes.iter().map(one).fold(0, u64::saturating_add)
}

/// How long a stage can take: every job as long as it may be, every retry, every round of a loop. A call that only asks
/// is over at once, and so is one that is refused.
pub fn worst(stage: &Stage) -> u64 {
    let call = |suffix: &str| {
        stage.steps.iter().find_map(|step| match &step.action {
            Action::Call(call) if step.suffix == suffix => Some(call.as_ref()),
            _ => None,
        })
    };
    let walked = match (call(""), call("on_demand")) {
        // Attempts on spot machines share the time that is left; then one job on demand is given machines in the end.
        (Some(attempts), Some(on_demand)) => {
            let pauses = spot::MORE_ON_DEMAND.saturating_mul(spot::PAUSE);
            attempts.timeout.saturating_add(on_demand.timeout).saturating_add(pauses)
        }
        _ => walk(stage),
    };
    walked.max(stage.expected)
}

fn walk(stage: &Stage) -> u64 {
    let place = |next: &Next| match next {
        Next::Step(suffix) => stage.steps.iter().position(|step| step.suffix == *suffix),
        Next::Done | Next::Fail(_) | Next::FailAs(..) | Next::Failed => None,
    };
    let mut targets = Vec::with_capacity(stage.steps.len());
    let mut costs = Vec::with_capacity(stage.steps.len());
    let mut rounds = Vec::with_capacity(stage.steps.len());
    for step in &stage.steps {
        let (next, cost, round): (Vec<&Next>, u64, Option<u64>) = match &step.action {
            Action::Call(call) => {
                let next = call.catch.iter().map(|catch| &catch.next).chain([&call.next]).collect();
                (next, call_seconds(stage, call), None)
            }
            Action::Choose { rules, default, .. } => {
                (rules.iter().map(|rule| &rule.next).chain([default]).collect(), 0, None)
            }
            Action::Set { next, .. } => (vec![next], 0, None),
            Action::Wait { seconds, rounds, next } => (vec![next], *seconds, Some(*rounds)),
        };
        targets.push(next.into_iter().filter_map(place).collect::<Vec<usize>>());
        costs.push(cost);
        rounds.push(round);
    }
    longest(&targets, &costs, &rounds, 0).total
}

/// Whether a call lasts until a job has ended, somebody has answered, or a function has returned.
fn lasts(stage: &Stage, call: &Call) -> bool {
    call.integration.contains(".sync") || call.integration.ends_with(".waitForTaskToken") || stage.kind == "call"
}

fn call_seconds(stage: &Stage, call: &Call) -> u64 {
    let attempt = if lasts(stage, call) { call.timeout } else { 0 };
    call.retry.iter().fold(attempt, |seconds, retry| {
        let attempts = if reruns(retry) { attempt.saturating_mul(retry.attempts) } else { 0 };
        seconds.saturating_add(waits(retry)).saturating_add(attempts)
    })
}

/// Whether what is tried again had begun already: other errors refuse a call.
pub fn reruns(retry: &Retry) -> bool {
    retry.errors.iter().any(|error| matches!(*error, "States.ALL" | "States.TaskFailed" | "States.Timeout"))
}

/// Seconds between the attempts, none shortened by chance.
fn waits(retry: &Retry) -> u64 {
    let mut total: u64 = 0;
    let mut wait = retry.interval;
    for attempt in 0..retry.attempts {
        wait = wait.min(retry.ceiling);
        if wait == retry.ceiling {
            return total.saturating_add(wait.saturating_mul(retry.attempts - attempt));
        }
        total = total.saturating_add(wait);
        wait = scaled(wait, retry.backoff);
    }
    total
}

/// Rounded up.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "seconds")]
pub fn scaled(seconds: u64, factor: f64) -> u64 {
    (seconds as f64 * factor).ceil() as u64
}

//! `train` on spot machines with a deadline: attempts one after another, and at the last safe moment an on-demand job that
//! goes on from the checkpoints.
//!
//! The last safe moment is the deadline less the longest run and a reserve: whatever the attempts have reached, a whole run
//! on demand still fits. Every attempt is bounded by the time until then, so no attempt has to be stopped from outside.
//! What decides is one `Choice` over `left` and `attempt`; another policy would only replace that.

use super::calls::{JOB_RESERVE, call, step, to};
use super::train::{Attempt, built_in, request};
use crate::check::program::Block;
use crate::check::value::Value as Checked;
use crate::ir::{Action, Call, Catch, Next, Rule, Step, Value};
use crate::lower::context::Context;
use crate::vocab::spot;

/// Errors after which a job's end has to be looked at: the job failed, or was not given machines.
const LOST: [&str; 2] = ["SageMaker.ResourceLimitExceededException", "States.TaskFailed"];

/// What the file says.
pub struct Ladder {
    /// Seconds from the stage's start in which it should be done.
    pub deadline: u64,
    /// Seconds of the longest run.
    pub timeout: u64,
    attempts: u64,
    reserve: u64,
}

impl Ladder {
    /// Of a stage with a deadline.
    pub fn of(block: &Block) -> Option<Self> {
        let record = block.get("spot")?;
        let deadline = record.get("deadline").and_then(Checked::seconds)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the checker allows 1 to 100")]
        let attempts = record.get("attempts").and_then(Checked::number).map_or(spot::ATTEMPTS, |number| number as u64);
        let reserve = record.get("reserve").and_then(Checked::seconds).unwrap_or(spot::RESERVE);
        let resumes = built_in(block).is_none_or(|algorithm| algorithm.checkpoints);
        let timeout = block.seconds("timeout").unwrap_or_else(|| spot::longest_run(deadline, reserve, resumes));
        Some(Self { deadline, timeout, attempts, reserve })
    }

    /// Seconds before the deadline that belong to the job on demand.
    fn kept(&self) -> u64 {
        self.timeout + self.reserve
    }
}

/// The loop. `outputs` are those of a job that is done.
pub fn steps(cx: &Context, block: &Block, ladder: &Ladder, outputs: &[(String, Value)]) -> Vec<Step> {
    let local = |name: &'static str| Value::Local(block.name.text.clone(), name);
    let now = || Value::Function("millis", Vec::new());

    let one_more = |name: &'static str| (name, Value::binary("+", local(name), Value::number(1)));
    let start = vec![
        ("deadline", Value::binary("+", now(), Value::number(ladder.deadline * 1_000))),
        ("attempt", Value::number(0)),
        ("late", Value::number(0)),
    ];
    let seconds = Value::binary("/", Value::binary("-", local("deadline"), now()), Value::number(1_000));
    let plan = vec![
        one_more("attempt"),
        ("left", Value::binary("-", Value::Function("floor", vec![seconds]), Value::number(ladder.kept()))),
    ];
    let decide = Rule {
        condition: Value::binary(
            "and",
            Value::binary("<=", local("attempt"), Value::number(ladder.attempts)),
            Value::binary(">=", local("left"), Value::number(spot::LEAST)),
        ),
        next: to(""),
    };

    vec![
        Step { suffix: "start".into(), action: Action::Set { locals: start, next: to("plan") } },
        Step { suffix: "plan".into(), action: Action::Set { locals: plan, next: to("decide") } },
        Step {
            suffix: "decide".into(),
            action: Action::Choose { locals: Vec::new(), rules: vec![decide], default: to("on_demand") },
        },
        step("", on_spot(cx, block, ladder, outputs)),
        Step { suffix: "ended".into(), action: ended() },
        Step { suffix: "lost".into(), action: lost() },
        Step {
            suffix: "wait".into(),
            action: Action::Wait { seconds: spot::PAUSE, rounds: ladder.attempts, next: to("plan") },
        },
        step("on_demand", on_demand(cx, block, ladder, outputs)),
        Step { suffix: "late".into(), action: late(local("late")) },
        Step {
            suffix: "again".into(),
            action: Action::Wait { seconds: spot::PAUSE, rounds: spot::MORE_ON_DEMAND, next: to("count") },
        },
        Step {
            suffix: "count".into(),
            action: Action::Set { locals: vec![one_more("attempt"), one_more("late")], next: to("on_demand") },
        },
    ]
}

fn on_spot(cx: &Context, block: &Block, ladder: &Ladder, outputs: &[(String, Value)]) -> Call {
    let local = || Value::Local(block.name.text.clone(), "left");
    let least = |values: Vec<Value>| Value::Function("min", vec![Value::List(values)]);
    let resumes = built_in(block).is_none_or(|algorithm| algorithm.checkpoints);
    let hour = Value::number(spot::LONGEST_WITHOUT_CHECKPOINTS);
    let left = || if resumes { local() } else { least(vec![local(), hour.clone()]) };
    let run = least(vec![local(), Value::number(ladder.timeout)]);
    let mut call = call(
        cx,
        block,
        "sagemaker:createTrainingJob.sync",
        request(cx, block, &Attempt { name: name(cx, block), run, wait: Some(left()) }),
    );
    call.timeout = ladder.deadline.saturating_sub(ladder.kept()) + JOB_RESERVE;
    // What a job is lost to is judged below, and waiting for capacity has to end with the time that is left.
    call.retry.retain(|retry| retry.errors.iter().all(|error| !LOST.contains(error) && *error != "States.Timeout"));
    call.catch = vec![Catch { errors: LOST.to_vec(), outputs: Vec::new(), locals: Vec::new(), next: to("lost") }];
    // A job that was stopped has none of this; whether it ends the task as done is not documented.
    let done = || Box::new(Value::binary("=", Value::Result("TrainingJobStatus".into()), Value::text("Completed")));
    let none = || Box::new(Value::Json(serde_json::Value::Null));
    call.outputs = outputs
        .iter()
        .map(|(field, value)| (field.clone(), Value::If(done(), Box::new(value.clone()), none())))
        .collect();
    call.next = to("ended");
    call
}

fn on_demand(cx: &Context, block: &Block, ladder: &Ladder, outputs: &[(String, Value)]) -> Call {
    let attempt = Attempt { name: name(cx, block), run: Value::number(ladder.timeout), wait: None };
    let mut call = call(cx, block, "sagemaker:createTrainingJob.sync", request(cx, block, &attempt));
    call.timeout = ladder.timeout + JOB_RESERVE;
    call.catch = vec![Catch { errors: LOST.to_vec(), outputs: Vec::new(), locals: Vec::new(), next: to("late") }];
    call.outputs = outputs.to_vec();
    call
}

fn name(cx: &Context, block: &Block) -> Value {
    cx.attempt_name(block, Value::Local(block.name.text.clone(), "attempt"))
}

/// After a task that is done: the description of the job is the input.
fn ended() -> Action {
    let input = |member: &str| Value::Input(member.to_owned());
    let words = spot::LOST_STATUSES.iter().map(|word| Value::text(*word)).collect();
    let again = Value::binary("in", input("SecondaryStatus"), Value::List(words));
    Action::Choose {
        locals: Vec::new(),
        rules: vec![
            Rule {
                condition: Value::binary("=", input("TrainingJobStatus"), Value::text("Completed")),
                next: Next::Done,
            },
            Rule { condition: again, next: to("wait") },
        ],
        default: Next::Fail(Value::concat([
            Value::text("the training job ended as "),
            input("TrainingJobStatus"),
            Value::text(", "),
            input("SecondaryStatus"),
        ])),
    }
}

/// Whether the description of a failed job, which is the cause as text, has a member that begins with one of the words.
fn says(member: &str, words: &[&str]) -> Value {
    Value::Jsonata(format!(
        "$exists($states.input.failure.Cause[$contains($, /\"{member}\"\\s*:\\s*\"({})/)])",
        words.join("|")
    ))
}

/// After an attempt that failed.
fn lost() -> Action {
    let refused = Value::binary("=", Value::Input("failure.Error".into()), Value::text(LOST[0]));
    let stopped = says("SecondaryStatus", spot::LOST_STATUSES);
    let failed = says("FailureReason", spot::LOST_REASONS);
    let rules = [refused, stopped, failed].map(|condition| Rule { condition, next: to("wait") });
    Action::Choose { locals: Vec::new(), rules: rules.into(), default: Next::Failed }
}

/// After a job on demand that failed: without machines it is tried again, a few times.
fn late(times: Value) -> Action {
    let few = Value::binary("<", times, Value::number(spot::MORE_ON_DEMAND));
    let condition = Value::binary("and", few, says("FailureReason", spot::LOST_REASONS));
    Action::Choose { locals: Vec::new(), rules: vec![Rule { condition, next: to("again") }], default: Next::Failed }
}

//! Managed spot: one job with `max_wait`, or attempts until a `deadline`.

use crate::check::program::{Block, Program};
use crate::check::value::Value;
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::spot::{LEAST, LONGEST_WITHOUT_CHECKPOINTS, MOST_ATTEMPTS, RESERVE, longest_run};
use crate::vocab::units::duration;

use super::algorithms::built_in;
use super::fields::at;
use super::train::DEFAULT_TIMEOUT;

/// Judges the `spot` of every `train` stage.
pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::stages(program, "train") {
        let Some(spot) = block.get("spot").filter(|spot| spot.entries().next().is_some() || !block.broken) else {
            continue;
        };
        form(spot, sink);
        if spot.get("max_wait").is_some() && spot.get("deadline").is_some() {
            continue;
        }
        wait(block, sink);
        deadline(block, spot, sink);
        hour(block, spot, sink);
    }
}

/// Exactly one of `max_wait` and `deadline`, and what belongs to a deadline only beside one.
fn form(spot: &Value, sink: &mut Sink) {
    let key = |name: &str| spot.entries().find(|(key, ..)| *key == name).map(|(_, span, _)| span);
    match (key("max_wait"), key("deadline")) {
        (Some(wait), Some(deadline)) => sink.push(
            at(
                codes::EXCLUSIVE_FIELDS,
                wait,
                "`max_wait` and `deadline` exclude each other".into(),
                "bounds one job, which fails then",
            )
            .also(deadline, "ends in a run on demand")
            .help("keep `deadline` where the model has to be there by then"),
        ),
        (None, None) if !matches!(spot.kind, crate::check::value::ValueKind::Unknown) => sink.push(
            at(
                codes::MISSING_FIELDS,
                spot.blame(),
                "`spot` lacks `max_wait` or `deadline`".into(),
                "how long may it take?",
            )
            .help(
                "`max_wait = 12h` gives one job that long and fails then; `deadline = 12h` ends in a run on demand in time",
            ),
        ),
        (Some(_), None) => {
            for name in ["attempts", "reserve"] {
                if let Some(span) = key(name) {
                    let title = format!("`{name}` is for a `deadline`, and this is `max_wait`");
                    sink.push(
                        at(codes::NOT_ALLOWED, span, title, "says nothing here")
                            .help("one job waits until `max_wait`, and SageMaker restarts it by itself"),
                    );
                }
            }
        }
        _ => {}
    }
}

/// The deadline leaves room for the longest run, the reserve and an attempt.
fn deadline(block: &Block, spot: &Value, sink: &mut Sink) {
    if let Some(attempts) = spot.get("attempts")
        && let Some(number) = attempts.number()
        && !(1.0..=MOST_ATTEMPTS as f64).contains(&number)
    {
        let title = format!("`attempts` is {number}, and 1 to {MOST_ATTEMPTS} are possible");
        sink.push(at(codes::OUT_OF_RANGE, attempts.blame(), title, "every attempt writes history"));
    }
    let Some((value, seconds)) = spot.get("deadline").and_then(|value| Some((value, value.seconds()?))) else { return };
    let set = block.get("timeout");
    let reserve = spot.get("reserve").map_or(Some(RESERVE), Value::seconds);
    let Some(reserve) = reserve.filter(|_| set.is_some() || !block.broken) else { return };
    let has_checkpoints = built_in(block).is_none_or(|algorithm| algorithm.checkpoints);
    // Without a `timeout`, the run on demand gets as much as the attempts.
    let longest = || Some(longest_run(seconds, reserve, has_checkpoints).max(LEAST));
    let Some(timeout) = set.map_or_else(longest, Value::seconds) else { return };
    let needed = timeout + reserve + LEAST;
    if seconds >= needed {
        return;
    }
    let title = format!("a `deadline` of {} leaves no time for an attempt on spot capacity", duration(seconds));
    let mut found = at(codes::SPOT_WAIT, value.blame(), title, format!("at least {} are needed", duration(needed)));
    found = match set {
        Some(set) => found.also(set.blame(), "the longest run, kept free for a machine on demand"),
        None => found.also(block.header, "no `timeout` is set, so half of the time is kept for a machine on demand"),
    };
    found = found.note(format!(
        "longest run {}, reserve {}, shortest attempt {}",
        duration(timeout),
        duration(reserve),
        duration(LEAST)
    ));
    if value.via.is_none() {
        found = found.fix(format!("wait {}", duration(needed)), value.span, duration(needed), Applicability::Maybe);
    }
    sink.push(match set {
        Some(_) => found.help("lower `timeout` to the longest run that you expect, or train on demand"),
        None => found.help("set `timeout` to the longest run that you expect"),
    });
}

/// Without checkpoints a job begins anew after an interruption, so the service lets it wait an hour only.
fn hour(block: &Block, spot: &Value, sink: &mut Sink) {
    let Some(algorithm) = built_in(block).filter(|algorithm| !algorithm.checkpoints) else { return };
    let (value, seconds) = match (spot.get("max_wait"), block.get("timeout")) {
        (Some(wait), _) => (wait, wait.seconds()),
        (None, Some(timeout)) if spot.get("deadline").is_some() => (timeout, timeout.seconds()),
        _ => return,
    };
    if seconds.is_none_or(|seconds| seconds <= LONGEST_WITHOUT_CHECKPOINTS) {
        return;
    }
    let title = format!("`{}` saves no checkpoints, so a job on spot capacity has an hour at most", algorithm.keyword);
    sink.push(
        at(codes::SPOT_WAIT, value.blame(), title, "longer than an hour")
            .also(block.place("algorithm"), "begins anew after an interruption")
            .note("source: SageMaker developer guide (awsdocs, 2023-06-15), model-checkpoints.md")
            .help("lower it to `1h`, or train on demand"),
    );
}

fn wait(block: &Block, sink: &mut Sink) {
    let Some(wait) = block.get("spot").and_then(|spot| spot.get("max_wait")) else { return };
    let Some(seconds) = wait.seconds() else { return };
    let set = block.get("timeout");
    let Some(timeout) = set.map_or(Some(DEFAULT_TIMEOUT), Value::seconds) else { return };
    if seconds >= timeout || (set.is_none() && block.broken) {
        return;
    }
    let (wait_text, timeout_text) = (duration(seconds), duration(timeout));
    let title = format!("`max_wait` is {wait_text}, less than the {timeout_text} that the job may run");
    let mut found = Diagnostic::new(codes::SPOT_WAIT, wait.blame(), title).label("waiting and running, together").note(
        "`MaxWaitTimeInSeconds` has to be at least `MaxRuntimeInSeconds` (SageMaker API reference, StoppingCondition)",
    );
    found = match set {
        Some(set) => found.also(set.blame(), "running alone"),
        None => found.also(block.header, format!("no `timeout` is set, so the job may run {timeout_text}")),
    };
    if wait.via.is_none() {
        let title = format!("wait {timeout_text}");
        found = found.fix(title, wait.span, &timeout_text, Applicability::Maybe);
    }
    match set {
        Some(set) if set.via.is_none() => {
            found = found.fix(format!("run {wait_text} at most"), set.span, &wait_text, Applicability::Maybe);
        }
        None => {
            if let Some(field) = block.fields.get("spot") {
                let text = format!("timeout = {wait_text}\n  ");
                found = found.fix("set `timeout`", field.name.before(), text, Applicability::Maybe);
            }
        }
        Some(_) => {}
    }
    sink.push(found.help("`max_wait` is at least `timeout`"));
}

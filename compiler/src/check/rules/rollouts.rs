//! Roll-outs: sizes of steps, waits, alarms, and that the stage waits long enough to see the end.
//!
//! Source: SageMaker API reference, BlueGreenUpdatePolicy, TrafficRoutingConfig, CapacitySize, AutoRollbackConfig; the
//! API model for the numbers (botocore 1.44.5, 2026-11).

use super::fields::at;
use super::words::with_origin;
use crate::check::program::{Block, Program};
use crate::check::rollout;
use crate::check::value::{Value, ValueKind};
use crate::diag::{Applicability, Sink, codes};
use crate::vocab::facts::limits;
use crate::vocab::units::duration;

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::stages(program, "deploy") {
        let Some(value) = block.get("rollout") else { continue };
        let ValueKind::Call(form, _) = &value.kind else { continue };
        share(value, form, sink);
        waits(value, sink);
        alarms(value, sink);
        limit(block, value, sink);
        patience(block, value, sink);
    }
}

fn share(value: &Value, form: &str, sink: &mut Sink) {
    let least = if form == "linear" { 10.0 } else { 1.0 };
    let Some(share) = value.get("share") else { return };
    let Some(percent) = share.number() else { return };
    if (least..=50.0).contains(&percent) && percent.fract() == 0.0 {
        return;
    }
    let title = format!("a {form} step is a whole percentage from {least}% to 50%, not {percent}%");
    let mut found = at(codes::OUT_OF_RANGE, share.blame(), title, "out of range");
    if percent > 50.0 {
        found = found.help("`all_at_once(...)` brings all machines in together");
    }
    sink.push(with_origin(found, share));
}

fn waits(value: &Value, sink: &mut Sink) {
    for field in ["wait", "keep"] {
        let Some(set) = value.get(field) else { continue };
        let Some(seconds) = set.seconds().filter(|seconds| *seconds > limits::CANARY_WAIT_SECONDS) else { continue };
        let title =
            format!("`{field}` is at most {}, not {}", duration(limits::CANARY_WAIT_SECONDS), duration(seconds));
        sink.push(with_origin(at(codes::OUT_OF_RANGE, set.blame(), title, "too long"), set));
    }
}

fn alarms(value: &Value, sink: &mut Sink) {
    let Some(alarms) = value.get("rollback_on") else { return };
    if let Some(first) = alarms.items().get(limits::ROLLBACK_ALARMS) {
        let count = alarms.items().len();
        let title = format!("{count} alarms, and a roll-out looks at {} at most", limits::ROLLBACK_ALARMS);
        sink.push(at(codes::TOO_MANY, first.blame(), title, "the first one too many"));
    }
    for alarm in alarms.items() {
        let Some(name) = alarm.text() else { continue };
        if name.trim().is_empty() || name.chars().count() > 255 {
            let title = "the name of an alarm has 1 to 255 characters".to_owned();
            sink.push(with_origin(at(codes::BAD_NAME, alarm.blame(), title, "not a name"), alarm));
        }
    }
}

fn limit(block: &Block, value: &Value, sink: &mut Sink) {
    let Some(limit) = value.get("timeout") else { return };
    let Some(seconds) = limit.seconds() else { return };
    let (least, most) = (limits::ENDPOINT_UPDATE_SECONDS_MIN, limits::ENDPOINT_UPDATE_SECONDS_MAX);
    let own = rollout::seconds(block);
    if !(least..=most).contains(&seconds) {
        let title = format!(
            "`timeout` of a roll-out is from {} to {}, not {}",
            duration(least),
            duration(most),
            duration(seconds)
        );
        sink.push(with_origin(at(codes::OUT_OF_RANGE, limit.blame(), title, "out of range"), limit));
    } else if seconds <= own {
        let title =
            format!("the roll-out waits {} by itself, and goes back after {}", duration(own), duration(seconds));
        sink.push(with_origin(at(codes::OUT_OF_RANGE, limit.blame(), title, "too short to ever succeed"), limit));
    }
}

/// The stage has to be there when the roll-out ends.
fn patience(block: &Block, value: &Value, sink: &mut Sink) {
    let Some(timeout) = block.get("timeout") else { return };
    let Some(seconds) = timeout.seconds() else { return };
    let own = rollout::seconds(block).max(value.get("timeout").and_then(Value::seconds).unwrap_or(0));
    if own == 0 || seconds > own {
        return;
    }
    let title = format!("the roll-out may take {}, and the stage waits for {}", duration(own), duration(seconds));
    let enough = duration(own.saturating_add(3_600));
    let mut found =
        at(codes::OUT_OF_RANGE, timeout.blame(), title, "not long enough").also(value.blame(), "the roll-out");
    if timeout.via.is_none() {
        found = found.fix(format!("write `{enough}`"), timeout.span, enough, Applicability::Maybe);
    }
    sink.push(with_origin(found, timeout));
}

//! `monitor`: the endpoint records requests, and the interval is one that the service takes.

use crate::check::program::{Block, Program};
use crate::check::value::ValueKind;
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::units::duration;

use super::words::with_origin;

/// Hours between two checks that the service takes: they divide a day.
const HOURS: &[u64] = &[1, 2, 3, 4, 6, 8, 12, 24];

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::stages(program, "monitor") {
        capture(program, block, sink);
        interval(block, sink);
    }
}

fn capture(program: &Program, block: &Block, sink: &mut Sink) {
    let Some(value) = block.get("endpoint") else { return };
    let ValueKind::Stage(name) = &value.kind else { return };
    let Some(deploy) = program.stages.get(name).filter(|deploy| deploy.get("capture").is_none()) else { return };
    let mut found = Diagnostic::new(
        codes::MISSING_CAPTURE,
        value.blame(),
        format!("`{name}` records no requests, so there is nothing to watch"),
    )
    .label("watched here")
    .also(deploy.header, "has no `capture`")
    .help(format!("set `capture = 20%` in `{name}`"));
    if let Some(field) = deploy.fields.values().next() {
        found =
            found.fix("record a part of the requests", field.name.before(), "capture = 20%\n  ", Applicability::Maybe);
    }
    sink.push(found);
}

fn interval(block: &Block, sink: &mut Sink) {
    let set = block.get("every");
    let Some(every) = set.map_or(Some(3_600), |value| value.seconds()) else { return };
    if let Some(value) = set
        && !(every % 3_600 == 0 && HOURS.contains(&(every / 3_600)))
    {
        let mut found = Diagnostic::new(
            codes::OUT_OF_RANGE,
            value.blame(),
            format!("`every` cannot be {}: checks run every whole number of hours that divides a day", duration(every)),
        )
        .label("not such a number")
        .help("it can be 1h, 2h, 3h, 4h, 6h, 8h, 12h or 24h")
        .note("source: SageMaker developer guide, cron expressions of monitoring schedules (2026-11)");
        if value.via.is_none() {
            let below = HOURS.iter().rev().find(|hours| **hours * 3_600 <= every);
            let above = HOURS.iter().find(|hours| **hours * 3_600 >= every);
            for hours in [above, below].into_iter().flatten() {
                found = found.fix(format!("write `{hours}h`"), value.span, format!("{hours}h"), Applicability::Maybe);
            }
        }
        sink.push(with_origin(found, value));
        return;
    }
    let Some(timeout) = block.get("timeout") else { return };
    let Some(seconds) = timeout.seconds() else { return };
    if seconds > every {
        let found = Diagnostic::new(
            codes::OUT_OF_RANGE,
            timeout.blame(),
            format!("a check may run {}, and the next one starts after {}", duration(seconds), duration(every)),
        )
        .label("longer than the interval");
        let found = match set {
            Some(set) => found.also(set.blame(), "the interval"),
            None => found.also(block.header, "no `every` is set, so a check runs every hour"),
        };
        sink.push(found.help("lower `timeout`, or raise `every`"));
    }
}

//! Every look of a wait writes history events, of which an execution may have 25,000.

use crate::check::program::Block;
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::facts::limits;
use crate::vocab::units::duration;

/// History events that one wait may write; the rest is for the other stages.
const WAIT_EVENTS: u64 = 20_000;

/// `often` is the field that says how often to look; the defaults are in seconds.
pub fn check(block: &Block, often: &str, every: u64, timeout: u64, sink: &mut Sink) {
    let seconds = |field: &str, default: u64| match block.get(field) {
        Some(value) => value.seconds(),
        None => Some(default),
    };
    let (Some(timeout), Some(poll)) = (seconds("timeout", timeout), seconds(often, every)) else {
        return;
    };
    if poll == 0 || (poll > timeout && timeout > 0) {
        let title = if poll == 0 {
            format!("`{often}` is 0s, and a look needs at least 1s")
        } else {
            format!("`{often}` is {}, longer than the whole wait of {}", duration(poll), duration(timeout))
        };
        let found = Diagnostic::new(codes::OUT_OF_RANGE, block.place(often), title).label("between two looks");
        let found = if poll == 0 || block.get("timeout").is_none() {
            found
        } else {
            found.also(block.place("timeout"), "the whole wait")
        };
        sink.push(found);
        return;
    }
    let each = limits::EVENTS_POLL_ROUND as u64;
    let events = timeout.div_ceil(poll) * each;
    if events <= WAIT_EVENTS {
        return;
    }
    let shortest = (timeout * each).div_ceil(WAIT_EVENTS).div_ceil(30) * 30;
    let title =
        format!("looking every {} for {} writes up to {events} history events", duration(poll), duration(timeout));
    let mut found = Diagnostic::new(codes::TOO_MANY_EVENTS, block.place("timeout"), title)
        .label("waited for this long")
        .note(format!(
            "{} looks of {each} events; an execution fails at {} (Step Functions quotas), and {} stay free for the other stages",
            timeout.div_ceil(poll),
            limits::HISTORY_EVENTS,
            limits::HISTORY_EVENTS as u64 - WAIT_EVENTS
        ))
        .help(format!("set `{often} = {}` or more, or a shorter `timeout`", duration(shortest)));
    match block.get(often) {
        Some(value) => {
            found = found.also(value.blame(), "looked at this often");
            if value.via.is_none() {
                let text = duration(shortest);
                found = found.fix(format!("write `{text}`"), value.span, text, Applicability::Maybe);
            }
        }
        None => {
            if let Some(field) = block.fields.get("timeout") {
                let text = format!("{often} = {}\n  ", duration(shortest));
                found = found.fix("look less often", field.name.before(), text, Applicability::Maybe);
            }
        }
    }
    sink.push(found);
}

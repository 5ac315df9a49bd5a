//! The timeline as text.

use super::{Row, rows};
use crate::sim::clock::Millis;
use crate::sim::machine::{Run, Status};

/// `2h 5min`: a span with up to two units.
pub fn spoken(millis: Millis) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let mut rest = millis.div_ceil(1_000);
    let mut parts = Vec::new();
    for (size, unit) in units {
        if rest >= size {
            parts.push(format!("{}{unit}", rest / size));
            rest %= size;
        }
    }
    parts.truncate(2);
    if parts.is_empty() { "0s".to_owned() } else { parts.join(" ") }
}

/// Start, duration, state and what was unusual; then the totals.
pub fn text(run: &Run) -> String {
    let rows: Vec<[String; 4]> = rows(run).iter().map(cells).collect();
    let head = ["start", "took", "state", ""].map(str::to_owned);
    let width = |column: usize| {
        rows.iter().chain([&head]).filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let (start, took, state) = (width(0), width(1), width(2));
    let mut text = String::new();
    for [a, b, c, d] in [&head].into_iter().chain(&rows) {
        text += format!("{a:>start$}  {b:>took$}  {c:<state$}  {d}").trim_end();
        text.push('\n');
    }
    text.push('\n');
    text += &totals(run);
    text
}

fn cells(row: &Row) -> [String; 4] {
    let mut notes = Vec::new();
    if row.visits > 1 {
        notes.push(format!("{} visits", row.visits));
    }
    match row.retries {
        0 => {}
        1 => notes.push("1 retry".to_owned()),
        retries => notes.push(format!("{retries} retries")),
    }
    if let Some(error) = &row.error {
        notes.push(error.clone());
    } else if row.aborted {
        notes.push("ended from outside".to_owned());
    }
    let state = format!("{}{}", "  ".repeat(row.depth()), row.state);
    [spoken(row.began), spoken(row.took()), state, notes.join(", ")]
}

fn totals(run: &Run) -> String {
    let end = match run.status {
        Status::Succeeded => "succeeded".to_owned(),
        Status::TimedOut => "timed out".to_owned(),
        Status::Failed => {
            let error = run.error.as_ref();
            let name = error.and_then(|error| error.error.as_deref()).unwrap_or_default();
            let cause = error.and_then(|error| error.cause.as_deref()).unwrap_or_default();
            format!("failed with {name}: {cause}")
        }
    };
    let rows = [
        ("end", end),
        ("makespan", spoken(run.duration())),
        ("transitions", run.transitions.to_string()),
        ("events", run.events.len().to_string()),
        ("peak", format!("{} bytes of variables and values in flight", run.peak_bytes)),
    ];
    rows.iter().map(|(name, value)| format!("{name:<11}  {value}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_at_most_two_units() {
        let spans = [0, 400, 59_000, 3_600_000, 3_725_000, 90_061_000];
        assert_eq!(spans.map(spoken), ["0s", "1s", "59s", "1h", "1h 2min", "1d 1h"]);
    }
}

//! A run as a timeline: rows, text, a picture.

mod svg;
mod text;

use serde::Serialize;

use super::clock::Millis;
use super::machine::{Run, Visit};

pub use svg::svg;
pub use text::{spoken, text};

/// A state and all its visits in one branch: the rounds of a loop are one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its name.
    pub state: String,
    /// Its type.
    pub kind: &'static str,
    /// The branches and iterations around it.
    pub path: String,
    /// Milliseconds from the start of the execution to the first visit.
    pub began: Millis,
    /// The same to the end of the last visit; to the end of the execution where it was still running then.
    pub ended: Millis,
    /// How often it was entered.
    pub visits: u64,
    /// How often it was tried again.
    pub retries: u64,
    /// The error it failed with last.
    pub error: Option<String>,
    /// Whether it was ended from outside.
    pub aborted: bool,
}

impl Row {
    /// Milliseconds between begin and end.
    pub fn took(&self) -> Millis {
        self.ended.saturating_sub(self.began)
    }

    /// How many branches and iterations are around it.
    pub fn depth(&self) -> usize {
        if self.path.is_empty() { 0 } else { self.path.split('/').filter(|part| part.contains('[')).count() }
    }
}

/// A row for every state that was entered, in the order of first visits.
pub fn rows(run: &Run) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for visit in &run.visits {
        match rows.iter_mut().find(|row| row.state == visit.state && row.path == visit.path) {
            Some(row) => again(row, visit, run),
            None => rows.push(row(visit, run)),
        }
    }
    rows
}

fn row(visit: &Visit, run: &Run) -> Row {
    Row {
        state: visit.state.clone(),
        kind: visit.kind,
        path: visit.path.clone(),
        began: visit.entered.saturating_sub(run.started),
        ended: visit.left.unwrap_or(run.ended).saturating_sub(run.started),
        visits: 1,
        retries: visit.retries,
        error: visit.error.as_ref().and_then(|error| error.error.clone()),
        aborted: visit.aborted,
    }
}

fn again(known: &mut Row, visit: &Visit, run: &Run) {
    let new = row(visit, run);
    known.ended = known.ended.max(new.ended);
    known.visits += 1;
    known.retries += new.retries;
    known.error = new.error.or(known.error.take());
    known.aborted |= new.aborted;
}

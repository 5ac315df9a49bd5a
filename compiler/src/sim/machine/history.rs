//! What a run leaves behind: events, visited states, calls, sizes.

use super::error::Error;
use crate::sim::clock::Millis;
use crate::sim::world::{Call, Outcome};
use serde::Serialize;
use serde_json::Value;

/// How an execution ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Well.
    Succeeded,
    /// With an error.
    Failed,
    /// Its time was over.
    TimedOut,
}

/// An event of the history, under the name that Step Functions gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// From 1.
    pub id: u64,
    /// The event before it in the same branch; 0 for the first.
    pub previous: u64,
    /// `TaskStateEntered`, `TaskScheduled`, ...
    pub kind: String,
    /// The state it is about; empty for events of the execution.
    pub state: String,
    /// The branches and iterations around that state.
    pub path: String,
    /// When.
    pub time: Millis,
}

/// A state that was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// Its name.
    pub state: String,
    /// Its type.
    pub kind: &'static str,
    /// The branches and iterations around it.
    pub path: String,
    /// The execution it ran in.
    pub execution: String,
    /// When it was entered.
    pub entered: Millis,
    /// When it was left, by whatever way; none where it was still running at the end.
    pub left: Option<Millis>,
    /// How often it was tried again.
    pub retries: u64,
    /// What it failed with at last, caught or not.
    pub error: Option<Error>,
    /// Whether it ended because something around it did.
    pub aborted: bool,
}

/// A call and how it ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Made {
    /// The call.
    pub call: Call,
    /// How it ended, where it did before its state was left.
    pub outcome: Option<Outcome>,
    /// When it ended or was given up.
    pub ended: Option<Millis>,
    /// Whether it was given up: a timeout, or a failure elsewhere.
    pub aborted: bool,
}

/// A whole run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// How it ended.
    pub status: Status,
    /// What it gave, where it ended well.
    pub output: Option<Value>,
    /// What it failed with.
    pub error: Option<Error>,
    /// When it began.
    pub started: Millis,
    /// When it ended.
    pub ended: Millis,
    /// Billed transitions: every state entered and every new attempt, those of a distributed Map's executions included.
    pub transitions: u64,
    /// The part of them in executions of distributed Maps.
    pub child_transitions: u64,
    /// Executions that distributed Maps started.
    pub child_executions: u64,
    /// The history of the execution itself.
    pub events: Vec<Event>,
    /// The longest history of an execution of a distributed Map.
    pub most_child_events: u64,
    /// States in the order they were entered, everywhere.
    pub visits: Vec<Visit>,
    /// Calls in the order they were made, everywhere.
    pub calls: Vec<Made>,
    /// Bytes of all variables and of the values handed from state to state, at most at one time.
    pub peak_bytes: u64,
    /// Bytes of all variables at most.
    pub peak_variable_bytes: u64,
}

impl Run {
    /// How long it took.
    pub fn duration(&self) -> Millis {
        self.ended.saturating_sub(self.started)
    }

    /// Names of the states in the order they were entered.
    pub fn path(&self) -> Vec<&str> {
        self.visits.iter().map(|visit| visit.state.as_str()).collect()
    }
}

//! Strands: an execution, a branch, an iteration. Each is in one state at a time.

use super::document::{Graph, State};
use super::retry::Attempts;
use crate::sim::clock::Millis;
use crate::sim::world::Outcome;
use serde_json::Value;

/// The flow of control through one graph.
#[derive(Debug)]
pub(super) struct Strand<'a> {
    pub graph: &'a Graph,
    pub scope: usize,
    pub execution: usize,
    /// The group it belongs to and its place there; none for the execution itself.
    pub owner: Option<(usize, usize)>,
    pub path: String,
    /// `Map.Item` of the context.
    pub item: Option<Value>,
    pub at: Option<At<'a>>,
    pub last_event: u64,
    /// Counts what the strand waited for, so that what comes too late is known.
    pub turn: u64,
    pub alive: bool,
}

/// The state a strand is in.
#[derive(Debug)]
pub(super) struct At<'a> {
    pub name: &'a str,
    pub state: &'a State,
    pub input: Value,
    pub bytes: u64,
    pub entered: Millis,
    pub entered_event: u64,
    pub visit: usize,
    pub attempts: Attempts,
    pub token: Option<String>,
    pub call: Option<usize>,
    pub group: Option<usize>,
}

/// What is on the agenda.
#[derive(Debug)]
pub(super) enum Due<'a> {
    /// A strand enters a state.
    Enter { strand: usize, state: &'a str, input: Value },
    /// A state is tried again.
    Again { strand: usize, turn: u64 },
    /// A Wait is over.
    Waited { strand: usize, turn: u64 },
    /// A call ends.
    Answered { call: usize, outcome: Outcome },
    /// A token comes back, or a sign of life of its holder.
    Delivered { token: String, outcome: Outcome },
    /// A state's time is over: for heartbeats, if none has come since.
    TimedOut { call: usize, beats: Option<u64> },
    /// The execution's time is over.
    Over,
}

/// One execution: the main one, or one that a distributed Map started.
#[derive(Debug)]
pub(super) struct Execution {
    pub id: String,
    pub name: String,
    pub input: Value,
    pub started: Millis,
    pub events: u64,
    pub transitions: u64,
    /// The strand of its root graph.
    pub root: usize,
    pub ended: bool,
}

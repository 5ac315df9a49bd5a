//! Loops of a machine that look until something is done.

use std::collections::{BTreeMap, VecDeque};

use indexmap::IndexMap;

use super::edges::{events_of, successors};
use crate::target::asl::emit::states::stage_and_role;
use crate::target::asl::model::{Graph, Retrier, State, Task};
use crate::target::asl::verify::Integration;
use crate::target::asl::verify::limits::attempt;

/// A failure of an expression, which a look raises while it has to be repeated.
const NOT_YET: &str = "States.QueryEvaluationError";

/// One loop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loop {
    /// The state whose rounds are bounded.
    pub state: String,
    /// States of one round.
    pub members: Vec<usize>,
    /// Seconds between two looks.
    pub interval: u64,
    /// Rounds at most.
    pub most: u64,
    /// Transitions of one round.
    pub transitions: u64,
    /// Events of one round.
    pub events: u64,
    /// Whether a way through the states passes one round as it is.
    pub begins_with_wait: Option<usize>,
}

impl Loop {
    /// Rounds that are expected until something is done that takes `seconds`.
    pub fn expected(&self, seconds: u64) -> u64 {
        seconds.div_ceil(self.interval.max(1)).clamp(1, self.most.max(1))
    }

    /// Whose it is.
    pub fn stage(&self) -> &str {
        stage_and_role(&self.state).0
    }
}

/// The loops directly in a graph.
pub fn loops(graph: &Graph, rounds: &IndexMap<String, u64>) -> Vec<Loop> {
    let found = graph.states.iter().enumerate().filter_map(|(index, (name, state))| match state {
        State::Wait(wait) => waiting(graph, index, name, wait.seconds.as_u64()?, *rounds.get(name)?),
        State::Task(task) => retried(graph, index, name, task),
        _ => None,
    });
    found.collect()
}

/// A loop over a `Wait`.
fn waiting(graph: &Graph, wait: usize, name: &str, interval: u64, most: u64) -> Option<Loop> {
    let members = round(graph, wait)?;
    let states = || members.iter().filter_map(|member| graph.states.get_index(*member)).map(|(_, state)| state);
    // What starts jobs is a loop of attempts.
    if !states().all(only_looks) {
        return None;
    }
    let (transitions, events) = (members.len() as u64, states().map(events_of).sum());
    Some(Loop { state: name.to_owned(), members, interval, most, transitions, events, begins_with_wait: Some(wait) })
}

fn only_looks(state: &State) -> bool {
    match state {
        State::Task(task) => Integration::of(&task.resource).is_none_or(|integration| integration.suffix.is_empty()),
        State::Parallel(_) | State::Map(_) => false,
        _ => true,
    }
}

/// The states of the shortest round from a state back to it.
fn round(graph: &Graph, start: usize) -> Option<Vec<usize>> {
    let mut from: BTreeMap<usize, usize> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(at) = open.pop_front() {
        let (_, state) = graph.states.get_index(at)?;
        for next in successors(graph, state) {
            if next == start {
                let mut members = vec![start];
                let mut member = at;
                while member != start {
                    members.push(member);
                    member = from.get(&member).copied()?;
                }
                return Some(members);
            }
            if let std::collections::btree_map::Entry::Vacant(entry) = from.entry(next) {
                entry.insert(at);
                open.push_back(next);
            }
        }
    }
    None
}

/// A look that fails while it has to be repeated, perhaps after a wait.
fn retried(graph: &Graph, index: usize, name: &str, task: &Task) -> Option<Loop> {
    let waits = |state: &State| matches!(state, State::Wait(_)) && successors(graph, state).contains(&index);
    let looks =
        |retrier: &&Retrier| retrier.max_attempts > 0 && retrier.error_equals.iter().any(|error| error == NOT_YET);
    let retrier = task.retry.iter().find(looks)?;
    Some(Loop {
        state: name.to_owned(),
        members: vec![index],
        interval: retrier.interval_seconds,
        most: retrier.max_attempts + 1,
        transitions: 1,
        events: attempt(task),
        begins_with_wait: graph.states.values().position(waits),
    })
}

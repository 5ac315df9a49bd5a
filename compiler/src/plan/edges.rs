//! Where the states of a machine go on while nothing fails, and what each writes.

use crate::target::asl::model::{Catcher, Graph, State, Transition};
use crate::target::asl::verify::limits::attempt;

/// Where a state goes on without a failure. A service that refuses because something is not there, or is there already,
/// is part of what is expected; jobs that fail and times that run out are not.
pub fn successors(graph: &Graph, state: &State) -> Vec<usize> {
    let rules: Vec<&str> = match state {
        State::Choice(choice) => {
            choice.choices.iter().map(|rule| rule.next.as_str()).chain([choice.default.as_str()]).collect()
        }
        _ => Vec::new(),
    };
    let expected = |catch: &&Catcher| !catch.error_equals.iter().any(|error| error.starts_with("States."));
    let caught = state.catch().iter().filter(expected).map(|catch| catch.next.as_str());
    let next = state.transition().and_then(Transition::next);
    rules.into_iter().chain(next).chain(caught).filter_map(|name| graph.states.get_index_of(name)).collect()
}

/// Events of a state that does not fail, without what is inside.
pub fn events_of(state: &State) -> u64 {
    match state {
        State::Task(task) => 2 + attempt(task),
        // Started, and succeeded.
        State::Parallel(_) | State::Map(_) => 4,
        _ => 2,
    }
}

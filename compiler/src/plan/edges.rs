//! Where the states of a machine go on while nothing fails, and what each writes.

use crate::target::asl::model::{Catcher, Graph, State};
use crate::target::asl::verify::limits::attempt;

/// Whether a graph ends here without a failure.
pub fn ends_well(state: &State) -> bool {
    match state {
        State::Task(task) => task.transition.next().is_none(),
        State::Parallel(parallel) => parallel.transition.next().is_none(),
        State::Map(map) => map.transition.next().is_none(),
        State::Pass(pass) => pass.transition.next().is_none(),
        State::Wait(wait) => wait.transition.next().is_none(),
        State::Succeed(_) => true,
        State::Choice(_) | State::Fail(_) => false,
    }
}

/// Where a state goes on without a failure. A service that refuses because something is not there, or is there already,
/// is part of what is expected; jobs that fail and times that run out are not.
pub fn successors(graph: &Graph, state: &State) -> Vec<usize> {
    let caught = |catch: &[Catcher]| -> Vec<String> {
        let expected = |catch: &&Catcher| !catch.error_equals.iter().any(|error| error.starts_with("States."));
        catch.iter().filter(expected).map(|catch| catch.next.clone()).collect()
    };
    let next = |next: Option<&str>, catch: &[Catcher]| -> Vec<String> {
        next.map(str::to_owned).into_iter().chain(caught(catch)).collect()
    };
    let names = match state {
        State::Task(task) => next(task.transition.next(), &task.catch),
        State::Parallel(parallel) => next(parallel.transition.next(), &parallel.catch),
        State::Map(map) => next(map.transition.next(), &map.catch),
        State::Choice(choice) => {
            choice.choices.iter().map(|rule| rule.next.clone()).chain([choice.default.clone()]).collect()
        }
        State::Wait(wait) => next(wait.transition.next(), &[]),
        State::Pass(pass) => next(pass.transition.next(), &[]),
        State::Succeed(_) | State::Fail(_) => Vec::new(),
    };
    names.iter().filter_map(|name| graph.states.get_index_of(name)).collect()
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

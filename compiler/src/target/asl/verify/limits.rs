//! Sizes and counts that Step Functions refuses or dies of.
//!
//! Source: "Step Functions service quotas" (2026-11). Events per state are counted from the history event types.

use super::resource::Integration;
use super::{Finding, Report, Rule, loops};
use crate::base::pointer::Pointer;
use crate::diag::Severity;
use crate::target::asl::model::{Assign, Graph, Retrier, State, StateMachine, Task};
use serde_json::Value;

/// Longest definition, in characters.
pub const DEFINITION: usize = 1_048_576;
/// Largest payload of a state and largest value of one `Assign`, in bytes.
pub const PAYLOAD: usize = 262_144;
/// Most events of one execution's history.
pub const EVENTS: u64 = 25_000;

/// A cycle of states and how often it can turn; the bound itself hides in an expression, so whoever writes it says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoopBound {
    /// A state that every round passes, as a rule the `Wait` of the loop; or a `Map`, bounding its items.
    pub state: String,
    /// Rounds at most, each time the loop is entered.
    pub rounds: u64,
}

/// How long the history of one execution can grow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// Events at most, retries and loops at their worst.
    pub events: u64,
    /// The state (or the bounded loop's first state) with the most events, and how many.
    pub heaviest: Option<(String, u64)>,
    /// Loops and maps without a bound, by the name of a state; they are counted once.
    pub unbounded: Vec<String>,
}

pub(super) fn check(machine: &StateMachine, report: &mut Report<'_>) {
    let length = serde_json::to_string(machine).map_or(0, |text| text.chars().count());
    if length > DEFINITION {
        let message = format!("the definition has {length} characters; {DEFINITION} are allowed");
        report.error(&Pointer::Root, Rule::DefinitionSize, message);
    }
    super::walk::graphs(machine, &mut |at, graph| {
        for (name, state) in &graph.states {
            payloads(&at.key("States").key(name), state, report);
        }
    });
}

fn payloads(at: &Pointer<'_>, state: &State, report: &mut Report<'_>) {
    let no_assign = Assign::default();
    let (arguments, assign, output) = match state {
        State::Task(task) => (Some(&task.arguments), &task.assign, task.output.as_ref()),
        State::Parallel(parallel) => (None, &parallel.assign, parallel.output.as_ref()),
        State::Map(map) => (map.items.as_ref(), &map.assign, map.output.as_ref()),
        State::Choice(choice) => (None, &choice.assign, choice.output.as_ref()),
        State::Wait(wait) => (None, &wait.assign, None),
        State::Pass(pass) => (None, &pass.assign, pass.output.as_ref()),
        State::Succeed(succeed) => (None, &no_assign, succeed.output.as_ref()),
        State::Fail(_) => (None, &no_assign, None),
    };
    let mut judge = |name: &str, size: usize| {
        if size > PAYLOAD {
            let message = format!("`{name}` has at least {size} bytes before anything runs; {PAYLOAD} are allowed");
            report.error(&at.key(name), Rule::PayloadSize, message);
        }
    };
    judge(if matches!(state, State::Map(_)) { "Items" } else { "Arguments" }, arguments.map_or(0, fixed_size));
    judge("Assign", assign.iter().map(|(name, value)| name.len() + 4 + fixed_size(value)).sum());
    judge("Output", output.map_or(0, fixed_size));
}

/// Bytes of a value's JSON, as far as they are fixed: an expression may give next to nothing.
fn fixed_size(value: &Value) -> usize {
    match value {
        Value::String(text) if text.starts_with("{%") => 1,
        Value::String(text) => text.len() + 2,
        Value::Array(items) => 2 + items.iter().map(|item| fixed_size(item) + 1).sum::<usize>(),
        Value::Object(members) => {
            2 + members.iter().map(|(name, value)| name.len() + 4 + fixed_size(value)).sum::<usize>()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 1,
    }
}

/// How long the history can grow, given the bounds of its loops.
pub fn worst_case_events(machine: &StateMachine, bounds: &[LoopBound]) -> History {
    let mut count = Count { bounds, each: &EVENTS_OF, history: History::default() };
    // Of the execution itself: started, and succeeded, failed or timed out.
    let events = 2_u64.saturating_add(count.graph(&machine.graph));
    History { events, ..count.history }
}

/// How many transitions one execution can be billed, given the bounds of its loops: one each time a state begins, and one
/// for every new attempt. What the executions of distributed maps are billed is not in it.
pub fn worst_case_transitions(machine: &StateMachine, bounds: &[LoopBound]) -> u64 {
    Count { bounds, each: &TRANSITIONS_OF, history: History::default() }.graph(&machine.graph)
}

/// What is counted.
struct Each {
    /// Once for a state that does not fail.
    state: u64,
    /// Once for a state that fails.
    fail: u64,
    /// For each attempt of a task.
    attempt: fn(&Task) -> u64,
    /// For each attempt of a state with states inside, and for each of its items.
    group: u64,
    item: u64,
    /// For the first attempt of a state with states inside.
    first: u64,
}

/// Entered and exited; a failing state only enters. A group is also started, and succeeds or fails; so is an item.
const EVENTS_OF: Each = Each { state: 2, fail: 1, attempt, group: 2, item: 2, first: 2 };

const TRANSITIONS_OF: Each = Each { state: 1, fail: 1, attempt: |_| 1, group: 1, item: 0, first: 0 };

/// The finding for a machine whose history may grow too long, and one for every loop without a bound.
pub fn history(machine: &StateMachine, bounds: &[LoopBound]) -> Vec<Finding> {
    let history = worst_case_events(machine, bounds);
    let mut report = Report::default();
    for name in &history.unbounded {
        let message = format!("nothing bounds how often the loop or map at `{name}` runs");
        report.warning(&Pointer::Root.key("States").key(name), Rule::History, message);
    }
    if history.events > EVENTS {
        let heaviest = history.heaviest.as_ref();
        let most = heaviest.map_or_else(String::new, |(name, events)| format!(", {events} of them at `{name}`"));
        let message =
            format!("an execution can write {} events{most}; Step Functions ends it at {EVENTS}", history.events);
        let states = Pointer::Root.key("States");
        let place = heaviest.map_or(Pointer::Root, |(name, _)| states.key(name));
        report.add(&place, Rule::History, message, Severity::Error);
    }
    report.findings
}

struct Count<'b> {
    bounds: &'b [LoopBound],
    each: &'static Each,
    history: History,
}

impl Count<'_> {
    fn graph(&mut self, graph: &Graph) -> u64 {
        let costs: Vec<u64> = graph.states.iter().map(|(name, state)| self.state(name, state)).collect();
        let rounds: Vec<Option<u64>> = graph.states.keys().map(|name| self.bound(name)).collect();
        let mut next: Vec<Vec<usize>> = Vec::with_capacity(costs.len());
        for state in graph.states.values() {
            let mut targets = Vec::new();
            super::walk::targets(&Pointer::Root, state, &mut |_, target| {
                targets.extend(graph.states.get_index_of(target));
            });
            next.push(targets);
        }
        let Some(start) = graph.states.get_index_of(&graph.start_at) else { return 0 };
        let longest = loops::longest(&next, &costs, &rounds, start);
        let name = |index: usize| graph.states.get_index(index).map_or_else(String::new, |(name, _)| name.clone());
        for index in longest.unbounded {
            self.history.unbounded.push(name(index));
        }
        for (index, events) in longest.blocks {
            self.heavy(&name(index), events);
        }
        longest.total
    }

    fn bound(&self, name: &str) -> Option<u64> {
        self.bounds.iter().find(|bound| bound.state == name).map(|bound| bound.rounds)
    }

    fn heavy(&mut self, name: &str, events: u64) {
        if self.history.heaviest.as_ref().is_none_or(|(_, most)| *most < events) {
            self.history.heaviest = Some((name.to_owned(), events));
        }
    }

    fn state(&mut self, name: &str, state: &State) -> u64 {
        let each = self.each;
        match state {
            State::Pass(_) | State::Choice(_) | State::Wait(_) | State::Succeed(_) => each.state,
            State::Fail(_) => each.fail,
            State::Task(task) => each.first.saturating_add((each.attempt)(task).saturating_mul(attempts(&task.retry))),
            State::Parallel(parallel) => {
                let inside = parallel.branches.iter().map(|branch| self.graph(branch)).fold(0, u64::saturating_add);
                self.group(inside, &parallel.retry)
            }
            State::Map(map) => {
                let inside = if map.item_processor.is_distributed() {
                    // The runs have histories of their own.
                    each.item
                } else {
                    let items = self.items(name, map.items.as_ref());
                    self.graph(&map.item_processor.graph).saturating_add(each.item).saturating_mul(items)
                };
                self.group(inside, &map.retry)
            }
        }
    }

    fn group(&self, inside: u64, retry: &[Retrier]) -> u64 {
        let once = inside.saturating_add(self.each.group);
        self.each.first.saturating_add(once.saturating_mul(attempts(retry)))
    }

    fn items(&mut self, name: &str, items: Option<&Value>) -> u64 {
        if let Some(rounds) = self.bound(name) {
            return rounds;
        }
        if let Some(Value::Array(list)) = items {
            return list.len() as u64;
        }
        self.history.unbounded.push(name.to_owned());
        1
    }
}

/// Events of one attempt of a task, without entering and leaving the state.
pub fn attempt(task: &Task) -> u64 {
    // Scheduled, started, succeeded or failed; a job or a token is also submitted.
    match Integration::of(&task.resource).map_or("", |integration| integration.suffix) {
        "" => 3,
        _ => 4,
    }
}

/// How often a state with these retriers can run.
fn attempts(retry: &[Retrier]) -> u64 {
    retry.iter().map(|retrier| retrier.max_attempts).fold(1, u64::saturating_add)
}

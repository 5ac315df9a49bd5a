//! The graph: targets exist, states are reached, paths end, names are good and used once.

use super::{Report, Rule, did_you_mean, resource, retry, walk};
use crate::base::pointer::Pointer;
use crate::target::asl::model::{Graph, State, StateMachine};
use indexmap::IndexMap;
use serde_json::Value;

/// Longest name of a state, in characters.
const LONGEST_NAME: usize = 80;
/// Longest name of a distributed map's run.
const LONGEST_LABEL: usize = 40;
/// Longest time that Step Functions accepts anywhere, in seconds.
pub(super) const LONGEST_TIME: u64 = 99_999_999;

pub(super) fn check<'a>(machine: &'a StateMachine, report: &mut Report<'a>) {
    if machine.query_language != "JSONata" {
        let message = format!("the query language is `{}`; only `JSONata` is known here", machine.query_language);
        report.error(&Pointer::Root.key("QueryLanguage"), Rule::QueryLanguage, message);
    }
    seconds(&Pointer::Root, "TimeoutSeconds", machine.timeout_seconds, 1, report);
    let mut names: IndexMap<&str, String> = IndexMap::new();
    walk::graphs(machine, &mut |at, graph| {
        for name in graph.states.keys() {
            let states = at.key("States");
            let here = states.key(name);
            state_name(&here, name, report);
            match names.entry(name) {
                indexmap::map::Entry::Occupied(first) => {
                    let message = format!("the name `{name}` is already used at `{}`", first.get());
                    report.error(&here, Rule::StateNameReused, message);
                }
                indexmap::map::Entry::Vacant(free) => {
                    free.insert(here.to_string());
                }
            }
        }
        shape(at, graph, report);
        for (name, state) in &graph.states {
            fields(&at.key("States").key(name), state, report);
        }
    });
}

fn state_name(at: &Pointer<'_>, name: &str, report: &mut Report<'_>) {
    let length = name.chars().count();
    if name.is_empty() {
        report.error(at, Rule::StateName, "a state has no name");
    } else if length > LONGEST_NAME {
        let message = format!("the name `{name}` has {length} characters; {LONGEST_NAME} are allowed");
        report.error(at, Rule::StateName, message);
    } else if name.chars().any(char::is_control) {
        let message = format!("the name `{}` has a control character", name.escape_debug());
        report.error(at, Rule::StateName, message);
    }
}

/// Targets, reachability and ends of one graph.
fn shape(at: &Pointer<'_>, graph: &Graph, report: &mut Report<'_>) {
    let states = at.key("States");
    if graph.states.is_empty() {
        report.error(&states, Rule::Empty, "there are no states");
        return;
    }
    let count = graph.states.len();
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); count];
    let unknown = |target: &str| {
        let close = did_you_mean(target, graph.states.keys().map(String::as_str));
        format!("there is no state `{target}` in this graph{close}")
    };
    for (from, (name, state)) in graph.states.iter().enumerate() {
        walk::targets(&states.key(name), state, &mut |place, target| match graph.states.get_index_of(target) {
            Some(to) => {
                if let Some(list) = next.get_mut(from) {
                    list.push(to);
                }
                if let Some(list) = before.get_mut(to) {
                    list.push(from);
                }
            }
            None => report.error(place, Rule::Target, unknown(target)),
        });
    }
    let Some(start) = graph.states.get_index_of(&graph.start_at) else {
        report.error(&at.key("StartAt"), Rule::Target, unknown(&graph.start_at));
        return;
    };
    let reached = flood(&next, [start]);
    let ends = graph.states.values().enumerate().filter(|(_, state)| walk::ends(state)).map(|(index, _)| index);
    let ending = flood(&before, ends);
    for (name, (reached, ending)) in graph.states.keys().zip(reached.iter().zip(&ending)) {
        if !reached {
            report.error(&states.key(name), Rule::Unreachable, format!("no path leads to `{name}`"));
        } else if !ending {
            report.error(&states.key(name), Rule::NoEnd, format!("no path from `{name}` comes to an end"));
        }
    }
}

/// The nodes that can be reached from `from`.
fn flood(edges: &[Vec<usize>], from: impl IntoIterator<Item = usize>) -> Vec<bool> {
    let mut seen = vec![false; edges.len()];
    let mut open: Vec<usize> = from.into_iter().collect();
    while let Some(node) = open.pop() {
        match seen.get_mut(node) {
            Some(mark) if !*mark => *mark = true,
            _ => continue,
        }
        open.extend(edges.get(node).into_iter().flatten());
    }
    seen
}

fn fields(at: &Pointer<'_>, state: &State, report: &mut Report<'_>) {
    match state {
        State::Task(task) => {
            resource::check(&at.key("Resource"), &task.resource, report);
            retry::check(at, &task.retry, &task.catch, report);
            seconds(at, "TimeoutSeconds", task.timeout_seconds, 1, report);
            seconds(at, "HeartbeatSeconds", task.heartbeat_seconds, 1, report);
            if let (Some(heartbeat), Some(timeout)) = (task.heartbeat_seconds, task.timeout_seconds)
                && heartbeat >= timeout
            {
                let message = format!("the heartbeat of {heartbeat} s must be shorter than the timeout of {timeout} s");
                report.error(&at.key("HeartbeatSeconds"), Rule::Range, message);
            }
        }
        State::Parallel(parallel) => {
            if parallel.branches.is_empty() {
                report.error(&at.key("Branches"), Rule::Empty, "there are no branches");
            }
            retry::check(at, &parallel.retry, &parallel.catch, report);
        }
        State::Map(map) => {
            retry::check(at, &map.retry, &map.catch, report);
            if let Some(reader) = &map.item_reader {
                resource::check(&at.key("ItemReader").key("Resource"), &reader.resource, report);
            }
            if map.label.as_ref().is_some_and(|label| label.chars().count() > LONGEST_LABEL) {
                let message = format!("the label is longer than {LONGEST_LABEL} characters");
                report.error(&at.key("Label"), Rule::StateName, message);
            }
            distributed_only(at, map, report);
        }
        State::Choice(choice) if choice.choices.is_empty() => {
            report.error(&at.key("Choices"), Rule::Empty, "there are no rules");
        }
        State::Wait(wait) => wait_time(at, &wait.seconds, report),
        State::Choice(_) | State::Pass(_) | State::Succeed(_) | State::Fail(_) => {}
    }
}

fn distributed_only(at: &Pointer<'_>, map: &crate::target::asl::model::Map, report: &mut Report<'_>) {
    if map.item_processor.is_distributed() {
        return;
    }
    let fields = [
        ("Label", map.label.is_some()),
        ("ItemReader", map.item_reader.is_some()),
        ("ItemBatcher", map.item_batcher.is_some()),
        ("ToleratedFailurePercentage", map.tolerated_failure_percentage.is_some()),
        ("ToleratedFailureCount", map.tolerated_failure_count.is_some()),
        ("ResultWriter", map.result_writer.is_some()),
    ];
    for (name, given) in fields {
        if given {
            let message = format!("`{name}` works only in a map whose `ProcessorConfig` says `DISTRIBUTED`");
            report.error(&at.key(name), Rule::UnknownField, message);
        }
    }
}

fn wait_time(at: &Pointer<'_>, given: &Value, report: &mut Report<'_>) {
    let place = at.key("Seconds");
    match given {
        Value::Number(number) => match number.as_u64() {
            Some(time) => seconds(at, "Seconds", Some(time), 0, report),
            None => report.error(&place, Rule::Range, format!("`{number}` is no whole number of seconds")),
        },
        Value::String(text) if text.starts_with("{%") => {}
        _ => report.error(&place, Rule::Range, "seconds are a whole number or an expression"),
    }
}

fn seconds(at: &Pointer<'_>, name: &str, given: Option<u64>, least: u64, report: &mut Report<'_>) {
    if let Some(time) = given
        && !(least..=LONGEST_TIME).contains(&time)
    {
        let message = format!("`{name}` is {time}; {least} to {LONGEST_TIME} are allowed");
        report.error(&at.key(name), Rule::Range, message);
    }
}

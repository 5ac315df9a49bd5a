//! How near machines are to the fewest transitions that there can be: the calls that have to be made, one for each fork, one
//! for each decision.

use std::collections::BTreeMap;

use mlc_compiler::session::{Options, Passes, compile};
use mlc_compiler::sim::machine::{Run, Status, Visit};

use crate::plan::{everything, planned, played};
use crate::support::{cases, read_all};

/// Whether a state only looks again whether something is done: it is no part of what a run has to do.
fn only_waits(visit: &Visit) -> bool {
    let role = visit.state.rsplit('/').next().unwrap_or_default();
    visit.kind == "Wait" || visit.kind == "Choice" && role == "check"
}

/// Whether a state does what has to be done: calls, forks, or decides by what a stage was answered.
fn has_to_be(visit: &Visit) -> bool {
    let of_the_machine = visit.state.starts_with("pipeline/");
    matches!(visit.kind, "Task" | "Parallel" | "Map") || visit.kind == "Choice" && !of_the_machine
}

/// States of a run that nothing asked for, by scope: the root, a branch, an item.
fn surplus(run: &Run) -> BTreeMap<(&str, &str), Vec<&str>> {
    let mut found: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for visit in run.visits.iter().filter(|visit| !only_waits(visit) && !has_to_be(visit)) {
        found.entry((&visit.execution, &visit.path)).or_default().push(&visit.state);
    }
    found
}

#[test]
fn no_scope_of_any_example_has_more_than_one_transition_too_many() {
    let examples =
        everything().into_iter().filter(|(path, _)| path.components().any(|part| part.as_os_str() == "examples"));
    let mut wrong = Vec::new();
    let mut runs = 0;
    for (path, text) in examples {
        let plan = planned(&path, &text, None);
        for run in played(&path, &text, &plan).iter().filter(|run| run.status == Status::Succeeded) {
            runs += 1;
            let more = surplus(run).into_iter().filter(|(_, states)| states.len() > 1);
            wrong.extend(more.map(|((_, scope), states)| format!("{} {scope}: {states:?}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(runs > 20, "{runs} runs");
}

/// The pipeline that other compilers to state machines were measured on. They need 11 transitions and 14 states for it,
/// without checked parameters, names that a retry can take again, an endpoint that may exist, a wait for it, or the stage's
/// name in a failure.
#[test]
fn the_pipeline_that_peers_were_measured_on() {
    let (path, text) = cases("programs").into_iter().find(|(path, _)| path.ends_with("peers.mlflow")).unwrap();
    let runs = played(&path, &text, &planned(&path, &text, None));
    let live = runs.iter().find(|run| run.path().contains(&"live/create")).expect("a good model");
    let wait = |visit: &&Visit| only_waits(visit) || visit.state == "live/status";
    let billed = live.visits.iter().filter(|visit| !wait(visit)).count();
    assert_eq!((live.status, billed), (Status::Succeeded, 11));

    let states = |passes: Passes| {
        let compiled = compile(&read_all(&path, &text), &Options { env: None, passes });
        compiled.artifacts[0].text.matches("\"Type\": ").count()
    };
    assert_eq!(states(Passes::default()), 21);
    // Cheap looks save transitions: what waits before the first look still does.
    assert_eq!(states(Passes::parse("+cheap-poll").unwrap()), 21);
}

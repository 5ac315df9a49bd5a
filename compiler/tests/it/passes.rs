//! Passes over the graph of stages: each can be left out, and none changes what is there to be judged.

use std::path::Path;

use mlc_compiler::session::{Options, Passes, compile, known_passes};
use serde_json::Value as Json;

use crate::support::{cases, read_all};

/// The state machine and everything said of it.
fn machine(path: &Path, text: &str, passes: Passes) -> (Json, Vec<String>) {
    let compilation = compile(&read_all(path, text), &Options { env: None, passes });
    let said = compilation.diagnostics.iter().map(|found| format!("{} {}", found.code.id, found.title)).collect();
    let machine = compilation.artifacts.iter().find(|artifact| artifact.path.ends_with("state-machine.asl.json"));
    (machine.map_or(Json::Null, |machine| serde_json::from_str(&machine.text).unwrap()), said)
}

/// The requests of the machine's tasks, whatever the order.
fn calls(machine: &Json) -> Vec<String> {
    let mut found = Vec::new();
    each_state(machine, &mut |_, state| {
        if let Some(resource) = state["Resource"].as_str() {
            found.push(format!("{resource} {}", state["Arguments"]));
        }
    });
    found.sort();
    found
}

fn each_state<'j>(graph: &'j Json, visit: &mut impl FnMut(&'j str, &'j Json)) {
    for (name, state) in graph["States"].as_object().into_iter().flatten() {
        visit(name, state);
        for branch in state["Branches"].as_array().into_iter().flatten().chain(state.get("ItemProcessor")) {
            each_state(branch, visit);
        }
    }
}

fn count(machine: &Json, kind: &str) -> usize {
    let mut found = 0;
    each_state(machine, &mut |_, state| found += usize::from(state["Type"] == kind));
    found
}

#[test]
fn every_program_compiles_with_and_without_each_pass() {
    let mut sets: Vec<(String, Passes)> = vec![("none".to_owned(), Passes::none())];
    for pass in known_passes() {
        sets.push((pass.name.to_owned(), Passes::parse(pass.name).unwrap()));
        let sign = if pass.on { '-' } else { '+' };
        let others = format!("{sign}{}", pass.name);
        sets.push((others.clone(), Passes::parse(&others).unwrap()));
    }
    let programs = cases("programs");
    let mut wrong = Vec::new();
    for (index, (path, text)) in programs.iter().enumerate() {
        let (_, usual) = machine(path, text, Passes::default());
        // Every program without any pass, and with some of the other sets in turn: all of them, over the corpus.
        let turn = 1 + index % (sets.len() - 1);
        for (name, passes) in sets.iter().take(1).chain(sets.get(turn)) {
            let (machine, said) = machine(path, text, passes.clone());
            if said != usual || machine.is_null() {
                wrong.push(format!("{} with {name}: {said:?}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const GATES: &str = r#"
pipeline gates { region = "eu-west-1", role = runner, artifacts = s3("churn-ml/gates") }
param runner: Role
param alerts: Topic
param loud:   Bool = false
let big = 3
notify always { to = alerts, message = "a" }
notify both   { to = alerts, message = "b" }
when env.name == "prod" { notify live { to = alerts, message = "c" } }
when big > 2 and loud { notify often { to = alerts, message = "d" } } else { notify seldom { to = alerts, message = "e" } }
when not (big < 5) { notify never { to = alerts, message = "f" } } else { notify sure { to = alerts, message = "g" } }
env prod { big = 4 }
"#;

#[test]
fn what_is_known_is_decided_and_what_never_runs_is_gone() {
    let (written, _) = machine(Path::new("gates.mlflow"), GATES, Passes::none());
    let (folded, said) = machine(Path::new("gates.mlflow"), GATES, Passes::parse("fold").unwrap());
    assert_eq!(said, Vec::<String>::new());
    let names = |machine: &Json| machine["States"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let gone: Vec<String> = names(&written).into_iter().filter(|name| !names(&folded).contains(name)).collect();
    assert_eq!(gone, ["live/when", "live", "never/when", "never"]);
    assert_eq!(folded["States"]["often/when"]["Choices"][0]["Condition"], "{% $loud %}");
    assert_eq!(written["States"]["often/when"]["Choices"][0]["Condition"], "{% 3 > 2 and $loud %}");
}

#[test]
fn schedule_alone_makes_things_run_side_by_side() {
    let (written, _) = machine(Path::new("gates.mlflow"), GATES, Passes::none());
    let (parallel, _) = machine(Path::new("gates.mlflow"), GATES, Passes::parse("schedule").unwrap());
    assert_eq!((count(&written, "Parallel"), count(&parallel, "Parallel")), (0, 1));
    assert_eq!(calls(&written), calls(&parallel));
}

#[test]
fn a_field_that_nothing_reads_is_kept_only_without_the_pass() {
    let (path, text) = cases("programs").into_iter().find(|(path, _)| path.ends_with("whole-file.mlflow")).unwrap();
    let assigned = |passes: Passes| {
        let (machine, _) = machine(&path, &text, passes);
        let mut found = 0;
        each_state(&machine, &mut |_, state| found += state["Assign"].to_string().len());
        found
    };
    let (all, read) = (assigned(Passes::parse("-keep").unwrap()), assigned(Passes::default()));
    assert!(read < all, "{read} bytes of {all}");
}

#[test]
fn a_cheap_look_is_one_state_that_is_tried_again() {
    let (path, text) = cases("programs").into_iter().find(|(path, _)| path.ends_with("whole-file.mlflow")).unwrap();
    let (usual, _) = machine(&path, &text, Passes::default());
    let (cheap, _) = machine(&path, &text, Passes::parse("+cheap-poll").unwrap());
    // What waits before the first look still does, and a round has no choice of its own.
    assert_eq!(count(&usual, "Wait"), count(&cheap, "Wait"));
    let mut looks = Vec::new();
    each_state(&cheap, &mut |name, state| {
        if state["Output"].as_str().is_some_and(|output| output.contains("$error(\"not done yet\")")) {
            looks.push((name, &state["Retry"][0], &state["Catch"][0]["ErrorEquals"]));
        }
    });
    let [(name, retry, caught)] = looks.as_slice() else { panic!("{looks:?}") };
    assert_eq!(
        (*name, &retry["ErrorEquals"][0], &caught[0]),
        ("live/status", &Json::from("States.QueryEvaluationError"), &Json::from("States.QueryEvaluationError"),)
    );
    assert_eq!((&retry["IntervalSeconds"], &retry["MaxAttempts"]), (&Json::from(30), &Json::from(159)));
}

#[test]
fn what_is_only_set_is_set_by_the_choice_behind_it() {
    let (path, text) = cases("programs").into_iter().find(|(path, _)| path.ends_with("spot-deadline.mlflow")).unwrap();
    let (written, _) = machine(&path, &text, Passes::none());
    let (fused, _) = machine(&path, &text, Passes::parse("fuse").unwrap());
    assert_eq!(calls(&written), calls(&fused));
    let names = |machine: &Json| machine["States"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let gone: Vec<String> = names(&written).into_iter().filter(|name| !names(&fused).contains(name)).collect();
    assert_eq!(gone, ["net/decide"]);
    for (state, attempt) in [("net/start", Json::from(1)), ("net/plan", Json::from("{% $net__attempt + 1 %}"))] {
        let choice = &fused["States"][state];
        assert_eq!(choice["Type"], "Choice", "{state}");
        assert_eq!(choice["Assign"]["net__attempt"], attempt, "{state}");
        assert_eq!(choice["Choices"][0]["Assign"], choice["Assign"], "{state}");
    }
}

#[test]
fn the_first_call_judges_the_parameters_where_it_can() {
    let (path, text) = cases("programs").into_iter().find(|(path, _)| path.ends_with("peers.mlflow")).unwrap();
    let (written, _) = machine(&path, &text, Passes::none());
    let (guarded, _) = machine(&path, &text, Passes::parse("guard").unwrap());
    assert_eq!(
        (&written["StartAt"], &guarded["StartAt"]),
        (&Json::from("pipeline/parameters"), &Json::from("features"))
    );
    let (before, first) = (&written["States"]["pipeline/parameters"], &guarded["States"]["features"]);
    for (name, value) in before["Assign"].as_object().unwrap() {
        assert_eq!(&first["Assign"][name], value);
    }
    let name = first["Arguments"]["ProcessingJobName"].as_str().unwrap();
    assert!(name.contains("$error(\"a parameter is wrong\")"), "{name}");
    let after = &guarded["States"]["pipeline/parameters"];
    assert_eq!(
        (&first["Catch"][0]["Next"], &after["Default"]),
        (&Json::from("pipeline/parameters"), &Json::from("pipeline/notify"))
    );
    // It says the same of a wrong parameter, wherever it stands.
    let told =
        |choice: &Json| choice["Choices"].as_array().unwrap().iter().map(|rule| rule["Output"].clone()).collect();
    let (one, other): (Vec<Json>, Vec<Json>) = (told(before), told(after));
    assert_eq!(one[..one.len() - 1], other[..other.len() - 1]);
    // A call that is tried again whatever fails is not tried again for a wrong parameter.
    let (gates, _) = machine(Path::new("gates.mlflow"), GATES, Passes::parse("guard").unwrap());
    let retry = &gates["States"]["always"]["Retry"];
    assert_eq!(
        (&retry[0]["MaxAttempts"], &retry[1]["ErrorEquals"][0]),
        (&Json::from(0), &Json::from("States.TaskFailed"))
    );
    // A fork cannot carry it.
    let (forked, _) = machine(Path::new("gates.mlflow"), GATES, Passes::parse("schedule,guard").unwrap());
    assert_eq!(forked["StartAt"], "pipeline/parameters");
}

#[test]
fn passes_are_named_exactly_or_by_sign() {
    let usual: Vec<&str> = known_passes().iter().filter(|pass| pass.on).map(|pass| pass.name).collect();
    assert_eq!(Passes::parse(&usual.join(",")).unwrap(), Passes::default());
    assert_eq!(Passes::parse("-fold,-keep,-fuse,-schedule,-guard").unwrap(), Passes::none());
    let refused = |list: &str| Passes::parse(list).unwrap_err();
    assert!(refused("fold,-keep").contains("either every pass has a sign"));
    assert!(refused("fould").starts_with("there is no pass `fould`; there are fold, keep"));
}

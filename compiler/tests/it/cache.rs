//! What a record of `cache` is found by.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::support::compiled;

const PROGRAM: &str = include_str!("../programs/cache.mlflow");

/// The expression of every stage's key.
fn keys(text: &str) -> BTreeMap<String, String> {
    let compilation = compiled(text, None);
    assert!(!compilation.artifacts.is_empty(), "{:#?}", compilation.diagnostics);
    let machine = compilation.artifacts.iter().find(|artifact| artifact.path.ends_with("state-machine.asl.json"));
    let mut found = BTreeMap::new();
    collect(&serde_json::from_str(&machine.unwrap().text).unwrap(), &mut found);
    found
}

fn collect(graph: &Json, found: &mut BTreeMap<String, String>) {
    for state in graph["States"].as_object().into_iter().flatten().map(|(_, state)| state) {
        for (name, value) in state["Assign"].as_object().into_iter().flatten() {
            if let Some(stage) = name.strip_suffix("__key") {
                // Inside a branch the same value has another name.
                found.insert(stage.to_owned(), value.as_str().unwrap().replace("__branch", ""));
            }
        }
        state["Branches"].as_array().into_iter().flatten().for_each(|branch| collect(branch, found));
    }
}

/// The stages whose key another text has changed.
fn changed(from: &str, to: &str) -> Vec<String> {
    assert!(PROGRAM.contains(from), "the program has no `{from}`");
    let (before, after) = (keys(PROGRAM), keys(&PROGRAM.replacen(from, to, 1)));
    before.into_iter().filter(|(stage, key)| after.get(stage) != Some(key)).map(|(stage, _)| stage).collect()
}

#[test]
fn a_key_holds_nothing_of_the_run() {
    let keys = keys(PROGRAM);
    assert_eq!(keys.keys().collect::<Vec<_>>(), ["champion", "features", "scores", "search", "trees"]);
    for (stage, key) in keys {
        assert!(!key.contains("$run") && !key.contains("$states.context"), "{stage}: {key}");
    }
}

#[test]
fn a_key_changes_with_what_decides_the_results() {
    // What an answer is read for is in no request.
    assert_eq!(changed("final(\"validation:auc\")", "final(\"validation:logloss\")"), ["trees"]);
    assert_eq!(changed(" and search.loss < 1", ""), ["search"]);
    assert_eq!(changed("num_round = 100", "num_round = 101"), ["trees"]);
    assert_eq!(changed("xgboost(\"1.7-1\")", "xgboost(\"1.5-1\")"), ["champion", "trees"]);
}

#[test]
fn a_key_stays_with_what_decides_none() {
    let fields = "cache    = 7d\n  tags = { a = \"b\" }\n  retry = { on = [failure] }\n  estimate = 1h";
    assert_eq!(changed("cache    = 7d", fields), [""; 0]);
    assert_eq!(changed("champion.recall > 0.8", "champion.recall > 0.9"), [""; 0]);
}

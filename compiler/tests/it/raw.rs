//! `raw` works in every kind of stage: what it says arrives in the stage's request, and what contradicts a field of the
//! stage is an error that shows both places.

use mlc_compiler::base::Sources;
use mlc_compiler::diag::Severity;
use mlc_compiler::session::{Options, compile};
use mlc_compiler::vocab::kinds::{self, Role};
use serde_json::Value;

use crate::snippets::{completed, rest};
use crate::support::{cases, compiled};

const PROBE: &str = "  raw = { Probe = { Sent = \"here\" } }\n";

/// A text with `raw` behind the first line of the block of this kind.
fn probed(kind: &str, text: &str) -> String {
    let begins = |line: &&str| line.split(' ').next() == Some(kind);
    let head = text.lines().find(begins).expect("a block of the kind");
    text.replacen(&format!("{head}\n"), &format!("{head}\n{PROBE}"), 1)
}

/// States whose request has what the probe says.
fn reached(state_machine: &Value, found: &mut Vec<String>) {
    for (name, value) in state_machine.as_object().into_iter().flatten() {
        if value.pointer("/Arguments/Probe/Sent").is_some_and(|sent| sent == "here") {
            found.push(name.clone());
        }
        reached(value, found);
    }
    state_machine.as_array().into_iter().flatten().for_each(|value| reached(value, found));
}

/// The states that a probe in the block of a kind reaches.
fn states(kind: &str, block: &str) -> Vec<String> {
    let text = completed(&probed(kind, block), &rest());
    let compilation = compile(&Sources::single("case.mlflow", text.as_str()), &Options::default());
    let errors: Vec<_> = compilation.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{block}: {errors:#?}");
    let machine = compilation.artifacts.iter().find(|artifact| artifact.path.ends_with("state-machine.asl.json"));
    let mut found = Vec::new();
    reached(&serde_json::from_str(&machine.expect("a state machine").text).expect("JSON"), &mut found);
    found
}

#[test]
fn raw_is_merged_into_a_request_of_every_kind() {
    // A `fail` sends nothing.
    for kind in kinds::ALL.iter().filter(|kind| kind.role == Role::Stage && kind.keyword != "fail") {
        let found = states(kind.keyword, kind.example);
        assert!(!found.is_empty(), "`raw` of `{}` is in no request", kind.keyword);
    }
}

#[test]
fn raw_is_merged_into_every_form_of_a_stage() {
    let block = "call score {\n  lambda = \"score\"\n}\n";
    assert_eq!(states("call", block), ["score"]);
    let block = "train net {\n  algorithm = xgboost(\"1.7-1\")\n  instance = ml.m5.xlarge\n  channels = { train = payroll }\n  \
                 hyperparameters = { num_round = 100 }\n  timeout = 1h\n  spot = { deadline = 12h }\n}\n";
    assert_eq!(states("train", block), ["net", "net/on_demand"], "both jobs of a deadline");
}

#[test]
fn contradictions_show_both_places() {
    let mut count = 0;
    for (path, text) in cases("mistakes").iter().filter(|(path, _)| path.to_string_lossy().contains("raw-")) {
        for found in compiled(text, None).diagnostics.iter().filter(|found| found.code.id == "E0405") {
            count += 1;
            let other = found.secondary.first().unwrap_or_else(|| panic!("{}: one place only", path.display()));
            assert_ne!(other.span, found.primary.span, "{}", path.display());
        }
    }
    assert!(count > 30, "{count} contradictions");
}

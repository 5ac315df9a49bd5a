//! Changes that are offered: what they make of a file, and that what is built stays as it was.

use std::fmt::Write;

use mlc_compiler::base::Sources;
use mlc_compiler::session::{Options, compile};
use mlc_lsp::edits::{apply, between};
use mlc_lsp::features::actions::{ActionKind, actions};

use serde_json::Value;

use crate::support::{Case, MAIN, cases};

/// All artifacts but the map, whose lines may move.
fn artifacts(case: &Case, text: &str) -> Option<Vec<(String, Value)>> {
    let mut sources = Sources::single(case.view.now.name(), text);
    for file in case.view.now.sources.files().iter().skip(1) {
        sources.add(file.clone());
    }
    let compilation = compile(&sources, &Options::default());
    let artifacts = compilation.artifacts.iter().filter(|artifact| !artifact.path.ends_with("source-map.json"));
    compilation.is_ok().then(|| {
        artifacts.map(|artifact| (artifact.path.clone(), serde_json::from_str(&artifact.text).expect("JSON"))).collect()
    })
}

#[test]
fn offers() {
    cases("actions", |case| {
        let mut out = String::new();
        let before = case.view.now.text();
        let part = case.cursor..case.end;
        for action in actions(&case.view, &[], &part, &|_| true) {
            let code =
                action.solves.as_ref().map(|found| format!(" of {}", found.diagnostic.code.id)).unwrap_or_default();
            let preferred = if action.is_preferred { ", preferred" } else { "" };
            writeln!(out, "{} ({:?}{code}{preferred})", action.title, action.kind).expect("written");
            let after = apply(before, &action.edits);
            for edit in between(MAIN, before, &after) {
                let (old, new) = (case.view.now.text_of(edit.span), &edit.text);
                writeln!(out, "  {:?} becomes {new:?}", old).expect("written");
            }
            let (was, is) = (artifacts(case, before), artifacts(case, &after));
            match action.kind {
                // A parameter is a part of the machine: what else there is stays.
                ActionKind::Extract if action.title.contains("param ") => {
                    let (was, is) = (was.expect("a good file"), is.expect("a good file"));
                    let others = |all: Vec<(String, Value)>| {
                        all.into_iter().filter(|(path, _)| path.contains("/iam/")).collect::<Vec<_>>()
                    };
                    assert_ne!(was, is);
                    assert_eq!(others(was), others(is), "{}: {}", case.name, action.title);
                }
                ActionKind::Extract | ActionKind::Inline | ActionKind::Rewrite => {
                    assert!(was.is_some(), "{}: {}", case.name, action.title);
                    assert_eq!(was, is, "{}: {}", case.name, action.title);
                }
                ActionKind::QuickFix | ActionKind::FixAll => {}
            }
        }
        out
    });
}

#[test]
fn all_sure_fixes_at_once_are_those_that_come_one_by_one() {
    cases("actions", |case| {
        let part = 0..u32::MAX;
        let all = actions(&case.view, &[], &part, &|kind| kind == ActionKind::FixAll);
        let Some(all) = all.first() else { return std::fs::read_to_string(beside(case)).expect("an answer") };
        let fixed = apply(case.view.now.text(), &all.edits);
        let name = "/case/fixed.mlflow";
        case.workspace.open(name, 1, fixed);
        let view = case.workspace.view(name).expect("the fixed file");
        assert!(actions(&view, &[], &part, &|kind| kind == ActionKind::FixAll).is_empty(), "{}", case.name);
        assert!(actions(&view, &[], &part, &|kind| kind == ActionKind::QuickFix).iter().all(|fix| !fix.is_preferred));
        std::fs::read_to_string(beside(case)).expect("an answer")
    });
}

fn beside(case: &Case) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cases/actions/{}.out", case.name))
}

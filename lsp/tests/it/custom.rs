//! What views beside a file ask.

use std::fmt::Write;

use mlc_lsp::features::{compiled, graph, tests};
use mlc_lsp::workspace::Workspace;

use crate::support::{cases, place};

#[test]
fn compiled_texts() {
    cases("compiled", |case| {
        let Some(found) = compiled::compiled(&case.view) else { return "nothing\n".to_owned() };
        let mut out = format!("{} states\n", found.states);
        for pair in &found.pairs {
            let text = found.text.get(pair.compiled.clone()).expect("a place of the text");
            let first = text.lines().next().unwrap_or_default();
            writeln!(out, "{} -> {}: {first}", place(&found.of, pair.source), pair.pointer).expect("written");
        }
        out
    });
}

#[test]
fn graphs() {
    cases("graph", |case| {
        let found = graph::graph(&case.view);
        let mut out = String::new();
        for node in &found.nodes {
            let within = node.parent.as_deref().map(|parent| format!(" in {parent}")).unwrap_or_default();
            let branch = node.branch.map(|branch| format!(" [{branch}]")).unwrap_or_default();
            let seconds = node.seconds.map(|seconds| format!(" {seconds}s")).unwrap_or_default();
            let dollars = node.dollars.map(|dollars| format!(" ${dollars:.2}")).unwrap_or_default();
            let pointer = node.pointer.as_deref().unwrap_or("no state");
            let (id, kind, status) = (&node.id, &node.kind, node.status);
            writeln!(out, "{kind} {id}{within}{branch} {status:?}{seconds}{dollars}").expect("written");
            writeln!(out, "  {} -> {pointer}", place(&case.view.now, node.span)).expect("written");
        }
        for edge in &found.edges {
            writeln!(out, "{} -> {} {:?}", edge.from, edge.to, edge.kind).expect("written");
        }
        // Every parent is a node that came before.
        for (index, node) in found.nodes.iter().enumerate() {
            let before = found.nodes.get(..index).unwrap_or_default();
            assert!(
                node.parent.as_ref().is_none_or(|parent| before.iter().any(|other| other.id == *parent)),
                "{}",
                node.id
            );
            assert!(before.iter().all(|other| other.id != node.id), "{} is there twice", node.id);
        }
        out
    });
}

#[test]
fn tests_of_files() {
    cases("tests", |case| {
        let mut out = String::new();
        for test in tests::tests(&case.view) {
            writeln!(out, "{} {:?}", place(&case.view.now, test.span), test.doc).expect("written");
        }
        for outcome in tests::run(&case.view, None) {
            let at = outcome.span.map(|span| place(&case.view.now, span)).unwrap_or_default();
            writeln!(out, "{} passed={} {at}\n  {}", outcome.name, outcome.passed, outcome.path.join(" "))
                .expect("written");
            for line in outcome.message.iter().flat_map(|message| message.lines()) {
                writeln!(out, "  | {line}").expect("written");
            }
        }
        let only = ["weak".to_owned()];
        assert!(tests::run(&case.view, Some(&only)).iter().all(|outcome| outcome.name == "weak"));
        out
    });
}

/// A pipeline of one stage.
const GOOD: &str = "pipeline p {\n  region = \"eu-west-1\"\n  role = \"arn:aws:iam::123456789012:role/x\"\n  artifacts = s3(\"a-b/p\")\n}\n\
                    wait pause { time = 1h }\n";

#[test]
fn while_the_text_has_errors_the_last_good_one_is_shown() {
    let name = "/case/main.mlflow";
    let mut workspace = Workspace::default();
    workspace.open(name, 1, GOOD.to_owned());
    let view = workspace.view(name).expect("a view");
    let good = compiled::compiled(&view).expect("a machine");
    assert!(!good.is_stale);
    workspace.change(name, 2, vec![(None, format!("// A line more.\n{}", GOOD.replace("1h", "")))]);
    let view = workspace.view(name).expect("a view");
    let stale = compiled::compiled(&view).expect("a machine");
    assert!(stale.is_stale);
    assert_eq!((stale.of.version, stale.text), (Some(1), good.text));
    let shown = graph::graph(&view);
    let node = shown.nodes.first().expect("a node");
    assert!(!shown.is_stale, "the text can still be read as a pipeline");
    assert_eq!((node.id.as_str(), node.status, node.seconds), ("pause", graph::Status::Error, Some(3600)));
    assert_eq!(view.now.text_of(node.span).lines().next(), Some("wait pause { time =  }"));

    workspace.change(name, 3, vec![(None, "// Two lines more.\n//\nwait pause { time = 1h }\n".to_owned())]);
    let view = workspace.view(name).expect("a view");
    let shown = graph::graph(&view);
    assert!(shown.is_stale);
    let node = shown.nodes.first().expect("a node");
    assert_eq!(view.now.text_of(node.span), "wait pause { time = 1h }");
}

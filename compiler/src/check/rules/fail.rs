//! `fail`: what it is called, and that it is the end.

use super::fields::{at, stray, value};
use crate::check::graph::{needs, stages};
use crate::check::program::{Block, Node, Program};
use crate::diag::{Diagnostic, Sink, codes};

/// Longest name of an error. Source: Amazon States Language, Fail state (Step Functions API, `HistoryEvent` error).
const LONGEST: usize = 256;

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::stages(program, "fail") {
        name(block, sink);
        for field in ["retry", "raw"] {
            if block.get(field).is_some() {
                sink.push(stray(block, field, format!("`{field}` is for calls, and a `fail` calls nothing")));
            }
        }
    }
    body(program, &program.body, sink);
}

fn name(block: &Block, sink: &mut Sink) {
    let Some(error) = block.text("error") else { return };
    let plain = error.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
    let letter = error.starts_with(|c: char| c.is_ascii_alphabetic());
    if !plain || !letter || error.len() > LONGEST {
        let title = format!("an error cannot be called `{error}`");
        sink.push(
            at(codes::BAD_NAME, value(block, "error"), title, "letters, digits, `.`, `_` and `-`, from a letter on")
                .help("write it as `Pipeline.TooWeak`; what happened belongs into `cause`"),
        );
    } else if error.starts_with("States.") {
        let title = format!("`{error}` is a name of Step Functions' own");
        sink.push(
            at(codes::BAD_NAME, value(block, "error"), title, "begins with `States.`")
                .help("call it after the pipeline, as in `Pipeline.TooWeak`"),
        );
    }
}

/// Whether a node always ends the pipeline as failed.
fn ends(program: &Program, node: &Node) -> bool {
    match node {
        Node::Stage(name) => program.stages.get(name).is_some_and(|block| block.kind.keyword == "fail"),
        Node::When(when) => [&when.then, &when.otherwise].iter().all(|way| way.iter().any(|node| ends(program, node))),
        Node::For(_) => false,
    }
}

/// One end a block, and nothing that waits for it in there.
fn body(program: &Program, nodes: &[Node], sink: &mut Sink) {
    for node in nodes {
        match node {
            Node::Stage(_) => {}
            Node::When(when) => [&when.then, &when.otherwise].into_iter().for_each(|way| body(program, way, sink)),
            Node::For(each) => body(program, &each.body, sink),
        }
    }
    let mut last = nodes.iter().filter(|node| ends(program, node));
    let Some(first) = last.next() else { return };
    let header =
        |node: &Node| stages(node).first().and_then(|name| program.stages.get(*name)).map(|block| block.header);
    let (Some(place), inside) = (header(first), stages(first)) else { return };
    if let Some(second) = last.next().and_then(header) {
        sink.push(
            Diagnostic::new(codes::MISPLACED, second, "the pipeline ends twice in this block")
                .label("never reached")
                .also(place, "ends here")
                .help("put each end into a `when` of its own"),
        );
        return;
    }
    for name in nodes.iter().filter(|node| *node != first).flat_map(stages) {
        let Some(block) = program.stages.get(name) else { continue };
        if let Some(need) = needs(block).into_iter().find(|need| inside.contains(&need.stage.as_str())) {
            sink.push(
                Diagnostic::new(codes::MISPLACED, need.span, format!("nothing comes after `{}`", need.stage))
                    .label(format!("`{name}` would never run"))
                    .also(place, "ends the pipeline")
                    .help(
                        "a `fail` comes last in its block by itself; name what it has to wait for in its own `after`",
                    ),
            );
        }
    }
}

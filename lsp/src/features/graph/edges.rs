//! What waits for what.

use std::collections::{BTreeMap, BTreeSet};

use mlc_compiler::check::graph::{needs, stages_in};
use mlc_compiler::check::program::{self, Program};

use super::{Edge, EdgeKind, Node};

/// Every edge between nodes, each once; where there are more reasons to wait, data is the one that is told.
pub(super) fn edges(program: &Program, nodes: &[Node]) -> Vec<Edge> {
    let ids: BTreeSet<&str> = nodes.iter().map(|node| node.id.as_str()).collect();
    let mut found: BTreeMap<(String, String), EdgeKind> = BTreeMap::new();
    let mut add = |from: String, to: &str, kind: EdgeKind| {
        if from != to && ids.contains(from.as_str()) && ids.contains(to) {
            let known = found.entry((from, to.to_owned())).or_insert(kind);
            *known = kind.min(*known);
        }
    };
    for (name, block) in &program.stages {
        for need in needs(block) {
            let kind = match need.field.as_str() {
                _ if block.kind.keyword == "fail" => EdgeKind::Failure,
                "after" => EdgeKind::Order,
                _ => EdgeKind::Data,
            };
            add(need.stage, name, kind);
        }
    }
    conditions(&program.body, &mut add);
    found.into_iter().map(|((from, to), kind)| Edge { from, to, kind }).collect()
}

fn conditions(body: &[program::Node], add: &mut impl FnMut(String, &str, EdgeKind)) {
    for node in body {
        match node {
            program::Node::Stage(_) => {}
            program::Node::When(when) => {
                for (stage, _) in stages_in(&when.condition) {
                    add(stage, &super::nodes::id(node), EdgeKind::Data);
                }
                conditions(&when.then, add);
                conditions(&when.otherwise, add);
            }
            program::Node::For(each) => {
                for (stage, _) in stages_in(&each.items) {
                    add(stage, &super::nodes::id(node), EdgeKind::Data);
                }
                conditions(&each.body, add);
            }
        }
    }
}

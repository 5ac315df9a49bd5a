//! How long nodes are expected to take.

use crate::ir::{Node, Pipeline};

/// Seconds that a node is expected to take, its inside ordered already.
pub fn expected(pipeline: &Pipeline, node: &Node) -> u64 {
    let sequence = |nodes: &[Node]| nodes.iter().map(|node| expected(pipeline, node)).fold(0_u64, u64::saturating_add);
    match node {
        Node::Stage(name) => pipeline.stages.get(name).map_or(0, |stage| stage.expected),
        // The longer way: the other is done by then, whichever is taken.
        Node::When(when) => sequence(&when.then).max(sequence(&when.otherwise)),
        // How many items there will be is known when it runs: as many as run side by side are assumed.
        Node::For(each) => sequence(&each.body),
        Node::Parallel(fork) => fork.branches.iter().map(|branch| sequence(branch)).max().unwrap_or(0),
    }
}

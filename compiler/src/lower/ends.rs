//! What ends a pipeline as failed comes last: after all else that stands in the same block.

use crate::ir::{Node, Pipeline};

/// Whether everything that runs these nodes ends in a `fail`.
fn end(graph: &Pipeline, nodes: &[Node]) -> bool {
    nodes.iter().any(|node| ends(graph, node))
}

fn ends(graph: &Pipeline, node: &Node) -> bool {
    match node {
        Node::Stage(name) => graph.stages.get(name).is_some_and(|stage| stage.kind == "fail"),
        Node::When(when) => end(graph, &when.then) && end(graph, &when.otherwise),
        Node::For(_) | Node::Parallel(_) => false,
    }
}

/// Makes what ends a sequence wait for the rest of it.
pub(super) fn come_last(graph: &mut Pipeline, nodes: &mut [Node]) {
    for body in nodes.iter_mut().flat_map(Node::bodies_mut) {
        come_last(graph, body);
    }
    let Some(last) = nodes.iter().position(|node| ends(graph, node)) else { return };
    let others = nodes.iter().enumerate().filter(|(index, _)| *index != last);
    let others: Vec<String> = others.flat_map(|(_, node)| node.stages()).map(str::to_owned).collect();
    let needs = match nodes.get_mut(last) {
        Some(Node::Stage(name)) => graph.stages.get_mut(name).map(|stage| &mut stage.needs),
        Some(Node::When(when)) => Some(&mut when.needs),
        _ => None,
    };
    if let Some(needs) = needs {
        let new: Vec<String> = others.into_iter().filter(|other| !needs.contains(other)).collect();
        needs.extend(new);
    }
}

//! `mlc/graph`: the graph, and what has changed of it.

use indexmap::IndexMap;
use serde::Serialize;
use tower_lsp::ls_types::Range;

use crate::features::graph as feature;
use crate::proto::range;
use crate::snapshot::Snapshot;

/// The answer.
#[derive(Debug, Clone, Serialize)]
pub struct Graph {
    /// Of the graph as it is now.
    pub revision: u64,
    /// The present text can not be read as a pipeline.
    pub stale: bool,
    /// Whether the answer is the whole graph; otherwise it is what has changed.
    pub full: bool,
    /// All of them, where it is whole.
    #[serde(flatten)]
    pub whole: Option<Whole>,
    /// In the order in which they apply, where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patches: Option<Vec<Patch>>,
}

/// All nodes and edges.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Whole {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Node {
    id: String,
    label: String,
    kind: String,
    parent: Option<String>,
    status: &'static str,
    seconds: Option<u64>,
    dollars: Option<f64>,
    range: Range,
    branch: Option<&'static str>,
    pointer: Option<String>,
}

/// An edge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edge {
    from: String,
    to: String,
    kind: &'static str,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Patch {
    op: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<Node>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edge: Option<Edge>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

/// The graph with places as the editor counts them.
pub fn graph(found: &feature::Graph, of: &Snapshot) -> Whole {
    let node = |node: &feature::Node| Node {
        id: node.id.clone(),
        label: node.label.clone(),
        kind: node.kind.clone(),
        parent: node.parent.clone(),
        status: match node.status {
            feature::Status::Fine => "ok",
            feature::Status::Warning => "warning",
            feature::Status::Error => "error",
        },
        seconds: node.seconds,
        dollars: node.dollars,
        range: range(of, node.span),
        branch: node.branch,
        pointer: node.pointer.clone(),
    };
    let edge = |edge: &feature::Edge| Edge {
        from: edge.from.clone(),
        to: edge.to.clone(),
        kind: match edge.kind {
            feature::EdgeKind::Data => "data",
            feature::EdgeKind::Order => "order",
            feature::EdgeKind::Failure => "failure",
        },
    };
    Whole { nodes: found.nodes.iter().map(node).collect(), edges: found.edges.iter().map(edge).collect() }
}

/// What makes `new` of `old`: edges go first and come last, so that no edge ever lacks an end; what is inside goes before what it is
/// in, and comes after it.
pub fn patches(old: &Whole, new: &Whole) -> Vec<Patch> {
    let by_id =
        |whole: &Whole| whole.nodes.iter().map(|node| (node.id.clone(), node.clone())).collect::<IndexMap<_, _>>();
    let (before, after) = (by_id(old), by_id(new));
    let none = Patch { op: "remove", node: None, edge: None, id: None };
    let lost = old.edges.iter().filter(|edge| !new.edges.contains(edge));
    let gone = before.keys().rev().filter(|id| !after.contains_key(*id));
    let come = after.values().filter(|node| !before.contains_key(&node.id));
    let other = after.values().filter(|node| before.get(&node.id).is_some_and(|old| old != *node));
    let won = new.edges.iter().filter(|edge| !old.edges.contains(edge));
    let mut patches: Vec<Patch> = Vec::new();
    patches.extend(lost.map(|edge| Patch { edge: Some(edge.clone()), ..none.clone() }));
    patches.extend(gone.map(|id| Patch { id: Some(id.clone()), ..none.clone() }));
    patches.extend(come.map(|node| Patch { op: "add", node: Some(node.clone()), ..none.clone() }));
    patches.extend(other.map(|node| Patch { op: "change", node: Some(node.clone()), ..none.clone() }));
    patches.extend(won.map(|edge| Patch { op: "add", edge: Some(edge.clone()), ..none.clone() }));
    patches
}

//! The pipeline as a picture: stages, what is inside of what, what waits for what.

mod edges;
mod nodes;

use mlc_compiler::base::Span;

use crate::snapshot::View;

/// All of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Graph {
    /// The present text can not be read as a pipeline, so this is the last one that could.
    pub is_stale: bool,
    /// What is outside comes before what is inside.
    pub nodes: Vec<Node>,
    /// Each once.
    pub edges: Vec<Edge>,
}

/// A stage, or what stages are in.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// No other node's.
    pub id: String,
    /// To be read.
    pub label: String,
    /// The stage's kind; `when`, `for`; the component of a use.
    pub kind: String,
    /// What it is in.
    pub parent: Option<String>,
    /// Whether something is wrong with it.
    pub status: Status,
    /// How long it is expected to take.
    pub seconds: Option<u64>,
    /// What it is expected to cost.
    pub dollars: Option<f64>,
    /// Where it stands in the present text of the file; what is in another file stands where it is used.
    pub span: Span,
    /// Which side of a `when` it is on.
    pub branch: Option<&'static str>,
    /// Where its state is in the compiled document.
    pub pointer: Option<String>,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nothing is wrong.
    Fine,
    /// There is a warning.
    Warning,
    /// There is an error.
    Error,
}

/// `to` waits for `from`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// A node's id.
    pub from: String,
    /// A node's id.
    pub to: String,
    /// Why.
    pub kind: EdgeKind,
}

/// Why one waits for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// It reads something of the other.
    Data,
    /// `after`
    Order,
    /// It ends the pipeline as failed.
    Failure,
}

/// The graph of a file; empty where it has no pipeline.
pub fn graph(view: &View) -> Graph {
    let Some(of) = view.checked() else { return Graph::default() };
    let Some(program) = &of.analysis().program else { return Graph::default() };
    let nodes = nodes::nodes(view, of, program);
    let edges = edges::edges(program, &nodes);
    Graph { is_stale: view.now.analysis().program.is_none(), nodes, edges }
}

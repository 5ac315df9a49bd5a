//! Which stages run after each other and which side by side.
//!
//! Step Functions only knows sequences and fork-join. What those can say as it stands is said so: parts that nothing binds
//! run side by side, parts that all come before all others run first. Elsewhere (the N shape: a before c and d, b before d
//! only) something has to wait without need, and by how long stages are expected to take is decided what: the whole
//! should end soonest, and little should wait for what it does not need.

mod cut;
mod durations;
mod exact;
pub mod graph;
mod grow;
mod improve;
mod insert;
pub mod law;
mod mend;
mod names;
pub mod order;
mod reduce;
mod solve;
mod split;
pub mod split_start;
pub mod tree;

pub use names::givers;
pub use solve::ordered;

use super::Pass;
use crate::ir::{Fork, Node, Pipeline};
use graph::Graph;
use order::Order;

pub(super) const PASS: Pass = Pass {
    name: "schedule",
    about: "what does not wait for each other runs side by side",
    on: true,
    run: |pipeline| {
        let body = std::mem::take(&mut pipeline.body);
        pipeline.body = schedule(pipeline, body);
    },
};

/// The order of the nodes of one level, and of the levels inside.
fn schedule(pipeline: &Pipeline, nodes: Vec<Node>) -> Vec<Node> {
    let mut nodes: Vec<Node> = nodes
        .into_iter()
        .map(|mut node| {
            for body in node.bodies_mut() {
                *body = schedule(pipeline, std::mem::take(body));
            }
            node
        })
        .collect();
    // In the order of the source, so that a new stage changes no number but its own.
    nodes.sort_by_key(|node| node.stages().into_iter().filter_map(|stage| pipeline.stages.get_index_of(stage)).min());
    let seconds = nodes.iter().map(|node| durations::expected(pipeline, node)).collect();
    let graph = Graph::new(seconds, pipeline.edges(&nodes));
    let order = ordered(&graph);
    let givers = givers(&order);
    let names = nodes.iter().map(Node::name).collect();
    let mut builder = Builder { nodes: nodes.into_iter().map(Some).collect(), names, givers: givers.into_iter() };
    builder.sequence(order)
}

/// Makes nodes of an order; forks come in the order in which their names were given.
struct Builder {
    nodes: Vec<Option<Node>>,
    names: Vec<String>,
    givers: std::vec::IntoIter<usize>,
}

impl Builder {
    fn sequence(&mut self, order: Order) -> Vec<Node> {
        match order {
            Order::Part(part) => self.nodes.get_mut(part).and_then(Option::take).into_iter().collect(),
            Order::Sequence(parts) => parts.into_iter().flat_map(|part| self.sequence(part)).collect(),
            Order::Parallel(parts) => {
                let giver = self.givers.next().and_then(|giver| self.names.get(giver));
                let name = format!("{}/parallel", giver.map_or("", String::as_str));
                let branches = parts.into_iter().map(|part| self.sequence(part)).collect();
                vec![Node::Parallel(Fork { name, branches })]
            }
        }
    }
}

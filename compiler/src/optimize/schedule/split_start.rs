//! What split starts would give and cost. A job that is started in one place without waiting, and awaited where it is
//! needed, holds up nothing in between: with enough of them any graph ends on its critical path. Nothing emits them yet.

use super::graph::Graph;
use super::order::Order;

/// What split starts would give and cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SplitStart {
    /// How long the whole then takes.
    pub seconds: u64,
    /// Parts that would be started in one place and awaited in another.
    pub parts: usize,
    /// Transitions more than with the order alone, each wait ended by its first look.
    pub transitions: usize,
}

/// The critical path, for the parts that an order holds back for longer than they can spare. Each gets a branch of its
/// own, in which it first awaits every need, a state for each; and a failure elsewhere then has to stop what was started.
pub fn split_start(graph: &Graph, order: &Order) -> SplitStart {
    let seconds = graph.critical_path();
    let (times, tails) = (order.times(graph), graph.tails());
    let late = |part: &usize| times[*part].0 + tails[*part] > seconds;
    let parts: Vec<usize> = (0..graph.len()).filter(late).collect();
    let transitions = parts.iter().map(|part| graph.needs(*part).len()).sum();
    SplitStart { seconds, parts: parts.len(), transitions }
}

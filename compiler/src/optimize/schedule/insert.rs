//! An order that grows part by part: the longest way first, then what the next longest way adds, each where it costs
//! least. What is not on a long way comes late and finds its place without moving anything.

use super::graph::Graph;
use super::order::Order;
use super::tree::Tree;

/// An order of a graph whose needs hold all that comes before a part.
pub fn order(graph: &Graph) -> Order {
    let closed = graph.closed();
    let (ends, tails) = (graph.ends(), graph.tails());
    let mut line: Vec<usize> = (0..graph.len()).collect();
    line.sort_by_key(|part| (std::cmp::Reverse(ends[*part] + tails[*part] - graph.seconds(*part)), *part));
    let mut tree = Tree::empty(&closed);
    line.into_iter().for_each(|part| tree.insert(part));
    tree.order()
}

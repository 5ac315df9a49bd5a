//! An order that grows part by part: the longest way first, then what the next longest way adds, each where it costs
//! least. What is not on a long way comes late and finds its place without moving anything.

use super::graph::Graph;
use super::order::Order;
use super::tree::Tree;

/// An order of a graph whose needs hold all that comes before a part.
pub fn order(graph: &Graph) -> Order {
    let closed = closed(graph);
    let (ends, tails) = (graph.ends(), graph.tails());
    let mut line: Vec<usize> = (0..graph.len()).collect();
    line.sort_by_key(|part| (std::cmp::Reverse(ends[*part] + tails[*part] - graph.seconds(*part)), *part));
    let mut tree = Tree::empty(&closed);
    let mut offers = Vec::new();
    for part in line {
        let piece = tree.add(part);
        tree.offers(piece, &mut offers);
        let best = offers.iter().min_by_key(|offer| (offer.seconds, offer.ordered, offer.forks));
        if let Some(place) = best.map(|offer| offer.place) {
            tree.attach(piece, place);
        }
    }
    tree.order()
}

/// The graph in which every part needs all that comes before it.
pub fn closed(graph: &Graph) -> Graph {
    let mut above: Vec<Vec<usize>> = vec![Vec::new(); graph.len()];
    for part in graph.topological() {
        let mut all: Vec<usize> = graph.needs(*part).iter().flat_map(|need| above[*need].iter().copied()).collect();
        all.extend_from_slice(graph.needs(*part));
        all.sort_unstable();
        all.dedup();
        above[*part] = all;
    }
    Graph::new((0..graph.len()).map(|part| graph.seconds(part)).collect(), above)
}

//! The order of a whole graph.

use super::cut::{self, TASTES};
use super::exact;
use super::graph::Graph;
use super::improve::improve;
use super::insert;
use super::law::levels;
use super::order::Order;
use super::reduce::{expanded, reduced};
use super::split;

/// An order that fork and join can run: where they can run the graph as it is, that; elsewhere as soon as was found.
/// Branches stand in the order of their first parts.
pub fn ordered(graph: &Graph) -> Order {
    apart(graph).by_source()
}

fn apart(graph: &Graph) -> Order {
    let parts = split::independent(graph);
    if parts.len() > 1 {
        return Order::parallel(parts.iter().map(|part| inside(graph, part)));
    }
    let parts = split::consecutive(graph);
    if parts.len() > 1 {
        return Order::sequence(parts.iter().map(|part| inside(graph, part)));
    }
    if graph.len() < 2 {
        return Order::sequence((0..graph.len()).map(Order::Part));
    }
    bound(graph)
}

/// The order of parts that do not fall apart.
fn bound(graph: &Graph) -> Order {
    let exact = exact::order(graph);
    let steady = if graph.len() <= 200 { Some(steady(graph)) } else { None };
    if let Some(steady) = steady {
        let seconds = steady.seconds(graph);
        if seconds == graph.critical_path() {
            return steady;
        }
        if let Some(exact) = exact {
            return if exact.seconds(graph) < seconds { exact } else { steady };
        }
        let order = searched(graph);
        return if order.seconds(graph) * 101 < seconds * 100 { order } else { steady };
    }
    searched(graph)
}

fn steady(graph: &Graph) -> Order {
    let (rest, pieces) = reduced(graph);
    let inserted = insert::order(&rest);
    expanded(inserted, &pieces)
}

fn inside(graph: &Graph, parts: &[usize]) -> Order {
    apart(&split::induced(graph, parts)).renamed(parts)
}

fn searched(graph: &Graph) -> Order {
    let floor = graph.critical_path();
    let mut found = vec![levels(graph)];
    // The larger the graph, the fewer ways are tried: a thousand parts have to be ordered in an instant.
    let (rest, pieces) = reduced(graph);
    let tastes = if graph.len() > 400 { 5 } else { TASTES.len() };
    for taste in TASTES.into_iter().take(tastes) {
        found.push(cut::order(graph, taste));
        found.push(expanded(cut::order(&rest, taste), &pieces));
    }
    found.sort_by_key(|order| order.seconds(graph));
    found.truncate(if graph.len() > 400 { 2 } else { 6 });
    let mut improved: Vec<Order> = found.iter().map(|order| improve(graph, order, (40 * graph.len()).min(8_000))).collect();
    improved.sort_by_key(|order| order.seconds(graph));
    improve(graph, &improved[0], (100 * graph.len()).min(25_000))
}

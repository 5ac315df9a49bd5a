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

fn inside(graph: &Graph, parts: &[usize]) -> Order {
    apart(&split::induced(graph, parts)).renamed(parts)
}

/// The largest graph for which an order is sought that new parts leave as it is.
const STEADY: usize = 200;

/// The order of parts that do not fall apart.
fn bound(graph: &Graph) -> Order {
    if graph.len() > STEADY {
        return searched(graph);
    }
    let steady = steady(graph);
    let seconds = steady.seconds(graph);
    if seconds == graph.critical_path() {
        return steady;
    }
    if let Some(exact) = exact::order(graph) {
        return if exact.seconds(graph) < seconds { exact } else { steady };
    }
    // A hundredth is not worth an order that changes as a whole with every new part.
    let order = searched(graph);
    if order.seconds(graph) * 101 < seconds * 100 { order } else { steady }
}

/// An order that grew part by part, with what fork and join can say as it stands in one piece.
fn steady(graph: &Graph) -> Order {
    let (rest, pieces) = reduced(graph);
    expanded(insert::order(&rest), &pieces)
}

/// More parts than this are many: a thousand have to be ordered in an instant, so fewer ways are tried.
const MANY: usize = 400;

fn searched(graph: &Graph) -> Order {
    let tastes = if graph.len() > MANY { 3 } else { TASTES.len() };
    let (rest, pieces) = reduced(graph);
    let mut found = vec![levels(graph)];
    for taste in TASTES.into_iter().take(tastes) {
        found.push(cut::order(graph, taste));
        found.push(expanded(cut::order(&rest, taste), &pieces));
    }
    soonest_first(&mut found, graph);
    found.truncate(KEPT);
    found.iter_mut().for_each(|order| *order = improve(graph, order, (40 * graph.len()).min(2_000)));
    soonest_first(&mut found, graph);
    found.first().map_or_else(|| levels(graph), |best| improve(graph, best, (100 * graph.len()).min(15_000)))
}

/// How many orders are improved before the best of them is improved further.
const KEPT: usize = 6;

fn soonest_first(orders: &mut [Order], graph: &Graph) {
    orders.sort_by_cached_key(|order| order.seconds(graph));
}

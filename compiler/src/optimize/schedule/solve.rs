//! The order of a whole graph.

use super::cut::{self, TASTES};
use super::exact;
use super::graph::Graph;
use super::grow;
use super::improve::improve;
use super::insert;
use super::law::levels;
use super::order::Order;
use super::reduce::{expanded, reduced};
use super::split;

/// An order that fork and join can run: where they can run the graph as it is, that; elsewhere as soon as was found.
/// Branches stand in the order of their first parts.
pub fn ordered(graph: &Graph) -> Order {
    apart(graph, graph.len()).by_source()
}

/// More parts than this are many: a thousand have to be ordered in an instant, so fewer ways are tried.
const MANY: usize = 400;

/// `total` parts are ordered in all.
fn apart(graph: &Graph, total: usize) -> Order {
    let inside = |parts: &Vec<usize>| apart(&split::induced(graph, parts), total).renamed(parts);
    let parts = split::independent(graph);
    if parts.len() > 1 {
        return Order::parallel(parts.iter().map(inside));
    }
    let parts = split::consecutive(graph);
    if parts.len() > 1 {
        return Order::sequence(parts.iter().map(inside));
    }
    if graph.len() < 2 {
        return Order::sequence((0..graph.len()).map(Order::Part));
    }
    bound(graph, total)
}

/// The largest graph for which an order is sought that new parts leave as it is.
const STEADY: usize = 200;

/// The order of parts that do not fall apart.
fn bound(graph: &Graph, total: usize) -> Order {
    let grows = if total <= STEADY { grow::MOST } else { exact::MOST };
    if graph.len() <= grows {
        return grow::order(graph);
    }
    let (rest, pieces) = reduced(graph);
    let steady = if rest.len() <= grows {
        Some(grow::order(&rest))
    } else {
        (rest.len() <= STEADY).then(|| insert::order(&rest))
    };
    let steady = steady.map(|order| expanded(order, &pieces));
    if let Some(steady) = &steady
        && steady.seconds(graph) == graph.critical_path()
    {
        return steady.clone();
    }
    // A hundredth is not worth an order that changes as a whole with every new part.
    let order = searched(graph, &rest, &pieces, total > MANY);
    steady.filter(|steady| steady.seconds(graph) * 100 <= order.seconds(graph) * 101).unwrap_or(order)
}

fn searched(graph: &Graph, rest: &Graph, pieces: &[Order], many: bool) -> Order {
    let tastes = if many { 3 } else { TASTES.len() };
    let mut found = vec![levels(graph)];
    for taste in TASTES.into_iter().take(tastes) {
        found.push(cut::order(graph, taste));
        found.push(expanded(cut::order(rest, taste), pieces));
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

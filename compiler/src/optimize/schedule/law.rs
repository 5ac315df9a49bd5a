//! What every order has to keep, and the orders it is compared with.

use super::graph::Graph;
use super::order::Order;

/// What is wrong with an order, if anything: it has to hold every part once and every need before its user.
pub fn fault(graph: &Graph, order: &Order) -> Option<String> {
    let mut parts = order.parts();
    parts.sort_unstable();
    if parts != (0..graph.len()).collect::<Vec<usize>>() {
        return Some(format!("parts are {parts:?}"));
    }
    let mut path: Vec<Vec<(usize, bool)>> = vec![Vec::new(); graph.len()];
    paths(order, &mut Vec::new(), &mut path);
    for part in 0..graph.len() {
        for need in graph.needs(part) {
            let split = path[*need].iter().zip(&path[part]).find(|(a, b)| a.0 != b.0);
            if !split.is_some_and(|(a, b)| a.1 && a.0 < b.0) {
                return Some(format!("{need} is not before {part}"));
            }
        }
    }
    None
}

/// For each part the numbers on the way to it, and whether each is one of a sequence.
fn paths(order: &Order, way: &mut Vec<(usize, bool)>, found: &mut [Vec<(usize, bool)>]) {
    let (parts, sequence) = match order {
        Order::Part(part) => {
            if let Some(slot) = found.get_mut(*part) {
                slot.clone_from(way);
            }
            return;
        }
        Order::Sequence(parts) => (parts, true),
        Order::Parallel(parts) => (parts, false),
    };
    for (number, part) in parts.iter().enumerate() {
        way.push((number, sequence));
        paths(part, way, found);
        way.pop();
    }
}

/// A barrier after each rank.
pub fn levels(graph: &Graph) -> Order {
    let ranks = graph.ranks();
    let count = ranks.iter().max().map_or(0, |most| most + 1);
    let mut levels: Vec<Vec<Order>> = vec![Vec::new(); count];
    for (part, rank) in ranks.into_iter().enumerate() {
        levels[rank].push(Order::Part(part));
    }
    Order::sequence(levels.into_iter().map(Order::parallel))
}

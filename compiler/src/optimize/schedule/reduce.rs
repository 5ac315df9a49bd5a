//! What fork and join can say as it stands is said first: parts that follow each other alone, and parts that wait for
//! the same and are waited for by the same. What is left is a graph of such pieces.

use std::collections::BTreeMap;

use super::graph::Graph;
use super::order::Order;

/// The graph of pieces, and the order of each over the parts of the graph.
pub fn reduced(graph: &Graph) -> (Graph, Vec<Order>) {
    let direct = graph.direct();
    let mut needs: Vec<Vec<usize>> = (0..graph.len()).map(|part| direct.needs(part).to_vec()).collect();
    let mut pieces: Vec<Option<Order>> = (0..graph.len()).map(|part| Some(Order::Part(part))).collect();
    while merge_twins(&mut needs, &mut pieces) | merge_chains(&mut needs, &mut pieces) {}
    let mut number = vec![usize::MAX; graph.len()];
    let kept: Vec<usize> = (0..graph.len()).filter(|part| pieces[*part].is_some()).collect();
    for (index, part) in kept.iter().enumerate() {
        number[*part] = index;
    }
    let orders: Vec<Order> = pieces.into_iter().flatten().collect();
    let seconds = orders.iter().map(|order| order.seconds(graph)).collect();
    let needs = kept.iter().map(|part| needs[*part].iter().map(|need| number[*need]).collect()).collect();
    (Graph::new(seconds, needs), orders)
}

/// The order of a graph of pieces as one of their parts.
pub fn expanded(order: Order, pieces: &[Order]) -> Order {
    match order {
        Order::Part(piece) => pieces.get(piece).cloned().unwrap_or(Order::Part(piece)),
        Order::Sequence(parts) => Order::sequence(parts.into_iter().map(|part| expanded(part, pieces))),
        Order::Parallel(parts) => Order::parallel(parts.into_iter().map(|part| expanded(part, pieces))),
    }
}

fn users(needs: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut users = vec![Vec::new(); needs.len()];
    for (part, needs) in needs.iter().enumerate() {
        for need in needs {
            users[*need].push(part);
        }
    }
    users
}

/// Makes one piece of those that wait for the same and are waited for by the same.
fn merge_twins(needs: &mut [Vec<usize>], pieces: &mut [Option<Order>]) -> bool {
    let users = users(needs);
    let mut alike: BTreeMap<(&[usize], &[usize]), Vec<usize>> = BTreeMap::new();
    for (part, piece) in pieces.iter().enumerate() {
        if piece.is_some() {
            alike.entry((&needs[part], &users[part])).or_default().push(part);
        }
    }
    let twins: Vec<Vec<usize>> = alike.into_values().filter(|twins| twins.len() > 1).collect();
    for twins in &twins {
        let orders: Vec<Order> = twins.iter().filter_map(|twin| pieces[*twin].take()).collect();
        pieces[twins[0]] = Some(Order::parallel(orders));
        for twin in &twins[1..] {
            needs[*twin].clear();
            for user in &users[*twin] {
                needs[*user].retain(|need| need != twin);
            }
        }
    }
    !twins.is_empty()
}

/// Makes one piece of two where the second waits for the first alone, and nothing else does.
fn merge_chains(needs: &mut [Vec<usize>], pieces: &mut [Option<Order>]) -> bool {
    let mut users = users(needs);
    let mut merged = false;
    for part in 0..needs.len() {
        while pieces[part].is_some()
            && let [user] = users[part][..]
            && needs[user].len() == 1
            && let (Some(first), Some(second)) = (pieces[part].take(), pieces[user].take())
        {
            pieces[part] = Some(Order::sequence([first, second]));
            needs[user].clear();
            users[part] = std::mem::take(&mut users[user]);
            for next in &users[part] {
                for need in needs[*next].iter_mut().filter(|need| **need == user) {
                    *need = part;
                }
                needs[*next].sort_unstable();
            }
            merged = true;
        }
    }
    merged
}

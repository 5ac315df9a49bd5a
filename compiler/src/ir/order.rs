//! What waits for what among nodes of one level.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use indexmap::IndexMap;

use super::pipeline::{Node, Pipeline};

impl Pipeline {
    /// Stages that a node, or something in it, waits for.
    pub fn needs<'p>(&'p self, node: &'p Node) -> Vec<&'p str> {
        let own: &[String] = match node {
            Node::Stage(name) => self.stages.get(name).map_or(&[], |stage| &stage.needs),
            Node::When(when) => &when.needs,
            Node::For(each) => &each.needs,
            Node::Parallel(_) => &[],
        };
        let inside = node.bodies().into_iter().flatten().flat_map(|node| self.needs(node));
        own.iter().map(String::as_str).chain(inside).collect()
    }

    /// For every node the places of those it waits for itself, ascending.
    pub fn edges(&self, nodes: &[Node]) -> Vec<Vec<usize>> {
        let mut owner = IndexMap::new();
        for (index, node) in nodes.iter().enumerate() {
            for stage in node.stages() {
                owner.insert(stage, index);
            }
        }
        let edges = |(index, node): (usize, &Node)| {
            let mut needs: Vec<usize> =
                self.needs(node).into_iter().filter_map(|stage| owner.get(stage).copied()).collect();
            needs.retain(|need| *need != index);
            needs.sort_unstable();
            needs.dedup();
            needs
        };
        nodes.iter().enumerate().map(edges).collect()
    }
}

/// An order in which nothing stands before what it waits for, else as given. What waits for itself is left out (the
/// checker has refused it).
pub fn topological(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut waiting: Vec<usize> = edges.iter().map(Vec::len).collect();
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
    for (index, needs) in edges.iter().enumerate() {
        for need in needs {
            if let Some(users) = users.get_mut(*need) {
                users.push(index);
            }
        }
    }
    let free = waiting.iter().enumerate().filter(|(_, count)| **count == 0).map(|(index, _)| Reverse(index));
    let mut free: BinaryHeap<Reverse<usize>> = free.collect();
    let mut order = Vec::with_capacity(edges.len());
    while let Some(Reverse(index)) = free.pop() {
        order.push(index);
        for user in users.get(index).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(*user) {
                *count -= 1;
                if *count == 0 {
                    free.push(Reverse(*user));
                }
            }
        }
    }
    order
}

//! Which stages run after each other and which side by side.
//!
//! Step Functions only knows sequences and fork-join. Two stages are comparable when one waits for the other, directly
//! or through others. Parts whose stages are not comparable with each other's run side by side; parts where every stage
//! of the one comes before every stage of the other run in sequence. Where neither splits the stages (the N shape:
//! a before c and d, b before d only), stages that wait for nothing go first, side by side.

use super::Pass;
use crate::ir::order::topological;
use crate::ir::{Node, Pipeline};

pub(super) const PASS: Pass = Pass {
    name: "schedule",
    about: "runs side by side what does not wait for each other, as far as fork and join can say it",
    on: true,
    run: |pipeline| {
        let body = std::mem::take(&mut pipeline.body);
        pipeline.body = schedule(pipeline, body);
    },
};

/// The order of the nodes of one level, and of the levels inside.
fn schedule(pipeline: &Pipeline, nodes: Vec<Node>) -> Vec<Node> {
    let nodes: Vec<Node> = nodes
        .into_iter()
        .map(|mut node| {
            for body in node.bodies_mut() {
                *body = schedule(pipeline, std::mem::take(body));
            }
            node
        })
        .collect();
    Graph::new(pipeline, &nodes).decompose((0..nodes.len()).collect())
}

struct Graph<'p> {
    nodes: &'p [Node],
    /// `before[i]` has a bit for every node that comes before node `i`.
    before: Vec<Vec<u64>>,
}

impl<'p> Graph<'p> {
    fn new(pipeline: &'p Pipeline, nodes: &'p [Node]) -> Self {
        let words = nodes.len().div_ceil(64);
        let direct = pipeline.edges(nodes);
        let mut graph = Self { nodes, before: vec![vec![0; words]; nodes.len()] };
        for index in topological(&direct) {
            let mut bits = vec![0; words];
            for need in direct.get(index).into_iter().flatten() {
                if let Some(word) = bits.get_mut(need / 64) {
                    *word |= 1 << (need % 64);
                }
                for (word, above) in bits.iter_mut().zip(graph.before.get(*need).into_iter().flatten()) {
                    *word |= above;
                }
            }
            if let Some(slot) = graph.before.get_mut(index) {
                *slot = bits;
            }
        }
        graph
    }

    fn is_before(&self, first: usize, second: usize) -> bool {
        self.before.get(second).and_then(|bits| bits.get(first / 64)).is_some_and(|word| word >> (first % 64) & 1 == 1)
    }

    fn comparable(&self, a: usize, b: usize) -> bool {
        self.is_before(a, b) || self.is_before(b, a)
    }

    fn decompose(&self, set: Vec<usize>) -> Vec<Node> {
        if set.len() < 2 {
            return set.into_iter().filter_map(|only| self.nodes.get(only).cloned()).collect();
        }
        let parts = components(&set, |a, b| self.comparable(a, b));
        if parts.len() > 1 {
            return vec![Node::Parallel(parts.into_iter().map(|part| self.decompose(part)).collect())];
        }
        let mut parts = components(&set, |a, b| !self.comparable(a, b));
        if parts.len() > 1 {
            // Every stage of a part comes before every stage of the next, so any member tells the order.
            parts.sort_by_key(|part| {
                part.first().map_or(0, |first| set.iter().filter(|other| self.is_before(**other, *first)).count())
            });
            return parts.into_iter().flat_map(|part| self.decompose(part)).collect();
        }
        let (free, waiting): (Vec<usize>, Vec<usize>) =
            set.iter().partition(|node| !set.iter().any(|other| self.is_before(*other, **node)));
        let mut sequence = self.decompose(free);
        sequence.extend(self.decompose(waiting));
        sequence
    }
}

/// Connected parts of `set` under a symmetric relation, each in the order of `set`, by first member.
fn components(set: &[usize], related: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut left: Vec<usize> = set.to_vec();
    let mut parts: Vec<Vec<usize>> = Vec::new();
    while !left.is_empty() {
        let mut part = vec![left.remove(0)];
        let mut at = 0;
        while let Some(node) = part.get(at).copied() {
            at += 1;
            left.retain(|other| {
                let near = related(node, *other);
                if near {
                    part.push(*other);
                }
                !near
            });
        }
        part.sort_by_key(|node| set.binary_search(node).unwrap_or(usize::MAX));
        parts.push(part);
    }
    parts
}

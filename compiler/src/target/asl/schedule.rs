//! Which stages run after each other and which side by side.
//!
//! Step Functions only knows sequences and fork-join. Two stages are comparable when one waits for the other, directly
//! or through others. Parts whose stages are not comparable with each other's run side by side; parts where every stage
//! of the one comes before every stage of the other run in sequence. Where neither splits the stages (the N shape:
//! a before c and d, b before d only), stages that wait for nothing go first, side by side.

use crate::ir::{Node, Pipeline};

/// An order that fork-join can run.
#[derive(Debug, Clone, PartialEq)]
pub enum Plan<'p> {
    /// One stage or condition.
    Node(&'p Node),
    /// One after the other.
    Sequence(Vec<Plan<'p>>),
    /// Side by side.
    Parallel(Vec<Plan<'p>>),
}

/// The order of nodes of one level; none where there are none.
pub fn plan<'p>(pipeline: &'p Pipeline, nodes: &'p [Node]) -> Option<Plan<'p>> {
    if nodes.is_empty() {
        return None;
    }
    let graph = Graph::new(pipeline, nodes);
    Some(graph.decompose((0..nodes.len()).collect()))
}

/// What a plan is called after: the first thing in it, and what stands around that.
pub fn head(plan: &Plan) -> String {
    match plan {
        Plan::Node(Node::Stage(name)) => name.clone(),
        Plan::Node(Node::When(when)) => format!("{}/when", when.name),
        Plan::Node(Node::For(each)) => format!("{}/for", each.item),
        Plan::Sequence(parts) => parts.first().map_or_else(String::new, head),
        Plan::Parallel(parts) => format!("{}/parallel", parts.first().map_or_else(String::new, head)),
    }
}

/// Every stage and condition inside a node.
pub fn stages(node: &Node) -> Vec<&str> {
    match node {
        Node::Stage(name) => vec![name],
        Node::When(when) => when.then.iter().chain(&when.otherwise).flat_map(stages).collect(),
        Node::For(each) => each.body.iter().flat_map(stages).collect(),
    }
}

struct Graph<'p> {
    nodes: &'p [Node],
    /// `before[i]` has a bit for every node that comes before node `i`.
    before: Vec<Vec<u64>>,
}

impl<'p> Graph<'p> {
    fn new(pipeline: &'p Pipeline, nodes: &'p [Node]) -> Self {
        let words = nodes.len().div_ceil(64);
        let mut owner = indexmap::IndexMap::new();
        for (index, node) in nodes.iter().enumerate() {
            for stage in stages(node) {
                owner.insert(stage, index);
            }
        }
        let direct: Vec<Vec<usize>> = nodes
            .iter()
            .enumerate()
            .map(|(index, node)| {
                let mut needs: Vec<usize> =
                    needs(pipeline, node).iter().filter_map(|stage| owner.get(stage).copied()).collect();
                needs.retain(|need| *need != index);
                needs.sort_unstable();
                needs.dedup();
                needs
            })
            .collect();
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

    fn decompose(&self, set: Vec<usize>) -> Plan<'p> {
        if let [only] = set.as_slice() {
            return self.nodes.get(*only).map_or(Plan::Sequence(Vec::new()), Plan::Node);
        }
        let parts = components(&set, |a, b| self.comparable(a, b));
        if parts.len() > 1 {
            return Plan::Parallel(parts.into_iter().map(|part| self.decompose(part)).collect());
        }
        let mut parts = components(&set, |a, b| !self.comparable(a, b));
        if parts.len() > 1 {
            // Every stage of a part comes before every stage of the next, so any member tells the order.
            parts.sort_by_key(|part| {
                part.first().map_or(0, |first| set.iter().filter(|other| self.is_before(**other, *first)).count())
            });
            return Plan::Sequence(parts.into_iter().map(|part| self.decompose(part)).collect());
        }
        let (free, waiting): (Vec<usize>, Vec<usize>) =
            set.iter().partition(|node| !set.iter().any(|other| self.is_before(*other, **node)));
        let first = self.decompose(free);
        let mut sequence = vec![first];
        match self.decompose(waiting) {
            Plan::Sequence(rest) => sequence.extend(rest),
            rest => sequence.push(rest),
        }
        Plan::Sequence(sequence)
    }
}

fn needs<'p>(pipeline: &'p Pipeline, node: &'p Node) -> Vec<&'p str> {
    match node {
        Node::Stage(name) => {
            pipeline.stages.get(name).into_iter().flat_map(|stage| stage.needs.iter().map(String::as_str)).collect()
        }
        Node::When(when) => {
            let inside = when.then.iter().chain(&when.otherwise).flat_map(|node| needs(pipeline, node));
            when.needs.iter().map(String::as_str).chain(inside).collect()
        }
        Node::For(each) => {
            let inside = each.body.iter().flat_map(|node| needs(pipeline, node));
            each.needs.iter().map(String::as_str).chain(inside).collect()
        }
    }
}

/// An order in which needs come first; stages in a circle come last (the checker has refused them).
fn topological(direct: &[Vec<usize>]) -> Vec<usize> {
    let mut waiting: Vec<usize> = direct.iter().map(Vec::len).collect();
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); direct.len()];
    for (index, needs) in direct.iter().enumerate() {
        for need in needs {
            if let Some(users) = users.get_mut(*need) {
                users.push(index);
            }
        }
    }
    let mut order: Vec<usize> = (0..direct.len()).filter(|index| waiting.get(*index) == Some(&0)).collect();
    let mut at = 0;
    while let Some(index) = order.get(at).copied() {
        at += 1;
        for user in users.get(index).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(*user) {
                *count -= 1;
                if *count == 0 {
                    order.push(*user);
                }
            }
        }
    }
    order
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

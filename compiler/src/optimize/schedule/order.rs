//! An order that fork and join can run: a tree of sequences and of branches side by side.

use super::graph::Graph;

/// A tree over the parts of a graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// One part.
    Part(usize),
    /// One after the other.
    Sequence(Vec<Order>),
    /// Side by side.
    Parallel(Vec<Order>),
}

impl Order {
    /// One after the other, without sequences in sequences.
    pub fn sequence(parts: impl IntoIterator<Item = Order>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Self::Sequence(inner) => inner,
            other => vec![other],
        });
        let mut flat: Vec<Order> = flat.collect();
        if flat.len() == 1 { flat.remove(0) } else { Self::Sequence(flat) }
    }

    /// Side by side, without forks in forks.
    pub fn parallel(parts: impl IntoIterator<Item = Order>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Self::Parallel(inner) => inner,
            other => vec![other],
        });
        let mut flat: Vec<Order> = flat.collect();
        if flat.len() == 1 { flat.remove(0) } else { Self::Parallel(flat) }
    }

    /// How long it takes.
    pub fn seconds(&self, graph: &Graph) -> u64 {
        match self {
            Self::Part(part) => graph.seconds(*part),
            Self::Sequence(parts) => parts.iter().map(|part| part.seconds(graph)).sum(),
            Self::Parallel(parts) => parts.iter().map(|part| part.seconds(graph)).max().unwrap_or(0),
        }
    }

    /// How many forks it has: each is a transition.
    pub fn forks(&self) -> usize {
        match self {
            Self::Part(_) => 0,
            Self::Sequence(parts) => parts.iter().map(Self::forks).sum(),
            Self::Parallel(parts) => 1 + parts.iter().map(Self::forks).sum::<usize>(),
        }
    }

    /// The same with other numbers: part `i` is `parts[i]`.
    #[must_use]
    pub fn renamed(self, parts: &[usize]) -> Self {
        let inside = |order: Vec<Order>| order.into_iter().map(|order| order.renamed(parts)).collect();
        match self {
            Self::Part(part) => Self::Part(parts.get(part).copied().unwrap_or(part)),
            Self::Sequence(order) => Self::Sequence(inside(order)),
            Self::Parallel(order) => Self::Parallel(inside(order)),
        }
    }

    /// Every part, from left to right.
    pub fn parts(&self) -> Vec<usize> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect(&self, found: &mut Vec<usize>) {
        match self {
            Self::Part(part) => found.push(*part),
            Self::Sequence(parts) | Self::Parallel(parts) => parts.iter().for_each(|part| part.collect(found)),
        }
    }

    /// The same with branches of each fork by their first part in the source.
    #[must_use]
    pub fn by_source(self) -> Self {
        match self {
            Self::Part(part) => Self::Part(part),
            Self::Sequence(parts) => Self::Sequence(parts.into_iter().map(Self::by_source).collect()),
            Self::Parallel(parts) => {
                let mut parts: Vec<Order> = parts.into_iter().map(Self::by_source).collect();
                parts.sort_by_key(|part| part.parts().into_iter().min());
                Self::Parallel(parts)
            }
        }
    }

    /// When each part starts and ends.
    pub fn times(&self, graph: &Graph) -> Vec<(u64, u64)> {
        let mut times = vec![(0, 0); graph.len()];
        self.time(graph, 0, &mut times);
        times
    }

    fn time(&self, graph: &Graph, start: u64, times: &mut [(u64, u64)]) -> u64 {
        match self {
            Self::Part(part) => {
                let end = start + graph.seconds(*part);
                if let Some(slot) = times.get_mut(*part) {
                    *slot = (start, end);
                }
                end
            }
            Self::Sequence(parts) => parts.iter().fold(start, |start, part| part.time(graph, start, times)),
            Self::Parallel(parts) => parts.iter().map(|part| part.time(graph, start, times)).max().unwrap_or(start),
        }
    }
}

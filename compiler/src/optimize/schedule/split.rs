//! What falls apart by itself: parts that nothing binds, and parts that all come before all others.

use super::graph::Graph;

/// The graph of some parts alone, which take their numbers from their places; a way between two of them does not leave
/// them.
pub fn induced(graph: &Graph, parts: &[usize]) -> Graph {
    let mut number = vec![usize::MAX; graph.len()];
    for (index, part) in parts.iter().enumerate() {
        number[*part] = index;
    }
    let needs = parts.iter().map(|part| {
        let inside = graph.needs(*part).iter().map(|need| number[*need]);
        inside.filter(|number| *number != usize::MAX).collect()
    });
    Graph::new(parts.iter().map(|part| graph.seconds(*part)).collect(), needs.collect())
}

/// Sets of parts that nothing binds to each other, by their first parts.
pub fn independent(graph: &Graph) -> Vec<Vec<usize>> {
    let mut sets: Vec<Vec<usize>> = Vec::new();
    let mut seen = vec![false; graph.len()];
    for first in 0..graph.len() {
        if seen[first] {
            continue;
        }
        seen[first] = true;
        let mut set = vec![first];
        let mut at = 0;
        while let Some(part) = set.get(at).copied() {
            at += 1;
            for near in graph.needs(part).iter().chain(graph.users(part)) {
                if !seen[*near] {
                    seen[*near] = true;
                    set.push(*near);
                }
            }
        }
        set.sort_unstable();
        sets.push(set);
    }
    sets
}

/// Sets of parts that follow each other: every part of one comes before every part of the next.
pub fn consecutive(graph: &Graph) -> Vec<Vec<usize>> {
    let counts = before(graph);
    let mut line: Vec<usize> = (0..graph.len()).collect();
    line.sort_by_key(|part| counts[*part]);
    // All that come before a part stand before it in the line. A part with as many as stand before it waits for each of
    // them, and so does all that stands behind it.
    let mut sets: Vec<Vec<usize>> = Vec::new();
    for (place, part) in line.into_iter().enumerate() {
        match sets.last_mut() {
            Some(set) if counts[part] < place => set.push(part),
            _ => sets.push(vec![part]),
        }
    }
    sets.iter_mut().for_each(|set| set.sort_unstable());
    sets
}

/// How many parts come before each.
fn before(graph: &Graph) -> Vec<usize> {
    let words = graph.len().div_ceil(64);
    let mut bits: Vec<Vec<u64>> = vec![Vec::new(); graph.len()];
    for part in graph.topological() {
        let mut own = vec![0_u64; words];
        for need in graph.needs(*part) {
            for (own, above) in own.iter_mut().zip(&bits[*need]) {
                *own |= above;
            }
            own[need / 64] |= 1 << (need % 64);
        }
        bits[*part] = own;
    }
    bits.iter().map(|bits| bits.iter().map(|word| word.count_ones() as usize).sum()).collect()
}

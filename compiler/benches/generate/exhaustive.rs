//! How soon a small graph can end at the least, found by trying every order there is. It shares nothing with the compiler's
//! own search.

use mlc_compiler::optimize::schedule::graph::Graph;

/// The soonest that any order of fork and join ends: of every way to split a set in two where nothing of the first half
/// waits for the second, the halves side by side where nothing binds them, else one after the other.
pub fn soonest(graph: &Graph) -> u64 {
    let count = graph.len();
    let mut waits = vec![vec![false; count]; count];
    for (part, row) in waits.iter_mut().enumerate() {
        graph.needs(part).iter().for_each(|need| row[*need] = true);
    }
    for through in 0..count {
        for part in 0..count {
            for other in 0..count {
                if waits[part][through] && waits[through][other] {
                    waits[part][other] = true;
                }
            }
        }
    }
    let members = |set: usize| (0..count).filter(move |part| set >> part & 1 == 1);
    let bound = |set: usize, to: usize| members(set).any(|part| members(to).any(|other| waits[part][other]));
    // Smaller sets have smaller numbers than the sets they are in.
    let mut known = vec![0; 1 << count];
    for set in 1_usize..1 << count {
        if set.is_power_of_two() {
            known[set] = graph.seconds(set.trailing_zeros() as usize);
            continue;
        }
        let mut best = u64::MAX;
        for first in (1..set).filter(|first| first & !set == 0) {
            let second = set & !first;
            if !bound(first, second) {
                let (a, b): (u64, u64) = (known[first], known[second]);
                best = best.min(if bound(second, first) { a + b } else { a.max(b) });
            }
        }
        known[set] = best;
    }
    known[(1 << count) - 1]
}

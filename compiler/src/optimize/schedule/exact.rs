//! The best order of a few parts, by looking at all of them.
//!
//! Where every two parts are bound through others, any order begins with some parts, has a barrier, and goes on with the
//! rest; where they are not, running side by side what is not bound is never later. So the best order of a set is known
//! from the best orders of smaller sets.

use super::graph::Graph;
use super::order::Order;

/// The most parts that are searched through.
pub const MOST: usize = 10;

/// Seconds, pairs that wait without need, and forks.
type Cost = (u64, u32, usize);

/// The soonest order; among equals the one with the fewest forks, then with the fewest waits that nothing asked for.
/// None where there are more than [`MOST`] parts.
pub fn order(graph: &Graph) -> Option<Order> {
    let count = graph.len();
    if count == 0 || count > MOST {
        return None;
    }
    let mut before: Vec<usize> = vec![0; count];
    for part in graph.topological() {
        before[*part] = graph.needs(*part).iter().fold(0, |bits, need| bits | 1 << need | before[*need]);
    }
    let mut near = before.clone();
    for (part, bits) in before.iter().enumerate() {
        for (other, near) in near.iter_mut().enumerate() {
            *near |= (bits >> other & 1) << part;
        }
    }
    let all = (1 << count) - 1;
    let mut search = Search { graph, before, near, known: vec![None; all + 1] };
    search.cost(all);
    Some(search.build(all))
}

struct Search<'g> {
    graph: &'g Graph,
    /// Bits of all that comes before each part.
    before: Vec<usize>,
    /// Bits of all that comes before or after each part.
    near: Vec<usize>,
    /// By set: its cost, and what comes before its barrier (nothing: it splits into branches or is one part).
    known: Vec<Option<(Cost, usize)>>,
}

impl Search<'_> {
    fn cost(&mut self, set: usize) -> Cost {
        if let Some((cost, _)) = self.known[set] {
            return cost;
        }
        let branch = self.branch(set);
        let (cost, first) = if set.count_ones() == 1 {
            ((self.graph.seconds(set.trailing_zeros() as usize), 0, 0), 0)
        } else if branch != set {
            let (a, b) = (self.cost(branch), self.cost(set & !branch));
            let further = usize::from(self.branch(set & !branch) == set & !branch);
            ((a.0.max(b.0), a.1 + b.1, a.2 + b.2 + further), 0)
        } else {
            self.barrier(set)
        };
        self.known[set] = Some((cost, first));
        cost
    }

    /// The parts that are bound to the first part of a set.
    fn branch(&self, set: usize) -> usize {
        let mut branch = set & set.wrapping_neg();
        loop {
            let mut wider = branch;
            let mut left = branch;
            while left != 0 {
                wider |= self.near[left.trailing_zeros() as usize] & set;
                left &= left - 1;
            }
            if wider == branch {
                return branch;
            }
            branch = wider;
        }
    }

    fn barrier(&mut self, set: usize) -> (Cost, usize) {
        let mut best: Option<(Cost, usize)> = None;
        let mut first = set & set.wrapping_neg();
        while first != set {
            if let Some(needless) = self.needless(first, set & !first) {
                let (a, b) = (self.cost(first), self.cost(set & !first));
                let cost = (a.0 + b.0, a.1 + b.1 + needless, a.2 + b.2);
                if best.is_none_or(|best| cost < best.0) {
                    best = Some((cost, first));
                }
            }
            // The next larger subset.
            first = (first | !set).wrapping_add(1) & set;
            if first == 0 {
                break;
            }
        }
        best.unwrap_or(((0, 0, 0), 0))
    }

    /// How many pairs wait without need where a barrier stands between two sets; none where a part of the first needs one
    /// of the second.
    fn needless(&self, first: usize, second: usize) -> Option<u32> {
        let mut left = first;
        while left != 0 {
            if self.before[left.trailing_zeros() as usize] & second != 0 {
                return None;
            }
            left &= left - 1;
        }
        let mut needless = 0;
        let mut left = second;
        while left != 0 {
            needless += (first & !self.before[left.trailing_zeros() as usize]).count_ones();
            left &= left - 1;
        }
        Some(needless)
    }

    fn build(&self, set: usize) -> Order {
        if set.count_ones() == 1 {
            return Order::Part(set.trailing_zeros() as usize);
        }
        match self.known[set] {
            Some((_, first)) if first != 0 => Order::sequence([self.build(first), self.build(set & !first)]),
            _ => {
                let mut left = set;
                let branches = std::iter::from_fn(|| {
                    let branch = (left != 0).then(|| self.branch(left))?;
                    left &= !branch;
                    Some(branch)
                });
                Order::parallel(branches.map(|branch| self.build(branch)).collect::<Vec<Order>>())
            }
        }
    }
}

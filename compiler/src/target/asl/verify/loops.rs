//! The longest walk through a graph whose loops turn a bounded number of times.
//!
//! Loops nest: the strongly connected parts of the graph are its outermost loops; without the edges back to a loop's
//! first state, the parts of its body are the loops inside it.

use std::collections::BTreeMap;

/// The longest walk and what it is made of.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Longest {
    /// Cost of the walk.
    pub total: u64,
    /// First states of loops that nothing bounds; they were counted once.
    pub unbounded: Vec<usize>,
    /// Every state outside loops and every outermost loop by its first state, with what it costs.
    pub blocks: Vec<(usize, u64)>,
}

/// `next`, `costs` and `rounds` by state; `rounds` says how often a state can be passed each time its loop is entered.
pub fn longest(next: &[Vec<usize>], costs: &[u64], rounds: &[Option<u64>], start: usize) -> Longest {
    let mut walk = Walk { costs, rounds, unbounded: Vec::new() };
    let region = Region { ids: (0..next.len()).collect(), next: next.to_vec() };
    let (total, blocks) = walk.region(&region, start);
    Longest { total, unbounded: walk.unbounded, blocks }
}

/// A part of the graph with its own numbering.
struct Region {
    /// Numbers of the states in the whole graph.
    ids: Vec<usize>,
    next: Vec<Vec<usize>>,
}

impl Region {
    fn targets(&self, node: usize) -> &[usize] {
        self.next.get(node).map_or(&[], Vec::as_slice)
    }

    fn id(&self, node: usize) -> usize {
        self.ids.get(node).copied().unwrap_or_default()
    }

    /// The loop made of `nodes`, entered at `header`, without its edges back to there.
    fn body(&self, nodes: &[usize], header: usize) -> (Region, usize) {
        let local: BTreeMap<usize, usize> = nodes.iter().enumerate().map(|(index, node)| (*node, index)).collect();
        let inside = |node: &usize| {
            let targets = self.targets(*node).iter().filter(|target| **target != header);
            targets.filter_map(|target| local.get(target).copied()).collect()
        };
        let region =
            Region { ids: nodes.iter().map(|node| self.id(*node)).collect(), next: nodes.iter().map(inside).collect() };
        (region, local.get(&header).copied().unwrap_or_default())
    }
}

struct Walk<'g> {
    costs: &'g [u64],
    rounds: &'g [Option<u64>],
    unbounded: Vec<usize>,
}

impl Walk<'_> {
    /// The longest walk from `entry`, and the cost of every part.
    fn region(&mut self, region: &Region, entry: usize) -> (u64, Vec<(usize, u64)>) {
        let parts = parts(region, entry);
        let mut part_of = vec![usize::MAX; region.next.len()];
        for (number, part) in parts.iter().enumerate() {
            for node in part {
                if let Some(slot) = part_of.get_mut(*node) {
                    *slot = number;
                }
            }
        }
        let headers = headers(region, &parts, &part_of, entry);
        // Parts come last first, so what follows a part is known before it.
        let mut best: Vec<u64> = Vec::with_capacity(parts.len());
        let mut blocks = Vec::with_capacity(parts.len());
        for ((number, part), header) in parts.iter().enumerate().zip(headers) {
            let cost = self.part(region, part, header);
            let after = part.iter().flat_map(|node| region.targets(*node));
            let after = after.filter_map(|target| part_of.get(*target)).filter(|target| **target != number);
            let after = after.filter_map(|target| best.get(*target)).max().copied().unwrap_or(0);
            best.push(cost.saturating_add(after));
            blocks.push((region.id(header), cost));
        }
        (best.last().copied().unwrap_or(0), blocks)
    }

    fn part(&mut self, region: &Region, part: &[usize], header: usize) -> u64 {
        let cost = |id: usize| self.costs.get(id).copied().unwrap_or(0);
        if let [node] = part
            && !region.targets(*node).contains(node)
        {
            return cost(region.id(*node));
        }
        let (body, entry) = region.body(part, header);
        let nested: Vec<usize> = parts(&body, entry).into_iter().filter(|part| part.len() > 1).flatten().collect();
        let direct = (0..body.ids.len()).filter(|node| !nested.contains(node));
        let bounds: Vec<u64> = direct.filter_map(|node| self.bound(body.id(node))).collect();
        let once = self.region(&body, entry).0;
        let header = region.id(header);
        if bounds.is_empty() {
            self.unbounded.push(header);
            return once;
        }
        let rounds = bounds.into_iter().fold(0, u64::saturating_add);
        // Where another state is the bounded one, its last round may be followed by the beginning of one more.
        let rounds = if self.bound(header).is_some() { rounds } else { rounds.saturating_add(1) };
        once.saturating_mul(rounds)
    }

    fn bound(&self, id: usize) -> Option<u64> {
        self.rounds.get(id).copied().flatten()
    }
}

/// The first state of each part: the one that the walk comes in by.
fn headers(region: &Region, parts: &[Vec<usize>], part_of: &[usize], entry: usize) -> Vec<usize> {
    let mut headers: Vec<Option<usize>> = vec![None; parts.len()];
    let mut enter = |node: usize| {
        if let Some(slot) = part_of.get(node).and_then(|part| headers.get_mut(*part)) {
            slot.get_or_insert(node);
        }
    };
    enter(entry);
    for (node, targets) in region.next.iter().enumerate() {
        let from = part_of.get(node).copied().filter(|part| *part != usize::MAX);
        for target in targets {
            if from.is_some() && part_of.get(*target).copied() != from {
                enter(*target);
            }
        }
    }
    let first = |part: &Vec<usize>| part.first().copied().unwrap_or_default();
    headers.into_iter().zip(parts).map(|(header, part)| header.unwrap_or_else(|| first(part))).collect()
}

/// Strongly connected parts that can be reached from `entry`, last first (Tarjan's algorithm without recursion).
fn parts(region: &Region, entry: usize) -> Vec<Vec<usize>> {
    #[derive(Clone, Copy, Default)]
    struct Mark {
        number: usize,
        low: usize,
        open: bool,
    }
    let mut marks = vec![Mark::default(); region.next.len()];
    let mut count = 0;
    let mut stack = Vec::new();
    let mut parts = Vec::new();
    let mut work = vec![(entry, 0)];
    while let Some((node, at)) = work.pop() {
        if at == 0 {
            count += 1;
            if let Some(mark) = marks.get_mut(node) {
                *mark = Mark { number: count, low: count, open: true };
            }
            stack.push(node);
        }
        if let Some(target) = region.targets(node).get(at).copied() {
            work.push((node, at + 1));
            let seen = marks.get(target).copied().unwrap_or_default();
            if seen.number == 0 {
                work.push((target, 0));
            } else if seen.open
                && let Some(mark) = marks.get_mut(node)
            {
                mark.low = mark.low.min(seen.number);
            }
            continue;
        }
        let mark = marks.get(node).copied().unwrap_or_default();
        if let Some((parent, _)) = work.last()
            && let Some(parent) = marks.get_mut(*parent)
        {
            parent.low = parent.low.min(mark.low);
        }
        if mark.low == mark.number {
            let mut part = Vec::new();
            while let Some(member) = stack.pop() {
                if let Some(mark) = marks.get_mut(member) {
                    mark.open = false;
                }
                part.push(member);
                if member == node {
                    break;
                }
            }
            parts.push(part);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(edges: &[&[usize]], costs: &[u64], rounds: &[Option<u64>]) -> Longest {
        longest(&edges.iter().map(|targets| targets.to_vec()).collect::<Vec<_>>(), costs, rounds, 0)
    }

    #[test]
    fn the_longer_branch_counts() {
        assert_eq!(total(&[&[1, 2], &[3], &[3], &[]], &[1, 10, 20, 1], &[None; 4]).total, 22);
    }

    #[test]
    fn a_poll_loop_counts_its_rounds() {
        // create, wait, describe, choice -> wait or done
        let longest = total(&[&[1], &[2], &[3], &[1, 4], &[]], &[5, 2, 5, 2, 2], &[None, Some(100), None, None, None]);
        assert_eq!(longest.total, 5 + 900 + 2);
        assert!(longest.blocks.contains(&(1, 900)));
    }

    #[test]
    fn rounds_of_nested_loops_multiply_and_of_sibling_loops_do_not() {
        // 0 outer wait -> 1 inner wait -> 2 again? -> 3 second inner wait -> 4 again? -> 0 or 5
        let edges: [&[usize]; 6] = [&[1], &[2], &[1, 3], &[4], &[3, 0, 5], &[]];
        let longest = total(&edges, &[1; 6], &[Some(3), Some(10), None, Some(7), None, None]);
        assert_eq!(longest.total, 3 * (1 + 2 * 10 + 2 * 7) + 1);
    }

    #[test]
    fn a_loop_without_a_bound_is_named() {
        assert_eq!(total(&[&[1], &[0, 2], &[]], &[1; 3], &[None; 3]).unbounded, [0]);
        assert_eq!(total(&[&[0]], &[1], &[None]).unbounded, [0]);
    }
}

//! A good order of many parts: where to put a barrier, then the same for both sides.

use super::exact;
use super::graph::Graph;
use super::order::Order;
use super::split;

/// Barriers that are weighed for each way of lining parts up.
const BARRIERS: usize = 24;

/// So few parts are searched through: more would take too long, so often as it is done.
const SMALL: usize = 7;

/// How barriers are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taste {
    /// Where between the longest way (0) and levels (100) the time of a side is guessed to be.
    pub levels: u64,
    /// How much a barrier in the middle is liked better than one near an end: 0 to 3.
    pub middle: u32,
}

/// Tastes, those that do well most often first.
pub const TASTES: [Taste; 16] = [
    taste(15, 1),
    taste(20, 3),
    taste(5, 3),
    taste(25, 1),
    taste(25, 2),
    taste(10, 2),
    taste(50, 1),
    taste(40, 2),
    taste(15, 2),
    taste(35, 1),
    taste(0, 2),
    taste(5, 1),
    taste(100, 1),
    taste(70, 2),
    taste(10, 0),
    taste(50, 0),
];

const fn taste(levels: u64, middle: u32) -> Taste {
    Taste { levels, middle }
}

/// An order of any graph.
pub fn order(graph: &Graph, taste: Taste) -> Order {
    let parts = split::independent(graph);
    if parts.len() > 1 {
        return Order::parallel(parts.iter().map(|part| inside(graph, part, taste)));
    }
    let parts = split::consecutive(graph);
    if parts.len() > 1 {
        return Order::sequence(parts.iter().map(|part| inside(graph, part, taste)));
    }
    if graph.len() <= SMALL
        && let Some(order) = exact::order(graph)
    {
        return order;
    }
    let (first, second) = barrier(graph, taste);
    Order::sequence([inside(graph, &first, taste), inside(graph, &second, taste)])
}

fn inside(graph: &Graph, parts: &[usize], taste: Taste) -> Order {
    order(&split::induced(graph, parts), taste).renamed(parts)
}

/// The parts before and behind the best barrier that was weighed.
fn barrier(graph: &Graph, taste: Taste) -> (Vec<usize>, Vec<usize>) {
    let (ends, tails) = (graph.ends(), graph.tails());
    let whole = graph.critical_path();
    let place: Vec<usize> = {
        let mut place = vec![0; graph.len()];
        for (index, part) in graph.topological().iter().enumerate() {
            place[*part] = index;
        }
        place
    };
    let soonest_start = |part: usize| ends[part] - graph.seconds(part);
    let latest_start = |part: usize| whole - tails[part];
    let keys: [&dyn Fn(usize) -> u64; 5] = [
        &|part| 2 * soonest_start(part),
        &|part| 2 * ends[part],
        &|part| soonest_start(part) + latest_start(part),
        &|part| 2 * latest_start(part),
        &|part| 2 * (latest_start(part) + graph.seconds(part)),
    ];
    let mut scale = Scale::new(graph, taste);
    let mut best: Option<(u128, u128, Vec<usize>, Vec<usize>)> = None;
    for key in keys {
        let mut line: Vec<usize> = (0..graph.len()).collect();
        line.sort_by_key(|part| (key(*part), place[*part]));
        let step = (graph.len() - 1).div_ceil(BARRIERS).max(1);
        for at in (1..graph.len()).step_by(step) {
            // What a barrier loses, for what it divides.
            let loss = u128::from(scale.weigh(&line, at).saturating_sub(100 * whole));
            let gain = (at as u128 * (graph.len() - at) as u128).pow(taste.middle);
            if best.as_ref().is_none_or(|best| loss * best.1 < best.0 * gain) {
                let (mut first, mut second) = (line[..at].to_vec(), line[at..].to_vec());
                first.sort_unstable();
                second.sort_unstable();
                best = Some((loss, gain, first, second));
            }
        }
    }
    best.map_or_else(|| (Vec::new(), Vec::new()), |(_, _, first, second)| (first, second))
}

/// What is guessed of both sides of a barrier: between the longest way (nothing is sooner) and levels (easy to reach).
struct Scale<'g> {
    graph: &'g Graph,
    taste: Taste,
    behind: Vec<bool>,
    ends: Vec<u64>,
    ranks: Vec<usize>,
    groups: Vec<usize>,
    /// By group: the longest way and the number of ranks.
    longest: Vec<(u64, usize)>,
    starts: Vec<usize>,
    levels: Vec<u64>,
}

impl<'g> Scale<'g> {
    fn new(graph: &'g Graph, taste: Taste) -> Self {
        let count = graph.len();
        Self {
            graph,
            taste,
            behind: vec![false; count],
            ends: vec![0; count],
            ranks: vec![0; count],
            groups: vec![0; count],
            longest: Vec::new(),
            starts: Vec::new(),
            levels: Vec::new(),
        }
    }

    fn find(groups: &mut [usize], part: usize) -> usize {
        let mut at = part;
        while groups[at] != at {
            groups[at] = groups[groups[at]];
            at = groups[at];
        }
        at
    }

    /// Hundredths of the seconds that both sides are guessed to take.
    fn weigh(&mut self, line: &[usize], at: usize) -> u64 {
        let graph = self.graph;
        for (index, part) in line.iter().enumerate() {
            self.behind[*part] = index >= at;
            self.groups[*part] = *part;
        }
        self.longest.clear();
        self.longest.resize(graph.len(), (0, 0));
        for part in line {
            let (mut start, mut rank) = (0, 0);
            for need in graph.needs(*part).iter().filter(|need| self.behind[**need] == self.behind[*part]) {
                start = start.max(self.ends[*need]);
                rank = rank.max(self.ranks[*need] + 1);
                let (a, b) = (Self::find(&mut self.groups, *need), Self::find(&mut self.groups, *part));
                self.groups[b.max(a)] = a.min(b);
            }
            self.ends[*part] = start + graph.seconds(*part);
            self.ranks[*part] = rank;
        }
        for part in line {
            let group = Self::find(&mut self.groups, *part);
            self.groups[*part] = group;
            let slot = &mut self.longest[group];
            slot.0 = slot.0.max(self.ends[*part]);
            slot.1 = slot.1.max(self.ranks[*part] + 1);
        }
        self.starts.clear();
        let mut total = 0;
        for (_, ranks) in &self.longest {
            self.starts.push(total);
            total += ranks;
        }
        self.levels.clear();
        self.levels.resize(total, 0);
        for part in line {
            let slot = &mut self.levels[self.starts[self.groups[*part]] + self.ranks[*part]];
            *slot = (*slot).max(graph.seconds(*part));
        }
        let mut sides = [0_u64; 2];
        for (group, (longest, ranks)) in self.longest.iter().enumerate() {
            if *ranks > 0 {
                let levels: u64 = self.levels[self.starts[group]..self.starts[group] + ranks].iter().sum();
                let guess = 100 * longest + self.taste.levels * (levels - longest);
                let side = &mut sides[usize::from(self.behind[group])];
                *side = (*side).max(guess);
            }
        }
        sides[0] + sides[1]
    }
}

//! An order that grows stage by stage as the source does, and is left as it is until that has become too long.
//!
//! The order of the first parts does not depend on those behind them, so a part that is added at the end of the file
//! finds an order that is there already, and goes to the best place in it. How soon the parts so far can be done is known
//! from a rival that may change as a whole with every part. Where the order takes longer than the rival by more than a
//! margin, it is mended, or gives way.

use std::collections::BTreeMap;

use super::cut::{self, TASTES};
use super::exact;
use super::graph::Graph;
use super::improve::{self, Effort};
use super::law::levels;
use super::mend::mend;
use super::order::Order;
use super::reduce::{expanded, reduced};
use super::split;
use super::tree::Tree;

/// The most parts of which an order grows.
pub const MOST: usize = 64;

/// How much longer than the rival an order may take, in hundredths: less is not worth an order that changes as a whole.
const MARGIN: u64 = 1;

/// Moves that are tried for the rival with each part.
const MOVES: usize = 400;

/// How much later moves may make it at first, in hundredths of the longest way.
const HEAT: u64 = 3;

/// An order of parts that do not fall apart.
pub fn order(graph: &Graph) -> Order {
    let closed = graph.closed();
    let mut grown = Grown { closed: &closed, known: BTreeMap::new() };
    grown.of(&(0..graph.len()).collect::<Vec<usize>>()).steady
}

/// Two orders of the same parts.
#[derive(Clone)]
struct Ways {
    /// The one that grows.
    steady: Order,
    /// The soonest that is known.
    rival: Order,
}

struct Grown<'g> {
    /// Every part needs all that comes before it, so that any set of parts is a graph.
    closed: &'g Graph,
    /// By set of parts.
    known: BTreeMap<Vec<usize>, Ways>,
}

impl Grown<'_> {
    fn of(&mut self, parts: &[usize]) -> Ways {
        if let [only] = parts {
            return Ways { steady: Order::Part(*only), rival: Order::Part(*only) };
        }
        if let Some(known) = self.known.get(parts) {
            return known.clone();
        }
        let graph = split::induced(self.closed, parts);
        let ways = self.apart(parts, split::independent(&graph), Order::parallel);
        let ways = ways.or_else(|| self.apart(parts, split::consecutive(&graph), Order::sequence));
        let ways = ways.unwrap_or_else(|| self.bound(parts, &graph));
        self.known.insert(parts.to_vec(), ways.clone());
        ways
    }

    /// The orders of sets that parts fall into, put together; none where there is only one set.
    fn apart(
        &mut self,
        parts: &[usize],
        sets: Vec<Vec<usize>>,
        together: impl Fn(Vec<Order>) -> Order,
    ) -> Option<Ways> {
        if sets.len() < 2 {
            return None;
        }
        let ways = sets.iter().map(|set| self.of(&set.iter().map(|place| parts[*place]).collect::<Vec<usize>>()));
        let (steady, rival) = ways.map(|ways| (ways.steady, ways.rival)).unzip();
        Some(Ways { steady: together(steady), rival: together(rival) })
    }

    /// The last part is put into the order of the others.
    fn bound(&mut self, parts: &[usize], graph: &Graph) -> Ways {
        let (last, before) = parts.split_last().unwrap_or((&0, &[]));
        let before = self.of(before);
        let [mut steady, rival] = [before.steady, before.rival].map(|order| {
            let mut tree = Tree::new(self.closed, &order);
            tree.insert(*last);
            tree
        });
        let mut rival = if steady.seconds() < rival.seconds() { steady.order() } else { rival.order() };
        if steady.seconds() > graph.critical_path() {
            let most = self.challenge(parts, graph, &mut rival);
            if steady.seconds() > most {
                mend(&mut steady, rival.seconds(self.closed), parts);
            }
            if steady.seconds() > most {
                return Ways { steady: rival.clone(), rival };
            }
        }
        Ways { steady: steady.order(), rival }
    }

    /// Looks for a sooner rival; how long the order may take beside it.
    fn challenge(&self, parts: &[usize], graph: &Graph, rival: &mut Order) -> u64 {
        let graph = graph.direct();
        if let Some(order) = exact::order(&graph) {
            self.prefer(order.renamed(parts), rival);
            return rival.seconds(self.closed);
        }
        let (rest, pieces) = reduced(&graph);
        if let Some(order) = exact::order(&rest) {
            self.prefer(expanded(order, &pieces).renamed(parts), rival);
        } else {
            let floor = graph.critical_path();
            // Any number that is another for another part, and stays as it is where parts come or go.
            let number = parts.last().map_or(0, |last| self.closed.seconds(*last));
            let effort = Effort { floor, moves: MOVES, heat: floor * HEAT / 100, seed: number };
            let taste = TASTES[usize::try_from(number).unwrap_or(0) % TASTES.len()];
            let divided = if number.is_multiple_of(2) {
                cut::order(&graph, taste)
            } else {
                expanded(cut::order(&rest, taste), &pieces)
            };
            self.prefer(self.searched(&divided.renamed(parts), parts, &effort), rival);
            *rival = self.searched(rival, parts, &effort);
        }
        let levels = levels(&graph).renamed(parts);
        let most = levels.seconds(self.closed);
        self.prefer(levels, rival);
        (rival.seconds(self.closed) * (100 + MARGIN) / 100).min(most)
    }

    fn searched(&self, order: &Order, parts: &[usize], effort: &Effort) -> Order {
        let mut tree = Tree::new(self.closed, order);
        improve::search(&mut tree, parts, effort);
        tree.order()
    }

    /// Takes another order for the rival where it is sooner.
    fn prefer(&self, order: Order, rival: &mut Order) {
        if order.seconds(self.closed) < rival.seconds(self.closed) {
            *rival = order;
        }
    }
}

//! Moving pieces of an order to where the whole is sooner.

use super::graph::Graph;
use super::order::Order;
use super::tree::Tree;

/// The largest piece that is moved.
pub const LARGEST: usize = 12;

/// How long is searched.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Nothing is sooner than this.
    pub floor: u64,
    /// The number of moves.
    pub moves: usize,
    /// How many seconds later a move may make it at first: ever fewer, in the end none.
    pub heat: u64,
    /// What chance begins with.
    pub seed: u64,
}

/// An order that takes no longer. `moves` bounds the work.
pub fn improve(graph: &Graph, order: &Order, moves: usize) -> Order {
    let mut tree = Tree::new(graph, order);
    let all: Vec<usize> = (0..graph.len()).collect();
    search(&mut tree, &all, &Effort { floor: graph.critical_path(), moves, heat: 0, seed: graph.len() as u64 });
    tree.order()
}

/// Moves pieces of a tree that holds some parts; leaves the soonest that was found.
pub fn search(tree: &mut Tree, parts: &[usize], effort: &Effort) {
    let mut random = Random(effort.seed);
    let mut offers = Vec::new();
    // Without heat a tree never gets later.
    let mut best = (effort.heat > 0).then(|| tree.clone());
    for number in 0..effort.moves {
        let soonest = best.as_ref().unwrap_or(tree).seconds();
        if soonest <= effort.floor {
            break;
        }
        let Some(piece) = piece(tree, parts, &mut random) else { break };
        tree.detach(piece);
        tree.offers(piece, &mut offers);
        let least = offers.iter().map(|offer| offer.seconds).min().unwrap_or(0);
        let most = least + effort.later(number, &mut random);
        let good = offers.iter().filter(|offer| offer.seconds <= most);
        let pick = random.below(good.clone().count());
        let Some(place) = good.map(|offer| offer.place).nth(pick) else { break };
        tree.attach(piece, place);
        if let Some(best) = &mut best
            && tree.seconds() < soonest
        {
            best.clone_from(tree);
        }
    }
    if let Some(best) = best {
        *tree = best;
    }
}

impl Effort {
    /// How much later than at the least a move may make it: half of them nothing, a quarter once the heat, and so on.
    fn later(&self, number: usize, random: &mut Random) -> u64 {
        if self.heat == 0 {
            return 0;
        }
        let (left, moves) = ((self.moves - number) as u64, self.moves as u64);
        let heat = self.heat * left / moves * left / moves;
        heat * u64::from(random.next().trailing_zeros())
    }
}

/// Something on the longest way, or any part; now and then with what is around it.
fn piece(tree: &Tree, parts: &[usize], random: &mut Random) -> Option<usize> {
    let mut at = tree.root()?;
    if random.below(3) == 0 {
        at = tree.leaf(*parts.get(random.below(parts.len()))?);
    }
    while !tree.inside(at).is_empty() {
        let inside = tree.inside(at);
        at = if tree.is_fork(at) {
            let longest = inside.iter().copied().max_by_key(|inside| tree.seconds_of(*inside));
            longest?
        } else {
            *inside.get(random.below(inside.len()))?
        };
    }
    while random.below(4) == 0 {
        match tree.parent(at) {
            Some(around) if tree.parent(around).is_some() && tree.size_of(around) <= LARGEST => at = around,
            _ => break,
        }
    }
    Some(at)
}

/// Numbers that look drawn at random and are the same in every run (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most.max(1) as u64).unwrap_or(0)
    }
}

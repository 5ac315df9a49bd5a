//! Moving pieces of an order to where the whole is sooner.

use super::graph::Graph;
use super::order::Order;
use super::tree::Tree;

/// The largest piece that is moved.
const LARGEST: usize = 12;

/// An order that takes no longer. `moves` bounds the work.
pub fn improve(graph: &Graph, order: &Order, moves: usize) -> Order {
    let floor = graph.critical_path();
    let mut tree = Tree::new(graph, order);
    let mut random = Random(graph.len() as u64);
    let mut offers = Vec::new();
    for _ in 0..moves {
        if tree.seconds() <= floor {
            break;
        }
        let Some(piece) = piece(&tree, &mut random) else { break };
        tree.detach(piece);
        tree.offers(piece, &mut offers);
        let least = offers.iter().map(|offer| offer.seconds).min().unwrap_or(0);
        let equal = offers.iter().filter(|offer| offer.seconds == least);
        let pick = random.below(equal.clone().count());
        let Some(place) = equal.map(|offer| offer.place).nth(pick) else { break };
        tree.attach(piece, place);
    }
    tree.order()
}

/// Something on the longest way, or any part; now and then with what is around it.
fn piece(tree: &Tree, random: &mut Random) -> Option<usize> {
    let mut at = tree.root()?;
    if random.below(3) == 0 {
        at = tree.leaf(random.below(tree.count()));
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
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % most.max(1) as u64).unwrap_or(0)
    }
}

//! Making an order sooner while most of it stays as it is.

use super::improve::LARGEST;
use super::tree::Tree;

/// Makes the moves that gain most, one after the other, until a tree that holds some parts takes no longer than `most`,
/// or no single move gains anything.
pub fn mend(tree: &mut Tree, most: u64, parts: &[usize]) {
    while tree.seconds() > most {
        match best_move(tree, most, parts) {
            Some(better) => *tree = better,
            None => return,
        }
    }
}

/// The tree after the move that gains most; of those that gain enough, the one that moves least.
fn best_move<'g>(tree: &Tree<'g>, most: u64, parts: &[usize]) -> Option<Tree<'g>> {
    let mut offers = Vec::new();
    let mut best = None;
    let mut known = (tree.seconds(), 0, 0);
    for piece in pieces(tree, parts) {
        let mut other = tree.clone();
        other.detach(piece);
        other.offers(piece, &mut offers);
        let offer = offers.iter().min_by_key(|offer| (offer.seconds, offer.ordered, offer.forks));
        if let Some(offer) = offer.filter(|offer| offer.seconds < tree.seconds()) {
            let gain = (offer.seconds.max(most), tree.size_of(piece), offer.ordered);
            if best.is_none() || gain < known {
                other.attach(piece, offer.place);
                (best, known) = (Some(other), gain);
            }
        }
    }
    best
}

/// The parts, and what is around them as far as it is small.
fn pieces(tree: &Tree, parts: &[usize]) -> Vec<usize> {
    let mut pieces = Vec::new();
    for part in parts {
        let mut at = tree.leaf(*part);
        pieces.push(at);
        while let Some(around) = tree.parent(at)
            && tree.parent(around).is_some()
            && tree.size_of(around) <= LARGEST
        {
            at = around;
            pieces.push(at);
        }
    }
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

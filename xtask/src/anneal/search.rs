//! Simulated annealing over the orders that fork and join can run: pieces are taken out and put elsewhere, the sooner
//! the likelier, and ever more so.

use std::time::Duration;

use mlc_compiler::optimize::schedule::graph::Graph;
use mlc_compiler::optimize::schedule::order::Order;
use mlc_compiler::optimize::schedule::tree::{Offer, Tree};

use crate::graphs::Random;
use crate::processor;

/// Each round begins this hot, in shares of the critical path, and takes as long as the others. The first begins from
/// levels and the rest from the best so far.
const ROUNDS: &[f64] = &[0.01, 0.001, 0.003, 0.000_5, 0.01, 0.002];

/// Each round ends this cold.
const COLD: f64 = 0.000_02;

/// What was found.
pub struct Found {
    /// The soonest order.
    pub order: Order,
    /// How long it takes.
    pub seconds: u64,
    /// How many moves were made.
    pub moves: u64,
    /// How much processor time that took.
    pub time: Duration,
}

/// Searches for as much processor time as it may, or until nothing can be sooner.
pub fn anneal(graph: &Graph, levels: &Order, known: &Order, time: Duration, seed: u64) -> Found {
    let mut random = Random(seed);
    let mut found = Found { order: known.clone(), seconds: known.seconds(graph), moves: 0, time: Duration::ZERO };
    let start = processor::spent();
    for (number, hot) in ROUNDS.iter().enumerate() {
        let from = if number == 0 { levels.clone() } else { found.order.clone() };
        round(graph, &from, *hot, time.div_f64(ROUNDS.len() as f64), &mut random, &mut found);
    }
    found.time = processor::spent() - start;
    found
}

fn round(graph: &Graph, from: &Order, hot: f64, time: Duration, random: &mut Random, found: &mut Found) {
    let floor = graph.critical_path();
    let (hot, cold) = (hot * floor as f64, COLD * floor as f64);
    let mut tree = Tree::new(graph, from);
    let mut temperature = hot;
    let (mut offers, mut weights) = (Vec::new(), Vec::new());
    let start = processor::spent();
    while found.seconds > floor {
        if found.moves.is_multiple_of(256) {
            let share = (processor::spent() - start).as_secs_f64() / time.as_secs_f64();
            if share >= 1.0 {
                return;
            }
            temperature = hot * (cold / hot).powf(share);
        }
        found.moves += 1;
        let Some(piece) = piece(&tree, random) else { return };
        tree.detach(piece);
        tree.offers(piece, &mut offers);
        let Some(offer) = pick(&offers, &mut weights, temperature, random) else { return };
        tree.attach(piece, offer.place);
        if offer.seconds < found.seconds {
            found.seconds = offer.seconds;
            found.order = tree.order();
        }
    }
}

/// A part, half of the time one of the longest way; now and then with what is around it.
fn piece(tree: &Tree, random: &mut Random) -> Option<usize> {
    let mut at = tree.root()?;
    if random.below(2) == 0 {
        at = tree.leaf(random.below(tree.count()));
    }
    while !tree.inside(at).is_empty() {
        let inside = tree.inside(at);
        at = if tree.is_fork(at) {
            inside.iter().copied().find(|inside| tree.seconds_of(*inside) == tree.seconds_of(at))?
        } else {
            *inside.get(random.below(inside.len()))?
        };
    }
    while random.below(4) == 0 {
        match tree.parent(at) {
            Some(around) if tree.parent(around).is_some() => at = around,
            _ => break,
        }
    }
    Some(at)
}

fn pick(offers: &[Offer], weights: &mut Vec<f64>, temperature: f64, random: &mut Random) -> Option<Offer> {
    let least = offers.iter().map(|offer| offer.seconds).min()?;
    weights.clear();
    weights.extend(offers.iter().map(|offer| (-((offer.seconds - least) as f64) / temperature).exp()));
    let mut left = (random.next() >> 11) as f64 / (1_u64 << 53) as f64 * weights.iter().sum::<f64>();
    for (offer, weight) in offers.iter().zip(weights) {
        left -= *weight;
        if left <= 0.0 {
            return Some(*offer);
        }
    }
    offers.last().copied()
}

//! An order that can be changed piece by piece: a piece is taken out and put where the needs allow it. What a place
//! costs is known before the piece is put there.

mod offers;

use super::graph::Graph;
use super::order::Order;
pub use offers::Offer;

/// No spot.
const NONE: usize = usize::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Part(usize),
    Sequence,
    Parallel,
}

#[derive(Debug, Clone)]
struct Spot {
    kind: Kind,
    parent: usize,
    inside: Vec<usize>,
    /// Seconds from start to end.
    seconds: u64,
    /// How many parts it holds.
    size: usize,
}

/// Where a piece that was taken out can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The tree is empty.
    Root,
    /// In a sequence, before the part of this number.
    Gap(usize, usize),
    /// Beside parts of a sequence: from, to (excluded).
    Beside(usize, usize, usize),
    /// A branch of a fork, or of a new one around the spot.
    Branch(usize),
    /// Behind the spot.
    After(usize),
    /// Before the spot.
    Before(usize),
    /// In a fork, behind the branches with needs and before the branches with users, if there are.
    Among(usize),
}

/// An order that can be changed.
#[derive(Debug, Clone)]
pub struct Tree<'g> {
    graph: &'g Graph,
    spots: Vec<Spot>,
    unused: Vec<usize>,
    root: usize,
    /// The spot of each part.
    leaves: Vec<usize>,
    /// Spots that hold needs or users of the piece that is out: the round in which they were marked.
    marked: Vec<(u32, u32)>,
    round: u32,
}

impl<'g> Tree<'g> {
    /// A tree of an order over all parts of a graph.
    pub fn new(graph: &'g Graph, order: &Order) -> Self {
        let mut tree = Self::empty(graph);
        tree.root = tree.grow(order, NONE);
        tree
    }

    /// A tree without parts.
    pub fn empty(graph: &'g Graph) -> Self {
        Self {
            graph,
            spots: Vec::new(),
            unused: Vec::new(),
            root: NONE,
            leaves: vec![NONE; graph.len()],
            marked: Vec::new(),
            round: 0,
        }
    }

    fn grow(&mut self, order: &Order, parent: usize) -> usize {
        let (kind, parts) = match order {
            Order::Part(part) => (Kind::Part(*part), &[][..]),
            Order::Sequence(parts) => (Kind::Sequence, parts.as_slice()),
            Order::Parallel(parts) => (Kind::Parallel, parts.as_slice()),
        };
        let spot = self.spot(kind, parent);
        let inside: Vec<usize> = parts.iter().map(|part| self.grow(part, spot)).collect();
        self.spots[spot].inside = inside;
        self.measure(spot);
        spot
    }

    fn spot(&mut self, kind: Kind, parent: usize) -> usize {
        let seconds = if let Kind::Part(part) = kind { self.graph.seconds(part) } else { 0 };
        let size = usize::from(matches!(kind, Kind::Part(_)));
        let new = Spot { kind, parent, inside: Vec::new(), seconds, size };
        let spot = if let Some(spot) = self.unused.pop() {
            self.spots[spot] = new;
            spot
        } else {
            self.spots.push(new);
            self.marked.push((0, 0));
            self.spots.len() - 1
        };
        if let Kind::Part(part) = kind {
            self.leaves[part] = spot;
        }
        spot
    }

    /// Puts a part that is not there yet where the whole ends soonest; among such places to where it orders the fewest
    /// other parts, then to where there are the fewest forks.
    pub fn insert(&mut self, part: usize) {
        let piece = self.spot(Kind::Part(part), NONE);
        let mut offers = Vec::new();
        self.offers(piece, &mut offers);
        let best = offers.iter().min_by_key(|offer| (offer.seconds, offer.ordered, offer.forks));
        if let Some(place) = best.map(|offer| offer.place) {
            self.attach(piece, place);
        }
    }

    /// The order as it is now.
    pub fn order(&self) -> Order {
        if self.root == NONE { Order::Sequence(Vec::new()) } else { self.order_of(self.root) }
    }

    fn order_of(&self, spot: usize) -> Order {
        let inside = self.spots[spot].inside.iter().map(|spot| self.order_of(*spot));
        match self.spots[spot].kind {
            Kind::Part(part) => Order::Part(part),
            Kind::Sequence => Order::Sequence(inside.collect()),
            Kind::Parallel => Order::Parallel(inside.collect()),
        }
    }

    /// What the whole takes.
    pub fn seconds(&self) -> u64 {
        if self.root == NONE { 0 } else { self.spots[self.root].seconds }
    }

    /// The spot of a part.
    pub fn leaf(&self, part: usize) -> usize {
        self.leaves[part]
    }

    /// How many parts there are in all.
    pub fn count(&self) -> usize {
        self.leaves.len()
    }

    /// What a spot is inside of.
    pub fn parent(&self, spot: usize) -> Option<usize> {
        Some(self.spots[spot].parent).filter(|parent| *parent != NONE)
    }

    /// The outermost spot.
    pub fn root(&self) -> Option<usize> {
        Some(self.root).filter(|root| *root != NONE)
    }

    /// What is inside a spot.
    pub fn inside(&self, spot: usize) -> &[usize] {
        &self.spots[spot].inside
    }

    /// Whether a spot is a fork.
    pub fn is_fork(&self, spot: usize) -> bool {
        self.spots[spot].kind == Kind::Parallel
    }

    /// What a spot takes.
    pub fn seconds_of(&self, spot: usize) -> u64 {
        self.spots[spot].seconds
    }

    /// How many parts a spot holds.
    pub fn size_of(&self, spot: usize) -> usize {
        self.spots[spot].size
    }

    fn measure(&mut self, spot: usize) -> bool {
        let inside = self.spots[spot].inside.iter().map(|inside| self.spots[*inside].seconds);
        let seconds = match self.spots[spot].kind {
            Kind::Part(_) => return false,
            Kind::Sequence => inside.sum(),
            Kind::Parallel => inside.max().unwrap_or(0),
        };
        let size = self.spots[spot].inside.iter().map(|inside| self.spots[*inside].size).sum();
        let this = &mut self.spots[spot];
        let changed = this.seconds != seconds || this.size != size;
        (this.seconds, this.size) = (seconds, size);
        changed
    }

    /// Measures a spot and, where it changed, what is around it.
    fn measure_up(&mut self, spot: usize) {
        let mut at = spot;
        while at != NONE && self.measure(at) {
            at = self.spots[at].parent;
        }
    }

    fn place_of(&self, spot: usize) -> usize {
        let parent = self.spots[spot].parent;
        self.spots[parent].inside.iter().position(|inside| *inside == spot).unwrap_or(0)
    }

    /// Puts `new` where `old` is.
    fn replace(&mut self, old: usize, new: usize) {
        let parent = self.spots[old].parent;
        self.spots[new].parent = parent;
        if parent == NONE {
            self.root = new;
        } else {
            let place = self.place_of(old);
            self.spots[parent].inside[place] = new;
        }
    }

    /// Takes a piece out; it keeps what is inside of it.
    pub fn detach(&mut self, piece: usize) {
        let parent = self.spots[piece].parent;
        if parent == NONE {
            self.root = NONE;
            return;
        }
        let place = self.place_of(piece);
        self.spots[parent].inside.remove(place);
        self.spots[piece].parent = NONE;
        self.tidy(parent);
    }

    /// Measures a spot that lost something and dissolves it where only one thing is left.
    fn tidy(&mut self, spot: usize) {
        if self.spots[spot].inside.len() != 1 {
            self.measure_up(spot);
            return;
        }
        let only = self.spots[spot].inside[0];
        let around = self.spots[spot].parent;
        self.replace(spot, only);
        self.unused.push(spot);
        if around != NONE {
            self.flatten(only);
            self.measure_up(around);
        }
    }

    /// Dissolves a spot of the same kind as what is around it.
    fn flatten(&mut self, spot: usize) {
        let around = self.spots[spot].parent;
        if around == NONE || self.spots[spot].kind != self.spots[around].kind {
            return;
        }
        let place = self.place_of(spot);
        let inside = std::mem::take(&mut self.spots[spot].inside);
        for inside in &inside {
            self.spots[*inside].parent = around;
        }
        self.spots[around].inside.splice(place..=place, inside);
        self.unused.push(spot);
    }

    /// Puts a piece that is out where [`offers`](Self::offers) said it can go.
    pub fn attach(&mut self, piece: usize, place: Place) {
        match place {
            Place::Root => {
                self.root = piece;
                self.spots[piece].parent = NONE;
            }
            Place::Gap(sequence, at) => {
                self.spots[sequence].inside.insert(at, piece);
                self.spots[piece].parent = sequence;
                self.flatten(piece);
                self.measure_up(sequence);
            }
            Place::Beside(sequence, from, to) => {
                let all = to - from == self.spots[sequence].inside.len();
                let run = if all { sequence } else { self.group(sequence, Kind::Sequence, from, to) };
                self.compose(run, Kind::Parallel, piece, false);
            }
            Place::Branch(spot) => self.compose(spot, Kind::Parallel, piece, false),
            Place::After(spot) => self.compose(spot, Kind::Sequence, piece, false),
            Place::Before(spot) => self.compose(spot, Kind::Sequence, piece, true),
            Place::Among(fork) => self.attach_among(piece, fork),
        }
    }

    /// Makes one spot of several that follow each other inside another.
    fn group(&mut self, around: usize, kind: Kind, from: usize, to: usize) -> usize {
        if to - from == 1 {
            return self.spots[around].inside[from];
        }
        let spot = self.spot(kind, around);
        let inside: Vec<usize> = self.spots[around].inside.splice(from..to, [spot]).collect();
        for inside in &inside {
            self.spots[*inside].parent = spot;
        }
        self.spots[spot].inside = inside;
        self.measure(spot);
        spot
    }

    /// Joins a piece to a spot, in sequence or side by side.
    fn compose(&mut self, spot: usize, kind: Kind, piece: usize, first: bool) {
        let around = self.spots[spot].parent;
        let target = if self.spots[spot].kind == kind {
            let at = if first { 0 } else { self.spots[spot].inside.len() };
            self.spots[spot].inside.insert(at, piece);
            spot
        } else if around != NONE && self.spots[around].kind == kind {
            let at = self.place_of(spot) + usize::from(!first);
            self.spots[around].inside.insert(at, piece);
            around
        } else {
            let new = self.spot(kind, NONE);
            self.replace(spot, new);
            self.spots[spot].parent = new;
            self.spots[new].inside = if first { vec![piece, spot] } else { vec![spot, piece] };
            new
        };
        self.spots[piece].parent = target;
        self.flatten(piece);
        // A new spot may take as long as its number did before it was used again: what is around is measured anyway.
        self.measure(target);
        self.measure_up(self.spots[target].parent);
    }

    fn attach_among(&mut self, piece: usize, fork: usize) {
        let inside = std::mem::take(&mut self.spots[fork].inside);
        let (needs, rest): (Vec<usize>, Vec<usize>) = inside.into_iter().partition(|inside| self.has_need(*inside));
        let (users, rest): (Vec<usize>, Vec<usize>) = rest.into_iter().partition(|inside| self.has_user(*inside));
        let chain = self.spot(Kind::Sequence, fork);
        let side_by_side = |tree: &mut Self, branches: Vec<usize>| {
            if branches.len() < 2 {
                return branches;
            }
            let spot = tree.spot(Kind::Parallel, chain);
            for branch in &branches {
                tree.spots[*branch].parent = spot;
            }
            tree.spots[spot].inside = branches;
            tree.measure(spot);
            vec![spot]
        };
        let mut parts = side_by_side(self, needs);
        parts.push(piece);
        parts.extend(side_by_side(self, users));
        for part in &parts {
            self.spots[*part].parent = chain;
        }
        self.spots[chain].inside.clone_from(&parts);
        for part in parts {
            self.flatten(part);
        }
        self.measure(chain);
        self.spots[fork].inside = rest;
        self.spots[fork].inside.push(chain);
        if self.spots[fork].inside.len() == 1 {
            self.tidy(fork);
        } else {
            self.measure_up(fork);
        }
    }
}

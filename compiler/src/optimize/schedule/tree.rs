//! An order that can be changed piece by piece: a piece is taken out and put where the needs allow it. What a place
//! costs is known before the piece is put there.

use super::graph::Graph;
use super::order::Order;

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

/// A place, and the seconds of the whole with the piece there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// Where.
    pub place: Place,
    /// What the whole then takes.
    pub seconds: u64,
    /// How many forks there are then, more (or fewer) than without the piece.
    pub forks: isize,
    /// How many parts have to come before or after the piece then.
    pub ordered: usize,
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

    /// A part as a piece that is out.
    pub fn add(&mut self, part: usize) -> usize {
        self.spot(Kind::Part(part), NONE)
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

    /// The parts of a spot that decide how long it takes: of a fork the longest branch.
    pub fn critical(&self, spot: usize, found: &mut Vec<usize>) {
        match self.spots[spot].kind {
            Kind::Part(part) => found.push(part),
            Kind::Sequence => self.spots[spot].inside.iter().for_each(|inside| self.critical(*inside, found)),
            Kind::Parallel => {
                let own = self.spots[spot].seconds;
                let longest = self.spots[spot].inside.iter().find(|inside| self.spots[**inside].seconds == own);
                if let Some(longest) = longest {
                    self.critical(*longest, found);
                }
            }
        }
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

    /// Marks what holds needs and users of a piece that is out.
    fn mark(&mut self, piece: usize) {
        self.round += 1;
        let mut left = vec![piece];
        while let Some(spot) = left.pop() {
            left.extend_from_slice(&self.spots[spot].inside);
            if let Kind::Part(part) = self.spots[spot].kind {
                let graph = self.graph;
                for need in graph.needs(part) {
                    self.mark_up(self.leaves[*need], piece, true);
                }
                for user in graph.users(part) {
                    self.mark_up(self.leaves[*user], piece, false);
                }
            }
        }
    }

    fn mark_up(&mut self, leaf: usize, piece: usize, need: bool) {
        let mut path = leaf;
        // Inside of the piece itself nothing is to be kept.
        if piece != leaf && !matches!(self.spots[piece].kind, Kind::Part(_)) {
            let mut at = leaf;
            while at != NONE {
                if at == piece {
                    return;
                }
                at = self.spots[at].parent;
            }
        }
        while path != NONE {
            let mark = if need { &mut self.marked[path].0 } else { &mut self.marked[path].1 };
            if *mark == self.round {
                return;
            }
            *mark = self.round;
            path = self.spots[path].parent;
        }
    }

    fn has_need(&self, spot: usize) -> bool {
        self.marked[spot].0 == self.round
    }

    fn has_user(&self, spot: usize) -> bool {
        self.marked[spot].1 == self.round
    }

    /// Every place worth a thought for a piece that is out. What is left out is never sooner than what is told.
    pub fn offers(&mut self, piece: usize, offers: &mut Vec<Offer>) {
        offers.clear();
        self.mark(piece);
        let seconds = self.spots[piece].seconds;
        if self.root == NONE {
            offers.push(Offer { place: Place::Root, seconds, forks: 0, ordered: 0 });
            return;
        }
        let root = self.root;
        let search = Search { whole: self.spots[root].seconds, piece: seconds };
        let around = Around { slack: 0, ordered: 0 };
        if self.spots[root].kind != Kind::Sequence {
            self.offer_ends(root, around, &search, offers);
        }
        self.look(root, around, &search, offers);
    }

    /// Before and behind a spot.
    fn offer_ends(&self, spot: usize, around: Around, search: &Search, offers: &mut Vec<Offer>) {
        let ordered = around.ordered + self.spots[spot].size;
        if !self.has_user(spot) {
            offers.push(search.offer(Place::After(spot), search.piece, around.slack, 0, ordered));
        }
        if !self.has_need(spot) {
            offers.push(search.offer(Place::Before(spot), search.piece, around.slack, 0, ordered));
        }
    }

    /// Whether a spot is a branch of a fork.
    fn in_fork(&self, spot: usize) -> bool {
        let parent = self.spots[spot].parent;
        parent != NONE && self.spots[parent].kind == Kind::Parallel
    }

    fn look(&self, spot: usize, around: Around, search: &Search, offers: &mut Vec<Offer>) {
        let this = &self.spots[spot];
        match this.kind {
            Kind::Part(_) => {
                if !self.has_need(spot) && !self.has_user(spot) {
                    let longer = search.piece.saturating_sub(this.seconds);
                    let forks = isize::from(!self.in_fork(spot));
                    offers.push(search.offer(Place::Branch(spot), longer, around.slack, forks, around.ordered));
                }
                if self.in_fork(spot) {
                    self.offer_ends(spot, around, search, offers);
                }
            }
            Kind::Sequence => self.look_in_sequence(spot, around, search, offers),
            Kind::Parallel => self.look_in_fork(spot, around, search, offers),
        }
    }

    fn look_in_sequence(&self, spot: usize, around: Around, search: &Search, offers: &mut Vec<Offer>) {
        let inside = &self.spots[spot].inside;
        let all = around.ordered + self.spots[spot].size;
        let last_need = inside.iter().rposition(|inside| self.has_need(*inside));
        let first_user = inside.iter().position(|inside| self.has_user(*inside));
        let from = last_need.map_or(0, |last| last + 1);
        let to = first_user.unwrap_or(inside.len());
        let within = |place: usize| Around { ordered: all - self.spots[inside[place]].size, ..around };
        if let (Some(last), Some(first)) = (last_need, first_user)
            && first <= last
        {
            if first == last {
                self.look(inside[last], within(last), search, offers);
            }
            return;
        }
        for gap in from..=to {
            offers.push(search.offer(Place::Gap(spot, gap), search.piece, around.slack, 0, all));
        }
        let beside = |start: usize, end: usize| {
            let seconds: u64 = inside[start..end].iter().map(|inside| self.spots[*inside].seconds).sum();
            let size: usize = inside[start..end].iter().map(|inside| self.spots[*inside].size).sum();
            let joins = (end - start == 1 && self.spots[inside[start]].kind == Kind::Parallel)
                || (end - start == inside.len() && self.in_fork(spot));
            let longer = search.piece.saturating_sub(seconds);
            search.offer(Place::Beside(spot, start, end), longer, around.slack, isize::from(!joins), all - size)
        };
        if to > from {
            offers.push(beside(from, to));
        }
        // From each part on as many as hide the piece.
        let (mut end, mut hidden) = (from, 0);
        for start in from..to {
            while end < to && (hidden < search.piece || end == start) {
                hidden += self.spots[inside[end]].seconds;
                end += 1;
            }
            if (start, end) != (from, to) {
                offers.push(beside(start, end));
            }
            hidden = hidden.saturating_sub(self.spots[inside[start]].seconds);
        }
        for place in [last_need, first_user].into_iter().flatten() {
            self.look(inside[place], within(place), search, offers);
        }
    }

    fn look_in_fork(&self, spot: usize, around: Around, search: &Search, offers: &mut Vec<Offer>) {
        let this = &self.spots[spot];
        let needs = self.marked(spot, |inside| self.has_need(inside));
        let users = self.marked(spot, |inside| self.has_user(inside));
        let within = |inside: usize| {
            Around { slack: around.slack + this.seconds - self.spots[inside].seconds, ..around }
        };
        match (needs.count, users.count) {
            (0, 0) => {
                let longer = search.piece.saturating_sub(this.seconds);
                offers.push(search.offer(Place::Branch(spot), longer, around.slack, 0, around.ordered));
                return;
            }
            (1, 0) => self.look(needs.last, within(needs.last), search, offers),
            (0, 1) => self.look(users.last, within(users.last), search, offers),
            (1, 1) if needs.last == users.last => {
                self.look(needs.last, within(needs.last), search, offers);
                return;
            }
            _ if this.inside.iter().any(|inside| self.has_need(*inside) && self.has_user(*inside)) => return,
            _ => {}
        }
        let bound = needs.count + users.count;
        if bound > 1 {
            let longer = (needs.seconds + search.piece + users.seconds).saturating_sub(this.seconds);
            let ordered = around.ordered + needs.size + users.size;
            let forks = isize::from(needs.count > 1) + isize::from(users.count > 1)
                - isize::from(bound == this.inside.len());
            offers.push(search.offer(Place::Among(spot), longer, around.slack, forks, ordered));
        }
        if spot != self.root && bound < this.inside.len() && self.in_fork(spot) {
            self.offer_ends(spot, around, search, offers);
        }
    }

    /// The marked branches of a fork.
    fn marked(&self, fork: usize, is_marked: impl Fn(usize) -> bool) -> Marked {
        let mut marked = Marked { count: 0, last: NONE, seconds: 0, size: 0 };
        for inside in self.spots[fork].inside.iter().filter(|inside| is_marked(**inside)) {
            marked.count += 1;
            marked.last = *inside;
            marked.seconds = marked.seconds.max(self.spots[*inside].seconds);
            marked.size += self.spots[*inside].size;
        }
        marked
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

/// What is known of a spot from outside.
#[derive(Clone, Copy)]
struct Around {
    /// How many seconds the spot can take longer before the whole does.
    slack: u64,
    /// How many parts come before or after it.
    ordered: usize,
}

/// Some branches of a fork.
struct Marked {
    count: usize,
    last: usize,
    seconds: u64,
    size: usize,
}

struct Search {
    /// Seconds of the whole without the piece.
    whole: u64,
    /// Seconds of the piece.
    piece: u64,
}

impl Search {
    fn offer(&self, place: Place, longer: u64, slack: u64, forks: isize, ordered: usize) -> Offer {
        Offer { place, seconds: self.whole + longer.saturating_sub(slack), forks, ordered }
    }
}

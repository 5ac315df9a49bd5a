//! Where a piece can go, and what it costs there.

use super::{Kind, NONE, Place, Tree};

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

impl Tree<'_> {
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

    pub(super) fn has_need(&self, spot: usize) -> bool {
        self.marked[spot].0 == self.round
    }

    pub(super) fn has_user(&self, spot: usize) -> bool {
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
        let within =
            |inside: usize| Around { slack: around.slack + this.seconds - self.spots[inside].seconds, ..around };
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
            let forks =
                isize::from(needs.count > 1) + isize::from(users.count > 1) - isize::from(bound == this.inside.len());
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

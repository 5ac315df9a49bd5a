//! A source text with edits applied, and the way back: the grammar reads the mended text, the tree names the source.

use std::ops::Range;

/// Replace the bytes `range` of the source. Where `from` is given, the new text is the source's own text from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mend {
    /// Text that the source lacks at an offset.
    Insert(usize, String),
    /// Text that the source has too much.
    Delete(Range<usize>),
    /// Two texts that stand in each other's place; the first ends before the second starts.
    Swap(Range<usize>, Range<usize>),
}

impl Mend {
    /// Where the mend begins.
    pub fn start(&self) -> usize {
        match self {
            Self::Insert(at, _) => *at,
            Self::Delete(range) | Self::Swap(range, _) => range.start,
        }
    }

    /// Where the mend ends.
    pub fn end(&self) -> usize {
        match self {
            Self::Insert(at, _) => *at,
            Self::Delete(range) | Self::Swap(_, range) => range.end,
        }
    }
}

/// A run of the mended text: where it starts there, where it comes from, and whether it was copied.
#[derive(Debug, Clone)]
struct Piece {
    mended: usize,
    source: usize,
    copied: bool,
}

/// The mended text and its origin.
#[derive(Debug, Clone)]
pub(super) struct Mended {
    pub text: String,
    pieces: Vec<Piece>,
    /// Deleted ranges of the source, with the mended offset where they would be.
    pub deleted: Vec<(usize, Range<usize>)>,
}

impl Mended {
    /// `source` with `mends` applied; those that overlap an earlier one are left out.
    pub fn new(source: &str, mends: &[Mend]) -> Self {
        let mut order: Vec<&Mend> = mends.iter().collect();
        order.sort_by_key(|mend| (mend.start(), mend.end()));
        let mut new = Self { text: String::with_capacity(source.len() + 16), pieces: Vec::new(), deleted: Vec::new() };
        let mut at = 0;
        let mut order = order.into_iter().peekable();
        while let Some(mend) = order.next() {
            if mend.start() < at {
                continue;
            }
            let mut until = mend.end();
            new.copy(source, at..mend.start());
            match mend {
                Mend::Insert(_, text) => {
                    new.pieces.push(Piece { mended: new.text.len(), source: mend.start(), copied: false });
                    new.text.push_str(text);
                }
                Mend::Delete(range) => {
                    // Blanks before and behind would become one token, which has no single place in the source.
                    let blanks = |text: &str| text.len() - text.trim_start_matches([' ', '\t', '\r']).len();
                    let is_blank_before = new.text.ends_with([' ', '\t', '\r']);
                    let behind = source.get(range.end..).map_or(0, blanks);
                    let is_free = order.peek().is_none_or(|next| next.start() >= range.end + behind);
                    if is_blank_before && is_free {
                        until += behind;
                    }
                    new.deleted.push((new.text.len(), range.start..until));
                }
                Mend::Swap(first, second) => {
                    new.copy(source, second.clone());
                    new.copy(source, first.end..second.start);
                    new.copy(source, first.clone());
                }
            }
            at = until;
        }
        new.copy(source, at..source.len());
        new
    }

    fn copy(&mut self, source: &str, range: Range<usize>) {
        if !range.is_empty() {
            self.pieces.push(Piece { mended: self.text.len(), source: range.start, copied: true });
            self.text.push_str(source.get(range).unwrap_or(""));
        }
    }

    /// The place in the mended text of an offset of the source (the first, where it is deleted or moved).
    pub fn forward(&self, at: usize) -> usize {
        let copied = self.pieces.iter().enumerate().filter(|(_, piece)| piece.copied);
        let mut best = self.text.len();
        for (index, piece) in copied {
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.mended);
            if (piece.source..=piece.source + (end - piece.mended)).contains(&at) {
                best = piece.mended + (at - piece.source);
            }
        }
        best
    }

    /// The place in the source of a mended range (of one token, or empty).
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        let at = self.pieces.partition_point(|piece| piece.mended <= range.start);
        let Some(piece) = at.checked_sub(1).and_then(|at| self.pieces.get(at)) else { return range };
        if !piece.copied {
            return piece.source..piece.source;
        }
        let start = piece.source + (range.start - piece.mended);
        start..start + range.len()
    }
}

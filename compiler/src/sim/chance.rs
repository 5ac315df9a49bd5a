//! Chance that is the same in every run: jitter, `$random`, `$uuid`, `$shuffle`.

use std::cell::Cell;
use std::rc::Rc;

/// A stream of numbers made from a seed (SplitMix64); clones draw from the same stream.
#[derive(Debug, Clone)]
pub struct Chance(Rc<Cell<u64>>);

impl Chance {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(Rc::new(Cell::new(seed)))
    }

    /// The state behind the stream, for whoever draws from it elsewhere.
    pub fn state(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.0)
    }

    /// The next 64 bits.
    pub fn bits(&self) -> u64 {
        crate::target::asl::jsonata::next_bits(&self.0)
    }

    /// A number from 0 up to and without 1.
    pub fn fraction(&self) -> f64 {
        crate::target::asl::jsonata::fraction(self.bits())
    }
}

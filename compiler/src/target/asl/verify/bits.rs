//! A set of small numbers.

/// Numbers below the size it was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    pub(super) fn new(size: usize) -> Self {
        Self { words: vec![0; size.div_ceil(64)] }
    }

    pub(super) fn insert(&mut self, number: usize) {
        if let Some(word) = self.words.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    pub(super) fn contains(&self, number: usize) -> bool {
        self.words.get(number / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    /// Takes in every number of `other`.
    pub(super) fn add(&mut self, other: &Self) {
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
    }

    /// Keeps only what `other` has too; says whether that changed anything.
    pub(super) fn keep(&mut self, other: &Self) -> bool {
        let mut changed = false;
        for (word, kept) in self.words.iter_mut().zip(&other.words) {
            changed |= *word & !kept != 0;
            *word &= kept;
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeping_says_whether_something_went() {
        let (mut left, mut right) = (Bits::new(130), Bits::new(130));
        left.insert(1);
        left.insert(129);
        right.insert(129);
        assert!(left.keep(&right));
        assert!(!left.keep(&right));
        assert!(left.contains(129) && !left.contains(1));
    }
}

//! Decisions out of a row of numbers: shorter rows and smaller numbers give simpler programs, which is what proptest
//! makes of a case that fails.

pub struct Dice {
    numbers: Vec<u16>,
    at: usize,
}

impl Dice {
    pub fn new(numbers: &[u16]) -> Self {
        Self { numbers: numbers.to_vec(), at: 0 }
    }

    /// A number below `count`; 0 where the row is used up.
    pub fn below(&mut self, count: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        if count == 0 { 0 } else { usize::from(number) % count }
    }

    /// True in one of `of` cases; never where the row is used up.
    pub fn once_in(&mut self, of: usize) -> bool {
        self.below(of) == of - 1
    }

    pub fn of<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.below(things.len())]
    }
}

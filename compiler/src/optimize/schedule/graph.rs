//! What has to wait for what, and how long each part takes. Parts are numbers: their places in the source.

/// Parts with their expected seconds, and which of them wait for which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    seconds: Vec<u64>,
    needs: Vec<Vec<usize>>,
    users: Vec<Vec<usize>>,
    topological: Vec<usize>,
}

impl Graph {
    /// A graph of parts that take `seconds[i]` and wait for `needs[i]`. A need that is no part, or would close a circle,
    /// is left out.
    pub fn new(seconds: Vec<u64>, needs: Vec<Vec<usize>>) -> Self {
        let count = seconds.len();
        let mut needs = needs;
        needs.resize(count, Vec::new());
        for (part, needs) in needs.iter_mut().enumerate() {
            needs.retain(|need| *need < count && *need != part);
            needs.sort_unstable();
            needs.dedup();
        }
        let topological = topological(&mut needs);
        let mut users = vec![Vec::new(); count];
        for (part, needs) in needs.iter().enumerate() {
            for need in needs {
                users[*need].push(part);
            }
        }
        Self { seconds, needs, users, topological }
    }

    /// How many parts there are.
    pub fn len(&self) -> usize {
        self.seconds.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.seconds.is_empty()
    }

    /// How long a part takes.
    pub fn seconds(&self, part: usize) -> u64 {
        self.seconds.get(part).copied().unwrap_or(0)
    }

    /// What a part waits for itself.
    pub fn needs(&self, part: usize) -> &[usize] {
        self.needs.get(part).map_or(&[], Vec::as_slice)
    }

    /// What waits for a part itself.
    pub fn users(&self, part: usize) -> &[usize] {
        self.users.get(part).map_or(&[], Vec::as_slice)
    }

    /// Every part behind all it needs.
    pub fn topological(&self) -> &[usize] {
        &self.topological
    }

    /// When each part ends at the earliest, when nothing waits but for its needs.
    pub fn ends(&self) -> Vec<u64> {
        let mut ends = vec![0; self.len()];
        for part in self.topological() {
            let start = self.needs(*part).iter().map(|need| ends[*need]).max().unwrap_or(0);
            ends[*part] = start + self.seconds(*part);
        }
        ends
    }

    /// How long it takes from each part's start to the end of all that waits for it.
    pub fn tails(&self) -> Vec<u64> {
        let mut tails = vec![0; self.len()];
        for part in self.topological().iter().rev() {
            let rest = self.users(*part).iter().map(|user| tails[*user]).max().unwrap_or(0);
            tails[*part] = rest + self.seconds(*part);
        }
        tails
    }

    /// The longest way through: nothing that keeps the needs ends sooner.
    pub fn critical_path(&self) -> u64 {
        self.ends().into_iter().max().unwrap_or(0)
    }

    /// All parts one after the other.
    pub fn sequential(&self) -> u64 {
        self.seconds.iter().sum()
    }

    /// The graph in which every part needs all that comes before it.
    #[must_use]
    pub fn closed(&self) -> Self {
        let mut above: Vec<Vec<usize>> = vec![Vec::new(); self.len()];
        for part in self.topological() {
            let mut all: Vec<usize> = self.needs(*part).iter().flat_map(|need| above[*need].iter().copied()).collect();
            all.extend_from_slice(self.needs(*part));
            all.sort_unstable();
            all.dedup();
            above[*part] = all;
        }
        Self::new(self.seconds.clone(), above)
    }

    /// The graph in which no part needs what another of its needs comes behind anyway.
    #[must_use]
    pub fn direct(&self) -> Self {
        let words = self.len().div_ceil(64);
        let mut above: Vec<Vec<u64>> = vec![Vec::new(); self.len()];
        let mut direct = vec![Vec::new(); self.len()];
        let holds = |bits: &[u64], part: usize| bits[part / 64] >> (part % 64) & 1 == 1;
        for part in self.topological() {
            let mut through = vec![0_u64; words];
            for need in self.needs(*part) {
                through.iter_mut().zip(&above[*need]).for_each(|(through, above)| *through |= above);
            }
            direct[*part] = self.needs(*part).iter().copied().filter(|need| !holds(&through, *need)).collect();
            for need in self.needs(*part) {
                through[need / 64] |= 1 << (need % 64);
            }
            above[*part] = through;
        }
        Self::new(self.seconds.clone(), direct)
    }

    /// The number of needs on the longest way to each part.
    pub fn ranks(&self) -> Vec<usize> {
        let mut ranks = vec![0; self.len()];
        for part in self.topological() {
            ranks[*part] = self.needs(*part).iter().map(|need| ranks[*need] + 1).max().unwrap_or(0);
        }
        ranks
    }
}

/// An order in which needs come first. Where a circle leaves none, the first part that is left gives up its open needs.
fn topological(needs: &mut [Vec<usize>]) -> Vec<usize> {
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    let mut waiting: Vec<usize> = needs.iter().map(Vec::len).collect();
    for (part, needs) in needs.iter().enumerate() {
        for need in needs {
            users[*need].push(part);
        }
    }
    let mut placed = vec![false; needs.len()];
    let mut order: Vec<usize> = Vec::with_capacity(needs.len());
    let mut at = 0;
    let mut first_open = 0;
    for part in (0..needs.len()).filter(|part| waiting[*part] == 0) {
        placed[part] = true;
        order.push(part);
    }
    loop {
        while let Some(part) = order.get(at).copied() {
            at += 1;
            for user in &users[part] {
                waiting[*user] = waiting[*user].saturating_sub(1);
                if waiting[*user] == 0 && !placed[*user] {
                    placed[*user] = true;
                    order.push(*user);
                }
            }
        }
        while placed.get(first_open) == Some(&true) {
            first_open += 1;
        }
        if first_open >= needs.len() {
            return order;
        }
        needs[first_open].retain(|need| placed[*need]);
        placed[first_open] = true;
        order.push(first_open);
    }
}

//! Graphs of stages for measuring how they are ordered: layered, random, and the shapes that real pipelines have.

/// A stage: its name, how many seconds it takes, and the numbers of those it waits for.
pub type Stage = (String, u64, Vec<usize>);

/// Makes a graph.
type Maker = fn(&mut Random) -> Vec<Stage>;

/// The graphs that are stored in `compiler/benches/graphs/`: name, what it is, seed, how it is made.
pub const STORED: &[(&str, &str, u64, Maker)] = &[
    ("layered-30", "6 layers of 5; each waits for 1 or 2 of the layer before", 1, |random| layered(30, 5, 2, random)),
    ("layered-60", "10 layers of 6; each waits for 1 to 3 of the layer before", 2, |random| layered(60, 6, 3, random)),
    ("layered-100", "10 layers of 10; each waits for 1 or 2 of the layer before", 3, |random| {
        layered(100, 10, 2, random)
    }),
    ("layered-200", "20 layers of 10; each waits for 1 to 3 of the layer before", 4, |random| {
        layered(200, 10, 3, random)
    }),
    ("layered-300", "20 layers of 15; each waits for 1 or 2 of the layer before", 5, |random| {
        layered(300, 15, 2, random)
    }),
    ("layered-500", "25 layers of 20; each waits for 1 or 2 of the layer before", 6, |random| {
        layered(500, 20, 2, random)
    }),
    ("layered-1000", "40 layers of 25; each waits for 1 to 3 of the layer before", 7, |random| {
        layered(1_000, 25, 3, random)
    }),
    ("random-30", "each waits for up to 3 of the 8 before it", 8, |random| self::random(30, 8, 3, random)),
    ("random-50", "each waits for up to 3 of the 16 before it", 9, |random| self::random(50, 16, 3, random)),
    ("random-100", "each waits for up to 2 of the 20 before it", 10, |random| self::random(100, 20, 2, random)),
    ("random-300", "each waits for up to 3 of the 60 before it", 11, |random| self::random(300, 60, 3, random)),
    ("random-1000", "each waits for up to 3 of the 200 before it", 12, |random| self::random(1_000, 200, 3, random)),
    ("models-40", MODELS, 13, |random| models(40, random)),
    ("models-120", MODELS, 14, |random| models(120, random)),
    ("models-400", MODELS, 15, |random| models(400, random)),
    ("warehouse-80", WAREHOUSE, 16, |random| warehouse(80, random)),
    ("warehouse-250", WAREHOUSE, 17, |random| warehouse(250, random)),
    ("warehouse-1000", WAREHOUSE, 18, |random| warehouse(1_000, random)),
    ("regions-65", REGIONS, 19, |random| regions(65, random)),
    ("regions-200", REGIONS, 20, |random| regions(200, random)),
];

const MODELS: &str = "families of models on shared features: trained, compared, released, watched";
const WAREHOUSE: &str = "tables of a warehouse: sources, staging, joins, marts, reports";
const REGIONS: &str = "regions that share one model, which each tunes, tests, releases and watches for itself";

/// Numbers that look drawn at random, the same for the same seed (SplitMix64).
#[derive(Debug, Clone)]
pub struct Random(pub u64);

impl Random {
    /// Any number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// One of `0..most`.
    pub fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most.max(1) as u64).unwrap_or(0)
    }

    /// A time between two, small ones more often than large ones.
    pub fn seconds(&mut self, from: u64, to: u64) -> u64 {
        let spread = (to - from).max(1);
        from + (self.next() % spread).min(self.next() % spread)
    }

    /// Several different ones of `0..most`.
    pub fn some(&mut self, count: usize, most: usize) -> Vec<usize> {
        let mut found = Vec::new();
        while found.len() < count.min(most) {
            let one = self.below(most);
            if !found.contains(&one) {
                found.push(one);
            }
        }
        found.sort_unstable();
        found
    }
}

/// Stages in layers of `width`; each waits for one to `most` of the layer before, and now and then for an older one.
pub fn layered(stages: usize, width: usize, most: usize, random: &mut Random) -> Vec<Stage> {
    let mut made: Vec<Stage> = Vec::new();
    for number in 0..stages {
        let layer = number / width;
        let mut needs = Vec::new();
        if layer > 0 {
            let count = 1 + random.below(most);
            needs.extend(random.some(count, width).into_iter().map(|place| (layer - 1) * width + place));
            if layer > 1 && random.below(10) == 0 {
                needs.push(random.below((layer - 1) * width));
            }
        }
        made.push((format!("layer_{layer}_{}", number % width), random.seconds(60, 3_600), needs));
    }
    made
}

/// Stages that wait for up to `most` of the `window` stages before them.
pub fn random(stages: usize, window: usize, most: usize, random: &mut Random) -> Vec<Stage> {
    let mut made: Vec<Stage> = Vec::new();
    for number in 0..stages {
        let first = number.saturating_sub(window);
        let count = if random.below(8) == 0 { 0 } else { 1 + random.below(most) };
        let needs = random.some(count, number - first).into_iter().map(|place| first + place).collect();
        made.push((format!("stage_{number}"), random.seconds(600, 3_600), needs));
    }
    made
}

/// Models of several families, trained on features of several sources, compared, released and watched: a monitor needs
/// the features it was trained on and the endpoint.
pub fn models(stages: usize, random: &mut Random) -> Vec<Stage> {
    let mut made: Vec<Stage> = Vec::new();
    let sources = (stages / 12).max(2);
    for source in 0..sources {
        made.push((format!("extract_{source}"), random.seconds(120, 1_800), Vec::new()));
    }
    let features = (stages / 8).max(2);
    for feature in 0..features {
        let count = 1 + random.below(2);
        made.push((format!("features_{feature}"), random.seconds(300, 2_400), random.some(count, sources)));
    }
    let mut family = 0;
    while made.len() + 8 <= stages {
        let count = 1 + random.below(3);
        let inputs: Vec<usize> = random.some(count, features).into_iter().map(|number| sources + number).collect();
        let first = made.len();
        for model in 0..2 {
            made.push((format!("train_{family}_{model}"), random.seconds(900, 14_400), inputs.clone()));
        }
        let holdout = sources + random.below(features);
        made.push((format!("evaluate_{family}"), random.seconds(300, 1_200), vec![first, first + 1, holdout]));
        made.push((format!("bias_{family}"), random.seconds(300, 3_600), vec![first, inputs[0]]));
        made.push((format!("register_{family}"), 2, vec![first + 2]));
        made.push((format!("deploy_{family}"), random.seconds(240, 900), vec![first + 4]));
        let watched = vec![first + 5, inputs[inputs.len() - 1]];
        made.push((format!("monitor_{family}"), random.seconds(600, 1_800), watched));
        made.push((format!("told_{family}"), 1, vec![first + 5, first + 3]));
        family += 1;
    }
    while made.len() < stages {
        let after = random.below(made.len());
        made.push((format!("told_more_{}", made.len()), 1, vec![after]));
    }
    made
}

/// Tables as in a warehouse: sources, staging, joins of two or three, marts of several, reports.
pub fn warehouse(stages: usize, random: &mut Random) -> Vec<Stage> {
    let mut made: Vec<Stage> = Vec::new();
    let shares = [20, 20, 30, 20, 10];
    let names = ["source", "staging", "joined", "mart", "report"];
    let mut begins = vec![0];
    for (level, (share, name)) in shares.iter().zip(names).enumerate() {
        let count = if level == 4 { stages - made.len() } else { stages * share / 100 };
        let last = *begins.last().unwrap_or(&0);
        for number in 0..count {
            let before = made.len();
            let needs: Vec<usize> = match level {
                0 => Vec::new(),
                1 => vec![number % last.max(before - last).max(1)],
                2 => {
                    let many = 2 + random.below(2);
                    // Later joins also use earlier ones.
                    let to = if random.below(4) == 0 { before } else { last };
                    let from = begins[begins.len() - 2];
                    random.some(many, to - from).into_iter().map(|place| from + place).collect()
                }
                _ => {
                    let many = 1 + random.below(4);
                    let from = begins[begins.len() - 2];
                    random.some(many, last - from).into_iter().map(|place| from + place).collect()
                }
            };
            made.push((format!("{name}_{number}"), random.seconds(20, 1_800), needs));
        }
        begins.push(made.len());
    }
    made
}

/// Regions that share what they learn: each cleans its data, a common model is trained on all, then each tunes, tests
/// and releases its own, watched against its own data.
pub fn regions(stages: usize, random: &mut Random) -> Vec<Stage> {
    let mut made: Vec<Stage> = Vec::new();
    let regions = ((stages - 2) / 9).max(1);
    for region in 0..regions {
        made.push((format!("ingest_{region}"), random.seconds(60, 3_600), Vec::new()));
        made.push((format!("clean_{region}"), random.seconds(300, 3_600), vec![region * 2]));
    }
    let pooled = made.len();
    made.push(("pool".to_owned(), 900, (0..regions).map(|region| region * 2 + 1).collect()));
    made.push(("common".to_owned(), 10_800, vec![pooled]));
    for region in 0..regions {
        let clean = region * 2 + 1;
        let first = made.len();
        made.push((format!("statistics_{region}"), random.seconds(300, 7_200), vec![clean]));
        made.push((format!("tune_{region}"), random.seconds(1_800, 10_800), vec![pooled + 1, clean]));
        made.push((format!("test_{region}"), random.seconds(300, 900), vec![first + 1, clean]));
        made.push((format!("explain_{region}"), random.seconds(600, 5_400), vec![first + 1, first]));
        made.push((format!("deploy_{region}"), random.seconds(240, 900), vec![first + 2]));
        made.push((format!("monitor_{region}"), random.seconds(300, 1_800), vec![first + 4, first]));
        let other = made.len().saturating_sub(1 + random.below(7));
        made.push((format!("told_{region}"), 1, vec![first + 4, other]));
    }
    while made.len() < stages {
        let after = random.below(made.len());
        made.push((format!("told_more_{}", made.len()), 1, vec![after]));
    }
    made
}

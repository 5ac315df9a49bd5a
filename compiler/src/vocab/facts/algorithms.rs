//! The built-in algorithms: what they read, how they are tuned, what they report.

/// A built-in algorithm of SageMaker.
#[derive(Debug)]
pub struct Algorithm {
    /// Name in the language: `linear_learner`.
    pub keyword: &'static str,
    /// Name in the image table: `linear-learner`.
    pub framework: &'static str,
    /// Content types that its channels take.
    pub content_types: Vec<&'static str>,
    /// File formats of the language that it takes: `csv`, `libsvm`, `parquet`, `recordio`, `jsonlines`.
    pub formats: Vec<&'static str>,
    /// Its channels; others are refused by the algorithm.
    pub channels: Vec<Channel>,
    /// Whether it can train on several instances.
    pub distributed: bool,
    /// Whether it can use a GPU when training; none where the source doesn't tell.
    pub gpu: Option<bool>,
    /// All hyperparameters.
    pub hyperparameters: Vec<Hyperparameter>,
    /// Metrics that it reports, such as `validation:auc`.
    pub metrics: Vec<&'static str>,
    /// Where these facts are from.
    pub source: &'static str,
}

/// A channel of a built-in algorithm.
#[derive(Debug)]
pub struct Channel {
    /// Such as `train`.
    pub name: &'static str,
    /// Whether a job must have it.
    pub required: bool,
}

/// A hyperparameter of a built-in algorithm.
#[derive(Debug)]
pub struct Hyperparameter {
    /// Such as `num_round`.
    pub name: &'static str,
    /// The values it takes.
    pub domain: Domain,
    /// What holds when it is not set.
    pub default: Option<&'static str>,
    /// Whether it must be set.
    pub required: bool,
}

/// The values that a hyperparameter takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Domain {
    /// Whole numbers.
    Integer {
        /// Least, included.
        min: Option<i64>,
        /// Greatest, included.
        max: Option<i64>,
    },
    /// Numbers.
    Number {
        /// Least.
        min: Option<f64>,
        /// Greatest.
        max: Option<f64>,
        /// Whether `min` itself is not taken.
        above: bool,
        /// Whether `max` itself is not taken.
        below: bool,
    },
    /// One of a list.
    Choice(Vec<&'static str>),
    /// A comma-separated list of some of these.
    Choices(Vec<&'static str>),
    /// Any text.
    Text,
}

/// The algorithm with this name in the language.
pub fn find(_keyword: &str) -> Option<&'static Algorithm> {
    None
}

/// All algorithms.
pub fn all() -> impl Iterator<Item = &'static Algorithm> {
    std::iter::empty()
}

impl Algorithm {
    /// The hyperparameter called `name`.
    pub fn hyperparameter(&self, name: &str) -> Option<&Hyperparameter> {
        self.hyperparameters.iter().find(|one| one.name == name)
    }
}

impl Domain {
    /// Whether a value, as it would be sent, is taken.
    pub fn takes(&self, _text: &str) -> bool {
        true
    }
}

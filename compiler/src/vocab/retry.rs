//! Classes of errors, and how each is tried again where nothing else is said.

/// A class of errors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErrorClass {
    /// As in `on = [capacity]`.
    pub name: &'static str,
    /// Whether it is tried again where no `retry` is set at all.
    pub by_default: bool,
    /// New attempts after the first.
    pub attempts: u64,
    /// Seconds before the first new attempt.
    pub interval: u64,
    /// Each wait is this many times the one before.
    pub backoff: f64,
    /// No wait is longer, in seconds.
    pub ceiling: u64,
    /// One sentence.
    pub doc: &'static str,
}

/// In the order in which retriers have to stand: the wildcard last.
pub const ERROR_CLASSES: &[ErrorClass] = &[
    ErrorClass {
        name: "capacity",
        by_default: true,
        attempts: 20,
        interval: 60,
        backoff: 1.5,
        ceiling: 900,
        doc: "SageMaker has no machines free, or the account's quota is used up.",
    },
    ErrorClass {
        name: "throttling",
        by_default: true,
        attempts: 8,
        interval: 5,
        backoff: 2.0,
        ceiling: 120,
        doc: "The service was called too often, or had a passing problem of its own.",
    },
    ErrorClass {
        name: "timeout",
        by_default: false,
        attempts: 2,
        interval: 30,
        backoff: 2.0,
        ceiling: 300,
        doc: "The stage took longer than its `timeout`.",
    },
    ErrorClass {
        name: "failure",
        by_default: false,
        attempts: 2,
        interval: 30,
        backoff: 2.0,
        ceiling: 300,
        doc: "The job failed: an error in the script, in the data, or of the machine.",
    },
];

/// Their names, for the type of `on`.
pub const NAMES: &[&str] = &["throttling", "capacity", "failure", "timeout"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_can_be_named() {
        let mut classes: Vec<_> = ERROR_CLASSES.iter().map(|class| class.name).collect();
        let mut names = NAMES.to_vec();
        classes.sort_unstable();
        names.sort_unstable();
        assert_eq!(classes, names);
    }
}

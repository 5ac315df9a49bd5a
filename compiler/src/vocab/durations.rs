//! How long a stage takes where neither `estimate` nor a test says it. These are assumptions to plan and test with, no facts
//! about anybody's jobs; nothing that is compiled depends on them.

/// Seconds by kind of stage.
const STAGES: &[(&str, u64)] = &[
    ("process", 600),
    ("label", 86_400),
    ("feature_group", 60),
    ("train", 3_600),
    ("tune", 10_800),
    ("automl", 10_800),
    ("evaluate", 600),
    ("transform", 1_200),
    ("deploy", 480),
    ("monitor", 600),
    ("approve", 3_600),
    ("wait", 300),
    ("call", 60),
];

/// Seconds that a call takes that is answered at once.
pub const CALL: u64 = 1;

/// Seconds that a job on spot machines loses with each interruption: new machines are found, the last checkpoint is read.
pub const INTERRUPTION: u64 = 900;

/// Seconds that a stage of a kind takes.
pub fn of(kind: &str) -> u64 {
    STAGES.iter().find(|(keyword, _)| *keyword == kind).map_or(CALL, |(_, seconds)| *seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::{Role, given, kinds};

    #[test]
    fn rows_are_of_kinds_that_run() {
        let runs = |keyword: &&str| kinds::find(keyword).is_some_and(|kind| kind.role == Role::Stage);
        let others: Vec<&str> = STAGES.iter().map(|(keyword, _)| *keyword).filter(|keyword| !runs(keyword)).collect();
        assert!(others.is_empty(), "{others:?}");
        let others: Vec<&&str> =
            given::ROWS.iter().flat_map(|row| row.kinds).filter(|keyword| !runs(keyword)).collect();
        assert!(others.is_empty(), "{others:?}");
    }
}

//! How long things take where nobody says it; for a stage see [`Kind::seconds`](super::Kind). These are assumptions to plan
//! and test with, no facts about anybody's jobs.

/// Seconds that a call takes that is answered at once.
pub const CALL: u64 = 1;

/// Seconds that a job on spot machines loses with each interruption: new machines are found, the last checkpoint is read.
pub const INTERRUPTION: u64 = 900;

/// Seconds that what a `call` starts takes where it is waited for.
pub const WAITED: u64 = 600;

#[cfg(test)]
mod tests {
    use crate::vocab::{Role, given, kinds};

    #[test]
    fn what_is_given_is_of_kinds_that_run() {
        let runs = |keyword: &&str| kinds::find(keyword).is_some_and(|kind| kind.role == Role::Stage);
        let others: Vec<&&str> =
            given::ROWS.iter().flat_map(|row| row.kinds).filter(|keyword| !runs(keyword)).collect();
        assert!(others.is_empty(), "{others:?}");
    }
}

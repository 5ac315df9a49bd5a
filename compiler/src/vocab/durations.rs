//! How long things take where nobody says it; for a stage see [`Kind::seconds`](super::Kind). These are assumptions to plan
//! and test with, no facts about anybody's jobs.

/// Seconds that a call takes that is answered at once.
pub const CALL: u64 = 1;

/// Seconds that a job on spot machines loses with each interruption: new machines are found, the last checkpoint is read.
pub const INTERRUPTION: u64 = 900;

/// Seconds that what a `call` starts takes where it is waited for.
pub const WAITED: u64 = 600;

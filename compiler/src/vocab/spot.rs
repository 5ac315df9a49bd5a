//! Managed spot with a deadline: how many attempts, how long, and what is left for on-demand machines.
//!
//! Sources: SageMaker API reference, StoppingCondition and DescribeTrainingJob (SecondaryStatus); reasons of failed jobs as
//! training jobs show them (2026-11). That on-demand machines are waited for, too, half an hour and more for GPUs, was
//! measured by users (2026).

/// Attempts on spot machines where nothing is said.
pub const ATTEMPTS: u64 = 10;

/// Attempts on spot machines that can be asked for: each writes history.
pub const MOST_ATTEMPTS: u64 = 100;

/// Seconds kept free before the deadline for finding an on-demand machine, where nothing is said.
pub const RESERVE: u64 = 1_800;

/// Seconds that the longest run is taken to be where a deadline is said and no `timeout`: half of what the reserve leaves,
/// so that as much is there for attempts; for a job that has to end within an hour, that.
pub fn longest_run(deadline: u64, reserve: u64, has_checkpoints: bool) -> u64 {
    let half = deadline.saturating_sub(reserve) / 2;
    if has_checkpoints { half } else { half.min(LONGEST_WITHOUT_CHECKPOINTS) }
}

/// An attempt with fewer seconds than this is not begun: most of it would go into starting the machine.
pub const LEAST: u64 = 900;

/// Seconds that a job of an algorithm without checkpoints may wait and run. Source: SageMaker developer guide,
/// model-checkpoints.md.
pub const LONGEST_WITHOUT_CHECKPOINTS: u64 = 3_600;

/// New jobs on demand after one that was not given machines: there is nothing better left to do.
pub const MORE_ON_DEMAND: u64 = 5;

/// Seconds between an attempt that was lost and the next.
pub const PAUSE: u64 = 120;

/// How a job that was stopped ends where spot capacity or the time was at fault. A job that a person stopped is `Stopped`.
pub const LOST_STATUSES: &[&str] = &["MaxWaitTimeExceeded", "MaxRuntimeExceeded", "Interrupted"];

/// How the reason of a job begins that failed for want of machines, or by SageMaker's own fault.
pub const LOST_REASONS: &[&str] = &["CapacityError", "InternalServerError"];

//! A world for the machines that this compiler emits: what a test gives, answered as AWS would.
//!
//! [`given`] reads what a test gives, [`input`] makes the execution's input, [`cloud`] answers the calls by a table of
//! actions, and [`expect`] compares what happened with what was expected. Which stage a call belongs to is told by the
//! name of its state, up to the first slash.

mod actions;
mod cloud;
pub mod coverage;
mod event;
pub mod expect;
pub mod given;
pub mod happened;
mod input;
mod jobs;
mod places;
pub mod play;
mod sagemaker;

pub use cloud::Cloud;
pub use given::Scenario;

use crate::target::asl::emit::states::stage_and_role;

/// The stage that a state belongs to; `pipeline` for those of the whole machine.
pub fn stage_of(state: &str) -> &str {
    stage_and_role(state).0
}

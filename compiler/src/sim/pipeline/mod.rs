//! The checked pipeline itself, run in virtual time: the second opinion on what a state machine does.
//!
//! What is run is the graph as it was lowered, before any pass. The rules, which every machine made of it has to keep:
//!
//! - A stage starts as soon as every stage that it waits for has ended, and not before. What does not wait for each other
//!   runs at the same time.
//! - A `when` is decided as soon as what its condition reads has ended. Stages of the way that is not taken count as ended.
//! - A `for` starts when its items are there. Every item has values of its own; at most so many run at once as it says.
//!   Its stages have ended when all items are done.
//! - A call that fails is tried again as the first of its retry rules says that names the error; where it is not, the
//!   first catch that names the error decides how the stage goes on; otherwise the stage fails.
//! - A stage that fails stops everything that runs. No later stage starts. The failure is told once, with the stage, the
//!   error and the cause, to whom the pipeline names; whether that works changes nothing. One of a `for` over objects
//!   stops its own item only, as long as no more fail than are tolerated.
//! - Parameters are judged before anything else; a wrong one ends the run, and nobody is told.
//!
//! Nothing here comes from the emitter or from [`super::machine`] but records of data: two people who make the same
//! mistake would prove nothing. Limits of Step Functions (sizes, events) are the machine's own and not known here.

mod evaluate;
mod failure;
mod level;
mod params;
mod run;
mod stage;

use super::clock::Millis;
use super::machine::{Made, Options};
use super::world::World;
use crate::ir::Pipeline;
use serde::Serialize;
use serde_json::Value as Json;

/// How a pipeline ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Ended {
    /// Every stage that had to run is done.
    Succeeded,
    /// The input is wrong, and why.
    Invalid(String),
    /// A stage has failed.
    Failed(Failure),
    /// The pipeline's own time is over.
    TimedOut,
}

/// What is told of a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The stage; of a `for` itself its item, of a `when` its name.
    pub stage: String,
    /// Name of the error.
    pub error: String,
    /// Why.
    pub cause: String,
    /// Where: the items around the stage, `shard/for[2]`.
    pub path: String,
}

/// A run.
#[derive(Debug, Clone, Serialize)]
pub struct Run {
    /// How it ended.
    pub ended: Ended,
    /// When, in milliseconds after its start.
    pub duration: Millis,
    /// Every call, in order of time. Their `state` is the stage, with a slash and the step where it is not the main one;
    /// their `path` the items around it.
    pub calls: Vec<Made>,
    /// Failures of single items that are tolerated.
    pub tolerated: Vec<Failure>,
}

/// Runs a pipeline until it ends.
pub fn run(pipeline: &Pipeline, input: &Json, world: &mut dyn World, options: &Options) -> Run {
    run::Runner::new(pipeline, input, world, options).run()
}

//! An interpreter of the States Language (JSONata) in virtual time.
//!
//! Sources: the Amazon States Language specification; the Step Functions developer guide (2026-11); where they are
//! silent, histories that AWS has recorded for LocalStack's tests (2026-03). What is known from neither is said where it
//! is done. JSONPath, redriving and EXPRESS machines are not simulated.

mod choice;
mod context;
mod distributed;
mod document;
mod error;
mod evaluate;
mod group;
mod history;
mod items;
mod map;
mod plain;
mod retry;
mod run;
mod scope;
mod strand;
mod task;

use super::clock::{self, Millis};
use super::world::World;
use document::Graph;
use serde_json::Value;

pub use error::Error;
pub use history::{Event, Made, Run, Status, Visit};

/// A document that can be run.
#[derive(Debug, Clone)]
pub struct Machine {
    graph: Graph,
}

/// What the machine is told about itself, and the seed of its chance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Name of the state machine.
    pub machine: String,
    /// Name of the execution.
    pub name: String,
    /// Region in ARNs.
    pub region: String,
    /// Account in ARNs.
    pub account: String,
    /// ARN of the execution role.
    pub role: String,
    /// When the execution starts.
    pub start: Millis,
    /// How often it was redriven before, as the context says.
    pub redrives: u64,
    /// Seed of jitter, `$random`, `$uuid` and `$shuffle`.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            machine: "machine".to_owned(),
            name: "3f8e2a54-6c1b-4d0f-9a77-5b2c8e91d604".to_owned(),
            region: "eu-west-1".to_owned(),
            account: "123456789012".to_owned(),
            role: "arn:aws:iam::123456789012:role/machine".to_owned(),
            start: clock::moment("2026-01-01T00:00:00Z").unwrap_or_default(),
            redrives: 0,
            seed: 0,
        }
    }
}

impl Machine {
    /// Reads a document.
    ///
    /// # Errors
    /// Everything that keeps it from being run: states that lead nowhere, fields that a state's type has not, JSONPath.
    pub fn read(document: &Value) -> Result<Self, Vec<String>> {
        document::read(document).map(|graph| Self { graph })
    }

    /// Runs it until it ends, which it does: an execution has at most a year and 25,000 events.
    pub fn run(&self, input: Value, world: &mut dyn World, options: &Options) -> Run {
        run::Runner::new(&self.graph, input, world, options).run()
    }
}

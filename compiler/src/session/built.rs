//! What a pipeline became, and where a stage is in it.

use serde_json::Value as Json;

use super::artifacts::{each_task, machine_text};
use crate::base::pointer::Pointer;
use crate::ir::Pipeline;
use crate::target::asl::emit::Emitted;
use crate::target::asl::emit::states::stage_and_role;
use crate::target::source_map::SourceMap;

/// A pipeline and what it became.
#[derive(Debug)]
pub struct Built {
    /// The graph of stages, after the passes.
    pub pipeline: Pipeline,
    /// The state machine, and where its states came from.
    pub emitted: Emitted,
    /// From places of the state machine back to the source.
    pub map: SourceMap,
}

/// A request of the state machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Request<'b> {
    /// Where its state is in the document, as a JSON pointer.
    pub pointer: String,
    /// The state that sends it.
    pub state: &'b str,
    /// The request.
    pub arguments: &'b Json,
}

impl Built {
    /// The state machine as a build writes it.
    pub fn machine_text(&self) -> String {
        machine_text(&self.emitted.machine)
    }

    /// The main request of a stage, where it has one.
    pub fn request_of(&self, stage: &str) -> Option<Request<'_>> {
        let mut found = None;
        each_task(&self.emitted.machine.graph, Pointer::Root, &mut |pointer, state, task| {
            if found.is_none() && self.emitted.mains.get(state).is_some_and(|main| main == stage) {
                found = Some(Request { pointer: pointer.to_owned(), state, arguments: &task.arguments });
            }
        });
        found
    }

    /// The states that a stage has become, in document order.
    pub fn states_of<'b>(&'b self, stage: &'b str) -> impl Iterator<Item = &'b str> {
        self.emitted.spans.keys().map(String::as_str).filter(move |state| stage_and_role(state).0 == stage)
    }
}

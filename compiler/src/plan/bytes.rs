//! How many bytes the values of an execution have, as far as that is seen in the document.

use std::collections::BTreeMap;

use serde_json::Value;

use super::model::{Definition, StateBytes};
use crate::base::json;
use crate::target::asl::model::{Assign, State, StateMachine};
use crate::vocab::facts::limits;

/// Bytes that an expression is taken to give: an ARN, a place on S3, a number.
pub const ASSUMED: usize = 256;

/// Of variables and of what states pass on.
pub fn state_bytes(machine: &StateMachine) -> StateBytes {
    let mut found = Found { variables: BTreeMap::new(), payload: 0, payload_of: String::new() };
    machine.graph.each(&mut |name, state| found.state(name, state));
    StateBytes {
        variables: found.variables.values().sum(),
        variables_limit: limits::ALL_VARIABLES_BYTES,
        payload: found.payload,
        payload_of: found.payload_of,
        payload_limit: limits::PAYLOAD_BYTES,
    }
}

/// Of the document.
pub fn definition(machine: &StateMachine) -> Definition {
    let mut states = 0;
    machine.graph.each(&mut |_, _| states += 1);
    Definition { bytes: json::pretty(machine).len(), limit: limits::DEFINITION_BYTES, states }
}

struct Found {
    variables: BTreeMap<String, usize>,
    payload: usize,
    payload_of: String,
}

impl Found {
    fn state(&mut self, name: &str, state: &State) {
        match state {
            State::Task(task) => {
                self.payload(name, Some(&task.arguments));
                self.payload(name, task.output.as_ref());
                self.assign(name, &task.assign);
                task.catch.iter().for_each(|catch| self.assign(name, &catch.assign));
            }
            State::Parallel(parallel) => {
                self.payload(name, parallel.output.as_ref());
                self.assign(name, &parallel.assign);
            }
            State::Map(map) => {
                self.payload(name, map.items.as_ref());
                self.payload(name, map.output.as_ref());
                self.assign(name, &map.assign);
            }
            State::Choice(choice) => {
                self.payload(name, choice.output.as_ref());
                self.assign(name, &choice.assign);
                choice.choices.iter().for_each(|rule| self.assign(name, &rule.assign));
            }
            State::Pass(pass) => {
                self.payload(name, pass.output.as_ref());
                self.assign(name, &pass.assign);
            }
            State::Wait(wait) => self.assign(name, &wait.assign),
            State::Succeed(succeed) => self.payload(name, succeed.output.as_ref()),
            State::Fail(_) => {}
        }
    }

    fn payload(&mut self, name: &str, value: Option<&Value>) {
        self.largest(name, value.map_or(0, size));
    }

    fn largest(&mut self, name: &str, bytes: usize) {
        if bytes > self.payload {
            self.payload = bytes;
            name.clone_into(&mut self.payload_of);
        }
    }

    fn assign(&mut self, name: &str, assign: &Assign) {
        let mut all = 0;
        for (variable, value) in assign {
            let bytes = variable.len() + 4 + size(value);
            all += bytes;
            let known = self.variables.entry(variable.clone()).or_default();
            *known = (*known).max(bytes);
        }
        self.largest(name, all);
    }
}

/// Bytes of a value's JSON.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) if text.starts_with("{%") => ASSUMED,
        Value::Array(items) => 2 + items.iter().map(|item| size(item) + 1).sum::<usize>(),
        Value::Object(members) => 2 + members.iter().map(|(name, value)| name.len() + 4 + size(value)).sum::<usize>(),
        other => other.to_string().len(),
    }
}

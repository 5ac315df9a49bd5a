//! The context object, `$states.context`.
//!
//! Source: "Accessing execution data from the Context object" of the developer guide.

use super::run::Runner;
use crate::sim::clock::iso;
use serde_json::{Map, Value, json};

impl Runner<'_> {
    /// The context of a strand's state; `item` stands for the item that an ItemSelector is evaluated for.
    pub(super) fn context(&self, strand: usize, item: Option<&Value>) -> Value {
        let options = self.options;
        let strand = &self.strands[strand];
        let execution = &self.executions[strand.execution];
        let mut context = Map::new();
        context.insert(
            "Execution".to_owned(),
            json!({
                "Id": execution.id, "Input": execution.input, "Name": execution.name, "RoleArn": options.role,
                "StartTime": iso(execution.started), "RedriveCount": options.redrives,
            }),
        );
        context.insert(
            "StateMachine".to_owned(),
            json!({ "Id": options.arn("stateMachine", ""), "Name": options.machine }),
        );
        if let Some(at) = &strand.at {
            let state = json!({ "EnteredTime": iso(at.entered), "Name": at.name, "RetryCount": at.attempts.all });
            context.insert("State".to_owned(), state);
            if let Some(token) = &at.token {
                context.insert("Task".to_owned(), json!({ "Token": token }));
            }
        }
        if let Some(item) = item.or(strand.item.as_ref()) {
            context.insert("Map".to_owned(), json!({ "Item": item }));
        }
        Value::Object(context)
    }
}

impl super::Options {
    /// An ARN of the machine, or of what belongs to it.
    pub(super) fn arn(&self, kind: &str, rest: &str) -> String {
        format!("arn:aws:states:{}:{}:{kind}:{}{rest}", self.region, self.account, self.machine)
    }
}

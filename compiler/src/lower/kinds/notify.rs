//! `notify`: one message.

use super::calls::{call, step, with_raw};
use crate::check::program::Block;
use crate::ir::{Destination, Step, Value};
use crate::lower::context::Context;
use crate::lower::destination;

/// The message.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let Some(to) = block.get("to") else { return Vec::new() };
    let field = |name: &str| block.get(name).map(|value| cx.value(value));
    let (integration, request) = match destination::of(cx, to, "Message") {
        Destination::Topic(topic) => {
            let request = [("TopicArn", Some(topic)), ("Message", field("message")), ("Subject", field("subject"))];
            ("sns:publish", Value::object(request))
        }
        Destination::Queue { url, ordered } => {
            let group = ordered.then(|| Value::text(&cx.program.pipeline.name.text));
            let request = [
                ("QueueUrl", Some(url)),
                ("MessageBody", field("message")),
                ("MessageGroupId", group),
                ("MessageDeduplicationId", ordered.then(|| cx.stage_name(block))),
            ];
            ("sqs:sendMessage", Value::object(request))
        }
        Destination::Bus { name, source, detail_type } => {
            let detail = Value::object([
                ("pipeline", Some(Value::text(&cx.program.pipeline.name.text))),
                ("execution", Some(Value::Context("Execution.Id"))),
                ("stage", Some(Value::text(&block.name.text))),
                ("message", field("message")),
            ]);
            let entry = Value::object([
                ("EventBusName", Some(name)),
                ("Source", Some(Value::text(source))),
                ("DetailType", Some(Value::text(detail_type))),
                ("Detail", Some(Value::Function("string", vec![detail]))),
            ]);
            // Step Functions fails the task where the bus does not take the event.
            ("events:putEvents", Value::object([("Entries", Some(Value::List(vec![entry])))]))
        }
    };
    vec![step("", call(cx, block, integration, with_raw(cx, block, request)))]
}

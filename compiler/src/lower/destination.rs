//! Where a message goes: a topic, a queue, an event bus.

use super::context::Context;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::{Destination, Value};
use crate::vocab::facts::regions;

/// The destination that a value names; its events are of `detail_type` where it does not say.
pub(super) fn of(cx: &Context, to: &Checked, detail_type: &str) -> Destination {
    let text = |argument: &str| to.get(argument).and_then(Checked::text);
    match &to.kind {
        ValueKind::Call(name, arguments) if name == "queue" => {
            let queue = arguments.get("queue");
            let ordered = queue.and_then(Checked::text).is_some_and(|name| name.ends_with(".fifo"));
            Destination::Queue { url: queue.map_or_else(|| Value::text(""), |queue| url(cx, queue)), ordered }
        }
        ValueKind::Call(name, arguments) if name == "bus" => Destination::Bus {
            name: arguments.get("bus").map_or_else(|| Value::text("default"), |bus| cx.value(bus)),
            source: text("source").unwrap_or_else(|| cx.program.pipeline.name.text.clone()),
            detail_type: text("detail_type").unwrap_or_else(|| detail_type.to_owned()),
        },
        _ => Destination::Topic(cx.value(to)),
    }
}

/// The URL of a queue, of which a name may be all that is given. The account is known only when running.
fn url(cx: &Context, queue: &Checked) -> Value {
    let given = cx.value(queue);
    let ending = if regions::find(&cx.region).is_some_and(|region| region.partition == "aws-cn") { ".cn" } else { "" };
    let account = Value::Jsonata("$split($states.context.Execution.Id, \":\")[4]".into());
    let named = Value::concat([
        Value::text(format!("https://sqs.{}.amazonaws.com{ending}/", cx.region)),
        account,
        Value::text("/"),
        given.clone(),
    ]);
    let begins_with_url = match &given {
        Value::Json(serde_json::Value::String(text)) => Some(text.contains("://")),
        Value::Concat(parts) => match parts.first() {
            Some(Value::Json(serde_json::Value::String(text))) => Some(text.contains("://")),
            _ => None,
        },
        _ => None,
    };
    match begins_with_url {
        Some(true) => given,
        Some(false) => named,
        None => {
            let is_url = Value::Function("contains", vec![given.clone(), Value::text("://")]);
            Value::If(Box::new(is_url), Box::new(given), Box::new(named))
        }
    }
}

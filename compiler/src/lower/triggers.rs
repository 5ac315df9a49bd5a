//! Triggers: requests of EventBridge Scheduler and EventBridge.
//!
//! The state machine's ARN and the role that starts it exist only after deployment, so they stand as `${...}`.

use serde_json::{Value as Json, json};

use super::context::{Context, slug};
use super::params::constant;
use crate::check::program::Block;
use crate::check::value::{Part, ValueKind};
use crate::ir::Trigger;

const TARGET: &str = "${StateMachineArn}";
const ROLE: &str = "${TriggerRoleArn}";

/// The requests of every trigger.
pub(super) fn lower(cx: &Context) -> Vec<Trigger> {
    cx.program
        .triggers
        .values()
        .map(|block| Trigger { name: block.name.text.clone(), requests: requests(cx, block), span: block.span })
        .collect()
}

fn requests(cx: &Context, block: &Block) -> Vec<(&'static str, &'static str, Json)> {
    let name = format!("{}-{}", slug(&cx.program.pipeline.name.text), slug(&block.name.text));
    let input = input(cx, block);
    if let Some(schedule) = block.text("schedule") {
        let zone = block.text("timezone").unwrap_or_else(|| "UTC".into());
        let target = json!({ "Arn": TARGET, "RoleArn": ROLE, "Input": input });
        let request = json!({
            "Name": name,
            "ScheduleExpression": schedule,
            "ScheduleExpressionTimezone": zone,
            "FlexibleTimeWindow": { "Mode": "OFF" },
            "Target": target,
        });
        return vec![("scheduler", "CreateSchedule", request)];
    }
    let Some(dataset) = block.get("created").and_then(|value| cx.dataset(value)) else { return Vec::new() };
    let (bucket, prefix) = literal_place(dataset);
    let mut detail = json!({ "bucket": { "name": [bucket] } });
    if !prefix.is_empty()
        && let Some(detail) = detail.as_object_mut()
    {
        detail.insert("object".into(), json!({ "key": [{ "prefix": prefix }] }));
    }
    let pattern = json!({ "source": ["aws.s3"], "detail-type": ["Object Created"], "detail": detail });
    let rule = json!({ "Name": name, "EventPattern": pattern.to_string(), "State": "ENABLED" });
    let target = json!({ "Id": "pipeline", "Arn": TARGET, "RoleArn": ROLE, "Input": input });
    vec![("events", "PutRule", rule), ("events", "PutTargets", json!({ "Rule": name, "Targets": [target] }))]
}

/// The execution's input: what the trigger gives, and a placeholder for every parameter that has no default.
fn input(cx: &Context, block: &Block) -> String {
    let given = block.get("input");
    let entries = cx.program.params.values().filter_map(|param| {
        let name = &param.name.text;
        let value = given.and_then(|given| given.get(name)).map(constant);
        let value = value.or_else(|| param.default.is_none().then(|| Json::String(format!("${{{name}}}"))))?;
        Some((name.clone(), value))
    });
    Json::Object(entries.collect()).to_string()
}

/// Bucket and key prefix of a dataset, up to the first part that is known only when running.
fn literal_place(dataset: &Block) -> (String, String) {
    let text = match dataset.get("uri").and_then(|uri| uri.get("uri")).map(|uri| &uri.kind) {
        Some(ValueKind::Text(parts)) => match parts.first() {
            Some(Part::Plain(text)) => text.clone(),
            _ => String::new(),
        },
        _ => String::new(),
    };
    let (bucket, prefix) = text.split_once('/').unwrap_or((&text, ""));
    (bucket.to_owned(), prefix.to_owned())
}

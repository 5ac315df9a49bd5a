//! Triggers: requests of EventBridge Scheduler and EventBridge.
//!
//! The state machine's ARN and the role that starts it exist only after deployment, so they stand as `${...}`.

use serde_json::{Map, Value as Json, json};

use super::context::{Context, slug};
use super::kinds::alarms;
use super::params::constant;
use crate::check::program::Block;
use crate::check::value::{Part, Value as Checked, ValueKind};
use crate::ir::Trigger;

/// Service, action, request.
type Request = (&'static str, &'static str, Json);

const TARGET: &str = "${StateMachineArn}";
const ROLE: &str = "${TriggerRoleArn}";

/// The requests of every trigger, and of every monitor that starts the pipeline again.
pub(super) fn lower(cx: &Context) -> Vec<Trigger> {
    let declared = cx.program.triggers.values().map(|block| Trigger {
        name: block.name.text.clone(),
        requests: requests(cx, block),
        span: block.span,
    });
    let drift = cx.program.stages.values().filter(|block| block.text("on_drift").as_deref() == Some("rerun"));
    let reruns = drift.map(|block| Trigger {
        name: block.name.text.clone(),
        requests: rule(&name(cx, block), &drifted(cx, block), &input(cx, None)),
        span: block.span,
    });
    declared.chain(reruns).collect()
}

fn name(cx: &Context, block: &Block) -> String {
    format!("{}-{}", slug(&cx.program.pipeline.name.text), slug(&block.name.text))
}

fn requests(cx: &Context, block: &Block) -> Vec<Request> {
    let input = input(cx, block.get("input"));
    if let Some(schedule) = block.text("schedule") {
        let zone = block.text("timezone").unwrap_or_else(|| "UTC".into());
        let target = json!({ "Arn": TARGET, "RoleArn": ROLE, "Input": input.template });
        let request = json!({
            "Name": name(cx, block),
            "ScheduleExpression": schedule,
            "ScheduleExpressionTimezone": zone,
            "FlexibleTimeWindow": { "Mode": "OFF" },
            "Target": target,
        });
        return vec![("scheduler", "CreateSchedule", request)];
    }
    let created = || block.get("created").and_then(|value| cx.dataset(value)).map(created);
    let event = || block.get("event").map(constant);
    let other = || block.get("after").and_then(|after| after.get("name")?.text()).map(|name| succeeded(&name));
    let Some(pattern) = created().or_else(event).or_else(other) else { return Vec::new() };
    rule(&name(cx, block), &pattern, &input)
}

/// A rule and its target.
fn rule(name: &str, pattern: &Json, input: &Input) -> Vec<Request> {
    let rule = json!({ "Name": name, "EventPattern": pattern.to_string(), "State": "ENABLED" });
    let mut target = json!({ "Id": "pipeline", "Arn": TARGET, "RoleArn": ROLE });
    if let Some(target) = target.as_object_mut() {
        if input.paths.is_empty() {
            target.insert("Input".into(), Json::String(input.template.clone()));
        } else {
            let transformer = json!({ "InputPathsMap": input.paths, "InputTemplate": input.template });
            target.insert("InputTransformer".into(), transformer);
        }
    }
    vec![("events", "PutRule", rule), ("events", "PutTargets", json!({ "Rule": name, "Targets": [target] }))]
}

fn created(dataset: &Block) -> Json {
    let (bucket, prefix) = literal_place(dataset);
    let mut detail = json!({ "bucket": { "name": [bucket] } });
    if !prefix.is_empty()
        && let Some(detail) = detail.as_object_mut()
    {
        detail.insert("object".into(), json!({ "key": [{ "prefix": prefix }] }));
    }
    json!({ "source": ["aws.s3"], "detail-type": ["Object Created"], "detail": detail })
}

/// The other pipeline's ARN ends in its name; on the default bus there are only events of the own account and Region.
fn succeeded(pipeline: &str) -> Json {
    let machine = format!(":stateMachine:{pipeline}");
    let detail = json!({ "status": ["SUCCEEDED"], "stateMachineArn": [{ "suffix": machine }] });
    json!({ "source": ["aws.states"], "detail-type": ["Step Functions Execution Status Change"], "detail": detail })
}

/// Any alarm of a monitor begins to sound. One that goes on sounding starts nothing again.
fn drifted(cx: &Context, block: &Block) -> Json {
    let detail = json!({ "alarmName": alarms::names(cx, block), "state": { "value": ["ALARM"] } });
    json!({ "source": ["aws.cloudwatch"], "detail-type": ["CloudWatch Alarm State Change"], "detail": detail })
}

/// The execution's input: what the trigger gives, and a placeholder for every parameter that has no default.
struct Input {
    /// JSON, with `<name>` where the event's value goes.
    template: String,
    /// Parameters that the event gives, with where in it.
    paths: Map<String, Json>,
}

fn input(cx: &Context, given: Option<&Checked>) -> Input {
    let mut paths = Map::new();
    let mut entries = Vec::new();
    for param in cx.program.params.values() {
        let name = &param.name.text;
        let set = given.and_then(|given| given.get(name));
        let value = match set.map(|set| (&set.kind, set)) {
            Some((ValueKind::Call(_, arguments), _)) => {
                let path = arguments.get("path").and_then(Checked::text).unwrap_or_default();
                paths.insert(name.clone(), Json::String(format!("$.{path}")));
                // EventBridge puts in texts with their quotes.
                format!("<{name}>")
            }
            Some((_, set)) => constant(set).to_string(),
            None if param.default.is_none() => Json::String(format!("${{{name}}}")).to_string(),
            None => continue,
        };
        entries.push(format!("{}:{value}", Json::String(name.clone())));
    }
    Input { template: format!("{{{}}}", entries.join(",")), paths }
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

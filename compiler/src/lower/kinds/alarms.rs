//! CloudWatch alarms on what the checks of a `monitor` emit.

use super::calls::{call, step, to};
use super::monitor::{check_of, endpoint, every, schedule_name};
use crate::base::json;
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::{Next, Step, Value};
use crate::lower::context::{Context, slug};

/// Names of a monitor's alarms.
pub fn names(cx: &Context, block: &Block) -> Vec<String> {
    alarms(block).iter().map(|alarm| name(cx, block, alarm)).collect()
}

/// Where the first call is, if there is any.
pub fn first(block: &Block) -> Next {
    if alarms(block).is_empty() { Next::Done } else { to(&suffix(block, 0)) }
}

/// A call each.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let alarms = alarms(block);
    let steps = alarms.iter().enumerate().map(|(index, alarm)| {
        let mut put = call(cx, block, "aws-sdk:cloudwatch:putMetricAlarm", request(cx, block, alarm));
        put.next = if index + 1 < alarms.len() { to(&suffix(block, index + 1)) } else { Next::Done };
        step(&suffix(block, index), put)
    });
    steps.collect()
}

fn alarms(block: &Block) -> &[Checked] {
    block.get("alarms").map(Checked::items).unwrap_or_default()
}

fn suffix(block: &Block, index: usize) -> String {
    if alarms(block).len() > 1 { format!("alarm/{}", index + 1) } else { "alarm".to_owned() }
}

fn metric(alarm: &Checked) -> String {
    alarm.get("metric").and_then(Checked::text).unwrap_or_default()
}

fn name(cx: &Context, block: &Block, alarm: &Checked) -> String {
    format!("{}-{}-{}", slug(&cx.program.pipeline.name.text), slug(&block.name.text), metric(alarm))
}

fn request(cx: &Context, block: &Block, alarm: &Checked) -> Value {
    let above = matches!(&alarm.kind, ValueKind::Call(form, _) if form == "above");
    let check = alarm.get("check").and_then(Checked::text);
    let check = check_of(block, check.as_deref());
    let dimension = |name: &str, value: String| {
        Value::object([("Name", Some(Value::text(name))), ("Value", Some(Value::text(value)))])
    };
    let mut dimensions = vec![
        dimension("Endpoint", endpoint(cx, block)),
        dimension("MonitoringSchedule", schedule_name(cx, block, check)),
    ];
    for (key, _, value) in alarm.get("dimensions").into_iter().flat_map(Checked::entries) {
        let mut entry = dimension(key, String::new());
        entry.merge(Value::object([("Value", Some(cx.as_text(value)))]));
        dimensions.push(entry);
    }
    let topic =
        block.get("on_drift").and_then(|drift| drift.get("topic")).map(|topic| Value::List(vec![cx.value(topic)]));
    let limit = alarm.get("limit").and_then(Checked::number).map(|limit| Value::Json(json::number(limit)));
    Value::object([
        ("AlarmName", Some(Value::text(name(cx, block, alarm)))),
        ("AlarmActions", topic),
        ("MetricName", Some(Value::text(metric(alarm)))),
        ("Namespace", Some(Value::text(check.namespace))),
        ("Statistic", Some(Value::text(if above { "Maximum" } else { "Minimum" }))),
        ("Dimensions", Some(Value::List(dimensions))),
        ("Period", Some(Value::number(every(block)))),
        ("EvaluationPeriods", Some(Value::number(1))),
        ("Threshold", limit),
        ("ComparisonOperator", Some(Value::text(if above { "GreaterThanThreshold" } else { "LessThanThreshold" }))),
        // Where there were no requests, or labels are late, nothing has drifted.
        ("TreatMissingData", Some(Value::text("notBreaching"))),
        ("Tags", cx.tags(block)),
    ])
}

//! How the number of an endpoint's machines follows the load: a scalable target and a policy for each variant.
//!
//! Both calls replace what is there, so a later run may repeat them.

use super::calls::{call, step, to};
use super::endpoint::Variant;
use crate::base::json;
use crate::check::program::Block;
use crate::check::value::Value as Checked;
use crate::ir::{Next, Step, Value};
use crate::lower::context::Context;

const DIMENSION: &str = "sagemaker:variant:DesiredInstanceCount";

/// Where the first step is, if there are any.
pub fn first(block: &Block, variants: &[Variant]) -> Next {
    let scaled = scaled(variants);
    match (block.get("scale"), scaled.first()) {
        (Some(_), Some(first)) => to(&suffix("scale", first, scaled.len())),
        _ => Next::Done,
    }
}

/// The calls of every variant.
pub fn steps(cx: &Context, block: &Block, variants: &[Variant], endpoint: &str) -> Vec<Step> {
    let Some(scale) = block.get("scale") else { return Vec::new() };
    let scaled = scaled(variants);
    let mut steps = Vec::new();
    for (index, variant) in scaled.iter().enumerate() {
        let target = target(endpoint, variant);
        let mut register = call(
            cx,
            block,
            "aws-sdk:applicationautoscaling:registerScalableTarget",
            Value::object(
                target
                    .clone()
                    .into_iter()
                    .chain([("MinCapacity", number(scale, "min")), ("MaxCapacity", number(scale, "max"))]),
            ),
        );
        let policy_suffix = suffix("policy", variant, scaled.len());
        register.next = to(&policy_suffix);
        let request = Value::object(
            [("PolicyName", Some(Value::text(format!("{endpoint}-{}", variant.name))))]
                .into_iter()
                .chain(target)
                .chain([
                    ("PolicyType", Some(Value::text("TargetTrackingScaling"))),
                    ("TargetTrackingScalingPolicyConfiguration", Some(tracking(scale, endpoint))),
                ]),
        );
        let mut policy = call(cx, block, "aws-sdk:applicationautoscaling:putScalingPolicy", request);
        policy.next = scaled.get(index + 1).map_or(Next::Done, |next| to(&suffix("scale", next, scaled.len())));
        steps.push(step(&suffix("scale", variant, scaled.len()), register));
        steps.push(step(&policy_suffix, policy));
    }
    steps
}

/// A shadow has as many machines as it was given.
fn scaled<'v, 'b>(variants: &'v [Variant<'b>]) -> Vec<&'v Variant<'b>> {
    variants.iter().filter(|variant| !variant.is_shadow).collect()
}

fn suffix(what: &str, variant: &Variant, count: usize) -> String {
    if count > 1 { format!("{what}/{}", variant.name) } else { what.to_owned() }
}

fn target(endpoint: &str, variant: &Variant) -> Vec<(&'static str, Option<Value>)> {
    vec![
        ("ServiceNamespace", Some(Value::text("sagemaker"))),
        ("ResourceId", Some(Value::text(format!("endpoint/{endpoint}/variant/{}", variant.name)))),
        ("ScalableDimension", Some(Value::text(DIMENSION))),
    ]
}

fn number(scale: &Checked, field: &str) -> Option<Value> {
    scale.get(field).and_then(Checked::number).map(|number| Value::Json(json::number(number)))
}

fn tracking(scale: &Checked, endpoint: &str) -> Value {
    let pause = |field: &str| Some(Value::number(scale.get(field).and_then(Checked::seconds).unwrap_or(300)));
    let invocations = number(scale, "invocations_per_instance");
    let predefined = invocations.is_some().then(|| {
        Value::object([("PredefinedMetricType", Some(Value::text("SageMakerVariantInvocationsPerInstance")))])
    });
    let backlog = number(scale, "backlog_per_instance");
    let customized = backlog.is_some().then(|| {
        let dimension =
            Value::object([("Name", Some(Value::text("EndpointName"))), ("Value", Some(Value::text(endpoint)))]);
        Value::object([
            ("MetricName", Some(Value::text("ApproximateBacklogSizePerInstance"))),
            ("Namespace", Some(Value::text("AWS/SageMaker"))),
            ("Dimensions", Some(Value::List(vec![dimension]))),
            ("Statistic", Some(Value::text("Average"))),
        ])
    });
    Value::object([
        ("TargetValue", invocations.or(backlog)),
        ("PredefinedMetricSpecification", predefined),
        ("CustomizedMetricSpecification", customized),
        ("ScaleInCooldown", pause("cooldown_in")),
        ("ScaleOutCooldown", pause("cooldown_out")),
    ])
}

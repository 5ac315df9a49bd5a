//! `deploy`: models and a configuration, then the endpoint is created or updated and watched until it serves them.

use super::calls::{call, step, to, with_raw};
use super::model;
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::{Action, Catch, Next, Rule, Step, Value};
use crate::lower::context::Context;

const DEFAULT_TIMEOUT: u64 = 3_600;
const DEFAULT_POLL: u64 = 30;

/// A model behind the endpoint.
struct Variant<'b> {
    name: &'b str,
    model: &'b Checked,
    instance: &'b str,
    count: u32,
    weight: f64,
}

/// The calls and the bounded wait.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let stage = &block.name.text;
    let endpoint = block.text("endpoint").unwrap_or_default();
    let variants = variants(block);
    let several = variants.len() > 1;
    let suffix = |variant: &Variant| if several { format!("model/{}", variant.name) } else { "model".to_owned() };

    let mut steps = Vec::new();
    for (index, variant) in variants.iter().enumerate() {
        let mut create = call(cx, block, "sagemaker:createModel", model_request(cx, block, variant, several));
        create.next = to(&variants.get(index + 1).map_or("config".to_owned(), &suffix));
        create.locals = vec![(local_of(index), name_in("ModelArn"))];
        steps.push(step(&suffix(variant), create));
    }

    let request = with_raw(cx, block, config_request(cx, block, &variants, &endpoint));
    let mut config = call(cx, block, "sagemaker:createEndpointConfig", request);
    config.locals = vec![("config", name_in("EndpointConfigArn")), ("round", Value::number(0))];
    config.next = to("find");
    steps.push(step("config", config));

    steps.extend(create_or_update(cx, block, &endpoint));
    steps.extend(wait(cx, block, stage, &endpoint));
    steps
}

fn variants(block: &Block) -> Vec<Variant<'_>> {
    if let (Some(model), Some(ValueKind::Instance(instance, count))) =
        (block.get("model"), block.get("instance").map(|value| &value.kind))
    {
        return vec![Variant { name: "main", model, instance, count: *count, weight: 1.0 }];
    }
    let entries = block.get("variants").into_iter().flat_map(Checked::entries);
    entries
        .filter_map(|(name, _, entry)| {
            let Some(ValueKind::Instance(instance, count)) = entry.get("instance").map(|value| &value.kind) else {
                return None;
            };
            let weight = entry.get("weight").and_then(Checked::number).unwrap_or(1.0);
            Some(Variant { name, model: entry.get("model")?, instance, count: *count, weight })
        })
        .collect()
}

/// Variables of the models, one per variant (the service takes ten).
fn local_of(index: usize) -> &'static str {
    const NAMES: [&str; 10] =
        ["model", "model_b", "model_c", "model_d", "model_e", "model_f", "model_g", "model_h", "model_i", "model_j"];
    NAMES.get(index).copied().unwrap_or("model")
}

/// The name at the end of an ARN in the response. The name that was asked for contains the retry count, so only the
/// response tells it.
fn name_in(member: &str) -> Value {
    Value::Function("substringAfter", vec![Value::Result(member.to_owned()), Value::text("/")])
}

fn model_request(cx: &Context, block: &Block, variant: &Variant, several: bool) -> Value {
    let name = if several {
        Value::concat([cx.job_name(block), Value::text(format!("-{}", variant.name))])
    } else {
        cx.job_name(block)
    };
    model::request(cx, block, name, variant.model)
}

fn config_request(cx: &Context, block: &Block, variants: &[Variant], endpoint: &str) -> Value {
    let stage = &block.name.text;
    let listed = variants.iter().enumerate().map(|(index, variant)| {
        Value::object([
            ("VariantName", Some(Value::text(variant.name))),
            ("ModelName", Some(Value::Local(stage.clone(), local_of(index)))),
            ("InitialInstanceCount", Some(Value::number(u64::from(variant.count)))),
            ("InstanceType", Some(Value::text(variant.instance))),
            ("InitialVariantWeight", Some(Value::Json(crate::base::json::number(variant.weight)))),
        ])
    });
    let capture = block.get("capture").and_then(Checked::number).map(|percent| {
        let mode = |mode: &str| Value::object([("CaptureMode", Some(Value::text(mode)))]);
        let types = Value::object([
            ("CsvContentTypes", Some(Value::List(vec![Value::text("text/csv")]))),
            ("JsonContentTypes", Some(Value::List(vec![Value::text("application/json")]))),
        ]);
        Value::object([
            ("EnableCapture", Some(Value::from(true))),
            ("InitialSamplingPercentage", Some(Value::Json(crate::base::json::number(percent)))),
            ("DestinationS3Uri", Some(cx.artifact([Value::text(format!("capture/{endpoint}"))]))),
            ("CaptureOptions", Some(Value::List(vec![mode("Input"), mode("Output")]))),
            ("CaptureContentTypeHeader", Some(types)),
        ])
    });
    Value::object([
        ("EndpointConfigName", Some(cx.job_name(block))),
        ("ProductionVariants", Some(Value::List(listed.collect()))),
        ("DataCaptureConfig", capture),
        ("Tags", cx.tags(block)),
        ("KmsKeyId", cx.kms_key()),
    ])
}

/// Looks whether the endpoint exists; SageMaker has no call that does either.
fn create_or_update(cx: &Context, block: &Block, endpoint: &str) -> Vec<Step> {
    let stage = &block.name.text;
    let name = || Some(Value::text(endpoint));
    let config = || Some(Value::Local(stage.clone(), "config"));

    let mut find = call(cx, block, "aws-sdk:sagemaker:describeEndpoint", Value::object([("EndpointName", name())]));
    // A missing endpoint and a throttled call raise the same error, so a retry would only delay the creation.
    find.retry.clear();
    find.catch = vec![Catch { errors: vec!["SageMaker.SageMakerException"], outputs: Vec::new(), next: to("missing") }];
    find.next = to("update");

    let gone =
        Value::Function("contains", vec![Value::Input("failure.Cause".into()), Value::text("Could not find endpoint")]);
    let missing = Action::Choose { rules: vec![Rule { condition: gone, next: to("create") }], default: Next::Failed };

    let request = Value::object([("EndpointName", name()), ("EndpointConfigName", config()), ("Tags", cx.tags(block))]);
    let mut create = call(cx, block, "sagemaker:createEndpoint", request);
    create.next = to("wait");
    let request = Value::object([("EndpointName", name()), ("EndpointConfigName", config())]);
    let mut update = call(cx, block, "sagemaker:updateEndpoint", request);
    update.next = to("wait");

    vec![
        step("find", find),
        Step { suffix: "missing".into(), action: missing },
        step("create", create),
        step("update", update),
    ]
}

/// Waits until the endpoint serves this configuration. An update that was rolled back ends `InService` too, with the
/// configuration from before.
fn wait(cx: &Context, block: &Block, stage: &str, endpoint: &str) -> Vec<Step> {
    let seconds = block.seconds("poll").unwrap_or(DEFAULT_POLL).max(1);
    let timeout = block.seconds("timeout").unwrap_or(DEFAULT_TIMEOUT);
    let rounds = timeout.div_ceil(seconds).max(1);
    let round = || Value::Local(stage.to_owned(), "round");

    let request = Value::object([("EndpointName", Some(Value::text(endpoint)))]);
    let mut status = call(cx, block, "aws-sdk:sagemaker:describeEndpoint", request);
    status.locals = vec![("round", Value::binary("+", round(), Value::number(1)))];
    status.next = to("check");

    let input = |member: &str| Value::Input(member.to_owned());
    let is = |status: &str| Value::binary("=", input("EndpointStatus"), Value::text(status));
    let ours = Value::binary("=", input("EndpointConfigName"), Value::Local(stage.to_owned(), "config"));
    let failed = Value::Jsonata(
        "$states.input.EndpointStatus in [\"Failed\", \"OutOfService\", \"UpdateRollbackFailed\"]".into(),
    );
    let reason = Value::If(
        Box::new(Value::Function("exists", vec![input("FailureReason")])),
        Box::new(input("FailureReason")),
        Box::new(Value::concat([Value::text(format!("the endpoint {endpoint} is ")), input("EndpointStatus")])),
    );
    let rolled_back = Value::concat([
        Value::text(format!("the endpoint {endpoint} went back to the configuration ")),
        input("EndpointConfigName"),
    ]);
    let late = format!("the endpoint {endpoint} was not in service after {}", crate::vocab::units::duration(timeout));
    let rules = vec![
        Rule { condition: Value::binary("and", is("InService"), ours), next: Next::Done },
        Rule { condition: is("InService"), next: Next::Fail(rolled_back) },
        Rule { condition: failed, next: Next::Fail(reason) },
        Rule { condition: Value::binary(">=", round(), Value::number(rounds)), next: Next::Fail(Value::text(late)) },
    ];
    vec![
        Step { suffix: "wait".into(), action: Action::Wait { seconds, rounds, next: to("status") } },
        step("status", status),
        Step { suffix: "check".into(), action: Action::Choose { rules, default: to("wait") } },
    ]
}

//! What an endpoint serves: its variants and its configuration.

use super::model;
use crate::base::json;
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::Value;
use crate::lower::context::Context;

/// What a variant runs on.
pub enum Machines<'b> {
    /// Type and count.
    Instances(&'b str, u32),
    /// `serverless = { ... }`
    Serverless(&'b Checked),
}

/// A model behind the endpoint.
pub struct Variant<'b> {
    /// As the service calls it.
    pub name: &'b str,
    model: &'b Checked,
    machines: Machines<'b>,
    weight: f64,
    /// Gets copies of the requests only.
    pub is_shadow: bool,
}

/// All variants, a shadow last.
pub fn variants(block: &Block) -> Vec<Variant<'_>> {
    let mut found = production(block);
    if let Some(shadow) = block.get("shadow")
        && let (Some(model), Some(machines)) = (shadow.get("model"), instances(shadow.get("instance")))
    {
        // The service copies the shadow's weight divided by the other variant's: that is 1.
        let weight = shadow.get("share").and_then(Checked::number).unwrap_or(100.0) / 100.0;
        found.push(Variant { name: "shadow", model, machines, weight, is_shadow: true });
    }
    found
}

fn production(block: &Block) -> Vec<Variant<'_>> {
    if let Some(model) = block.get("model") {
        let machines = block.get("serverless").map(Machines::Serverless).or_else(|| instances(block.get("instance")));
        let one = machines.map(|machines| Variant { name: "main", model, machines, weight: 1.0, is_shadow: false });
        return one.into_iter().collect();
    }
    let entries = block.get("variants").into_iter().flat_map(Checked::entries);
    entries
        .filter_map(|(name, _, entry)| {
            let machines = instances(entry.get("instance"))?;
            let weight = entry.get("weight").and_then(Checked::number).unwrap_or(1.0);
            Some(Variant { name, model: entry.get("model")?, machines, weight, is_shadow: false })
        })
        .collect()
}

fn instances(value: Option<&Checked>) -> Option<Machines<'_>> {
    match value.map(|value| &value.kind) {
        Some(ValueKind::Instance(instance, count)) => Some(Machines::Instances(instance, *count)),
        _ => None,
    }
}

/// Variables of the models, one per variant (the service takes ten).
pub fn local_of(index: usize) -> &'static str {
    const NAMES: [&str; 10] =
        ["model", "model_b", "model_c", "model_d", "model_e", "model_f", "model_g", "model_h", "model_i", "model_j"];
    NAMES.get(index).copied().unwrap_or("model")
}

/// `CreateModel` for one of the variants.
pub fn model_request(cx: &Context, block: &Block, variant: &Variant, several: bool) -> Value {
    let name = if several {
        Value::concat([cx.job_name(block), Value::text(format!("-{}", variant.name))])
    } else {
        cx.job_name(block)
    };
    model::request(cx, block, name, variant.model)
}

/// `CreateEndpointConfig`
pub fn config_request(cx: &Context, block: &Block, variants: &[Variant], endpoint: &str) -> Value {
    let listed = |shadow: bool| {
        let of_kind = variants.iter().enumerate().filter(|(_, variant)| variant.is_shadow == shadow);
        of_kind.map(|(index, variant)| variant_request(block, index, variant)).collect::<Vec<_>>()
    };
    let shadows = listed(true);
    let serverless = block.get("serverless").is_some();
    Value::object([
        ("EndpointConfigName", Some(cx.job_name(block))),
        ("ProductionVariants", Some(Value::List(listed(false)))),
        ("ShadowProductionVariants", (!shadows.is_empty()).then_some(Value::List(shadows))),
        ("AsyncInferenceConfig", block.get("async").map(|queue| async_request(cx, queue, endpoint))),
        ("DataCaptureConfig", block.get("capture").and_then(|capture| capture_request(cx, capture, endpoint))),
        ("Tags", cx.tags(block)),
        // It encrypts the volumes of machines, of which a serverless endpoint has none.
        ("KmsKeyId", cx.kms_key().filter(|_| !serverless)),
    ])
}

fn variant_request(block: &Block, index: usize, variant: &Variant) -> Value {
    let (instance, count, serverless) = match variant.machines {
        Machines::Instances(instance, count) => (Some(instance), Some(count), None),
        Machines::Serverless(settings) => (None, None, Some(serverless_request(settings))),
    };
    Value::object([
        ("VariantName", Some(Value::text(variant.name))),
        ("ModelName", Some(Value::Local(block.name.text.clone(), local_of(index)))),
        ("InitialInstanceCount", count.map(|count| Value::number(u64::from(count)))),
        ("InstanceType", instance.map(Value::text)),
        ("InitialVariantWeight", Some(Value::Json(json::number(variant.weight)))),
        ("ServerlessConfig", serverless),
    ])
}

fn serverless_request(settings: &Checked) -> Value {
    let number =
        |field: &str| settings.get(field).and_then(Checked::number).map(|number| Value::Json(json::number(number)));
    let memory = match settings.get("memory").map(|memory| &memory.kind) {
        Some(ValueKind::Size(bytes)) => Some(Value::number(bytes >> 20)),
        _ => None,
    };
    Value::object([
        ("MemorySizeInMB", memory),
        ("MaxConcurrency", number("concurrency")),
        ("ProvisionedConcurrency", number("provisioned")),
    ])
}

fn async_request(cx: &Context, queue: &Checked, endpoint: &str) -> Value {
    let place = |field: &str| queue.get(field).map(|place| cx.value(place));
    let topic = |field: &str| queue.get(field).and_then(|call| call.get("topic")).map(|topic| cx.value(topic));
    let told = [("SuccessTopic", topic("on_success")), ("ErrorTopic", topic("on_failure"))];
    let notification = told.iter().any(|(_, topic)| topic.is_some()).then(|| Value::object(told));
    let output = place("output").unwrap_or_else(|| cx.artifact([Value::text(format!("async/{endpoint}"))]));
    let client = queue.get("concurrency").and_then(Checked::number).map(|number| {
        Value::object([("MaxConcurrentInvocationsPerInstance", Some(Value::Json(json::number(number))))])
    });
    Value::object([
        ("ClientConfig", client),
        (
            "OutputConfig",
            Some(Value::object([
                ("KmsKeyId", cx.kms_key()),
                ("S3OutputPath", Some(output)),
                ("NotificationConfig", notification),
                ("S3FailurePath", place("failures")),
            ])),
        ),
    ])
}

/// `capture = 20%`, or a record of options.
fn capture_request(cx: &Context, capture: &Checked, endpoint: &str) -> Option<Value> {
    let percent = capture.number().or_else(|| capture.get("share").and_then(Checked::number))?;
    let mode = |mode: &str| Value::object([("CaptureMode", Some(Value::text(mode)))]);
    let asked = |word: &str| {
        capture.get("what").is_none_or(|what| what.items().iter().any(|item| item.text().as_deref() == Some(word)))
    };
    let modes = [("requests", "Input"), ("responses", "Output")].into_iter().filter(|(word, _)| asked(word));
    let types = |field: &str, default: &str| {
        cx.list(capture.get(field)).or_else(|| Some(Value::List(vec![Value::text(default)])))
    };
    let types = Value::object([
        ("CsvContentTypes", types("csv", "text/csv")),
        ("JsonContentTypes", types("json", "application/json")),
    ]);
    let output = capture.get("output").map(|place| cx.value(place));
    let output = output.unwrap_or_else(|| cx.artifact([Value::text(format!("capture/{endpoint}"))]));
    Some(Value::object([
        ("EnableCapture", Some(Value::from(true))),
        ("InitialSamplingPercentage", Some(Value::Json(json::number(percent)))),
        ("DestinationS3Uri", Some(output)),
        ("KmsKeyId", cx.kms_key()),
        ("CaptureOptions", Some(Value::List(modes.map(|(_, name)| mode(name)).collect()))),
        ("CaptureContentTypeHeader", Some(types)),
    ]))
}

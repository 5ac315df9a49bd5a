//! What SageMaker Clarify is told: its configuration is a file on S3, which the pipeline writes.

use super::monitor::deployed;
use crate::base::json;
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::Value;
use crate::lower::context::{Context, slug};

const MEDIA: &str = "text/csv";

/// Key of the file. The same in every state, so without their counts of retries.
pub fn key(cx: &Context, block: &Block, check: &str) -> Value {
    let stage = slug(&block.name.text);
    cx.key([Value::text("runs/"), Value::Run, Value::text(format!("-{stage}-{check}/analysis_config.json"))])
}

/// `PutObject` of the file. Step Functions writes an object as JSON.
pub fn request(cx: &Context, block: &Block, check: &str) -> Value {
    let body = if check == "bias" { bias(cx, block) } else { explainability(cx, block) };
    Value::object([
        ("Bucket", Some(cx.bucket.clone())),
        ("Key", Some(key(cx, block, check))),
        ("Body", Some(body)),
        ("ContentType", Some(Value::text("application/json"))),
    ])
}

fn bias(cx: &Context, block: &Block) -> Value {
    let all = || Value::object([("methods", Some(Value::text("all")))]);
    let bias = block.get("bias");
    let list = |field: &str| {
        let values: Vec<Value> = bias?.get(field)?.items().iter().map(|item| cx.value(item)).collect();
        Some(Value::List(values))
    };
    let facet = Value::object([
        ("name_or_index", bias.and_then(|bias| bias.get("facet")).and_then(Checked::text).map(|name| column(&name))),
        ("value_or_threshold", list("values")),
    ]);
    let methods = Value::object([("pre_training_bias", Some(all())), ("post_training_bias", Some(all()))]);
    let threshold = block.get("response").and_then(|response| response.get("threshold")).and_then(Checked::number);
    Value::object([
        ("dataset_type", Some(Value::text(MEDIA))),
        ("label", block.text("label").map(|label| column(&label))),
        ("label_values_or_threshold", list("positive")),
        ("facet", Some(Value::List(vec![facet]))),
        ("probability_threshold", threshold.map(|number| Value::Json(json::number(number)))),
        ("methods", Some(methods)),
        ("predictor", Some(predictor(cx, block))),
    ])
}

fn explainability(cx: &Context, block: &Block) -> Value {
    let explain = block.get("explain");
    let samples = explain.and_then(|explain| explain.get("samples")).and_then(Checked::number).unwrap_or(100.0);
    let aggregate = explain.and_then(|explain| explain.get("aggregate")).and_then(Checked::text);
    let shap = Value::object([
        ("num_samples", Some(Value::Json(json::number(samples)))),
        ("agg_method", Some(Value::text(aggregate.unwrap_or_else(|| "mean_abs".into())))),
    ]);
    Value::object([
        ("dataset_type", Some(Value::text(MEDIA))),
        ("label", block.text("label").map(|label| column(&label))),
        ("methods", Some(Value::object([("shap", Some(shap))]))),
        ("predictor", Some(predictor(cx, block))),
    ])
}

/// A column by its number, else by its name.
fn column(written: &str) -> Value {
    written.parse::<u64>().map_or_else(|_| Value::text(written), Value::number)
}

/// Clarify asks a copy of the model, on machines of its own.
fn predictor(cx: &Context, block: &Block) -> Value {
    let deploy = deployed(cx, block);
    let variants = deploy.and_then(|deploy| deploy.get("variants"));
    let first = variants.and_then(|variants| variants.entries().next()).and_then(|(_, _, one)| one.get("instance"));
    let instance = deploy.and_then(|deploy| deploy.get("instance")).or(first);
    let instance = match instance.map(|instance| &instance.kind) {
        Some(ValueKind::Instance(name, _)) => Some(Value::text(name)),
        _ => None,
    };
    Value::object([
        ("model_name", deploy.map(|deploy| Value::Output(deploy.name.text.clone(), "model".into()))),
        ("instance_type", instance),
        ("initial_instance_count", Some(Value::number(1))),
        ("content_type", Some(Value::text(MEDIA))),
        ("accept_type", Some(Value::text(MEDIA))),
    ])
}

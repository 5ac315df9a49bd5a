//! `transform`: a model, then one batch transform job.

use super::calls::{JOB_RESERVE, call, step, to, with_raw};
use super::model;
use super::processing::{DEFAULT_TIMEOUT, data_source};
use crate::check::program::Block;
use crate::check::value::{Type, ValueKind};
use crate::ir::{Step, Value};
use crate::lower::context::Context;
use crate::lower::params::constant;
use crate::vocab::facts::algorithms::content_type;
use crate::vocab::units::megabytes;

/// The model and the job; it keeps the place of the predictions.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let stage = &block.name.text;
    let mut create = match block.get("model") {
        Some(wanted) => {
            let request = model::request(cx, block, cx.job_name(block), wanted);
            call(cx, block, "sagemaker:createModel", request)
        }
        None => return Vec::new(),
    };
    let name = vec![Value::Result("ModelArn".into()), Value::text("/")];
    create.locals = vec![("model", Value::Function("substringAfter", name))];
    create.next = to("");

    let request = with_raw(cx, block, request(cx, block, stage));
    let mut job = call(cx, block, "sagemaker:createTransformJob.sync", request);
    job.timeout = block.seconds("timeout").unwrap_or(DEFAULT_TIMEOUT) + JOB_RESERVE;
    let place = || Value::Result("TransformOutput.S3OutputPath".into());
    job.outputs = block.outputs.keys().map(|output| (output.clone(), place())).collect();
    vec![step("model", create), step("", job)]
}

fn request(cx: &Context, block: &Block, stage: &str) -> Value {
    let data = block.get("data");
    let input_format = data.and_then(|data| cx.format(data));
    let split = block.text("split").unwrap_or_else(|| default_split(input_format).to_owned());
    let assemble = block.text("assemble").map_or(split == "line", |how| how == "line");
    let source = data.map(|data| {
        let s3 = Value::object([
            ("S3DataType", Some(Value::text(data_source(cx, data).0))),
            ("S3Uri", Some(cx.value(data))),
        ]);
        Value::object([("S3DataSource", Some(s3))])
    });
    let input = Value::object([
        ("DataSource", source),
        ("ContentType", input_format.map(|format| Value::text(content_type(format)))),
        ("CompressionType", block.flag("compressed").filter(|on| *on).map(|_| Value::text("Gzip"))),
        ("SplitType", Some(Value::text(split_type(&split)))),
    ]);
    let output = block.outputs.first();
    let output_name = output.map_or("predictions", |(name, _)| name.as_str());
    let accept = output.and_then(|(_, declared)| match &declared.ty {
        Type::Dataset(Some(format)) => Some(Value::text(content_type(format))),
        _ => None,
    });
    let place = cx.artifact([Value::text("runs/"), cx.job_name(block), Value::text(format!("/{output_name}"))]);
    let output = Value::object([
        ("S3OutputPath", Some(place)),
        ("Accept", accept),
        ("AssembleWith", Some(Value::text(if assemble { "Line" } else { "None" }))),
        ("KmsKeyId", cx.kms_key()),
    ]);
    let (instance, count) = block.instance("instance").unwrap_or(("ml.m5.xlarge", 1));
    let resources = Value::object([
        ("InstanceType", Some(Value::text(instance))),
        ("InstanceCount", Some(Value::number(u64::from(count)))),
        ("VolumeKmsKeyId", cx.kms_key()),
    ]);
    let strategy = block.text("strategy").map(|strategy| match strategy.as_str() {
        "single_record" => Value::text("SingleRecord"),
        _ => Value::text("MultiRecord"),
    });
    let max_payload = match block.get("max_payload").map(|size| &size.kind) {
        Some(ValueKind::Size(bytes)) => Some(Value::number(megabytes(*bytes))),
        _ => None,
    };
    Value::object([
        ("TransformJobName", Some(cx.job_name(block))),
        ("ModelName", Some(Value::Local(stage.to_owned(), "model"))),
        ("MaxConcurrentTransforms", block.get("concurrency").map(|count| Value::Json(constant(count)))),
        ("MaxPayloadInMB", max_payload),
        ("BatchStrategy", strategy),
        ("TransformInput", Some(input)),
        ("TransformOutput", Some(output)),
        ("TransformResources", Some(resources)),
        ("DataProcessing", processing(block)),
        ("Tags", cx.tags(block)),
    ])
}

/// What the format of the data suggests.
fn default_split(format: Option<&str>) -> &'static str {
    match format {
        Some("csv" | "jsonlines" | "libsvm") => "line",
        Some("recordio") => "recordio",
        _ => "none",
    }
}

fn split_type(split: &str) -> &'static str {
    match split {
        "line" => "Line",
        "recordio" => "RecordIO",
        "tfrecord" => "TFRecord",
        _ => "None",
    }
}

fn processing(block: &Block) -> Option<Value> {
    let filter = |field: &str| block.text(field).map(Value::text);
    let (input, output) = (filter("input_filter"), filter("output_filter"));
    let join = block.flag("join").filter(|on| *on).map(|_| Value::text("Input"));
    (input.is_some() || output.is_some() || join.is_some())
        .then(|| Value::object([("InputFilter", input), ("OutputFilter", output), ("JoinSource", join)]))
}

//! `Create...JobDefinition`: what one check reads, compares and writes.

use super::clarify;
use super::monitor::{Check, DEFAULT_INSTANCE, DEFAULT_TIMEOUT, RESULTS, endpoint, every, image};
use crate::base::json;
use crate::check::program::Block;
use crate::check::value::Value as Checked;
use crate::ir::Value;
use crate::lower::context::{Context, gib};

/// The request.
pub fn request(cx: &Context, block: &Block, check: &Check) -> Value {
    let timeout = block.seconds("timeout").unwrap_or(DEFAULT_TIMEOUT);
    let member = |tail: &str| format!("{}{tail}", check.api);
    let name = Value::concat([cx.job_name(block), Value::text(format!("-{}", check.short))]);
    Value::Object(
        [
            ("JobDefinitionName".to_owned(), Some(name)),
            (member("BaselineConfig"), Some(baseline(block, check))),
            (member("AppSpecification"), Some(application(cx, block, check))),
            (member("JobInput"), Some(input(cx, block, check))),
            (member("JobOutputConfig"), Some(output(cx, block, check))),
            ("JobResources".to_owned(), Some(resources(cx, block))),
            ("NetworkConfig".to_owned(), cx.network(block)),
            ("RoleArn".to_owned(), Some(cx.role())),
            (
                "StoppingCondition".to_owned(),
                Some(Value::object([("MaxRuntimeInSeconds", Some(Value::number(timeout)))])),
            ),
            ("Tags".to_owned(), cx.tags(block)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect(),
    )
}

/// `BinaryClassification`
pub fn problem(block: &Block) -> Option<Value> {
    Some(Value::text(match block.text("problem")?.as_str() {
        "binary_classification" => "BinaryClassification",
        "multiclass_classification" => "MulticlassClassification",
        _ => "Regression",
    }))
}

fn baseline(block: &Block, check: &Check) -> Value {
    let found = |file: &str| {
        let place = Value::Local(block.name.text.clone(), "baseline");
        let uri = Value::concat([place, Value::text(format!("/{file}"))]);
        Value::object([("S3Uri", Some(uri))])
    };
    let statistics = (check.word == "data_quality").then(|| found("statistics.json"));
    Value::object([("ConstraintsResource", Some(found(check.constraints))), ("StatisticsResource", statistics)])
}

fn application(cx: &Context, block: &Block, check: &Check) -> Value {
    let config = check.clarify.then(|| {
        let key = clarify::key(cx, block, check.word);
        Value::concat([Value::text("s3://"), cx.bucket.clone(), Value::text("/"), key])
    });
    let environment = Value::object([("publish_cloudwatch_metrics", Some(Value::text("Enabled")))]);
    Value::object([
        ("ImageUri", Some(Value::text(image(cx, check)))),
        ("Environment", Some(environment)),
        ("ConfigUri", config),
        ("ProblemType", (check.word == "model_quality").then(|| problem(block)).flatten()),
    ])
}

fn input(cx: &Context, block: &Block, check: &Check) -> Value {
    let judged = matches!(check.word, "model_quality" | "bias");
    let response = block.get("response").filter(|_| check.word != "data_quality");
    let text = |field: &str| response.and_then(|response| response.get(field)).and_then(Checked::text).map(Value::text);
    let threshold = response.and_then(|response| response.get("threshold")).and_then(Checked::number);
    let hours = block.seconds("label_delay").unwrap_or(0) / 3_600;
    let late = judged && hours > 0;
    let endpoint = Value::object([
        ("EndpointName", Some(Value::text(endpoint(cx, block)))),
        ("LocalPath", Some(Value::text("/opt/ml/processing/input/endpoint"))),
        ("FeaturesAttribute", text("features")),
        ("InferenceAttribute", text("prediction")),
        ("ProbabilityAttribute", text("probability").filter(|_| judged)),
        ("ProbabilityThresholdAttribute", threshold.filter(|_| judged).map(|number| Value::Json(json::number(number)))),
        ("StartTimeOffset", late.then(|| Value::text(format!("-PT{}H", hours + every(block) / 3_600)))),
        ("EndTimeOffset", late.then(|| Value::text(format!("-PT{hours}H")))),
    ]);
    let truth =
        block.get("ground_truth").filter(|_| judged).map(|place| Value::object([("S3Uri", Some(cx.value(place)))]));
    Value::object([("EndpointInput", Some(endpoint)), ("GroundTruthS3Input", truth)])
}

fn output(cx: &Context, block: &Block, check: &Check) -> Value {
    let place = cx.artifact([Value::text(format!("monitoring/{}/{}", endpoint(cx, block), check.short))]);
    let output = Value::object([
        ("S3Uri", Some(place)),
        ("LocalPath", Some(Value::text(RESULTS))),
        ("S3UploadMode", Some(Value::text("EndOfJob"))),
    ]);
    let outputs = Value::List(vec![Value::object([("S3Output", Some(output))])]);
    Value::object([("MonitoringOutputs", Some(outputs)), ("KmsKeyId", cx.kms_key())])
}

fn resources(cx: &Context, block: &Block) -> Value {
    let (instance, count) = block.instance("instance").unwrap_or((DEFAULT_INSTANCE, 1));
    let cluster = Value::object([
        ("InstanceCount", Some(Value::number(u64::from(count)))),
        ("InstanceType", Some(Value::text(instance))),
        ("VolumeSizeInGB", Some(gib(block, "volume", 30))),
        ("VolumeKmsKeyId", cx.kms_key()),
    ]);
    Value::object([("ClusterConfig", Some(cluster))])
}

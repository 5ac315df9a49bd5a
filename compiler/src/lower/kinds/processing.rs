//! The processing job that `process`, `evaluate` and `monitor` start.

use crate::check::program::Block;
use crate::check::value::ValueKind;
use crate::ir::Value;
use crate::lower::context::{Context, gib};

/// Seconds that a job may run where the stage does not say: a day.
pub const DEFAULT_TIMEOUT: u64 = 86_400;

/// What differs between processing jobs.
pub struct Processing {
    pub image: String,
    pub entrypoint: Option<Value>,
    pub inputs: Vec<Value>,
    pub outputs: Vec<Value>,
    pub environment: Option<Value>,
    pub timeout: u64,
    /// Used where the stage sets none.
    pub instance: &'static str,
}

/// `CreateProcessingJob`
pub fn request(cx: &Context, block: &Block, job: Processing) -> Value {
    let (instance, count) = block.instance("instance").unwrap_or((job.instance, 1));
    let cluster = Value::object([
        ("InstanceCount", Some(Value::number(u64::from(count)))),
        ("InstanceType", Some(Value::text(instance))),
        ("VolumeSizeInGB", Some(gib(block, "volume", 30))),
        ("VolumeKmsKeyId", cx.kms_key()),
    ]);
    let app = Value::object([
        ("ImageUri", Some(Value::text(job.image))),
        ("ContainerEntrypoint", job.entrypoint),
        ("ContainerArguments", cx.list(block.get("arguments"))),
    ]);
    let outputs = Value::object([("Outputs", Some(Value::List(job.outputs.clone()))), ("KmsKeyId", cx.kms_key())]);
    Value::object([
        ("ProcessingInputs", (!job.inputs.is_empty()).then_some(Value::List(job.inputs))),
        ("ProcessingOutputConfig", (!job.outputs.is_empty()).then_some(outputs)),
        ("ProcessingJobName", Some(cx.job_name(block))),
        ("ProcessingResources", Some(Value::object([("ClusterConfig", Some(cluster))]))),
        ("StoppingCondition", Some(Value::object([("MaxRuntimeInSeconds", Some(Value::number(job.timeout)))]))),
        ("AppSpecification", Some(app)),
        ("Environment", job.environment),
        ("NetworkConfig", cx.network(block)),
        ("RoleArn", Some(cx.role())),
        ("Tags", cx.tags(block)),
    ])
}

/// One mounted input.
pub fn input(name: &str, uri: Value, path: &str, data_type: &str, distribution: Option<&str>) -> Value {
    let s3 = Value::object([
        ("S3Uri", Some(uri)),
        ("LocalPath", Some(Value::text(path))),
        ("S3DataType", Some(Value::text(data_type))),
        ("S3InputMode", Some(Value::text("File"))),
        ("S3DataDistributionType", distribution.map(Value::text)),
    ]);
    Value::object([("InputName", Some(Value::text(name))), ("S3Input", Some(s3))])
}

/// A dataset as a mounted input.
pub fn data_input(cx: &Context, name: &str, value: &crate::check::value::Value, path: &str) -> Value {
    let (data_type, distribution) = data_source(cx, value);
    input(name, cx.value(value), path, data_type, distribution)
}

/// `S3DataType` and distribution of a dataset.
pub fn data_source(cx: &Context, value: &crate::check::value::Value) -> (&'static str, Option<&'static str>) {
    let flag = |name: &str| cx.dataset(value).and_then(|block| block.flag(name)).unwrap_or(false);
    let data_type = if flag("manifest") { "ManifestFile" } else { "S3Prefix" };
    (data_type, flag("sharded").then_some("ShardedByS3Key"))
}

/// One output, uploaded when the job ends.
pub fn output(name: &str, uri: Value, path: &str) -> Value {
    let s3 = Value::object([
        ("S3Uri", Some(uri)),
        ("LocalPath", Some(Value::text(path))),
        ("S3UploadMode", Some(Value::text("EndOfJob"))),
    ]);
    Value::object([("OutputName", Some(Value::text(name))), ("S3Output", Some(s3))])
}

/// One output that the script puts into a feature group itself.
pub fn features(name: &str, group: Value) -> Value {
    let store = Value::object([("FeatureGroupName", Some(group))]);
    Value::object([
        ("OutputName", Some(Value::text(name))),
        ("FeatureStoreOutput", Some(store)),
        ("AppManaged", Some(Value::from(true))),
    ])
}

/// The name of a feature group: a stage's, or as it is written.
pub fn group(cx: &Context, value: &crate::check::value::Value) -> Value {
    match &value.kind {
        ValueKind::Stage(stage) => {
            let name = cx.program.stages.get(stage).and_then(|block| block.text("name"));
            Value::text(name.unwrap_or_default())
        }
        _ => cx.value(value),
    }
}

/// The script as an input and as the entry point; none of either where the stage has no `code`.
pub fn script(cx: &Context, block: &Block) -> (Option<Value>, Option<Value>) {
    let Some(path) = block.text("code") else { return (None, None) };
    let file = path.rsplit('/').next().unwrap_or(&path).to_owned();
    let input = input(
        "code",
        cx.artifact([Value::text(format!("code/{path}"))]),
        "/opt/ml/processing/input/code",
        "S3Prefix",
        None,
    );
    let entrypoint = ["python3".to_owned(), format!("/opt/ml/processing/input/code/{file}")];
    (Some(input), Some(Value::List(entrypoint.into_iter().map(Value::text).collect())))
}

//! `monitor`: a baseline, then the schedule is created or, where it exists, updated.

use super::calls::{JOB_RESERVE, call, step, to, with_raw};
use super::processing::{self, Processing};
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::{Catch, Step, Value};
use crate::lower::context::{Context, gib, slug};
use crate::vocab::facts::images::{Request, Scope, resolve};

const DEFAULT_TIMEOUT: u64 = 3_600;
const DEFAULT_INSTANCE: &str = "ml.m5.xlarge";
const BASELINE: &str = "/opt/ml/processing/input/baseline_dataset_input";
const RESULTS: &str = "/opt/ml/processing/output";

/// Baseline job, creation, update.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let timeout = block.seconds("timeout").unwrap_or(DEFAULT_TIMEOUT);
    let mut baseline = call(
        cx,
        block,
        "sagemaker:createProcessingJob.sync",
        with_raw(cx, block, baseline_request(cx, block, timeout)),
    );
    baseline.timeout = timeout + JOB_RESERVE;
    baseline.locals = vec![(
        "baseline",
        Value::Result("ProcessingOutputConfig.Outputs[OutputName=\"baseline\"].S3Output.S3Uri".into()),
    )];
    baseline.next = to("create");

    let name = format!("{}-{}", slug(&cx.program.pipeline.name.text), slug(&block.name.text));
    let schedule = schedule(cx, block, timeout);
    let request = |tags: Option<Value>| {
        Value::object([
            ("MonitoringScheduleName", Some(Value::text(&name))),
            ("MonitoringScheduleConfig", Some(schedule.clone())),
            ("Tags", tags),
        ])
    };
    let mut create = call(cx, block, "aws-sdk:sagemaker:createMonitoringSchedule", request(cx.tags(block)));
    create.catch =
        vec![Catch { errors: vec!["SageMaker.ResourceInUseException"], outputs: Vec::new(), next: to("update") }];
    let update = call(cx, block, "aws-sdk:sagemaker:updateMonitoringSchedule", request(None));
    vec![step("", baseline), step("create", create), step("update", update)]
}

fn image(cx: &Context) -> String {
    let request = Request {
        framework: "model-monitor",
        region: &cx.region,
        scope: Some(Scope::Monitoring),
        ..Request::default()
    };
    resolve(&request).map(|image| image.uri).unwrap_or_default()
}

fn baseline_request(cx: &Context, block: &Block, timeout: u64) -> Value {
    let data = block.get("baseline");
    let format = data.and_then(|data| cx.format(data)).unwrap_or("csv");
    let format = match format {
        "json" | "jsonlines" => "{\"json\": {\"lines\": true}}",
        _ => "{\"csv\": {\"header\": false}}",
    };
    let environment = Value::object([
        ("dataset_format", Some(Value::text(format))),
        ("dataset_source", Some(Value::text(BASELINE))),
        ("output_path", Some(Value::text(RESULTS))),
        ("publish_cloudwatch_metrics", Some(Value::text("Disabled"))),
    ]);
    let place = cx.artifact([Value::text("runs/"), cx.job_name(block), Value::text("/baseline")]);
    let job = Processing {
        image: image(cx),
        entrypoint: None,
        inputs: data
            .map(|data| processing::data_input(cx, "baseline_dataset_input", data, BASELINE))
            .into_iter()
            .collect(),
        outputs: vec![processing::output("baseline", place, RESULTS)],
        environment: Some(environment),
        timeout,
        instance: DEFAULT_INSTANCE,
    };
    processing::request(cx, block, job)
}

fn schedule(cx: &Context, block: &Block, timeout: u64) -> Value {
    let stage = &block.name.text;
    let endpoint = match block.get("endpoint").map(|endpoint| &endpoint.kind) {
        Some(ValueKind::Stage(deploy)) => cx.program.stages.get(deploy).and_then(|deploy| deploy.text("endpoint")),
        _ => None,
    };
    let endpoint = endpoint.unwrap_or_default();
    let found = |file: &str| {
        let uri = Value::concat([Value::Local(stage.clone(), "baseline"), Value::text(format!("/{file}"))]);
        Some(Value::object([("S3Uri", Some(uri))]))
    };
    let baseline = Value::object([
        ("ConstraintsResource", found("constraints.json")),
        ("StatisticsResource", found("statistics.json")),
    ]);
    let input = Value::object([
        ("EndpointName", Some(Value::text(&endpoint))),
        ("LocalPath", Some(Value::text("/opt/ml/processing/input/endpoint"))),
    ]);
    let output = Value::object([
        ("S3Uri", Some(cx.artifact([Value::text(format!("monitoring/{endpoint}"))]))),
        ("LocalPath", Some(Value::text(RESULTS))),
        ("S3UploadMode", Some(Value::text("EndOfJob"))),
    ]);
    let (instance, count) = block.instance("instance").unwrap_or((DEFAULT_INSTANCE, 1));
    let cluster = Value::object([
        ("InstanceCount", Some(Value::number(u64::from(count)))),
        ("InstanceType", Some(Value::text(instance))),
        ("VolumeSizeInGB", Some(gib(block, "volume", 30))),
        ("VolumeKmsKeyId", cx.kms_key()),
    ]);
    let outputs = Value::List(vec![Value::object([("S3Output", Some(output))])]);
    let job = Value::object([
        ("BaselineConfig", Some(baseline)),
        ("MonitoringInputs", Some(Value::List(vec![Value::object([("EndpointInput", Some(input))])]))),
        (
            "MonitoringOutputConfig",
            Some(Value::object([("MonitoringOutputs", Some(outputs)), ("KmsKeyId", cx.kms_key())])),
        ),
        ("MonitoringResources", Some(Value::object([("ClusterConfig", Some(cluster))]))),
        ("MonitoringAppSpecification", Some(Value::object([("ImageUri", Some(Value::text(image(cx))))]))),
        ("StoppingCondition", Some(Value::object([("MaxRuntimeInSeconds", Some(Value::number(timeout)))]))),
        ("NetworkConfig", cx.network(block)),
        ("RoleArn", Some(cx.role())),
    ]);
    let every = block.get("every").and_then(Checked::seconds).unwrap_or(3_600);
    Value::object([
        ("ScheduleConfig", Some(Value::object([("ScheduleExpression", Some(Value::text(cron(every))))]))),
        ("MonitoringJobDefinition", Some(job)),
        ("MonitoringType", Some(Value::text("DataQuality"))),
    ])
}

/// Every so many hours, as the service spells it.
fn cron(seconds: u64) -> String {
    match seconds / 3_600 {
        0 | 1 => "cron(0 * ? * * *)".into(),
        24.. => "cron(0 0 ? * * *)".into(),
        hours => format!("cron(0 0/{hours} ? * * *)"),
    }
}

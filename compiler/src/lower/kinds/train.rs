//! `train`: one training job.

use serde_json::Value as Json;

use super::calls::{JOB_RESERVE, call, step, with_raw};
use super::processing::{DEFAULT_TIMEOUT, data_source};
use super::{distribution, spot};
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::{Step, Value};
use crate::lower::context::{Context, gib};
use crate::lower::hosted::Runs;
use crate::lower::images;
use crate::lower::script::Script;
use crate::vocab::facts::algorithms::{self, Algorithm};
use crate::vocab::facts::images::Scope;
use crate::vocab::facts::regions;

/// One of the jobs that a stage may start.
pub struct Attempt {
    /// The job's name.
    pub name: Value,
    /// Seconds that it may run.
    pub run: Value,
    /// Seconds that it may wait for spot capacity and run; none on demand.
    pub wait: Option<Value>,
}

/// The job, or the loop of jobs where there is a deadline; it keeps the model's place and the metrics.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let timeout = block.seconds("timeout").unwrap_or(DEFAULT_TIMEOUT);
    let outputs = outputs(block);
    if let Some(ladder) = spot::Ladder::of(block) {
        return spot::steps(cx, block, &ladder, &outputs);
    }
    let max_wait = block.get("spot").and_then(|spot| spot.get("max_wait")).and_then(Checked::seconds);
    let attempt = Attempt { name: cx.job_name(block), run: Value::number(timeout), wait: max_wait.map(Value::number) };
    let mut call = call(cx, block, "sagemaker:createTrainingJob.sync", request(cx, block, &attempt));
    call.timeout = max_wait.unwrap_or(timeout).max(timeout) + JOB_RESERVE;
    call.outputs = outputs;
    vec![step("", call)]
}

fn outputs(block: &Block) -> Vec<(String, Value)> {
    let mut outputs = vec![("model".into(), Value::Result("ModelArtifacts.S3ModelArtifacts".into()))];
    for (name, metric) in &block.metrics {
        let emitted = metric.value.as_ref().and_then(|value| value.get("name")).and_then(Checked::text);
        let emitted = emitted.unwrap_or_else(|| name.clone());
        outputs.push((name.clone(), Value::Result(format!("FinalMetricDataList[MetricName=\"{emitted}\"].Value"))));
    }
    outputs
}

/// The request of one job, `raw` merged over it.
pub fn request(cx: &Context, block: &Block, attempt: &Attempt) -> Value {
    let (instance, count) = block.instance("instance").unwrap_or(("ml.m5.xlarge", 1));
    let image = block.get("algorithm").map(|algorithm| images::address(cx, algorithm, Scope::Training, Some(instance)));
    let algorithm = Value::object([
        ("TrainingImage", image.map(Value::text)),
        ("TrainingInputMode", Some(Value::text(input_mode(block)))),
        ("MetricDefinitions", metric_definitions(block)),
    ]);
    let resources = Value::object([
        ("InstanceType", Some(Value::text(instance))),
        ("InstanceCount", Some(Value::number(u64::from(count)))),
        ("VolumeSizeInGB", Some(gib(block, "volume", 30))),
        ("VolumeKmsKeyId", cx.kms_key()),
        ("KeepAlivePeriodInSeconds", block.seconds("keep_alive").map(Value::number)),
    ]);
    let stopping = Value::object([
        ("MaxRuntimeInSeconds", Some(attempt.run.clone())),
        ("MaxWaitTimeInSeconds", attempt.wait.clone()),
    ]);
    let output =
        Value::object([("KmsKeyId", cx.kms_key()), ("S3OutputPath", Some(cx.artifact([Value::text("models")])))]);
    let request = Value::object([
        ("TrainingJobName", Some(attempt.name.clone())),
        ("HyperParameters", hyperparameters(cx, block)),
        ("AlgorithmSpecification", Some(algorithm)),
        ("RoleArn", Some(cx.role())),
        ("InputDataConfig", channels(cx, block)),
        ("OutputDataConfig", Some(output)),
        ("ResourceConfig", Some(resources)),
        ("VpcConfig", cx.vpc()),
        ("StoppingCondition", Some(stopping)),
        ("Tags", cx.tags(block)),
        ("EnableNetworkIsolation", isolation(cx, block)),
        ("EnableInterContainerTrafficEncryption", cx.encrypts(block)),
        ("EnableManagedSpotTraining", attempt.wait.as_ref().map(|_| Value::from(true))),
        ("CheckpointConfig", checkpoints(cx, block)),
        ("DebugHookConfig", debugger(cx, block)),
        ("ProfilerConfig", profiler(cx, block)),
        ("Environment", cx.texts(block.get("environment"))),
    ]);
    with_raw(cx, block, request)
}

/// Where the model is, too: SageMaker adds the job's name.
fn beside_the_model(cx: &Context) -> Value {
    cx.artifact([Value::text("models")])
}

fn debugger(cx: &Context, block: &Block) -> Option<Value> {
    let wanted = block.flag("debugger") == Some(true);
    wanted.then(|| Value::object([("S3OutputPath", Some(beside_the_model(cx)))]))
}

/// Left out, it is on: that it is off has to be said, where the Region knows it at all.
fn profiler(cx: &Context, block: &Block) -> Option<Value> {
    let wanted = block.flag("profiler") == Some(true);
    let known = regions::has_debugger(&cx.region);
    known.then(|| {
        Value::object([
            ("S3OutputPath", wanted.then(|| beside_the_model(cx))),
            ("DisableProfiler", Some(Value::from(!wanted))),
        ])
    })
}

pub(super) fn input_mode(block: &Block) -> &'static str {
    match block.text("input_mode").as_deref() {
        Some("pipe") => "Pipe",
        Some("fast_file") => "FastFile",
        _ => "File",
    }
}

pub(super) fn metric_definitions(block: &Block) -> Option<Value> {
    let defined = block.metrics.iter().filter_map(|(name, metric)| {
        let value = metric.value.as_ref()?;
        let (name, regex) = match value.get("name").and_then(Checked::text) {
            // The image does not say how what it emits is found.
            Some(emitted) => {
                let regex = built_in(block)?.patterns.get(emitted.as_str())?;
                (emitted, regex.clone().into_owned())
            }
            None => (name.clone(), value.get("regex")?.text()?),
        };
        Some(Value::object([("Name", Some(Value::text(name))), ("Regex", Some(Value::text(regex)))]))
    });
    let mut distinct: Vec<Value> = Vec::new();
    for one in defined {
        // Two fields may read one metric.
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    (!distinct.is_empty()).then_some(Value::List(distinct))
}

/// The stage's own, and for a script where it is: the container unpacks the archive and runs the file.
pub(super) fn hyperparameters(cx: &Context, block: &Block) -> Option<Value> {
    let mut entries = match cx.texts(block.get("hyperparameters")) {
        Some(Value::Object(entries)) => entries,
        _ => Vec::new(),
    };
    if let Some(algorithm) = built_in(block) {
        for (name, value) in &mut entries {
            if let (Some(known), Value::Json(Json::String(text))) = (algorithm.hyperparameter(name), value) {
                *text = known.spelled(text).to_owned();
            }
        }
    }
    if let Some(runs) = Runs::of(block) {
        entries.extend(runs.hyperparameters());
    }
    if let Some(script) = Script::of(cx, block) {
        entries.push(("sagemaker_program".into(), Value::text(script.file)));
        entries.push(("sagemaker_submit_directory".into(), script.archive));
    }
    entries.extend(distribution::hyperparameters(block));
    entries.sort_by(|left, right| left.0.cmp(&right.0));
    (!entries.is_empty()).then_some(Value::Object(entries))
}

pub(super) fn channels(cx: &Context, block: &Block) -> Option<Value> {
    let algorithm = built_in(block);
    let channel = |name: &str, value: &Checked| {
        let (data_type, distribution) = data_source(cx, value);
        let attributes = cx.attributes(value);
        let augmented = attributes.is_some();
        let s3 = Value::object([
            ("S3DataType", Some(Value::text(if augmented { "AugmentedManifestFile" } else { data_type }))),
            ("S3Uri", Some(cx.value(value))),
            ("S3DataDistributionType", Some(Value::text(distribution.unwrap_or("FullyReplicated")))),
            ("AttributeNames", attributes.map(|names| Value::List(names.into_iter().map(Value::text).collect()))),
        ]);
        Value::object([
            ("ChannelName", Some(Value::text(name))),
            ("DataSource", Some(Value::object([("S3DataSource", Some(s3))]))),
            ("ContentType", cx.format(value).map(|format| Value::text(content_type(algorithm, name, format)))),
            // An augmented manifest is streamed, and only RecordIO tells where what it names ends.
            ("RecordWrapperType", augmented.then(|| Value::text("RecordIO"))),
            ("InputMode", augmented.then(|| Value::text("Pipe"))),
        ])
    };
    let named = block.get("channels").into_iter().flat_map(Checked::entries);
    let mut channels: Vec<Value> = named.map(|(name, _, value)| channel(name, value)).collect();
    channels.extend(Runs::of(block).into_iter().flat_map(|runs| runs.channels(cx)));
    (!channels.is_empty()).then_some(Value::List(channels))
}

/// The built-in algorithm that is trained; none where a script or container is.
pub fn built_in(block: &Block) -> Option<&'static Algorithm> {
    let ValueKind::Call(name, arguments) = &block.get("algorithm")?.kind else { return None };
    algorithms::all().find(|algorithm| algorithm.framework == name && !arguments.contains_key("code"))
}

/// What the stage or the pipeline says; else a hosted algorithm is isolated.
pub(super) fn isolation(cx: &Context, block: &Block) -> Option<Value> {
    let said = block.flag("network_isolation").or_else(|| cx.program.pipeline.flag("network_isolation"));
    let isolated = said.unwrap_or_else(|| Runs::of(block).is_some_and(|runs| runs.is_isolated()));
    isolated.then(|| Value::from(true))
}

fn content_type(algorithm: Option<&Algorithm>, channel: &str, format: &str) -> &'static str {
    let own = algorithm.and_then(|algorithm| algorithm.content_type(channel, format));
    own.unwrap_or_else(|| algorithms::content_type(format))
}

/// Checkpoints stay in one place for all attempts of an execution, so that a new attempt resumes.
fn checkpoints(cx: &Context, block: &Block) -> Option<Value> {
    let spot = block.get("spot")?;
    let place = match spot.get("checkpoint").map(|checkpoint| &checkpoint.kind) {
        Some(ValueKind::Symbol(word)) if word == "none" => return None,
        Some(ValueKind::Call(..) | ValueKind::Text(_)) => spot.get("checkpoint").map(|place| cx.value(place))?,
        _ => cx.artifact([Value::text("checkpoints/"), cx.stage_name(block)]),
    };
    Some(Value::object([("S3Uri", Some(place)), ("LocalPath", Some(Value::text("/opt/ml/checkpoints")))]))
}

//! Jobs that a task waits for: their description at the end, as the service's Describe action gives it.

use serde_json::{Map, Value as Json, json};

use super::cloud::{Asked, Cloud};
use super::given::Given;
use super::{places, stage_of};
use crate::base::json::number;
use crate::check::program::Block;
use crate::check::value::{Value, ValueKind};
use crate::sim::clock::Millis;
use crate::sim::world::Answer;
use crate::vocab::durations;

/// A number where a test says none. No condition may read one.
const UNSAID: f64 = 0.5;

/// A kind of job.
pub(super) struct Job {
    /// As in ARNs.
    word: &'static str,
    name: &'static str,
    arn: &'static str,
    status: &'static str,
    /// Pointer to the seconds after which the service stops it.
    limit: &'static str,
    /// What a completed job shows beside its request.
    finish: fn(&Asked, &str, &mut Map<String, Json>),
}

impl Job {
    pub const TRAINING: Self = Self {
        word: "training-job",
        name: "TrainingJobName",
        arn: "TrainingJobArn",
        status: "TrainingJobStatus",
        limit: "/StoppingCondition/MaxRuntimeInSeconds",
        finish: |asked, name, shown| trained(asked, name, "/OutputDataConfig/S3OutputPath", shown),
    };
    pub const PROCESSING: Self = Self {
        word: "processing-job",
        name: "ProcessingJobName",
        arn: "ProcessingJobArn",
        status: "ProcessingJobStatus",
        limit: "/StoppingCondition/MaxRuntimeInSeconds",
        finish: |_, _, _| {},
    };
    pub const TRANSFORM: Self = Self {
        word: "transform-job",
        name: "TransformJobName",
        arn: "TransformJobArn",
        status: "TransformJobStatus",
        limit: "",
        finish: |_, _, _| {},
    };
    pub const TUNING: Self = Self {
        word: "hyper-parameter-tuning-job",
        name: "HyperParameterTuningJobName",
        arn: "HyperParameterTuningJobArn",
        status: "HyperParameterTuningJobStatus",
        limit: "",
        finish: searched,
    };
    pub const LABELING: Self = Self {
        word: "labeling-job",
        name: "LabelingJobName",
        arn: "LabelingJobArn",
        status: "LabelingJobStatus",
        limit: "",
        finish: labelled,
    };
}

/// The job from its start to its end.
pub(super) fn run(cloud: &mut Cloud, asked: &Asked, job: &Job) -> Answer {
    let request = &asked.call.arguments;
    let name = places::text(request, &format!("/{}", job.name));
    if let Some(refusal) = cloud.take_name(job.word, &name) {
        return refusal;
    }
    let (start, mut takes) = (asked.call.time, asked.takes);
    let mut shown = request.as_object().cloned().unwrap_or_default();
    let (region, account) = (cloud.program.pipeline.text("region").unwrap_or_default(), super::input::ACCOUNT);
    shown.insert(job.arn.to_owned(), json!(format!("arn:aws:sagemaker:{region}:{account}:{}/{name}", job.word)));

    let seconds = |pointer: &str| request.pointer(pointer).and_then(Json::as_u64).map(|seconds| seconds * 1_000);
    // What is only assumed does not contradict the job's own limit.
    if let Some(limit) =
        seconds(job.limit).filter(|limit| !job.limit.is_empty() && asked.given.takes.is_none() && *limit <= takes)
    {
        takes = limit / 2;
    }
    let lost = is_lost(cloud, asked, &mut takes);
    let wait = seconds("/StoppingCondition/MaxWaitTimeInSeconds").map(|wait| (wait, "MaxWaitTimeExceeded"));
    let run = seconds(job.limit).filter(|_| !job.limit.is_empty()).map(|run| (run, "MaxRuntimeExceeded"));
    let limit = wait.or(run).filter(|(limit, _)| *limit < takes);
    let stopped = if lost { Some((takes / 2, "Interrupted")) } else { limit };
    let (after, status, secondary) = match (asked.failure(), stopped) {
        (Some(_), _) => (takes, "Failed", "Failed"),
        (None, Some((after, why))) => (after, "Stopped", why),
        (None, None) => (takes, "Completed", "Completed"),
    };
    describe(&mut shown, job, start, after, status, secondary);
    match status {
        "Completed" => {
            (job.finish)(asked, &name, &mut shown);
            Answer::success(Json::Object(shown), after)
        }
        _ => {
            if let Some(failure) = asked.failure() {
                let more = if failure.cause.is_empty() { "given by the test" } else { &failure.cause };
                shown.insert("FailureReason".into(), json!(format!("{}: {more}", failure.error)));
            }
            Answer::failure("States.TaskFailed", Json::Object(shown).to_string(), after)
        }
    }
}

/// Whether the job ends without its machines. SageMaker goes on with a job by itself as long as it may wait.
fn is_lost(cloud: &mut Cloud, asked: &Asked, takes: &mut Millis) -> bool {
    let on_spot = asked.call.arguments.get("EnableManagedSpotTraining") == Some(&Json::Bool(true));
    if asked.given.interrupted == 0 || !on_spot && asked.block.is_none_or(|block| block.kind.keyword != "tune") {
        return false;
    }
    cloud.meet(stage_of(&asked.call.state));
    let in_attempts = asked.block.and_then(|block| block.get("spot")?.get("deadline")).is_some();
    if !in_attempts {
        *takes += asked.given.interrupted * durations::INTERRUPTION * 1_000;
    }
    in_attempts && asked.attempt < asked.given.interrupted
}

#[expect(clippy::cast_precision_loss, reason = "moments are far below 2^53")]
fn describe(shown: &mut Map<String, Json>, job: &Job, start: Millis, after: Millis, status: &str, secondary: &str) {
    let moment = |millis: Millis| number(millis as f64 / 1_000.0);
    let prefix = job.status.trim_end_matches("JobStatus");
    shown.insert(job.status.to_owned(), json!(status));
    if prefix == "Training" {
        shown.insert("SecondaryStatus".into(), json!(secondary));
        shown.insert("TrainingTimeInSeconds".into(), json!(after / 1_000));
        shown.insert("BillableTimeInSeconds".into(), json!(after / 1_000));
    }
    shown.insert("CreationTime".into(), moment(start));
    if matches!(prefix, "Training" | "Processing" | "Transform") {
        shown.insert(format!("{prefix}StartTime"), moment(start));
        shown.insert(format!("{prefix}EndTime"), moment(start + after));
    }
    shown.insert("LastModifiedTime".into(), moment(start + after));
}

/// The name under which a job reports a metric.
fn emitted(name: &str, metric: &crate::check::program::Declared) -> String {
    let written = metric.value.as_ref().and_then(|value| value.get("name")).and_then(Value::text);
    written.unwrap_or_else(|| name.to_owned())
}

/// Model and metrics of a job that has trained.
pub(super) fn trained(asked: &Asked, name: &str, place: &str, shown: &mut Map<String, Json>) {
    let place = places::text(&asked.call.arguments, place);
    let model = format!("{}/{name}/output/model.tar.gz", place.trim_end_matches('/'));
    shown.insert("ModelArtifacts".into(), json!({ "S3ModelArtifacts": model }));
    let metrics = asked.block.into_iter().flat_map(|block| &block.metrics);
    let metrics = metrics.map(
        |(name, metric)| json!({ "MetricName": emitted(name, metric), "Value": asked.value(name, json!(UNSAID)) }),
    );
    shown.insert("FinalMetricDataList".into(), metrics.collect());
}

/// The name of the training job that wins a search.
pub(super) const BEST: &str = "-best";

fn searched(asked: &Asked, name: &str, shown: &mut Map<String, Json>) {
    if !asked.given.nothing_found {
        let best = json!({ "TrainingJobName": format!("{name}{BEST}"), "TrainingJobStatus": "Completed", "TunedHyperParameters": {} });
        shown.insert("BestTrainingJob".into(), best);
    }
}

fn labelled(asked: &Asked, name: &str, shown: &mut Map<String, Json>) {
    let place = places::text(&asked.call.arguments, "/OutputConfig/S3OutputPath");
    let manifest = format!("{}/{name}/manifests/output/output.manifest", place.trim_end_matches('/'));
    shown.insert("LabelingJobOutput".into(), json!({ "OutputDatasetS3Uri": manifest }));
    let counters = json!({
        "TotalLabeled": asked.value("labelled", json!(100)),
        "HumanLabeled": asked.value("by_people", json!(100)),
        "MachineLabeled": asked.value("by_machine", json!(0)),
        "FailedNonRetryableError": asked.value("failed", json!(0)),
        "Unlabeled": 0,
    });
    shown.insert("LabelCounters".into(), counters);
}

/// The report of an `evaluate`: every metric of every candidate.
pub(super) fn report(block: &Block, given: &Given) -> Json {
    let candidates = block.get("candidates").map(Value::items).unwrap_or_default();
    let names = candidates.iter().filter_map(|candidate| match &candidate.kind {
        ValueKind::Output(stage, ..) => Some(stage.clone()),
        _ => None,
    });
    let metrics_of = |candidate: &str| -> Json {
        let own = given.candidates.get(candidate);
        let value = |metric: &String| {
            let said = own.and_then(|own| own.get(metric)).or_else(|| given.values.get(metric));
            (metric.clone(), said.cloned().unwrap_or_else(|| json!(UNSAID)))
        };
        block.metrics.keys().map(value).collect()
    };
    names.map(|name| (name.clone(), metrics_of(&name))).collect()
}

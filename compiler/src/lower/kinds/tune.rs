//! `tune`: one tuning job, then the description of its best training job, which alone tells where the model is.

use serde_json::Value as Json;

use super::calls::{JOB_RESERVE, call, step, to, with_raw};
use super::processing::DEFAULT_TIMEOUT;
use super::train;
use crate::base::json;
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::{Action, Next, Rule, Step, Value};
use crate::lower::context::{Context, gib};
use crate::lower::images;
use crate::lower::params::constant;
use crate::vocab::facts::images::Scope;

/// Seconds that a search may take where the stage does not say: a week.
const DEFAULT_SEARCH: u64 = 7 * 86_400;

/// The search, a look whether it found anything, and the best job.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let timeout = block.seconds("timeout").unwrap_or(DEFAULT_SEARCH);
    let request = with_raw(cx, block, request(cx, block, timeout));
    let mut search = call(cx, block, "sagemaker:createHyperParameterTuningJob.sync", request);
    search.timeout = timeout + JOB_RESERVE;
    search.locals = vec![("job", Value::Result("HyperParameterTuningJobName".into()))];
    search.next = to("found");

    let best = || Value::Input("BestTrainingJob.TrainingJobName".into());
    let any = Value::Function("exists", vec![best()]);
    let none = Value::text("no training job of the search reported the objective metric");
    let found = Action::Choose {
        locals: Vec::new(),
        rules: vec![Rule { condition: any, next: to("best") }],
        default: Next::Fail(none),
    };

    let look = Value::object([("TrainingJobName", Some(best()))]);
    let mut describe = call(cx, block, "aws-sdk:sagemaker:describeTrainingJob", look);
    describe.outputs = vec![
        ("best".into(), Value::Result("ModelArtifacts.S3ModelArtifacts".into())),
        ("best_job".into(), Value::Result("TrainingJobName".into())),
        ("job".into(), Value::Local(block.name.text.clone(), "job")),
    ];
    for name in block.metrics.keys() {
        let emitted = emitted(block, name);
        describe
            .outputs
            .push((name.clone(), Value::Result(format!("FinalMetricDataList[MetricName=\"{emitted}\"].Value"))));
    }
    vec![step("", search), Step { suffix: "found".into(), action: found }, step("best", describe)]
}

/// What the training jobs call a metric: the name behind `final`, else the stage's own.
fn emitted(block: &Block, metric: &str) -> String {
    let declared = block.metrics.get(metric).and_then(|declared| declared.value.as_ref());
    declared.and_then(|value| value.get("name")).and_then(Checked::text).unwrap_or_else(|| metric.to_owned())
}

fn request(cx: &Context, block: &Block, timeout: u64) -> Value {
    let definition = definition(cx, block);
    let count = |field: &str| block.get(field).map(|value| Value::Json(constant(value)));
    let limits = Value::object([
        ("MaxNumberOfTrainingJobs", count("jobs")),
        ("MaxParallelTrainingJobs", Some(count("parallel").unwrap_or_else(|| Value::number(1)))),
        ("MaxRuntimeInSeconds", Some(Value::number(timeout))),
    ]);
    let epochs = block.get("resource").map(|resource| {
        let bound = |key: &str| resource.get(key).map(|value| Value::Json(constant(value)));
        Value::object([("MinResource", bound("min")), ("MaxResource", bound("max"))])
    });
    let config = Value::object([
        ("Strategy", Some(Value::text(strategy(block)))),
        ("StrategyConfig", epochs.map(|epochs| Value::object([("HyperbandStrategyConfig", Some(epochs))]))),
        ("HyperParameterTuningJobObjective", objective(block)),
        ("ResourceLimits", Some(limits)),
        ("ParameterRanges", Some(ranges(block))),
        ("TrainingJobEarlyStoppingType", block.flag("early_stop").filter(|on| *on).map(|_| Value::text("Auto"))),
        (
            "TuningJobCompletionCriteria",
            count("target").map(|target| Value::object([("TargetObjectiveMetricValue", Some(target))])),
        ),
        ("RandomSeed", count("seed")),
    ]);
    Value::object([
        ("HyperParameterTuningJobName", Some(cx.short_job_name(block))),
        ("HyperParameterTuningJobConfig", Some(config)),
        ("TrainingJobDefinition", Some(definition)),
        ("WarmStartConfig", warm_start(cx, block)),
        ("Tags", cx.tags(block)),
    ])
}

/// The training job that is started again and again.
fn definition(cx: &Context, block: &Block) -> Value {
    let (instance, count) = block.instance("instance").unwrap_or(("ml.m5.xlarge", 1));
    let image = block.get("algorithm").map(|algorithm| images::address(cx, algorithm, Scope::Training, Some(instance)));
    let max_wait = block.get("spot").and_then(|spot| spot.get("max_wait")).and_then(Checked::seconds);
    let algorithm = Value::object([
        ("TrainingImage", image.map(Value::text)),
        ("TrainingInputMode", Some(Value::text(train::input_mode(block)))),
        ("MetricDefinitions", train::metric_definitions(block)),
    ]);
    let resources = Value::object([
        ("InstanceType", Some(Value::text(instance))),
        ("InstanceCount", Some(Value::number(u64::from(count)))),
        ("VolumeSizeInGB", Some(gib(block, "volume", 30))),
        ("VolumeKmsKeyId", cx.kms_key()),
    ]);
    let stopping = Value::object([
        ("MaxRuntimeInSeconds", Some(Value::number(block.seconds("job_timeout").unwrap_or(DEFAULT_TIMEOUT)))),
        ("MaxWaitTimeInSeconds", max_wait.map(Value::number)),
    ]);
    let output =
        Value::object([("KmsKeyId", cx.kms_key()), ("S3OutputPath", Some(cx.artifact([Value::text("models")])))]);
    Value::object([
        ("StaticHyperParameters", train::hyperparameters(cx, block)),
        ("AlgorithmSpecification", Some(algorithm)),
        ("RoleArn", Some(cx.role())),
        ("InputDataConfig", train::channels(cx, block)),
        ("VpcConfig", cx.vpc()),
        ("OutputDataConfig", Some(output)),
        ("ResourceConfig", Some(resources)),
        ("StoppingCondition", Some(stopping)),
        ("EnableNetworkIsolation", train::isolation(cx, block)),
        ("EnableInterContainerTrafficEncryption", cx.encrypts(block)),
        ("EnableManagedSpotTraining", max_wait.map(|_| Value::from(true))),
        ("Environment", cx.texts(block.get("environment"))),
    ])
}

fn strategy(block: &Block) -> &'static str {
    match block.text("strategy").as_deref() {
        Some("random") => "Random",
        Some("grid") => "Grid",
        Some("hyperband") => "Hyperband",
        _ => "Bayesian",
    }
}

fn objective(block: &Block) -> Option<Value> {
    let ValueKind::Call(order, arguments) = &block.get("objective")?.kind else { return None };
    let ValueKind::Metric(metric) = &arguments.get("metric")?.kind else { return None };
    let direction = if order == "max" { "Maximize" } else { "Minimize" };
    Some(Value::object([
        ("Type", Some(Value::text(direction))),
        ("MetricName", Some(Value::text(emitted(block, metric)))),
    ]))
}

/// The ranges by their type, in source order.
fn ranges(block: &Block) -> Value {
    let (mut integers, mut numbers, mut choices) = (Vec::new(), Vec::new(), Vec::new());
    for (name, _, range) in block.get("ranges").into_iter().flat_map(Checked::entries) {
        let ValueKind::Call(kind, arguments) = &range.kind else { continue };
        match kind.as_str() {
            "choice" => {
                let values = arguments.get("values").map(Checked::items).unwrap_or_default();
                let values = values.iter().map(|value| Value::text(text(value)));
                choices.push(Value::object([
                    ("Name", Some(Value::text(name))),
                    ("Values", Some(Value::List(values.collect()))),
                ]));
            }
            kind => {
                let bound = |key: &str| arguments.get(key).map(|value| Value::text(text(value)));
                let range = Value::object([
                    ("Name", Some(Value::text(name))),
                    ("MinValue", bound("min")),
                    ("MaxValue", bound("max")),
                    ("ScalingType", Some(Value::text(scale(arguments.get("scale"))))),
                ]);
                if kind == "integer" { integers.push(range) } else { numbers.push(range) }
            }
        }
    }
    let listed = |ranges: Vec<Value>| (!ranges.is_empty()).then_some(Value::List(ranges));
    Value::object([
        ("IntegerParameterRanges", listed(integers)),
        ("ContinuousParameterRanges", listed(numbers)),
        ("CategoricalParameterRanges", listed(choices)),
    ])
}

/// A constant as the service takes it: as text.
fn text(value: &Checked) -> String {
    match constant(value) {
        Json::String(text) => text,
        other => value.number().map_or_else(|| other.to_string(), |number| json::number(number).to_string()),
    }
}

fn scale(scale: Option<&Checked>) -> &'static str {
    match scale.and_then(Checked::text).as_deref() {
        Some("linear") => "Linear",
        Some("log") => "Logarithmic",
        Some("reverse_log") => "ReverseLogarithmic",
        _ => "Auto",
    }
}

fn warm_start(cx: &Context, block: &Block) -> Option<Value> {
    let start = block.get("warm_start")?;
    let parent = |name: &Checked| Value::object([("HyperParameterTuningJobName", Some(cx.value(name)))]);
    let parents = start.get("from")?.items().iter().map(parent).collect();
    let kind = match start.get("kind").and_then(Checked::text).as_deref() {
        Some("transfer") => "TransferLearning",
        _ => "IdenticalDataAndAlgorithm",
    };
    Some(Value::object([
        ("ParentHyperParameterTuningJobs", Some(Value::List(parents))),
        ("WarmStartType", Some(Value::text(kind))),
    ]))
}

//! `monitor`: for each check a baseline, a definition, and a schedule that is created or, where it exists, updated.
//!
//! Definitions cannot be changed, so every run makes its own and points the schedule at it.

use super::calls::{JOB_RESERVE, call, step, to, with_raw};
use super::definition;
use super::processing::{self, Processing};
use super::{alarms, clarify};
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::{Catch, Next, Step, Value};
use crate::lower::context::{Context, slug};
use crate::vocab::facts::images::{Request, Scope, resolve};

/// Seconds that a baseline and a check may run where the stage does not say.
pub const DEFAULT_TIMEOUT: u64 = 3_600;
/// Machine type where the stage does not say.
pub const DEFAULT_INSTANCE: &str = "ml.m5.xlarge";
/// Where jobs write.
pub const RESULTS: &str = "/opt/ml/processing/output";
const BASELINE: &str = "/opt/ml/processing/input/baseline_dataset_input";
const DATASET: &str = "/opt/ml/processing/input/data";
const CONFIG: &str = "/opt/ml/processing/input/config";

/// What one check is to the service.
pub struct Check {
    /// As written.
    pub word: &'static str,
    /// Part of names.
    pub short: &'static str,
    /// `MonitoringType`; also a part of the names of actions and members.
    pub api: &'static str,
    /// Where its metrics are.
    pub namespace: &'static str,
    /// Whether Clarify does it, not Model Monitor.
    pub clarify: bool,
    /// File of the baseline's results that holds the limits.
    pub constraints: &'static str,
}

const DATA_QUALITY: Check = Check {
    word: "data_quality",
    short: "data",
    api: "DataQuality",
    namespace: "aws/sagemaker/Endpoints/data-metrics",
    clarify: false,
    constraints: "constraints.json",
};

const CHECKS: &[&Check] = &[
    &DATA_QUALITY,
    &Check {
        word: "model_quality",
        short: "model",
        api: "ModelQuality",
        namespace: "aws/sagemaker/Endpoints/model-metrics",
        clarify: false,
        constraints: "constraints.json",
    },
    &Check {
        word: "bias",
        short: "bias",
        api: "ModelBias",
        namespace: "aws/sagemaker/Endpoints/bias-metrics",
        clarify: true,
        constraints: "analysis.json",
    },
    &Check {
        word: "explainability",
        short: "shap",
        api: "ModelExplainability",
        namespace: "aws/sagemaker/Endpoints/explainability-metrics",
        clarify: true,
        constraints: "analysis.json",
    },
];

/// The checks of a stage, in its order.
fn checks(block: &Block) -> Vec<&'static Check> {
    let asked = block.get("checks").map(Checked::items).unwrap_or_default();
    let found: Vec<&Check> = asked
        .iter()
        .filter_map(|asked| CHECKS.iter().copied().find(|check| asked.text().as_deref() == Some(check.word)))
        .collect();
    if found.is_empty() { vec![&DATA_QUALITY] } else { found }
}

/// A check by its word, else the stage's first.
pub fn check_of(block: &Block, word: Option<&str>) -> &'static Check {
    let named = CHECKS.iter().copied().find(|check| Some(check.word) == word);
    named.or_else(|| checks(block).first().copied()).unwrap_or(&DATA_QUALITY)
}

/// Everything for one check after the other, then the alarms.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let checks = checks(block);
    let several = checks.len() > 1;
    let mut steps = Vec::new();
    for (index, check) in checks.iter().enumerate() {
        let names = Suffixes { check, several };
        let after = checks
            .get(index + 1)
            .map_or_else(|| alarms::first(block), |next| to(&Suffixes { check: next, several }.first()));
        steps.extend(check_steps(cx, block, check, &names, &after));
    }
    steps.extend(alarms::steps(cx, block));
    steps
}

/// Names of a check's steps.
struct Suffixes<'c> {
    check: &'c Check,
    several: bool,
}

impl Suffixes<'_> {
    fn of(&self, what: &str) -> String {
        match (self.several, what) {
            (true, "") => self.check.word.to_owned(),
            (true, what) => format!("{}/{what}", self.check.word),
            (false, what) => what.to_owned(),
        }
    }

    fn first(&self) -> String {
        self.of(if self.check.clarify { "config" } else { "" })
    }
}

fn check_steps(cx: &Context, block: &Block, check: &Check, names: &Suffixes, after: &Next) -> Vec<Step> {
    let mut steps = Vec::new();
    if check.clarify {
        let mut config = call(cx, block, "aws-sdk:s3:putObject", clarify::request(cx, block, check.word));
        config.next = to(&names.of(""));
        steps.push(step(&names.of("config"), config));
    }
    let timeout = block.seconds("timeout").unwrap_or(DEFAULT_TIMEOUT);
    let request = with_raw(cx, block, baseline(cx, block, check, names.several, timeout));
    let mut baseline = call(cx, block, "sagemaker:createProcessingJob.sync", request);
    baseline.timeout = timeout + JOB_RESERVE;
    baseline.locals = vec![(
        "baseline",
        Value::Result("ProcessingOutputConfig.Outputs[OutputName=\"baseline\"].S3Output.S3Uri".into()),
    )];
    baseline.next = to(&names.of("define"));

    let action = format!("aws-sdk:sagemaker:create{}JobDefinition", check.api);
    let mut define = call(cx, block, &action, definition::request(cx, block, check));
    let arn = Value::Result("JobDefinitionArn".into());
    define.locals = vec![("definition", Value::Function("substringAfter", vec![arn, Value::text("/")]))];
    define.next = to(&names.of("create"));

    let request = |tags: Option<Value>| schedule(cx, block, check, tags);
    let mut create = call(cx, block, "aws-sdk:sagemaker:createMonitoringSchedule", request(cx.tags(block)));
    create.catch = vec![Catch {
        errors: vec!["SageMaker.ResourceInUseException"],
        outputs: Vec::new(),
        locals: Vec::new(),
        next: to(&names.of("update")),
    }];
    create.next = after.clone();
    let mut update = call(cx, block, "aws-sdk:sagemaker:updateMonitoringSchedule", request(None));
    update.next = after.clone();

    steps.push(step(&names.of(""), baseline));
    steps.push(step(&names.of("define"), define));
    steps.push(step(&names.of("create"), create));
    steps.push(step(&names.of("update"), update));
    steps
}

/// The `deploy` stage that is watched.
pub fn deployed<'p>(cx: &'p Context, block: &Block) -> Option<&'p Block> {
    match block.get("endpoint").map(|endpoint| &endpoint.kind) {
        Some(ValueKind::Stage(deploy)) => cx.program.stages.get(deploy),
        _ => None,
    }
}

/// The name of the endpoint that is watched.
pub fn endpoint(cx: &Context, block: &Block) -> String {
    deployed(cx, block).and_then(|deploy| deploy.text("endpoint")).unwrap_or_default()
}

/// Seconds between two checks.
pub fn every(block: &Block) -> u64 {
    block.seconds("every").unwrap_or(3_600)
}

/// The name of a check's schedule: the same in every run.
pub fn schedule_name(cx: &Context, block: &Block, check: &Check) -> String {
    let name = format!("{}-{}", slug(&cx.program.pipeline.name.text), slug(&block.name.text));
    if check.word == DATA_QUALITY.word { name } else { format!("{name}-{}", check.short) }
}

/// The image of a check.
pub fn image(cx: &Context, check: &Check) -> String {
    let (framework, version, scope) = if check.clarify {
        ("clarify", Some("1.0"), Scope::Processing)
    } else {
        ("model-monitor", None, Scope::Monitoring)
    };
    let request = Request { framework, region: &cx.region, version, scope: Some(scope), ..Request::default() };
    resolve(&request).map(|image| image.uri).unwrap_or_default()
}

fn baseline(cx: &Context, block: &Block, check: &Check, several: bool, timeout: u64) -> Value {
    let predictions = block.get("predictions").filter(|_| check.word == "model_quality");
    let data = predictions.or_else(|| block.get("baseline"));
    let name = if several {
        Value::concat([cx.job_name(block), Value::text(format!("-{}", check.short))])
    } else {
        cx.job_name(block)
    };
    let place = cx.artifact([Value::text("runs/"), name.clone(), Value::text("/baseline")]);
    let (input, path) = if check.clarify { ("dataset", DATASET) } else { ("baseline_dataset_input", BASELINE) };
    let mut inputs: Vec<Value> = data.map(|data| processing::data_input(cx, input, data, path)).into_iter().collect();
    let environment = if check.clarify {
        let file = Value::concat([
            Value::text("s3://"),
            cx.bucket.clone(),
            Value::text("/"),
            clarify::key(cx, block, check.word),
        ]);
        inputs.push(processing::input("analysis_config", file, CONFIG, "S3Prefix", None));
        None
    } else {
        Some(environment(block, check, data.and_then(|data| cx.format(data))))
    };
    let job = Processing {
        image: image(cx, check),
        entrypoint: None,
        inputs,
        outputs: vec![processing::output("baseline", place, RESULTS)],
        environment,
        timeout,
        instance: DEFAULT_INSTANCE,
    };
    let mut request = processing::request(cx, block, job);
    request.merge(Value::object([("ProcessingJobName", Some(name))]));
    request
}

fn environment(block: &Block, check: &Check, format: Option<&str>) -> Value {
    let header = block.flag("header") == Some(true);
    let format = match format {
        Some("json" | "jsonlines") => "{\"json\": {\"lines\": true}}".to_owned(),
        _ => format!("{{\"csv\": {{\"header\": {header}}}}}"),
    };
    let quality = check.word == "model_quality";
    let text = |field: &str| block.text(field).filter(|_| quality).map(Value::text);
    Value::object([
        ("dataset_format", Some(Value::text(format))),
        ("dataset_source", Some(Value::text(BASELINE))),
        ("output_path", Some(Value::text(RESULTS))),
        ("publish_cloudwatch_metrics", Some(Value::text("Disabled"))),
        ("analysis_type", quality.then(|| Value::text("MODEL_QUALITY"))),
        ("problem_type", quality.then(|| definition::problem(block)).flatten()),
        ("inference_attribute", text("prediction")),
        ("probability_attribute", text("probability")),
        ("ground_truth_attribute", text("label")),
    ])
}

fn schedule(cx: &Context, block: &Block, check: &Check, tags: Option<Value>) -> Value {
    let config = Value::object([
        ("ScheduleConfig", Some(Value::object([("ScheduleExpression", Some(Value::text(cron(every(block)))))]))),
        ("MonitoringJobDefinitionName", Some(Value::Local(block.name.text.clone(), "definition"))),
        ("MonitoringType", Some(Value::text(check.api))),
    ]);
    Value::object([
        ("MonitoringScheduleName", Some(Value::text(schedule_name(cx, block, check)))),
        ("MonitoringScheduleConfig", Some(config)),
        ("Tags", tags),
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

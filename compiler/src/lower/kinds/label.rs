//! `label`: the categories as a file where they are a list, then one labelling job.

use super::calls::{JOB_RESERVE, call, step, to, with_raw};
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::{Step, Value};
use crate::lower::context::{Context, slug};
use crate::lower::params::constant;
use crate::vocab::kinds::label as kind;

/// Seconds where the stage does not say: five days.
const DEFAULT_TIMEOUT: u64 = 5 * 86_400;
/// Seconds that a worker may take where the stage does not say.
const DEFAULT_TASK_TIME: u64 = 3_600;

/// The job; it keeps the place of the manifest and what it counted.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let request = with_raw(cx, block, request(cx, block));
    let mut job = call(cx, block, "sagemaker:createLabelingJob.sync", request);
    job.timeout = block.seconds("timeout").unwrap_or(DEFAULT_TIMEOUT) + JOB_RESERVE;
    job.outputs = outputs(block);
    let mut steps = Vec::new();
    if let Some(list) = listed(block) {
        let mut file = call(cx, block, "aws-sdk:s3:putObject", categories_file(cx, block, list));
        file.next = to("");
        steps.push(step("categories", file));
    }
    steps.push(step("", job));
    steps
}

fn outputs(block: &Block) -> Vec<(String, Value)> {
    let count = |name: &str| Value::Result(format!("LabelCounters.{name}"));
    let place = || Value::Result("LabelingJobOutput.OutputDatasetS3Uri".into());
    let model = || Value::Result("LabelingJobOutput.FinalActiveLearningModelArn".into());
    let model =
        Value::If(Box::new(Value::Function("exists", vec![model()])), Box::new(model()), Box::new(Value::text("")));
    let mut outputs: Vec<(String, Value)> = block.outputs.keys().map(|name| (name.clone(), place())).collect();
    outputs.extend([
        ("labelled".to_owned(), count("TotalLabeled")),
        ("by_people".to_owned(), count("HumanLabeled")),
        ("by_machine".to_owned(), count("MachineLabeled")),
        ("failed".to_owned(), count("FailedNonRetryableError")),
        ("model".to_owned(), model),
    ]);
    outputs
}

fn listed(block: &Block) -> Option<&Checked> {
    block.get("categories").filter(|categories| matches!(categories.kind, ValueKind::List(_)))
}

/// Key of the file with the categories: the same in every attempt.
fn categories_key(cx: &Context, block: &Block) -> Value {
    cx.key([Value::text("runs/"), cx.stage_name(block), Value::text("/categories.json")])
}

fn categories_file(cx: &Context, block: &Block, list: &Checked) -> Value {
    let labels = list.items().iter().map(|one| Value::object([("label", Some(cx.value(one)))])).collect();
    let body =
        Value::object([("document-version", Some(Value::text("2018-11-28"))), ("labels", Some(Value::List(labels)))]);
    Value::object([
        ("Bucket", Some(cx.bucket.clone())),
        ("Key", Some(categories_key(cx, block))),
        ("Body", Some(body)),
        ("ContentType", Some(Value::text("application/json"))),
    ])
}

fn request(cx: &Context, block: &Block) -> Value {
    let source = Value::object([("ManifestS3Uri", Some(manifest(cx, block)))]);
    let classifiers = block.get("free_of").map(|words| {
        let word = |word: &Checked| match word.text().as_deref() {
            Some("adult_content") => Value::text("FreeOfAdultContent"),
            _ => Value::text("FreeOfPersonallyIdentifiableInformation"),
        };
        Value::object([("ContentClassifiers", Some(Value::List(words.items().iter().map(word).collect())))])
    });
    let input = Value::object([
        ("DataSource", Some(Value::object([("S3DataSource", Some(source))]))),
        ("DataAttributes", classifiers),
    ]);
    let output =
        Value::object([("S3OutputPath", Some(cx.artifact([Value::text("labels")]))), ("KmsKeyId", cx.kms_key())]);
    let categories = match listed(block) {
        Some(_) => {
            Some(Value::concat([Value::text("s3://"), cx.bucket.clone(), Value::text("/"), categories_key(cx, block)]))
        }
        None => block.get("categories").map(|place| cx.value(place)),
    };
    Value::object([
        ("LabelingJobName", Some(cx.job_name(block))),
        ("LabelAttributeName", Some(Value::text(attribute(block)))),
        ("InputConfig", Some(input)),
        ("OutputConfig", Some(output)),
        ("RoleArn", Some(cx.role())),
        ("LabelCategoryConfigS3Uri", categories),
        ("StoppingConditions", stopping(block)),
        ("LabelingJobAlgorithmsConfig", learner(cx, block)),
        ("HumanTaskConfig", Some(human_task(cx, block))),
        ("Tags", cx.tags(block)),
    ])
}

/// The attributes that training is given of what was labelled: the object, then its label.
pub fn attributes(cx: &Context, block: &Block) -> Vec<String> {
    let of_data = block.get("data").and_then(|data| cx.attributes(data));
    let object = of_data.and_then(|names| names.into_iter().next()).unwrap_or_else(|| "source-ref".to_owned());
    vec![object, attribute(block)]
}

/// The attribute that holds the label.
fn attribute(block: &Block) -> String {
    block.text("attribute").unwrap_or_else(|| {
        let name = slug(&block.name.text);
        if kind::task(block.text("task").as_deref()).is_some_and(kind::refers) { format!("{name}-ref") } else { name }
    })
}

fn manifest(cx: &Context, block: &Block) -> Value {
    let data = block.get("data").map_or_else(|| Value::text(""), |data| cx.value(data));
    let Some(file) = block.text("manifest") else { return data };
    let mut parts = match data {
        Value::Concat(parts) => parts,
        one => vec![one],
    };
    if let Some(Value::Json(serde_json::Value::String(last))) = parts.last_mut() {
        last.truncate(last.trim_end_matches('/').len());
    }
    Value::concat(parts.into_iter().chain([Value::text(format!("/{file}"))]))
}

fn human_task(cx: &Context, block: &Block) -> Value {
    let number = |field: &str| block.get(field).map(|count| Value::Json(constant(count)));
    let task = block.get("task");
    let name = kind::task(block.text("task").as_deref()).unwrap_or("PassThrough");
    let function = |argument: &str, part: &str| {
        let own = task.and_then(|task| task.get(argument)).and_then(Checked::text);
        own.or_else(|| kind::function(&cx.region, part, name)).map(Value::text)
    };
    let page = Value::object([
        ("UiTemplateS3Uri", block.get("template").map(|place| cx.value(place))),
        ("HumanTaskUiArn", kind::page(&cx.region, name).filter(|_| block.get("template").is_none()).map(Value::text)),
    ]);
    let team = match block.get("team") {
        Some(Checked { kind: ValueKind::Symbol(_), .. }) => Some(Value::text(kind::public_team(&cx.region))),
        team => team.map(|arn| cx.value(arn)),
    };
    let consolidation =
        function("after", "ACS").map(|arn| Value::object([("AnnotationConsolidationLambdaArn", Some(arn))]));
    Value::object([
        ("WorkteamArn", team),
        ("UiConfig", Some(page)),
        ("PreHumanTaskLambdaArn", function("before", "PRE")),
        ("TaskKeywords", cx.list(block.get("keywords"))),
        ("TaskTitle", block.get("title").map(|text| cx.value(text))),
        ("TaskDescription", block.get("description").map(|text| cx.value(text))),
        ("NumberOfHumanWorkersPerDataObject", number("workers").or_else(|| Some(Value::number(1)))),
        ("TaskTimeLimitInSeconds", Some(Value::number(block.seconds("task_time").unwrap_or(DEFAULT_TASK_TIME)))),
        ("TaskAvailabilityLifetimeInSeconds", block.seconds("available").map(Value::number)),
        ("MaxConcurrentTaskCount", number("concurrency")),
        ("AnnotationConsolidationConfig", consolidation),
        ("PublicWorkforceTaskPrice", block.get("price").and_then(Checked::number).map(price)),
    ])
}

/// Dollars, cents and tenths of a cent.
fn price(dollars: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an amount that was checked")]
    let tenths = (dollars * 1_000.0).round() as u64;
    let amount = Value::object([
        ("Dollars", Some(Value::number(tenths / 1_000))),
        ("Cents", Some(Value::number(tenths % 1_000 / 10))),
        ("TenthFractionsOfACent", Some(Value::number(tenths % 10))),
    ]);
    Value::object([("AmountInUsd", Some(amount))])
}

fn stopping(block: &Block) -> Option<Value> {
    let stop = block.get("stop")?;
    let number = |field: &str| stop.get(field).map(|number| Value::Json(constant(number)));
    Some(Value::object([
        ("MaxHumanLabeledObjectCount", number("objects")),
        ("MaxPercentageOfInputDatasetLabeled", number("share")),
    ]))
}

fn learner(cx: &Context, block: &Block) -> Option<Value> {
    let task = block.text("task").filter(|_| block.flag("automate") == Some(true))?;
    let (vpc, key) = (cx.vpc(), cx.kms_key());
    let resources =
        (vpc.is_some() || key.is_some()).then(|| Value::object([("VolumeKmsKeyId", key), ("VpcConfig", vpc)]));
    Some(Value::object([
        ("LabelingJobAlgorithmSpecificationArn", kind::learner(&cx.region, &task).map(Value::text)),
        ("InitialActiveLearningModelArn", block.get("automate_from").map(|arn| cx.value(arn))),
        ("LabelingJobResourceConfig", resources),
    ]))
}

//! `automl`: the job is started and looked at until it is done. Step Functions has no `.sync` for it.

use super::calls::{JOB_RESERVE, call, step, to, with_raw};
use super::poll::Poll;
use super::processing::{DEFAULT_TIMEOUT, data_source};
use crate::base::json;
use crate::check::program::Block;
use crate::check::value::Value as Checked;
use crate::ir::{Next, Rule, Step, Value};
use crate::lower::context::Context;
use crate::lower::params::constant;
use crate::vocab::kinds::automl::METRICS;
use crate::vocab::units;

const DEFAULT_POLL: u64 = 300;

/// The start, the bounded wait, and the best candidate.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let stage = &block.name.text;
    let timeout = block.seconds("timeout").unwrap_or(DEFAULT_TIMEOUT);
    let request = with_raw(cx, block, request(cx, block, timeout));
    let mut start = call(cx, block, "aws-sdk:sagemaker:createAutoMLJobV2", request);
    let name = vec![Value::Result("AutoMLJobArn".into()), Value::text("/")];
    start.locals = vec![("job", Value::Function("substringAfter", name)), ("round", Value::number(0))];
    start.next = to("wait");

    let job = || Value::Local(stage.clone(), "job");
    let look = Value::object([("AutoMLJobName", Some(job()))]);
    let describe = call(cx, block, "aws-sdk:sagemaker:describeAutoMLJobV2", look.clone());

    let input = |member: &str| Value::Input(member.to_owned());
    let is = |status: &str| Value::binary("=", input("AutoMLJobStatus"), Value::text(status));
    let reason = Value::If(
        Box::new(Value::Function("exists", vec![input("FailureReason")])),
        Box::new(input("FailureReason")),
        Box::new(Value::concat([Value::text("the AutoML job is "), input("AutoMLJobStatus")])),
    );
    let candidate = Value::Function("exists", vec![input(&format!("BestCandidate.{}", containers(block)))]);
    let ended = Value::Jsonata("$states.input.AutoMLJobStatus in [\"Failed\", \"Stopped\"]".into());
    let none = Value::text("the AutoML job is done and has no candidate with a model");
    let rules = vec![
        Rule { condition: Value::binary("and", is("Completed"), candidate), next: to("best") },
        Rule { condition: is("Completed"), next: Next::Fail(none) },
        Rule { condition: ended, next: Next::Fail(reason) },
    ];
    let seconds = block.seconds("poll").unwrap_or(DEFAULT_POLL).max(1);
    let late = format!("the AutoML job was not done an hour after its time of {}", units::duration(timeout));
    let poll = Poll { stage, seconds, timeout: timeout + JOB_RESERVE, describe, rules, late };

    // What the loop last saw is gone when it ends, so the job is asked once more for what is kept.
    let mut best = call(cx, block, "aws-sdk:sagemaker:describeAutoMLJobV2", look);
    best.outputs = outputs(block, job());
    let mut steps = vec![step("", start)];
    steps.extend(poll.steps());
    steps.push(step("best", best));
    steps
}

/// Where a candidate's containers are: one list for tables, one per processor for texts and images.
fn containers(block: &Block) -> &'static str {
    match (problem(block).as_str(), block.text("processor").as_deref()) {
        ("text_classification" | "image_classification", Some("gpu")) => "InferenceContainerDefinitions.GPU",
        ("text_classification" | "image_classification", _) => "InferenceContainerDefinitions.CPU",
        _ => "InferenceContainers",
    }
}

fn problem(block: &Block) -> String {
    block.text("problem").unwrap_or_else(|| "auto".into())
}

fn outputs(block: &Block, job: Value) -> Vec<(String, Value)> {
    let result = |member: &str| Value::Result(format!("BestCandidate.{member}"));
    let found = containers(block);
    let first = |member: &str| result(&format!("{found}[0].{member}"));
    let model = Value::object([
        ("image", Some(first("Image"))),
        ("data", Some(first("ModelDataUrl"))),
        ("containers", Some(Value::Jsonata(format!("[$states.result.BestCandidate.{found}]")))),
    ]);
    vec![
        ("best".into(), model),
        ("candidate".into(), result("CandidateName")),
        ("score".into(), result("FinalAutoMLJobObjectiveMetric.Value")),
        ("job".into(), job),
    ]
}

fn request(cx: &Context, block: &Block, timeout: u64) -> Value {
    let channel = |name: &str, value: &Checked| {
        let s3 = Value::object([
            ("S3DataType", Some(Value::text(data_source(cx, value).0))),
            ("S3Uri", Some(cx.value(value))),
        ]);
        Value::object([
            ("ChannelType", Some(Value::text(if name == "validation" { "validation" } else { "training" }))),
            ("ContentType", cx.format(value).and_then(content_type)),
            ("DataSource", Some(Value::object([("S3DataSource", Some(s3))]))),
        ])
    };
    let channels = block.get("channels").into_iter().flat_map(Checked::entries);
    let channels: Vec<Value> = channels.map(|(name, _, value)| channel(name, value)).collect();
    let output =
        Value::object([("KmsKeyId", cx.kms_key()), ("S3OutputPath", Some(cx.artifact([Value::text("automl")])))]);
    let objective = block.text("objective").and_then(|word| METRICS.iter().find(|(known, _)| *known == word));
    let vpc = cx.vpc();
    let encrypted = cx.encrypts(block);
    let security = (vpc.is_some() || encrypted.is_some() || cx.kms_key().is_some()).then(|| {
        Value::object([
            ("VolumeKmsKeyId", cx.kms_key()),
            ("EnableInterContainerTrafficEncryption", encrypted),
            ("VpcConfig", vpc),
        ])
    });
    let split = block.get("validation_split").and_then(Checked::number);
    let split =
        split.map(|percent| Value::object([("ValidationFraction", Some(Value::Json(json::number(percent / 100.0))))]));
    Value::object([
        ("AutoMLJobName", Some(cx.short_job_name(block))),
        ("AutoMLJobInputDataConfig", Some(Value::List(channels))),
        ("OutputDataConfig", Some(output)),
        ("AutoMLProblemTypeConfig", Some(problem_config(block, timeout))),
        ("RoleArn", Some(cx.role())),
        ("Tags", cx.tags(block)),
        ("SecurityConfig", security),
        ("AutoMLJobObjective", objective.map(|(_, api)| Value::object([("MetricName", Some(Value::text(*api)))]))),
        ("DataSplitConfig", split),
    ])
}

fn problem_config(block: &Block, timeout: u64) -> Value {
    let text = |field: &str| block.text(field).map(Value::text);
    let criteria = Value::object([
        ("MaxCandidates", block.get("candidates").map(|count| Value::Json(constant(count)))),
        ("MaxRuntimePerTrainingJobInSeconds", block.seconds("candidate_timeout").map(Value::number)),
        ("MaxAutoMLJobRuntimeInSeconds", Some(Value::number(timeout))),
    ]);
    let criteria = Some(criteria);
    match problem(block).as_str() {
        "image_classification" => {
            let config = Value::object([("CompletionCriteria", criteria)]);
            Value::object([("ImageClassificationJobConfig", Some(config))])
        }
        "text_classification" => {
            let config = Value::object([
                ("CompletionCriteria", criteria),
                ("ContentColumn", text("text")),
                ("TargetLabelColumn", text("target")),
            ]);
            Value::object([("TextClassificationJobConfig", Some(config))])
        }
        problem => {
            let mode = block.text("mode").filter(|mode| mode != "auto").map(|mode| Value::text(mode.to_uppercase()));
            let problem = match problem {
                "binary_classification" => Some("BinaryClassification"),
                "multiclass_classification" => Some("MulticlassClassification"),
                "regression" => Some("Regression"),
                _ => None,
            };
            let config = Value::object([
                ("CompletionCriteria", criteria),
                ("Mode", mode),
                ("ProblemType", problem.map(Value::text)),
                ("TargetAttributeName", text("target")),
                ("SampleWeightAttributeName", text("weight")),
            ]);
            Value::object([("TabularJobConfig", Some(config))])
        }
    }
}

/// The content type of a format, as AutoML expects it: tables have a header.
fn content_type(format: &str) -> Option<Value> {
    match format {
        "csv" => Some(Value::text("text/csv;header=present")),
        "parquet" => Some(Value::text("x-application/vnd.amazon+parquet")),
        "image" => Some(Value::text("image/*")),
        _ => None,
    }
}

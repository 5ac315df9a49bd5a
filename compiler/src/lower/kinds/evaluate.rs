//! `evaluate`: a processing job, then its report read from S3.

use super::calls::{JOB_RESERVE, call, step, to, with_raw};
use super::model;
use super::processing::{self, DEFAULT_TIMEOUT, Processing};
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::{Step, Value};
use crate::lower::context::Context;
use crate::lower::images;
use crate::lower::script::is_served_with_script;
use crate::vocab::facts::images::Scope;

const REPORT: &str = "evaluation.json";

/// The job and the reading of its report, which keeps winner, model and metrics.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let candidates = candidates(cx, block);
    let timeout = block.seconds("timeout").unwrap_or(DEFAULT_TIMEOUT);
    let mut job = call(
        cx,
        block,
        "sagemaker:createProcessingJob.sync",
        with_raw(cx, block, request(cx, block, &candidates, timeout)),
    );
    job.timeout = timeout + JOB_RESERVE;
    job.next = to("report");

    let key = cx.key([
        Value::text("runs/"),
        Value::Input("ProcessingJobName".into()),
        Value::text(format!("/report/{REPORT}")),
    ]);
    let read = Value::object([("Bucket", Some(cx.bucket.clone())), ("Key", Some(key))]);
    let mut report = call(cx, block, "aws-sdk:s3:getObject", read);
    report.outputs = outputs(block, &candidates);
    vec![step("", job), step("report", report)]
}

fn request(cx: &Context, block: &Block, candidates: &[(String, Value)], timeout: u64) -> Value {
    let instance = block.instance("instance").map(|(name, _)| name);
    let (code, entrypoint) = processing::script(cx, block);
    let models = candidates.iter().map(|(name, model)| {
        processing::input(name, model.member("data"), &format!("/opt/ml/processing/model/{name}"), "S3Prefix", None)
    });
    let data = block.get("data").map(|data| processing::data_input(cx, "data", data, "/opt/ml/processing/data"));
    let report = cx.artifact([Value::text("runs/"), cx.job_name(block), Value::text("/report")]);
    let job = Processing {
        image: block
            .get("image")
            .map(|image| images::address(cx, image, Scope::Processing, instance))
            .unwrap_or_default(),
        entrypoint,
        inputs: code.into_iter().chain(models).chain(data).collect(),
        outputs: vec![processing::output("report", report, "/opt/ml/processing/report")],
        environment: cx.texts(block.get("environment")),
        timeout,
        instance: "ml.m5.xlarge",
    };
    processing::request(cx, block, job)
}

/// Name and model of every candidate; the name is that of the stage that made the model.
fn candidates(cx: &Context, block: &Block) -> Vec<(String, Value)> {
    let items = block.get("candidates").map(Checked::items).unwrap_or_default();
    let mixed = items.iter().any(|item| model::has_containers(cx, item));
    let scripted = items.iter().any(|item| is_served_with_script(cx, item));
    // The winner may be any of them, so all have what one of them needs: a script, or AutoML's containers.
    let whole = |item: &Checked| match cx.value(item) {
        Value::Object(mut entries) => {
            if scripted && !is_served_with_script(cx, item) {
                entries.push(("environment".into(), Value::Object(Vec::new())));
            }
            if mixed {
                entries.push(("containers".into(), model::containers(cx, item, None)));
            }
            Value::Object(entries)
        }
        found if scripted && !is_served_with_script(cx, item) => {
            let empty = Value::Object(vec![("environment".into(), Value::Object(Vec::new()))]);
            Value::Function("merge", vec![Value::List(vec![found, empty])])
        }
        value => value,
    };
    let named = items.iter().filter_map(|item| match &item.kind {
        ValueKind::Output(stage, ..) => Some((stage.clone(), whole(item))),
        _ => None,
    });
    named.collect()
}

/// What is kept of the report. A report that lacks a metric fails the stage and says which.
fn outputs(block: &Block, candidates: &[(String, Value)]) -> Vec<(String, Value)> {
    let metrics: Vec<&str> = block.metrics.keys().map(String::as_str).collect();
    let step =
        |metric: &str| if matches!(metric, "and" | "or" | "in") { format!("`{metric}`") } else { metric.to_owned() };
    let entries = candidates.iter().map(|(name, model)| {
        Value::object([
            ("name", Some(Value::text(name))),
            ("model", Some(model.clone())),
            ("metrics", Some(Value::Jsonata(format!("$lookup($report_, \"{name}\")")))),
        ])
    });
    let complete = metrics
        .iter()
        .map(|metric| format!("$type(metrics.{}) = \"number\"", step(metric)))
        .collect::<Vec<_>>()
        .join(" and ");
    let wanted = metrics.join(", ");
    let names: Vec<&str> = candidates.iter().map(|(name, _)| name.as_str()).collect();
    let guard = format!(
        "$count($all_[{complete}]) = {} ? $all_ : $error(\"the report lacks a number for one of {wanted} of {}\")",
        candidates.len(),
        names.join(", ")
    );
    let pick = match block.get("best").map(|best| &best.kind) {
        Some(ValueKind::Call(order, arguments)) => {
            let metric = match arguments.get("metric").map(|metric| &metric.kind) {
                Some(ValueKind::Metric(metric)) => metric.as_str(),
                _ => "",
            };
            let op = if order == "max" { "<" } else { ">" };
            let metric = step(metric);
            format!("$sort($checked_, function($a, $b) {{ $a.metrics.{metric} {op} $b.metrics.{metric} }})[0]")
        }
        _ => "$checked_[0]".to_owned(),
    };
    let bound = |value: Value| {
        Value::Let(
            vec![
                ("report_", Value::Function("parse", vec![Value::Result("Body".into())])),
                ("all_", Value::List(entries.clone().collect())),
                ("checked_", Value::Jsonata(guard.clone())),
                ("best_", Value::Jsonata(pick.clone())),
            ],
            Box::new(value),
        )
    };
    let mut kept = vec![
        ("winner".to_owned(), bound(Value::Jsonata("$best_.name".into()))),
        ("model".to_owned(), bound(Value::Jsonata("$best_.model".into()))),
    ];
    for metric in metrics {
        kept.push((metric.to_owned(), bound(Value::Jsonata(format!("$best_.metrics.{}", step(metric))))));
    }
    kept
}

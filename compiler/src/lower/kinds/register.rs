//! `register`: the model group where it is missing, then a version.

use super::calls::{call, step, to, with_raw};
use super::model;
use crate::check::program::Block;
use crate::ir::{Catch, Step, Value};
use crate::lower::context::Context;

/// Two calls. That the group exists already is no error; anything else that went wrong with it shows in the second.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let group = block.text("group").unwrap_or_default();
    let create = Value::object([("ModelPackageGroupName", Some(Value::text(&group))), ("Tags", cx.tags(block))]);
    let mut ensure = call(cx, block, "aws-sdk:sagemaker:createModelPackageGroup", create);
    ensure.retry.clear();
    ensure.catch = vec![Catch {
        errors: vec!["SageMaker.SageMakerException", "SageMaker.ConflictException"],
        outputs: Vec::new(),
        locals: Vec::new(),
        next: to(""),
    }];
    ensure.next = to("");

    let mut version =
        call(cx, block, "aws-sdk:sagemaker:createModelPackage", with_raw(cx, block, request(cx, block, &group)));
    version.outputs = vec![("arn".into(), Value::Result("ModelPackageArn".into()))];
    vec![step("group", ensure), step("", version)]
}

fn request(cx: &Context, block: &Block, group: &str) -> Value {
    let containers = block.get("model").map(|model| model::containers(cx, model, None));
    let types = |field: &str| cx.list(block.get(field)).unwrap_or_else(|| Value::List(vec![Value::text("text/csv")]));
    let inference = Value::object([
        ("Containers", containers),
        ("SupportedContentTypes", Some(types("accepts"))),
        ("SupportedResponseMIMETypes", Some(types("returns"))),
    ]);
    let approval = match block.text("approval").as_deref() {
        Some("approved") => "Approved",
        Some("rejected") => "Rejected",
        _ => "PendingManualApproval",
    };
    Value::object([
        ("ModelPackageGroupName", Some(Value::text(group))),
        ("ModelPackageDescription", block.get("description").map(|text| cx.value(text))),
        ("InferenceSpecification", Some(inference)),
        ("ModelApprovalStatus", Some(Value::text(approval))),
        ("CustomerMetadataProperties", cx.texts(block.get("metadata"))),
    ])
}

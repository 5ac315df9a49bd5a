//! `model`: a model that exists already is looked for, and what serves it is kept.

use super::calls::{call, step, to, with_raw};
use crate::check::program::Block;
use crate::ir::{Action, Call, Next, Rule, Step, Value};
use crate::lower::context::Context;

const PACKAGE: &str = "aws-sdk:sagemaker:describeModelPackage";

/// One look; of a group first for its newest approved version.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let field = |name: &str| block.get(name).map(|value| cx.value(value));
    if let Some(artifact) = block.get("artifact") {
        let (bucket, key) = cx.bucket_and_prefix(artifact);
        // The call fails where there is no such object; nothing of its answer is wanted.
        let request = with_raw(cx, block, Value::object([("Bucket", Some(bucket)), ("Key", Some(key))]));
        return vec![step("", call(cx, block, "aws-sdk:s3:headObject", request))];
    }
    if let Some(name) = field("existing") {
        let request = with_raw(cx, block, Value::object([("ModelName", Some(name))]));
        let found =
            "$exists($states.result.Containers) ? [$states.result.Containers] : [$states.result.PrimaryContainer]";
        return vec![step("", kept(call(cx, block, "aws-sdk:sagemaker:describeModel", request), found))];
    }
    let found = "[$states.result.InferenceSpecification.Containers]";
    if let Some(package) = field("package") {
        let request = with_raw(cx, block, Value::object([("ModelPackageName", Some(package))]));
        return vec![step("", kept(call(cx, block, PACKAGE, request), found))];
    }
    let group = field("approved").unwrap_or_else(|| Value::text(""));
    let request = Value::object([
        ("ModelPackageGroupName", Some(group.clone())),
        ("ModelApprovalStatus", Some(Value::text("Approved"))),
        ("SortBy", Some(Value::text("CreationTime"))),
        ("SortOrder", Some(Value::text("Descending"))),
        ("MaxResults", Some(Value::number(1))),
    ]);
    let mut list = call(cx, block, "aws-sdk:sagemaker:listModelPackages", with_raw(cx, block, request));
    list.next = to("newest");
    let newest = || Value::Input("ModelPackageSummaryList[0].ModelPackageArn".into());
    let none = Value::concat([Value::text("the model group "), group, Value::text(" has no approved version")]);
    let rules = vec![Rule { condition: Value::Function("exists", vec![newest()]), next: to("version") }];
    let choose = Action::Choose { locals: Vec::new(), rules, default: Next::Fail(none) };
    let request = Value::object([("ModelPackageName", Some(newest()))]);
    vec![
        step("", list),
        Step { suffix: "newest".into(), action: choose },
        step("version", kept(call(cx, block, PACKAGE, request), found)),
    ]
}

/// Keeps the containers that a look has found: `{ image, data, containers }`, as of a model that AutoML has found.
fn kept(mut look: Call, found: &str) -> Call {
    let taken = "$found_.{\"Image\": Image, \"ModelDataUrl\": ModelDataUrl, \
                 \"Environment\": $exists(Environment) ? Environment : {}}";
    let complete = format!(
        "$count($found_) > 0 and $count($found_[$exists(Image) and $exists(ModelDataUrl)]) = $count($found_) ? [{taken}] : \
         $error(\"a container of the model has no image or no archive on S3\")"
    );
    let model = Value::object([
        ("image", Some(Value::Jsonata("$taken_[0].Image".into()))),
        ("data", Some(Value::Jsonata("$taken_[0].ModelDataUrl".into()))),
        ("containers", Some(Value::Jsonata("$taken_".into()))),
    ]);
    let bound = vec![("found_", Value::Jsonata(found.to_owned())), ("taken_", Value::Jsonata(complete))];
    look.outputs = vec![("model".into(), Value::Let(bound, Box::new(model)))];
    look
}

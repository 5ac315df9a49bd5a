//! Models of the service: what `deploy` and `transform` create before they use it, and what `register` lists.

use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::Value;
use crate::lower::context::Context;

/// `CreateModel` for a model or a registered version.
pub fn request(cx: &Context, block: &Block, name: Value, model: &Checked) -> Value {
    let environment = cx.texts(block.get("environment"));
    let (primary, several) = match &model.kind {
        ValueKind::Stage(version) => {
            let container = Value::object([
                ("Environment", environment),
                ("ModelPackageName", Some(Value::Output(version.clone(), "arn".into()))),
            ]);
            (None, Some(Value::List(vec![container])))
        }
        _ if is_found_by_automl(cx, model) => (None, Some(containers(cx, model, environment))),
        _ => (Some(container(cx, model, environment)), None),
    };
    Value::object([
        ("ModelName", Some(name)),
        ("PrimaryContainer", primary),
        ("Containers", several),
        ("ExecutionRoleArn", Some(cx.role())),
        ("Tags", cx.tags(block)),
        ("VpcConfig", cx.vpc()),
        ("EnableNetworkIsolation", cx.flag(block, "network_isolation").map(Value::from)),
    ])
}

/// The list of a model's containers, with `environment` merged over their own.
pub fn containers(cx: &Context, model: &Checked, environment: Option<Value>) -> Value {
    if !is_found_by_automl(cx, model) {
        return Value::List(vec![container(cx, model, environment)]);
    }
    let found = cx.value(model).member("containers");
    let listed = match environment {
        None => "[$containers_]",
        Some(_) => {
            "[$containers_.{\"Image\": Image, \"ModelDataUrl\": ModelDataUrl, \
             \"Environment\": $merge([$exists(Environment) ? Environment : {}, $environment_])}]"
        }
    };
    let bound = [("containers_", found)].into_iter().chain(environment.map(|own| ("environment_", own)));
    Value::Let(bound.collect(), Box::new(Value::Jsonata(listed.into())))
}

/// Whether an AutoML job may have found the model. Its containers, up to five with an environment each, are known only
/// when running.
pub fn is_found_by_automl(cx: &Context, model: &Checked) -> bool {
    let ValueKind::Output(stage, ..) = &model.kind else { return false };
    let Some(block) = cx.program.stages.get(stage) else { return false };
    block.kind.keyword == "automl"
        || block.get("candidates").is_some_and(|them| them.items().iter().any(|one| is_found_by_automl(cx, one)))
}

fn container(cx: &Context, model: &Checked, environment: Option<Value>) -> Value {
    let model = cx.value(model);
    Value::object([
        ("Image", Some(model.member("image"))),
        ("ModelDataUrl", Some(model.member("data"))),
        ("Environment", environment),
    ])
}

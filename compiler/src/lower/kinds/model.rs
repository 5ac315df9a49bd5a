//! Models of the service: what `deploy` and `transform` create before they use it, and what `register` lists.

use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::Value;
use crate::lower::context::Context;
use crate::lower::script::is_served_with_script;

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
        _ if has_containers(cx, model) => (None, Some(containers(cx, model, environment))),
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
    if !has_containers(cx, model) {
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

/// Whether an AutoML job or a look into SageMaker may have found the model. Its containers, each with an environment of
/// its own, are known only when running.
pub fn has_containers(cx: &Context, model: &Checked) -> bool {
    let ValueKind::Output(stage, ..) = &model.kind else { return false };
    let Some(block) = cx.program.stages.get(stage) else { return false };
    let looked_for = block.kind.keyword == "model" && block.get("artifact").is_none();
    block.kind.keyword == "automl"
        || looked_for
        || block.get("candidates").is_some_and(|them| them.items().iter().any(|one| has_containers(cx, one)))
}

fn container(cx: &Context, model: &Checked, environment: Option<Value>) -> Value {
    let served_with_script = is_served_with_script(cx, model);
    let model = cx.value(model);
    let environment = match (served_with_script.then(|| model.member("environment")), environment) {
        (None, environment) | (environment, None) => environment,
        (Some(mut script @ Value::Object(_)), Some(own)) => {
            script.merge(own);
            Some(script)
        }
        (Some(script), Some(own)) => Some(Value::Function("merge", vec![Value::List(vec![script, own])])),
    };
    Value::object([
        ("Image", Some(model.member("image"))),
        ("ModelDataUrl", Some(model.member("data"))),
        ("Environment", environment),
    ])
}

//! `deploy`: models and a configuration, then the endpoint is created or, where it exists, updated and watched until it serves them.

use super::calls::{call, step, to, with_raw};
use super::endpoint::{Variant, config_request, local_of, model_request, variants};
use super::poll::Poll;
use super::scaling;
use crate::base::json;
use crate::check::program::Block;
use crate::check::rollout;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::{Catch, Next, Rule, Step, Value};
use crate::lower::context::Context;

const DEFAULT_POLL: u64 = 30;

/// What a refused request to SageMaker raises, whatever the reason; the cause alone tells them apart.
const REFUSED: &str = "SageMaker.AmazonSageMakerException";

/// The calls and the bounded wait.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let endpoint = block.text("endpoint").unwrap_or_default();
    let variants = variants(block);
    let several = variants.len() > 1;
    let suffix = |variant: &Variant| if several { format!("model/{}", variant.name) } else { "model".to_owned() };

    let mut steps = Vec::new();
    for (index, variant) in variants.iter().enumerate() {
        let mut create = call(cx, block, "sagemaker:createModel", model_request(cx, block, variant, several));
        create.next = to(&variants.get(index + 1).map_or("config".to_owned(), &suffix));
        create.locals = vec![(local_of(index), name_in("ModelArn"))];
        steps.push(step(&suffix(variant), create));
    }

    let request = with_raw(cx, block, config_request(cx, block, &variants, &endpoint));
    let mut config = call(cx, block, "sagemaker:createEndpointConfig", request);
    config.outputs = vec![
        ("endpoint".into(), Value::text(&endpoint)),
        ("config".into(), name_in("EndpointConfigArn")),
        ("model".into(), Value::Local(block.name.text.clone(), local_of(0))),
    ];
    config.locals = vec![("config", name_in("EndpointConfigArn")), ("round", Value::number(0))];
    config.next = to("create");
    steps.push(step("config", config));

    steps.extend(create_or_update(cx, block, &endpoint));
    steps.extend(wait(cx, block, &endpoint, scaling::first(block, &variants)));
    steps.extend(scaling::steps(cx, block, &variants, &endpoint));
    steps
}

/// The name at the end of an ARN in the response. The name that was asked for contains the retry count, so only the
/// response tells it.
fn name_in(member: &str) -> Value {
    Value::Function("substringAfter", vec![Value::Result(member.to_owned()), Value::text("/")])
}

/// Creates the endpoint and, where it is there already, updates it; SageMaker has no call that does either.
fn create_or_update(cx: &Context, block: &Block, endpoint: &str) -> Vec<Step> {
    let stage = &block.name.text;
    let name = || Some(Value::text(endpoint));
    let config = || Value::Local(stage.clone(), "config");

    let request =
        Value::object([("EndpointName", name()), ("EndpointConfigName", Some(config())), ("Tags", cx.tags(block))]);
    let mut create = call(cx, block, "sagemaker:createEndpoint", request);
    // An endpoint that is there and a throttled call raise the same error: one retry heals the one, more of them would
    // only delay the update of the other.
    for retry in &mut create.retry {
        if retry.errors.iter().any(|error| [REFUSED, "States.TaskFailed"].contains(error)) {
            retry.attempts = retry.attempts.min(1);
        }
    }
    create.catch = vec![Catch { errors: vec![REFUSED], outputs: Vec::new(), locals: Vec::new(), next: to("update") }];
    create.next = to("wait");

    // Any other refusal is the stage's failure: it goes on in the words of the service.
    let cause = || Value::Input("failure.Cause".into());
    let exists = Value::Function("contains", vec![cause(), Value::text("already existing endpoint")]);
    let refused = Value::Function("error", vec![cause()]);
    let ours = Value::If(Box::new(exists), Box::new(config()), Box::new(refused));
    let request = Value::object(
        [("EndpointName", name()), ("EndpointConfigName", Some(ours))]
            .into_iter()
            .chain(kept(block))
            .chain([("DeploymentConfig", block.get("rollout").map(deployment))]),
    );
    let mut update = call(cx, block, "sagemaker:updateEndpoint", request);
    update.next = to("wait");

    vec![step("create", create), step("update", update)]
}

/// An update of a scaled endpoint leaves the number of machines where scaling has brought it; what the file says of
/// weights and capture still counts.
fn kept(block: &Block) -> [(&'static str, Option<Value>); 2] {
    let property = |name: &str| Value::object([("VariantPropertyType", Some(Value::text(name)))]);
    let scaled = block.get("scale").is_some();
    let ours = || Value::List(vec![property("DesiredWeight"), property("DataCaptureConfig")]);
    [
        ("RetainAllVariantProperties", scaled.then(|| Value::from(true))),
        ("ExcludeRetainedVariantProperties", scaled.then(ours)),
    ]
}

/// `DeploymentConfig`
fn deployment(rollout: &Checked) -> Value {
    let ValueKind::Call(name, _) = &rollout.kind else { return Value::object([]) };
    let seconds = |argument: &str| rollout.get(argument).and_then(Checked::seconds).map(Value::number);
    let share = |form: &str| {
        let share = rollout.get("share").and_then(Checked::number).filter(|_| name == form)?;
        let size = Value::Json(json::number(share));
        Some(Value::object([("Type", Some(Value::text("CAPACITY_PERCENT"))), ("Value", Some(size))]))
    };
    let routing = Value::object([
        ("Type", Some(Value::text(name.to_uppercase()))),
        ("WaitIntervalInSeconds", seconds("wait").or_else(|| Some(Value::number(0)))),
        ("CanarySize", share("canary")),
        ("LinearStepSize", share("linear")),
    ]);
    let policy = Value::object([
        ("TrafficRoutingConfiguration", Some(routing)),
        ("TerminationWaitInSeconds", seconds("keep")),
        ("MaximumExecutionTimeoutInSeconds", seconds("timeout")),
    ]);
    let alarms = rollout.get("rollback_on").map(Checked::items).unwrap_or_default();
    let alarm = |name: &Checked| Value::object([("AlarmName", name.text().map(Value::text))]);
    let rollback = (!alarms.is_empty())
        .then(|| Value::object([("Alarms", Some(Value::List(alarms.iter().map(alarm).collect())))]));
    Value::object([("BlueGreenUpdatePolicy", Some(policy)), ("AutoRollbackConfiguration", rollback)])
}

/// Waits until the endpoint serves this configuration. An update that was rolled back ends `InService` too, with the
/// configuration from before.
fn wait(cx: &Context, block: &Block, endpoint: &str, done: Next) -> Vec<Step> {
    let stage = &block.name.text;
    let timeout = rollout::timeout(block);
    let request = Value::object([("EndpointName", Some(Value::text(endpoint)))]);
    let describe = call(cx, block, "aws-sdk:sagemaker:describeEndpoint", request);

    let input = |member: &str| Value::Input(member.to_owned());
    let is = |status: &str| Value::binary("=", input("EndpointStatus"), Value::text(status));
    let ours = Value::binary("=", input("EndpointConfigName"), Value::Local(stage.clone(), "config"));
    let failed = Value::Jsonata(
        "$states.input.EndpointStatus in [\"Failed\", \"OutOfService\", \"UpdateRollbackFailed\"]".into(),
    );
    let reason = Value::If(
        Box::new(Value::Function("exists", vec![input("FailureReason")])),
        Box::new(input("FailureReason")),
        Box::new(Value::concat([Value::text(format!("the endpoint {endpoint} is ")), input("EndpointStatus")])),
    );
    let rolled_back = Value::concat([
        Value::text(format!("the endpoint {endpoint} went back to the configuration ")),
        input("EndpointConfigName"),
    ]);
    let poll = Poll {
        stage,
        seconds: block.seconds("poll").unwrap_or(DEFAULT_POLL).max(1),
        timeout,
        describe,
        rules: vec![
            Rule { condition: Value::binary("and", is("InService"), ours), next: done },
            Rule { condition: is("InService"), next: Next::Fail(rolled_back) },
            Rule { condition: failed, next: Next::Fail(reason) },
        ],
        late: format!("the endpoint {endpoint} was not in service after {}", crate::vocab::units::duration(timeout)),
    };
    poll.steps()
}

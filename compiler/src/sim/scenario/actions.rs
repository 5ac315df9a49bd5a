//! What every action answers: a row each. Actions without a row answer what the stage's outputs are read from.

use serde_json::{Value as Json, json};

use super::cloud::{Asked, Cloud, quick};
use super::jobs::{self, Job};
use super::{places, sagemaker};
use crate::check::value::{Type, Value};
use crate::sim::world::{Answer, Pattern};

/// An action of a service.
pub(super) struct Action {
    /// As in [`crate::sim::world::Call::action`].
    name: &'static str,
    /// Whether it is the stage's own work, which a test can let fail.
    pub works: bool,
    /// The answer, where the request is not refused.
    pub answer: fn(&mut Cloud, &Asked) -> Answer,
}

const fn works(name: &'static str, answer: fn(&mut Cloud, &Asked) -> Answer) -> Action {
    Action { name, works: true, answer }
}

const fn helps(name: &'static str, answer: fn(&mut Cloud, &Asked) -> Answer) -> Action {
    Action { name, works: false, answer }
}

const ACTIONS: &[Action] = &[
    works("sagemaker:createTrainingJob", |cloud, asked| jobs::run(cloud, asked, &Job::TRAINING)),
    works("sagemaker:createProcessingJob", |cloud, asked| jobs::run(cloud, asked, &Job::PROCESSING)),
    works("sagemaker:createTransformJob", |cloud, asked| jobs::run(cloud, asked, &Job::TRANSFORM)),
    works("sagemaker:createHyperParameterTuningJob", |cloud, asked| jobs::run(cloud, asked, &Job::TUNING)),
    works("sagemaker:createLabelingJob", |cloud, asked| jobs::run(cloud, asked, &Job::LABELING)),
    helps("sagemaker:describeTrainingJob", sagemaker::best_training_job),
    works("sagemaker:createAutoMLJobV2", sagemaker::create_automl),
    helps("sagemaker:describeAutoMLJobV2", sagemaker::describe_automl),
    helps("sagemaker:createModel", |cloud, asked| sagemaker::created(cloud, asked, "model", "ModelName", "ModelArn")),
    helps("sagemaker:createEndpointConfig", |cloud, asked| {
        sagemaker::created(cloud, asked, "endpoint-config", "EndpointConfigName", "EndpointConfigArn")
    }),
    works("sagemaker:createEndpoint", sagemaker::create_endpoint),
    works("sagemaker:updateEndpoint", sagemaker::update_endpoint),
    helps("sagemaker:describeEndpoint", sagemaker::describe_endpoint),
    helps("sagemaker:createModelPackageGroup", sagemaker::create_group),
    works("sagemaker:createModelPackage", sagemaker::create_package),
    works("sagemaker:listModelPackages", sagemaker::list_packages),
    works("sagemaker:describeModelPackage", sagemaker::describe_package),
    works("sagemaker:describeModel", sagemaker::describe_model),
    helps("sagemaker:createMonitoringSchedule", sagemaker::create_schedule),
    helps("sagemaker:createDataQualityJobDefinition", sagemaker::create_definition),
    helps("sagemaker:createModelQualityJobDefinition", sagemaker::create_definition),
    helps("sagemaker:createModelBiasJobDefinition", sagemaker::create_definition),
    helps("sagemaker:createModelExplainabilityJobDefinition", sagemaker::create_definition),
    works("sagemaker:createFeatureGroup", sagemaker::create_feature_group),
    helps("sagemaker:describeFeatureGroup", sagemaker::describe_feature_group),
    works("s3:headObject", |_, asked| told(asked, json!({ "ContentLength": 1_024 }))),
    helps("s3:getObject", get_object),
    helps("s3:putObject", |_, _| Answer::success(json!({ "ETag": "\"0\"" }), quick())),
    helps("s3:listObjectsV2", |_, _| Answer::success(json!({ "IsTruncated": false }), quick())),
    // A test begins without records.
    helps("dynamodb:getItem", |_, _| Answer::success(json!({}), quick())),
    helps("dynamodb:putItem", |_, _| Answer::success(json!({}), quick())),
    works("sns:publish", publish),
    works("sqs:sendMessage", |_, asked| told(asked, json!({ "MessageId": "message" }))),
    works("events:putEvents", |_, asked| {
        told(asked, json!({ "FailedEntryCount": 0, "Entries": [{ "EventId": "event" }] }))
    }),
];

/// What a `call` or a `wait` asks for.
const OWN: Action = works("", other);

/// What a stage asks for beside its own work.
const OTHER: Action = helps("", |_, _| Answer::success(json!({}), quick()));

/// The row of an action. What a `call` or a `wait` asks for is the user's own: nothing is known of it but its outputs.
pub(super) fn of(kind: &str, action: &str) -> &'static Action {
    if matches!(kind, "call" | "wait") {
        return &OWN;
    }
    ACTIONS.iter().find(|row| row.name == action).unwrap_or(&OTHER)
}

/// The error of a call that answers at once, where the test gives one that is no refusal.
fn error(asked: &Asked) -> Option<Answer> {
    let failure = asked.failure()?;
    let cause = if failure.cause.is_empty() { "given by the test" } else { &failure.cause };
    // What a service describes of something that has failed is the cause as text.
    Some(match asked.call.pattern {
        Pattern::Job => {
            let told = json!({ "Status": "FAILED", "FailureReason": format!("{}: {cause}", failure.error) });
            Answer::failure("States.TaskFailed", told.to_string(), asked.takes)
        }
        _ => Answer::failure(failure.error.clone(), cause, quick()),
    })
}

/// A message: the answer says nothing of interest.
fn told(asked: &Asked, answer: Json) -> Answer {
    error(asked).unwrap_or_else(|| Answer::success(answer, quick()))
}

/// A message to a topic; a person who is asked hands the token back.
fn publish(cloud: &mut Cloud, asked: &Asked) -> Answer {
    if asked.call.pattern != Pattern::Token {
        return told(asked, json!({ "MessageId": "message" }));
    }
    if asked.given.unanswered || asked.given.rejected {
        cloud.meet(super::stage_of(&asked.call.state));
    }
    match error(asked) {
        Some(error) => error,
        None if asked.given.unanswered => Answer::never(),
        None if asked.given.rejected => Answer::failure("Rejected", "given by the test", asked.takes),
        None => Answer::success(json!({}), asked.takes),
    }
}

/// The report of an `evaluate`; of any other stage what it says itself.
fn get_object(cloud: &mut Cloud, asked: &Asked) -> Answer {
    match asked.block {
        Some(block) if block.kind.keyword == "evaluate" => {
            let report = jobs::report(block, &asked.given);
            Answer::success(json!({ "Body": report.to_string(), "ContentType": "application/json" }), quick())
        }
        _ => other(cloud, asked),
    }
}

/// What the outputs of a `call` or the value of a `wait` are read from.
fn other(cloud: &mut Cloud, asked: &Asked) -> Answer {
    let Some(block) = asked.block else { return Answer::success(json!({}), quick()) };
    if let Some(error) = error(asked) {
        return error;
    }
    let mut answer = json!({});
    let inside = if block.get("lambda").is_some() { "Payload." } else { "" };
    for (name, output) in &block.outputs {
        let Some(path) = output.value.as_ref().and_then(|value| value.get("path")?.text()) else { continue };
        let unsaid = match output.ty {
            Type::Number => json!(1),
            Type::Bool => json!(true),
            _ => json!(format!("{}-{name}", block.name.text)),
        };
        places::set(&mut answer, &format!("{inside}{path}"), asked.value(name, unsaid));
    }
    if block.kind.keyword == "wait"
        && let Some(path) = block.text("value")
    {
        let value = looked_at(cloud, asked, block);
        places::set(&mut answer, &path, value);
    }
    if let Some(given) = &asked.given.output {
        let mut given = given.clone();
        if !inside.is_empty() {
            given = json!({ "Payload": given });
        }
        places::merge(&mut answer, &given);
    }
    let after = if asked.call.pattern == Pattern::Response { quick() } else { asked.takes };
    Answer::success(answer, after)
}

/// The value that a `wait` sees: the one that ends it once its time has come.
fn looked_at(cloud: &mut Cloud, asked: &Asked, block: &crate::check::program::Block) -> Json {
    let key = (block.name.text.clone(), asked.call.path.clone());
    let first = *cloud.looks.entry(key).or_insert(asked.call.time);
    if asked.call.time < first.saturating_add(asked.takes) {
        return json!("PENDING");
    }
    let success = block.get("success").and_then(|words| words.items().first()).and_then(Value::text);
    asked.value("value", json!(success.unwrap_or_default()))
}

//! What SageMaker answers beside jobs: endpoints, AutoML, packages, feature groups, monitoring.

use serde_json::{Map, Value as Json, json};

use super::cloud::{Asked, Cloud, quick};
use super::places::text;
use super::{jobs, stage_of};
use crate::check::program::Block;
use crate::sim::clock::Millis;
use crate::sim::world::Answer;

/// Something that takes a while to be there.
#[derive(Debug, Clone)]
pub(super) struct Resource {
    /// The request that made it.
    pub request: Json,
    /// When it is done.
    pub ready: Millis,
    /// Why it failed, if it did.
    pub reason: Option<String>,
    /// The configuration that an endpoint had before.
    pub before: Option<String>,
    /// Whether an update goes back.
    pub rolled_back: bool,
}

fn arn(cloud: &Cloud, what: &str, name: &str) -> String {
    let region = cloud.program.pipeline.text("region").unwrap_or_default();
    format!("arn:aws:sagemaker:{region}:{}:{what}/{name}", super::input::ACCOUNT)
}

fn done(value: Json) -> Answer {
    Answer::success(value, quick())
}

/// The failure that a test gives, as the reason of something that is made and fails.
fn reason(cloud: &mut Cloud, asked: &Asked) -> Option<String> {
    let failure = asked.failure()?;
    cloud.meet(stage_of(&asked.call.state));
    let more = if failure.cause.is_empty() { "given by the test" } else { &failure.cause };
    Some(format!("{}: {more}", failure.error))
}

fn resource(cloud: &mut Cloud, asked: &Asked) -> Resource {
    Resource {
        request: asked.call.arguments.clone(),
        ready: asked.call.time.saturating_add(asked.takes),
        reason: reason(cloud, asked),
        before: None,
        rolled_back: false,
    }
}

/// Something with a name of its own, there at once.
pub(super) fn created(cloud: &mut Cloud, asked: &Asked, what: &'static str, name: &str, member: &str) -> Answer {
    let name = text(&asked.call.arguments, &format!("/{name}"));
    if let Some(refusal) = cloud.take_name(what, &name) {
        return refusal;
    }
    done(json!({ member: arn(cloud, what, &name) }))
}

/// The job that has won a search.
pub(super) fn best_training_job(_: &mut Cloud, asked: &Asked) -> Answer {
    let name = text(&asked.call.arguments, "/TrainingJobName");
    let mut shown = Map::new();
    shown.insert("TrainingJobName".into(), json!(name));
    shown.insert("TrainingJobStatus".into(), json!("Completed"));
    jobs::trained(asked, &name, "/OutputDataConfig/S3OutputPath", &mut shown);
    let place = format!("s3://search/{}/output/model.tar.gz", name.trim_end_matches(jobs::BEST));
    shown.insert("ModelArtifacts".into(), json!({ "S3ModelArtifacts": place }));
    done(Json::Object(shown))
}

const AUTOML: &str = "automl-job";

pub(super) fn create_automl(cloud: &mut Cloud, asked: &Asked) -> Answer {
    let name = text(&asked.call.arguments, "/AutoMLJobName");
    if let Some(refusal) = cloud.take_name(AUTOML, &name) {
        return refusal;
    }
    let job = resource(cloud, asked);
    cloud.resources.insert((AUTOML, name.clone()), job);
    done(json!({ "AutoMLJobArn": arn(cloud, AUTOML, &name) }))
}

pub(super) fn describe_automl(cloud: &mut Cloud, asked: &Asked) -> Answer {
    let name = text(&asked.call.arguments, "/AutoMLJobName");
    let Some(job) = cloud.resources.get(&(AUTOML, name.clone())) else {
        return missing("AutoML job", &name, "SageMaker.ResourceNotFoundException");
    };
    if asked.call.time < job.ready {
        return done(json!({ "AutoMLJobName": name, "AutoMLJobStatus": "InProgress" }));
    }
    if let Some(reason) = &job.reason {
        return done(json!({ "AutoMLJobName": name, "AutoMLJobStatus": "Failed", "FailureReason": reason }));
    }
    let mut shown = json!({ "AutoMLJobName": name, "AutoMLJobStatus": "Completed" });
    if !asked.given.nothing_found {
        let place = text(&job.request, "/OutputDataConfig/S3OutputPath");
        let model = format!("{}/{name}/model.tar.gz", place.trim_end_matches('/'));
        let container = json!({ "Image": "automl", "ModelDataUrl": model, "Environment": {} });
        shown["BestCandidate"] = json!({
            "CandidateName": format!("{name}-candidate"),
            "CandidateStatus": "Completed",
            "FinalAutoMLJobObjectiveMetric": { "Value": asked.value("score", json!(0.5)) },
            "InferenceContainers": [container],
            "InferenceContainerDefinitions": { "CPU": [container], "GPU": [container] },
        });
    }
    done(shown)
}

fn missing(what: &str, name: &str, error: &str) -> Answer {
    Answer::refusal(error, format!("Could not find {what} \"{name}\"."), quick())
}

const ENDPOINT: &str = "endpoint";

/// Whether the endpoint is there: made in this run, or before it.
fn is_there(cloud: &Cloud, asked: &Asked, name: &str) -> bool {
    asked.given.exists || asked.given.rolled_back || cloud.resources.contains_key(&(ENDPOINT, name.to_owned()))
}

pub(super) fn create_endpoint(cloud: &mut Cloud, asked: &Asked) -> Answer {
    let name = text(&asked.call.arguments, "/EndpointName");
    if is_there(cloud, asked, &name) {
        cloud.not_begun(stage_of(&asked.call.state));
        let cause = format!("Cannot create already existing endpoint \"{}\".", arn(cloud, ENDPOINT, &name));
        return Answer::refusal("SageMaker.AmazonSageMakerException", cause, quick());
    }
    let endpoint = resource(cloud, asked);
    cloud.resources.insert((ENDPOINT, name.clone()), endpoint);
    done(json!({ "EndpointArn": arn(cloud, ENDPOINT, &name) }))
}

pub(super) fn update_endpoint(cloud: &mut Cloud, asked: &Asked) -> Answer {
    let name = text(&asked.call.arguments, "/EndpointName");
    if !is_there(cloud, asked, &name) {
        return missing("endpoint", &name, "SageMaker.AmazonSageMakerException");
    }
    let before = cloud.resources.get(&(ENDPOINT, name.clone()));
    let before = before.map_or_else(|| BEFORE.to_owned(), |endpoint| text(&endpoint.request, "/EndpointConfigName"));
    let mut endpoint = resource(cloud, asked);
    endpoint.before = Some(before);
    endpoint.rolled_back = asked.given.rolled_back;
    cloud.resources.insert((ENDPOINT, name.clone()), endpoint);
    done(json!({ "EndpointArn": arn(cloud, ENDPOINT, &name) }))
}

/// Configuration of an endpoint that was there before the run.
const BEFORE: &str = "before-the-run";

pub(super) fn describe_endpoint(cloud: &mut Cloud, asked: &Asked) -> Answer {
    let name = text(&asked.call.arguments, "/EndpointName");
    let there = asked.given.exists || asked.given.rolled_back;
    let Some(endpoint) = cloud.resources.get(&(ENDPOINT, name.clone())) else {
        if there {
            return done(json!({ "EndpointName": name, "EndpointStatus": "InService", "EndpointConfigName": BEFORE }));
        }
        return missing("endpoint", &name, "SageMaker.SageMakerException");
    };
    let config = text(&endpoint.request, "/EndpointConfigName");
    let before = endpoint.before.clone();
    let now = before.clone().unwrap_or_else(|| config.clone());
    let mut shown = match (asked.call.time < endpoint.ready, before.is_some()) {
        (true, false) => json!({ "EndpointStatus": "Creating", "EndpointConfigName": config }),
        (true, true) => json!({ "EndpointStatus": "Updating", "EndpointConfigName": now }),
        (false, updated) => match &endpoint.reason {
            Some(reason) if updated => {
                json!({ "EndpointStatus": "UpdateRollbackFailed", "EndpointConfigName": now, "FailureReason": reason })
            }
            Some(reason) => {
                json!({ "EndpointStatus": "Failed", "EndpointConfigName": config, "FailureReason": reason })
            }
            None if endpoint.rolled_back => json!({ "EndpointStatus": "InService", "EndpointConfigName": now }),
            None => json!({ "EndpointStatus": "InService", "EndpointConfigName": config }),
        },
    };
    shown["EndpointName"] = json!(name);
    done(shown)
}

pub(super) fn create_group(cloud: &mut Cloud, asked: &Asked) -> Answer {
    let name = text(&asked.call.arguments, "/ModelPackageGroupName");
    done(json!({ "ModelPackageGroupArn": arn(cloud, "model-package-group", &name) }))
}

pub(super) fn create_package(cloud: &mut Cloud, asked: &Asked) -> Answer {
    if let Some(reason) = reason(cloud, asked) {
        return Answer::refusal("SageMaker.SageMakerException", reason, quick());
    }
    let group = text(&asked.call.arguments, "/ModelPackageGroupName");
    done(json!({ "ModelPackageArn": arn(cloud, "model-package", &format!("{group}/1")) }))
}

fn container(block: Option<&Block>) -> Json {
    let name = block.map_or("model", |block| block.name.text.as_str());
    json!({ "Image": format!("{name}-image"), "ModelDataUrl": format!("s3://models/{name}/model.tar.gz"), "Environment": {} })
}

pub(super) fn list_packages(cloud: &mut Cloud, asked: &Asked) -> Answer {
    let group = text(&asked.call.arguments, "/ModelPackageGroupName");
    match reason(cloud, asked) {
        Some(_) => done(json!({ "ModelPackageSummaryList": [] })),
        None => {
            let package = json!({ "ModelPackageArn": arn(cloud, "model-package", &format!("{group}/1")) });
            done(json!({ "ModelPackageSummaryList": [package] }))
        }
    }
}

pub(super) fn describe_package(cloud: &mut Cloud, asked: &Asked) -> Answer {
    match reason(cloud, asked) {
        Some(reason) => Answer::refusal("SageMaker.SageMakerException", reason, quick()),
        None => done(json!({ "InferenceSpecification": { "Containers": [container(asked.block)] } })),
    }
}

pub(super) fn describe_model(cloud: &mut Cloud, asked: &Asked) -> Answer {
    match reason(cloud, asked) {
        Some(reason) => Answer::refusal("SageMaker.SageMakerException", reason, quick()),
        None => done(json!({ "PrimaryContainer": container(asked.block) })),
    }
}

pub(super) fn create_schedule(cloud: &mut Cloud, asked: &Asked) -> Answer {
    let name = text(&asked.call.arguments, "/MonitoringScheduleName");
    if asked.given.exists {
        let cause = format!("Monitoring Schedule {name} already exists");
        return Answer::refusal("SageMaker.ResourceInUseException", cause, quick());
    }
    done(json!({ "MonitoringScheduleArn": arn(cloud, "monitoring-schedule", &name) }))
}

pub(super) fn create_definition(cloud: &mut Cloud, asked: &Asked) -> Answer {
    let name = text(&asked.call.arguments, "/JobDefinitionName");
    done(json!({ "JobDefinitionArn": arn(cloud, "job-definition", &name) }))
}

const GROUP: &str = "feature-group";

pub(super) fn create_feature_group(cloud: &mut Cloud, asked: &Asked) -> Answer {
    let name = text(&asked.call.arguments, "/FeatureGroupName");
    let group = resource(cloud, asked);
    cloud.resources.insert((GROUP, name.clone()), group);
    done(json!({ "FeatureGroupArn": arn(cloud, GROUP, &name) }))
}

pub(super) fn describe_feature_group(cloud: &mut Cloud, asked: &Asked) -> Answer {
    let name = text(&asked.call.arguments, "/FeatureGroupName");
    let Some(group) = cloud.resources.get(&(GROUP, name.clone())) else {
        return match asked.block.filter(|_| asked.given.exists) {
            Some(block) => done(feature_group(&name, &declared(block), "Created", None)),
            None => missing("feature group", &name, "SageMaker.ResourceNotFoundException"),
        };
    };
    let (status, reason) = match &group.reason {
        _ if asked.call.time < group.ready => ("Creating", None),
        Some(reason) => ("CreateFailed", Some(reason.clone())),
        None => ("Created", None),
    };
    done(feature_group(&name, &group.request, status, reason))
}

/// A request as it would have made a group that is there already: what the file declares.
fn declared(block: &Block) -> Json {
    let features = block.get("features").into_iter().flat_map(crate::check::value::Value::entries);
    let definitions = features.map(|(name, _, value)| {
        let of = value.text().or_else(|| value.get("of").and_then(crate::check::value::Value::text));
        let ty = match of.as_deref() {
            Some("integral") => "Integral",
            // A vector says no type.
            Some("fractional") | None => "Fractional",
            _ => "String",
        };
        json!({ "FeatureName": name, "FeatureType": ty })
    });
    json!({ "FeatureDefinitions": definitions.collect::<Vec<_>>() })
}

fn feature_group(name: &str, request: &Json, status: &str, reason: Option<String>) -> Json {
    let mut shown = request.clone();
    shown["FeatureGroupName"] = json!(name);
    shown["FeatureGroupStatus"] = json!(status);
    if let Some(reason) = reason {
        shown["FailureReason"] = json!(reason);
    }
    let place = text(request, "/OfflineStoreConfig/S3StorageConfig/S3Uri");
    if !place.is_empty() {
        let resolved = format!("{}/offline-store/{name}/data", place.trim_end_matches('/'));
        shown["OfflineStoreConfig"]["S3StorageConfig"]["ResolvedOutputS3Uri"] = json!(resolved);
        if request.pointer("/OfflineStoreConfig/DataCatalogConfig").is_none() {
            let table = name.to_lowercase().replace('-', "_");
            shown["OfflineStoreConfig"]["DataCatalogConfig"] =
                json!({ "Catalog": "AwsDataCatalog", "Database": "sagemaker_featurestore", "TableName": table });
        }
    }
    shown
}

//! A good request passes; every way of missing the model is found at its place.

use serde_json::{Value, json};

use super::*;

fn training() -> Value {
    json!({
        "TrainingJobName": "payroll-fraud-trees-1",
        "AlgorithmSpecification": {
            "TrainingImage": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
            "TrainingInputMode": "File",
            "MetricDefinitions": [{ "Name": "auc", "Regex": "auc=([0-9.]+)" }]
        },
        "RoleArn": "{% $role %}",
        "InputDataConfig": [{
            "ChannelName": "train",
            "DataSource": { "S3DataSource": { "S3DataType": "S3Prefix", "S3Uri": "s3://bucket/train/" } },
            "ContentType": "text/csv"
        }],
        "OutputDataConfig": { "S3OutputPath": "s3://bucket/models/" },
        "ResourceConfig": { "InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 50 },
        "StoppingCondition": { "MaxRuntimeInSeconds": 14400 },
        "HyperParameters": { "num_round": "400", "objective": "binary:logistic" },
        "Environment": { "STAGE": "prod" },
        "Tags": [{ "Key": "team", "Value": "risk" }]
    })
}

/// The one finding in a training request after `change`.
fn found(change: impl FnOnce(&mut Value)) -> (String, Problem) {
    let mut request = training();
    change(&mut request);
    let mut found = validate("sagemaker", "createTrainingJob", &request);
    assert_eq!(found.len(), 1, "{found:?}");
    found.pop().map(|one| (one.pointer, one.problem)).unwrap_or_else(|| unreachable!())
}

fn at(pointer: &str, problem: Problem) -> (String, Problem) {
    (pointer.to_owned(), problem)
}

#[test]
fn a_good_request_passes() {
    assert_eq!(validate("sagemaker", "createTrainingJob", &training()), []);
    assert_eq!(validate("sagemaker", "CreateTrainingJob", &training()), []);
}

#[test]
fn run_time_values_fit_everywhere() {
    let request = json!({
        "TrainingJobName": "{% 'x' & $name %}",
        "RoleArn": "{% $role %}",
        "AlgorithmSpecification": "{% $algorithm %}",
        "OutputDataConfig": { "S3OutputPath": "{% $path %}" },
        "ResourceConfig": { "InstanceType": "{% $type %}", "InstanceCount": "{% $count %}", "VolumeSizeInGB": 1 },
        "StoppingCondition": "{% $stop %}",
        "EnableManagedSpotTraining": "{% $spot %}"
    });
    assert_eq!(validate("sagemaker", "createTrainingJob", &request), []);
}

#[test]
fn an_unknown_member_comes_with_the_known_ones() {
    let (pointer, problem) = found(|request| request["ResourceConfig"]["InstanceTyp"] = json!("ml.m5.xlarge"));
    assert_eq!(pointer, "/ResourceConfig");
    assert!(matches!(&problem, Problem::UnknownMember { member, known }
        if member == "InstanceTyp" && known.first() == Some(&"InstanceType")));
    assert_eq!(problem.to_string(), "there is no field `InstanceTyp` here");
}

#[test]
fn missing_members_are_one_finding() {
    let (pointer, problem) = found(|request| request["InputDataConfig"][0] = json!({}));
    assert_eq!(pointer, "/InputDataConfig/0");
    assert_eq!(problem, Problem::MissingMember { members: vec!["ChannelName", "DataSource"] });
    assert_eq!(problem.to_string(), "`ChannelName` and `DataSource` are missing");
}

#[test]
fn a_wrong_type_is_found() {
    assert_eq!(
        found(|request| request["HyperParameters"]["num_round"] = json!(400)),
        at("/HyperParameters/num_round", Problem::WrongType { expected: Kind::String })
    );
    assert_eq!(
        found(|request| request["ResourceConfig"]["InstanceCount"] = json!(1.5)),
        at("/ResourceConfig/InstanceCount", Problem::WrongType { expected: Kind::Integer })
    );
    assert_eq!(found(|request| request["Tags"] = json!({})), at("/Tags", Problem::WrongType { expected: Kind::List }));
    assert_eq!(
        found(|request| request["EnableNetworkIsolation"] = json!("yes")),
        at("/EnableNetworkIsolation", Problem::WrongType { expected: Kind::Boolean })
    );
}

#[test]
fn lengths_are_counted_in_characters() {
    assert_eq!(
        found(|request| request["TrainingJobName"] = json!("x".repeat(64))),
        at("/TrainingJobName", Problem::TooLong { length: 64, limit: 63 })
    );
    assert_eq!(
        found(|request| request["RoleArn"] = json!("arn")),
        at("/RoleArn", Problem::TooShort { length: 3, limit: 20 })
    );
    assert_eq!(
        found(|request| request["Environment"]["STAGE"] = json!("ü".repeat(513))),
        at("/Environment/STAGE", Problem::TooLong { length: 513, limit: 512 })
    );
}

#[test]
fn numbers_have_bounds() {
    assert_eq!(
        found(|request| request["StoppingCondition"]["MaxRuntimeInSeconds"] = json!(0)),
        at("/StoppingCondition/MaxRuntimeInSeconds", Problem::TooSmall { value: 0.0, limit: 1.0 })
    );
    assert_eq!(
        found(|request| request["ResourceConfig"]["KeepAlivePeriodInSeconds"] = json!(90_000)),
        at("/ResourceConfig/KeepAlivePeriodInSeconds", Problem::TooLarge { value: 90_000.0, limit: 21_600.0 })
    );
}

#[test]
fn lists_and_maps_have_sizes() {
    assert_eq!(
        found(|request| request["InputDataConfig"] = json!([])),
        at("/InputDataConfig", Problem::TooFew { count: 0, limit: 1 })
    );
    let many: serde_json::Map<_, _> = (0..101).map(|index| (format!("p{index}"), json!("1"))).collect();
    assert_eq!(
        found(|request| request["HyperParameters"] = Value::Object(many)),
        at("/HyperParameters", Problem::TooMany { count: 101, limit: 100 })
    );
}

#[test]
fn listed_values_are_checked() {
    let (pointer, problem) = found(|request| request["ResourceConfig"]["InstanceType"] = json!("ml.m5.xxlarge"));
    assert_eq!(pointer, "/ResourceConfig/InstanceType");
    assert!(matches!(&problem, Problem::NotInEnum { value, allowed }
        if value == "ml.m5.xxlarge" && allowed.contains(&"ml.m5.xlarge")));
    assert_eq!(
        found(|request| request["AlgorithmSpecification"]["TrainingInputMode"] = json!("Files")).1.to_string(),
        "`Files` is none of `Pipe`, `File` or `FastFile`"
    );
}

#[test]
fn patterns_hold_for_the_whole_text_and_for_keys() {
    let (pointer, problem) = found(|request| request["TrainingJobName"] = json!("payroll_fraud"));
    assert_eq!(pointer, "/TrainingJobName");
    assert!(matches!(problem, Problem::BadPattern { value, .. } if value == "payroll_fraud"));
    let (pointer, problem) = found(|request| request["Environment"] = json!({ "a/b": "x" }));
    assert_eq!(pointer, "/Environment/a~1b");
    assert!(matches!(problem, Problem::BadPattern { .. }));
}

#[test]
fn a_union_has_exactly_one_member() {
    let request = |data: Value| {
        json!({
            "AutoMLJobName": "fraud",
            "AutoMLJobInputDataConfig": [{ "DataSource": { "S3DataSource": { "S3DataType": "S3Prefix", "S3Uri": "s3://b/" } } }],
            "OutputDataConfig": { "S3OutputPath": "s3://b/" },
            "AutoMLProblemTypeConfig": data,
            "RoleArn": "{% $role %}"
        })
    };
    let good = request(json!({ "TabularJobConfig": { "TargetAttributeName": "fraud" } }));
    assert_eq!(validate("sagemaker", "createAutoMLJobV2", &good), []);
    let bad = validate("sagemaker", "createAutoMLJobV2", &request(json!({})));
    assert!(matches!(bad.as_slice(), [Violation { pointer, problem: Problem::UnionNotOne { members } }]
        if pointer == "/AutoMLProblemTypeConfig" && members.contains(&"TabularJobConfig")));
}

#[test]
fn managed_spot_needs_a_wait_no_shorter_than_the_run() {
    let spot = |request: &mut Value| request["EnableManagedSpotTraining"] = json!(true);
    assert_eq!(found(spot), at("/StoppingCondition", Problem::MissingMember { members: vec!["MaxWaitTimeInSeconds"] }));
    assert_eq!(
        found(|request| {
            spot(request);
            request["StoppingCondition"]["MaxWaitTimeInSeconds"] = json!(14_000);
        }),
        at("/StoppingCondition/MaxWaitTimeInSeconds", Problem::TooSmall { value: 14_000.0, limit: 14_400.0 })
    );
}

#[test]
fn rules_beyond_the_model_are_checked() {
    assert!(matches!(found(|request| request["AlgorithmSpecification"]["AlgorithmName"] = json!("mine")),
        (pointer, Problem::UnionNotOne { .. }) if pointer == "/AlgorithmSpecification"));
    let none = validate("sagemaker", "createModel", &json!({ "ModelName": "m" }));
    assert!(matches!(none.as_slice(), [Violation { problem: Problem::UnionNotOne { .. }, .. }]));
    let variant = |variant: Value| {
        let request = json!({ "EndpointConfigName": "c", "ProductionVariants": [variant] });
        validate("sagemaker", "createEndpointConfig", &request)
    };
    let serverless = json!({ "VariantName": "all", "ModelName": "m", "ServerlessConfig": { "MemorySizeInMB": 2048, "MaxConcurrency": 5 } });
    assert_eq!(variant(serverless.clone()), []);
    let mut odd = serverless.clone();
    odd["ServerlessConfig"]["MemorySizeInMB"] = json!(1500);
    assert!(matches!(variant(odd).as_slice(), [Violation { problem: Problem::NotInEnum { .. }, .. }]));
    let mut both = serverless;
    both["InstanceType"] = json!("ml.m5.large");
    assert!(matches!(variant(both).as_slice(), [Violation { pointer, problem: Problem::UnionNotOne { .. } }]
        if pointer == "/ProductionVariants/0"));
}

#[test]
fn members_that_step_functions_encodes_take_any_json() {
    let request = json!({ "TopicArn": "{% $topic %}", "Message": { "Question": "go?", "Token": "{% $token %}" } });
    assert_eq!(validate("sns", "publish", &request), []);
    let request = json!({ "Entries": [{ "Detail": { "a": 1 }, "DetailType": "done", "Source": "ml" }] });
    assert_eq!(validate("events", "putEvents", &request), []);
    assert!(validate("sns", "publish", &json!({ "TopicArn": 1 })).len() == 2);
}

#[test]
fn every_service_spells_members_with_a_capital() {
    assert!(members("sfn", "startExecution", "").iter().any(|member| member.name == "StateMachineArn"));
    assert!(operation("states", "startExecution").is_some());
    assert!(operation("sagemaker", "createEverything").is_none());
    assert!(operation("nothing", "createTrainingJob").is_none());
    assert!(is_service_known("scheduler") && !is_service_known("nothing"));
}

#[test]
fn types_are_found_by_pointer() {
    let kind = |pointer: &str| shape_at("sagemaker", "createTrainingJob", pointer).map(|shape| shape.kind);
    assert_eq!(kind(""), Some(Kind::Structure));
    assert_eq!(kind("/InputDataConfig"), Some(Kind::List));
    assert_eq!(kind("/InputDataConfig/0/DataSource/S3DataSource/S3Uri"), Some(Kind::String));
    assert_eq!(kind("/HyperParameters/num_round"), Some(Kind::String));
    assert_eq!(kind("/Nothing"), None);
    let answer = response_at("sagemaker", "describeTrainingJob", "/ModelArtifacts/S3ModelArtifacts");
    assert_eq!(answer.map(|shape| shape.name), Some("S3Uri"));
    let required: Vec<_> = members("sagemaker", "createModel", "").into_iter().filter(|one| one.required).collect();
    assert_eq!(required.first().map(|one| one.name), Some("ModelName"));
}

#[test]
fn keys_are_put_in_the_order_of_the_model() {
    let mut request = json!({
        "Extra": 1,
        "RoleArn": "r",
        "HyperParameters": { "z": "1", "a": "2" },
        "InputDataConfig": [{ "DataSource": {}, "ChannelName": "train" }],
        "TrainingJobName": "n"
    });
    order("sagemaker", "createTrainingJob", &mut request);
    assert_eq!(
        request.to_string(),
        r#"{"TrainingJobName":"n","HyperParameters":{"z":"1","a":"2"},"RoleArn":"r","InputDataConfig":[{"ChannelName":"train","DataSource":{}}],"Extra":1}"#
    );
}

#[test]
fn the_limits_are_those_of_the_model() {
    use super::super::limits;
    let max = |action: &str, pointer: &str| shape_at("sagemaker", action, pointer).and_then(|shape| shape.max);
    let key = |pointer: &str| shape_at("sagemaker", "createTrainingJob", pointer).and_then(Shape::key);
    let tuning = "createHyperParameterTuningJob";
    let rows: &[(&str, &str, usize)] = &[
        ("createTrainingJob", "/TrainingJobName", limits::JOB_NAME),
        ("createProcessingJob", "/ProcessingJobName", limits::JOB_NAME),
        (tuning, "/HyperParameterTuningJobName", limits::TUNING_JOB_NAME),
        ("createAutoMLJobV2", "/AutoMLJobName", limits::TUNING_JOB_NAME),
        ("createTrainingJob", "/Environment", limits::ENVIRONMENT_ENTRIES),
        ("createTrainingJob", "/Environment/X", limits::TRAINING_ENVIRONMENT_VALUE),
        ("createProcessingJob", "/Environment/X", limits::PROCESSING_ENVIRONMENT_VALUE),
        ("createTrainingJob", "/HyperParameters", limits::HYPERPARAMETERS),
        ("createTrainingJob", "/HyperParameters/x", limits::HYPERPARAMETER_VALUE),
        ("createTrainingJob", "/InputDataConfig", limits::CHANNELS),
        ("createTrainingJob", "/InputDataConfig/0/DataSource/S3DataSource/AttributeNames", limits::MANIFEST_ATTRIBUTES),
        ("createTrainingJob", "/AlgorithmSpecification/MetricDefinitions", limits::METRIC_DEFINITIONS),
        ("createFeatureGroup", "/FeatureGroupName", limits::FEATURE_NAME),
        ("createFeatureGroup", "/FeatureDefinitions/0/FeatureName", limits::FEATURE_NAME),
        ("createProcessingJob", "/ProcessingInputs", limits::PROCESSING_INPUTS),
        ("createProcessingJob", "/ProcessingOutputConfig/Outputs", limits::PROCESSING_OUTPUTS),
        ("createTrainingJob", "/Tags", limits::TAGS),
        ("createTrainingJob", "/Tags/0/Key", limits::TAG_KEY),
        ("createTrainingJob", "/Tags/0/Value", limits::TAG_VALUE),
        ("createTrainingJob", "/AlgorithmSpecification/MetricDefinitions/0/Regex", limits::METRIC_PATTERN),
        ("createProcessingJob", "/AppSpecification/ContainerArguments/0", limits::ARGUMENT),
        (
            "createEndpointConfig",
            "/AsyncInferenceConfig/ClientConfig/MaxConcurrentInvocationsPerInstance",
            limits::ASYNC_CONCURRENCY,
        ),
        ("createEndpointConfig", "/ProductionVariants", limits::VARIANTS),
        ("createModel", "/Containers", limits::CONTAINERS),
        ("createEndpoint", "/DeploymentConfig/AutoRollbackConfiguration/Alarms", limits::ROLLBACK_ALARMS),
        (
            "createEndpointConfig",
            "/ProductionVariants/0/ServerlessConfig/MaxConcurrency",
            limits::SERVERLESS_CONCURRENCY,
        ),
    ];
    for &(action, pointer, limit) in rows {
        #[expect(clippy::cast_precision_loss, reason = "limits are small")]
        let limit = limit as f64;
        assert_eq!(max(action, pointer), Some(limit), "{action} {pointer}");
    }
    assert_eq!(key("/HyperParameters").and_then(|shape| shape.max), Some(256.0));
    let cluster = "/ProcessingResources/ClusterConfig/InstanceCount";
    let wait = "/DeploymentConfig/BlueGreenUpdatePolicy/TrafficRoutingConfiguration/WaitIntervalInSeconds";
    let whole = "/DeploymentConfig/BlueGreenUpdatePolicy/MaximumExecutionTimeoutInSeconds";
    let monitoring = "/MonitoringScheduleConfig/MonitoringJobDefinition/StoppingCondition/MaxRuntimeInSeconds";
    let numbers = [
        ("createProcessingJob", cluster, 100.0),
        ("createProcessingJob", "/StoppingCondition/MaxRuntimeInSeconds", 777_600.0),
        ("createMonitoringSchedule", monitoring, 86_400.0),
        ("createEndpoint", wait, 3_600.0),
        ("createEndpoint", whole, 28_800.0),
        ("createTrainingJob", "/ResourceConfig/KeepAlivePeriodInSeconds", 21_600.0),
    ];
    for (action, pointer, limit) in numbers {
        assert_eq!(max(action, pointer), Some(limit), "{action} {pointer}");
    }
}

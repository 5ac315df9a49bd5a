//! What the `pipeline` block says once reaches every request that can take it.

use mlc_compiler::diag::Severity;
use serde_json::Value;

use crate::support::{cases, compiled_file};

const KEY: &str = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/// Action, and where its request holds the key, the network, the isolation, the encryption and the tags; empty where the
/// API has no such member.
type Row = (&'static str, &'static [&'static str], &'static str, &'static str, &'static str, &'static str);

const ROWS: &[Row] = &[
    (
        "CreateProcessingJob",
        &["/ProcessingResources/ClusterConfig/VolumeKmsKeyId", "/ProcessingOutputConfig/KmsKeyId"],
        "/NetworkConfig/VpcConfig",
        "/NetworkConfig/EnableNetworkIsolation",
        "/NetworkConfig/EnableInterContainerTrafficEncryption",
        "/Tags",
    ),
    (
        "CreateTrainingJob",
        &["/ResourceConfig/VolumeKmsKeyId", "/OutputDataConfig/KmsKeyId"],
        "/VpcConfig",
        "/EnableNetworkIsolation",
        "/EnableInterContainerTrafficEncryption",
        "/Tags",
    ),
    (
        "CreateHyperParameterTuningJob",
        &["/TrainingJobDefinition/ResourceConfig/VolumeKmsKeyId", "/TrainingJobDefinition/OutputDataConfig/KmsKeyId"],
        "/TrainingJobDefinition/VpcConfig",
        "/TrainingJobDefinition/EnableNetworkIsolation",
        "/TrainingJobDefinition/EnableInterContainerTrafficEncryption",
        "/Tags",
    ),
    (
        "CreateAutoMLJobV2",
        &["/SecurityConfig/VolumeKmsKeyId", "/OutputDataConfig/KmsKeyId"],
        "/SecurityConfig/VpcConfig",
        "",
        "/SecurityConfig/EnableInterContainerTrafficEncryption",
        "/Tags",
    ),
    ("CreateModel", &[], "/VpcConfig", "/EnableNetworkIsolation", "", "/Tags"),
    ("CreateTransformJob", &["/TransformOutput/KmsKeyId", "/TransformResources/VolumeKmsKeyId"], "", "", "", "/Tags"),
    ("CreateEndpointConfig", &["/KmsKeyId", "/DataCaptureConfig/KmsKeyId"], "", "", "", "/Tags"),
    ("CreateEndpoint", &[], "", "", "", "/Tags"),
    (
        "CreateDataQualityJobDefinition",
        &["/JobResources/ClusterConfig/VolumeKmsKeyId", "/DataQualityJobOutputConfig/KmsKeyId"],
        "/NetworkConfig/VpcConfig",
        "/NetworkConfig/EnableNetworkIsolation",
        "/NetworkConfig/EnableInterContainerTrafficEncryption",
        "/Tags",
    ),
    ("CreateMonitoringSchedule", &[], "", "", "", "/Tags"),
];

#[test]
fn what_the_pipeline_says_reaches_every_request() {
    let all = cases("programs");
    let (path, text) = all.iter().find(|(path, _)| path.ends_with("ok-defaults-everywhere.mlflow")).unwrap();
    let built = compiled_file(path, text);
    assert!(built.diagnostics.iter().all(|found| found.severity != Severity::Error));
    let mut seen = Vec::new();
    let mut faults = Vec::new();
    for artifact in built.artifacts.iter().filter(|artifact| artifact.path.contains("/jobs/")) {
        let action = artifact.path.trim_end_matches(".json").rsplit('.').next().unwrap();
        let Some((action, keys, network, isolated, encrypted, tags)) = ROWS.iter().find(|row| row.0 == action) else {
            assert!(!action.starts_with("Create"), "{action} has no row");
            continue;
        };
        seen.push(*action);
        let request: Value = serde_json::from_str(&artifact.text).unwrap();
        let mut want = |pointer: &str, fits: &dyn Fn(&Value) -> bool| {
            if !pointer.is_empty() && !request.pointer(pointer).is_some_and(fits) {
                faults.push(format!("{}: {pointer}", artifact.path));
            }
        };
        keys.iter().for_each(|pointer| want(pointer, &|value| value == KEY));
        want(network, &|value| value["Subnets"][0] == "subnet-0a1b2c3d");
        want(isolated, &|value| value == true);
        want(encrypted, &|value| value == true);
        want(tags, &|value| value[0]["Key"] == "team");
    }
    assert!(faults.is_empty(), "missing: {faults:#?}");
    let unseen: Vec<&str> = ROWS.iter().map(|row| row.0).filter(|action| !seen.contains(action)).collect();
    assert!(unseen.is_empty(), "the program makes no {unseen:?}");
}

//! Algorithms that JumpStart hosts: a script of AWS on the image of a framework.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use super::algorithms;
use super::images::{self, Scope};

const BUCKETS: &str = include_str!("../../../data/jumpstart.json");

/// How a hosted algorithm runs.
#[derive(Debug, Deserialize)]
pub struct Hosted {
    /// Framework of its images.
    #[serde(borrow)]
    pub framework: &'static str,
    /// File that the script's archive is started with.
    #[serde(borrow)]
    pub program: &'static str,
    /// What is known of JumpStart's versions of it; a version that is missing is not refused, it has to be spelled out.
    #[serde(borrow)]
    pub releases: IndexMap<&'static str, Release>,
}

/// One version of a hosted algorithm.
#[derive(Debug, Deserialize)]
pub struct Release {
    /// What its script is for: `classification`.
    #[serde(borrow)]
    pub task: &'static str,
    /// Version of the image that trains.
    #[serde(borrow)]
    pub training: &'static str,
    /// Version of the image that serves.
    #[serde(borrow)]
    pub serving: &'static str,
    /// Key of the script's archive in JumpStart's bucket.
    #[serde(borrow)]
    pub script: &'static str,
    /// Key of the artifact that the channel `model` brings.
    #[serde(borrow)]
    pub model: &'static str,
    /// Environment of the container that serves.
    #[serde(borrow)]
    pub environment: IndexMap<&'static str, &'static str>,
}

/// The channel that brings the script.
pub const CODE_CHANNEL: &str = "code";

/// The channel that brings the artifact, and its content type.
pub const MODEL_CHANNEL: (&str, &str) = ("model", "application/x-sagemaker-model");

/// Where the script's archive lies in the container. Source: the descriptions that `algorithms.json` names.
pub const SUBMIT_DIRECTORY: &str = "/opt/ml/input/data/code/sourcedir.tar.gz";

/// The image table's framework and version behind what the user wrote: a framework stands for itself, a hosted algorithm
/// for the image that its release runs on, or for the `pytorch` that is given with a script. None where nothing tells it.
pub fn image<'a>(
    name: &'a str,
    version: Option<&'a str>,
    framework_version: Option<&'a str>,
    scope: Scope,
) -> Option<(&'a str, Option<&'a str>)> {
    let Some(hosted) = find(name) else { return Some((name, version)) };
    let version = match (version, scope) {
        (None, Scope::Training) => framework_version?,
        (version, Scope::Training) => hosted.releases.get(version?)?.training,
        (version, _) => hosted.releases.get(version?)?.serving,
    };
    Some((hosted.framework, Some(version)))
}

/// How the algorithm called `name` is hosted; none for one with an image of its own.
pub fn find(name: &str) -> Option<&'static Hosted> {
    algorithms::find(name)?.hosted.as_ref()
}

/// Versions that can be written behind an algorithm's name.
pub fn versions(algorithm: &'static algorithms::Algorithm) -> Vec<&'static str> {
    match &algorithm.hosted {
        Some(hosted) => hosted.releases.keys().copied().collect(),
        None => images::versions(algorithm.framework, Scope::Training),
    }
}

#[derive(Default, Deserialize)]
struct Table {
    #[serde(borrow)]
    buckets: IndexMap<&'static str, &'static str>,
}

/// JumpStart's bucket in a Region; none where JumpStart is not.
pub fn bucket(region: &str) -> Option<&'static str> {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| serde_json::from_str(BUCKETS).unwrap_or_default()).buckets.get(region).copied()
}

#[cfg(test)]
mod tests {
    use super::super::images::{Request, resolve};
    use super::super::regions;
    use super::*;

    #[test]
    fn every_release_is_whole() {
        let mut seen = 0;
        for algorithm in algorithms::all() {
            let Some(hosted) = &algorithm.hosted else {
                assert!(algorithm.patterns.is_empty(), "{}", algorithm.keyword);
                continue;
            };
            seen += 1;
            assert_eq!(algorithm.keyword, algorithm.framework);
            assert!(algorithm.channel(MODEL_CHANNEL.0).is_none() && algorithm.channel(CODE_CHANNEL).is_none());
            let names: Vec<&str> = algorithm.patterns.keys().copied().collect();
            assert_eq!(names, algorithm.metrics, "{}", algorithm.keyword);
            for (version, release) in &hosted.releases {
                for scope in [Scope::Training, Scope::Inference] {
                    let (framework, version) = image(algorithm.keyword, Some(version), None, scope).unwrap();
                    let machine = Some("ml.m5.large");
                    let region = "eu-west-1";
                    let request = Request {
                        framework,
                        region,
                        version,
                        scope: Some(scope),
                        instance: machine,
                        ..Default::default()
                    };
                    assert!(resolve(&request).is_ok(), "{} {version:?} {scope:?}", algorithm.keyword);
                }
                assert!(release.script.ends_with("/sourcedir.tar.gz") && release.model.ends_with(".tar.gz"));
            }
        }
        assert_eq!(seen, 3);
    }

    #[test]
    fn an_image_is_told_by_a_release_or_by_the_user() {
        assert_eq!(image("lightgbm", Some("2.1.6"), None, Scope::Training), Some(("pytorch", Some("1.9.0"))));
        assert_eq!(image("lightgbm", Some("2.1.6"), None, Scope::Inference), Some(("pytorch", Some("2.0.1"))));
        assert_eq!(image("tabtransformer", None, Some("1.9.0"), Scope::Training), Some(("pytorch", Some("1.9.0"))));
        assert_eq!(image("tabtransformer", None, Some("1.9.0"), Scope::Inference), None);
        assert_eq!(image("lightgbm", Some("9.9.9"), None, Scope::Training), None);
        assert_eq!(image("xgboost", Some("1.7-1"), None, Scope::Training), Some(("xgboost", Some("1.7-1"))));
    }

    #[test]
    fn buckets_are_those_of_the_regions() {
        assert_eq!(bucket("eu-west-1"), Some("jumpstart-cache-prod-eu-west-1"));
        assert_eq!(bucket("us-iso-west-1"), None);
        // So a Region that has the image needs no other check.
        for region in regions::all() {
            let request = Request {
                framework: "pytorch",
                region: region.name,
                version: Some("1.9.0"),
                scope: Some(Scope::Training),
                instance: Some("ml.m5.large"),
                ..Default::default()
            };
            assert!(resolve(&request).is_err() || bucket(region.name).is_some(), "{}", region.name);
        }
    }
}

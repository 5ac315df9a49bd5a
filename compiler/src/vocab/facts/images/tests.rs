//! Addresses against the SDK's own answers, and every reason for having none.

use super::*;

const ADDRESSES: &str = include_str!("../../../../tests/data/image-addresses.tsv");

fn cell(text: &'static str) -> Option<&'static str> {
    Some(text).filter(|text| *text != "-")
}

fn scope(name: &'static str) -> Scope {
    match name {
        "training" => Scope::Training,
        "inference" => Scope::Inference,
        "inference_graviton" => Scope::InferenceGraviton,
        "processing" => Scope::Processing,
        "monitoring" => Scope::Monitoring,
        other => Scope::Other(other),
    }
}

#[test]
fn every_address_is_the_one_that_the_sdk_gives() {
    let mut rows = 0;
    let mut wrong = Vec::new();
    for line in ADDRESSES.lines().skip(2) {
        let cells: Vec<_> = line.split('\t').collect();
        let [framework, region, version, asked, instance, python, base, address] = cells.as_slice() else {
            wrong.push(format!("not a row: {line}"));
            continue;
        };
        let request = Request {
            framework,
            region,
            version: cell(version),
            scope: cell(asked).map(scope),
            instance: cell(instance),
            python: cell(python),
            base: cell(base),
        };
        rows += 1;
        match resolve(&request) {
            Ok(image) if image.uri == *address => {}
            other => wrong.push(format!("{line}\n  {:?}", other.map(|image| image.uri))),
        }
    }
    assert!(wrong.is_empty(), "{} of {rows}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(rows > 200);
}

fn pytorch() -> Request<'static> {
    Request {
        framework: "pytorch",
        region: "us-east-1",
        version: Some("2.3"),
        scope: Some(Scope::Training),
        instance: Some("ml.m5.xlarge"),
        ..Request::default()
    }
}

#[test]
fn an_unknown_framework_lists_all() {
    let error = resolve(&Request { framework: "pytorhc", ..pytorch() }).err();
    assert!(matches!(error, Some(ImageError::UnknownFramework { known }) if known.contains(&"pytorch")));
}

#[test]
fn a_version_is_never_guessed() {
    let error = resolve(&Request { version: None, ..pytorch() }).err();
    assert!(matches!(error, Some(ImageError::NeedsVersion { known }) if known.contains(&"2.3")));
    let error = resolve(&Request { version: Some("9.9"), ..pytorch() }).err();
    assert!(matches!(error, Some(ImageError::UnknownVersion { known }) if known.contains(&"2.3.0")));
    let error = resolve(&Request { framework: "kmeans", version: Some("2"), ..pytorch() }).err();
    assert_eq!(error, Some(ImageError::UnknownVersion { known: vec!["1"] }));
}

#[test]
fn an_unknown_region_lists_those_that_have_it() {
    let error = resolve(&Request { region: "eu-west-9", ..pytorch() }).err();
    assert!(matches!(error, Some(ImageError::UnknownRegion { known }) if known.contains(&"eu-west-1")));
}

#[test]
fn several_python_versions_need_a_choice() {
    let spark = Request { framework: "mxnet", version: Some("1.4.1"), instance: Some("ml.m5.xlarge"), ..pytorch() };
    assert_eq!(resolve(&spark).err(), Some(ImageError::NeedsPython { known: vec!["py2", "py3"] }));
    let error = resolve(&Request { python: Some("py27"), ..pytorch() }).err();
    assert_eq!(error, Some(ImageError::UnknownPython { known: vec!["py311"] }));
    assert_eq!(resolve(&pytorch()).map(|image| image.tag), Ok("2.3-cpu-py311".to_owned()));
}

#[test]
fn the_processor_must_be_offered() {
    let error =
        resolve(&Request { framework: "sklearn", version: Some("1.2-1"), instance: Some("ml.g5.xlarge"), ..pytorch() });
    assert_eq!(error.err(), Some(ImageError::WrongProcessor { wanted: "gpu", offered: vec!["cpu"] }));
    let error = resolve(&Request { instance: None, ..pytorch() }).err();
    assert_eq!(error, Some(ImageError::NeedsInstance { offered: vec!["cpu", "gpu"] }));
    let error = resolve(&Request { instance: Some("ml.c6g.large"), ..pytorch() }).err();
    assert!(matches!(error, Some(ImageError::WrongProcessor { wanted: "graviton", .. })));
}

#[test]
fn the_scope_must_be_offered() {
    let error = resolve(&Request { framework: "clarify", version: Some("1.0"), ..pytorch() }).err();
    assert_eq!(error, Some(ImageError::WrongScope { offered: vec!["processing"] }));
    let error = resolve(&Request { scope: None, ..pytorch() }).err();
    assert!(matches!(error, Some(ImageError::WrongScope { offered }) if offered.contains(&"training")));
}

#[test]
fn script_processing_runs_in_the_training_image() {
    let processing = resolve(&Request { scope: Some(Scope::Processing), ..pytorch() });
    assert_eq!(processing, resolve(&pytorch()));
}

#[test]
fn versions_are_listed_full_first() {
    let all = versions("pytorch", Scope::Training);
    let place = |version| all.iter().position(|one| *one == version);
    assert!(place("2.3.0").is_some() && place("2.3.0") < place("2.3"));
    assert_eq!(versions("kmeans", Scope::Training), ["1"]);
    assert!(versions("nothing", Scope::Training).is_empty());
}

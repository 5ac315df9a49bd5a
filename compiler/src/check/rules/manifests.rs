//! Augmented manifests: files of JSON lines that name objects and their labels.
//!
//! Sources: SageMaker developer guide, "Augmented manifest files for training jobs" and the pages of the four built-in
//! algorithms that read them; API reference, `S3DataSource` (2026-11).

use super::algorithms::built_in;
use super::fields::at;
use crate::check::program::{Block, Program};
use crate::check::scope::list;
use crate::check::value::{Value, ValueKind};
use crate::diag::{Sink, codes};
use crate::vocab::facts::limits;

/// Built-in algorithms that read an augmented manifest.
const READERS: &[&str] = &["image_classification", "object_detection", "semantic_segmentation", "blazingtext"];

/// Fields of other stages that cannot take one.
const OTHERS: &[(&str, &str)] = &[("transform", "data"), ("automl", "channels"), ("monitor", "baseline")];

/// Judges what datasets say of themselves, and who reads them.
pub fn check(program: &Program, sink: &mut Sink) {
    program.datasets.values().for_each(|block| declared(block, sink));
    for block in super::training(program) {
        let Some(algorithm) = built_in(block).filter(|algorithm| !READERS.contains(&algorithm.keyword)) else {
            continue;
        };
        for (.., data) in block.get("channels").into_iter().flat_map(Value::entries) {
            unreadable(program, data, algorithm.keyword, sink);
        }
    }
    for (kind, field) in OTHERS {
        for block in super::stages(program, kind) {
            let Some(value) = block.get(field) else { continue };
            match value.kind {
                ValueKind::Record(_) => value.entries().for_each(|(.., data)| unreadable(program, data, kind, sink)),
                _ => unreadable(program, value, kind, sink),
            }
        }
    }
}

/// Whether a value is an augmented manifest.
pub fn is_augmented(program: &Program, data: &Value) -> bool {
    match &data.kind {
        ValueKind::Dataset(name, _) => {
            program.datasets.get(name).is_some_and(|block| block.get("attributes").is_some())
        }
        ValueKind::Output(stage, ..) => program.stages.get(stage).is_some_and(|block| block.kind.keyword == "label"),
        _ => false,
    }
}

fn declared(block: &Block, sink: &mut Sink) {
    let Some(attributes) = block.get("attributes") else { return };
    let count = match &attributes.kind {
        ValueKind::List(items) => items.len(),
        _ => return,
    };
    if count == 0 {
        let title = "`attributes` is empty, so nothing of a line would be read".into();
        sink.push(at(codes::MISSING_FIELDS, attributes.blame(), title, "at least one attribute expected"));
    }
    if count > limits::MANIFEST_ATTRIBUTES {
        let title = format!("{count} attributes, and {} are allowed", limits::MANIFEST_ATTRIBUTES);
        sink.push(
            at(codes::TOO_MANY, attributes.blame(), title, "too many")
                .note("`AttributeNames` of the SageMaker API model (botocore 1.44.5, 2026-11)"),
        );
    }
    if block.flag("manifest") == Some(true) {
        let title = "`manifest` is for a list of objects, and `attributes` for an augmented manifest".into();
        sink.push(
            at(codes::EXCLUSIVE_FIELDS, attributes.blame(), title, "either this")
                .also(block.place("manifest"), "or this")
                .help("remove `manifest` where each line of the file is a JSON object"),
        );
    }
}

fn unreadable(program: &Program, data: &Value, reader: &str, sink: &mut Sink) {
    if !is_augmented(program, data) {
        return;
    }
    let title = format!("`{reader}` cannot read an augmented manifest");
    sink.push(at(codes::WRONG_FORMAT, data.blame(), title, "a file of JSON lines that name objects").help(format!(
        "your own script and {} can; a `process` stage can turn it into other data",
        list(READERS.iter().copied())
    )));
}

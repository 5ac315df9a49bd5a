//! Inputs that can change while the request stays the same: data and scripts on S3.
//!
//! What a job of the pipeline has written lies below the job's name, so the place of the result is its version, and needs
//! no look. Everything else is listed: names and entity tags of its objects are its version.

use super::key::is_same;
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::{Action, Stage, Value};
use crate::lower::context::Context;

/// Members of requests that say where results go.
const RESULTS: &[&str] = &[
    "CheckpointConfig",
    "DebugHookConfig",
    "OutputDataConfig",
    "ProcessingOutputConfig",
    "ProfilerConfig",
    "TensorBoardOutputConfig",
    "Tags",
    "TransformOutput",
];
/// Members that are places of inputs, however they are computed.
const INPUTS: &[&str] = &["ModelDataUrl", "S3Uri"];
/// Members that tell what the input beside them is called.
const NAMES: &[&str] = &["ChannelName", "InputName"];
/// Kinds whose jobs write below their own name.
const FRESH: &[&str] = &["automl", "label", "process", "train", "transform", "tune"];

/// Something on S3 that is looked at.
pub(super) struct Place {
    /// What the stage calls it.
    pub name: String,
    bucket: Value,
    prefix: Value,
}

impl Place {
    /// The request that lists it. A script or manifest is the one object of its prefix.
    pub fn request(&self) -> Value {
        Value::object([("Bucket", Some(self.bucket.clone())), ("Prefix", Some(self.prefix.clone()))])
    }
}

/// The version that a list tells. Of more objects than one answer holds it tells nothing, so they count as changed. The
/// entity tag has one of two spellings in the answers of Step Functions.
pub(super) fn version() -> Value {
    Value::Jsonata(
        "$states.result.IsTruncated ? $uuid() : [$states.result.Contents.(Key & \" \" & ETag & Etag)]".into(),
    )
}

/// Every place that a stage reads from, once.
pub(super) fn of(cx: &Context, stage: &Stage) -> Vec<Place> {
    let mut found = Found { cx, places: Vec::new() };
    for step in &stage.steps {
        if let Action::Call(call) = &step.action {
            found.value(&call.request, "", "");
        }
    }
    found.places
}

struct Found<'c, 'p> {
    cx: &'c Context<'p>,
    places: Vec<Place>,
}

impl Found<'_, '_> {
    fn value(&mut self, value: &Value, member: &str, name: &str) {
        if INPUTS.contains(&member) || is_address(value) {
            return self.place(value, if name.is_empty() { member } else { name });
        }
        match value {
            Value::Object(entries) => {
                let own = entries.iter().find(|(member, _)| NAMES.contains(&member.as_str()));
                let own = own.and_then(|(_, value)| match value {
                    Value::Json(name) => name.as_str(),
                    _ => None,
                });
                for (member, value) in entries.iter().filter(|(member, _)| !RESULTS.contains(&member.as_str())) {
                    self.value(value, member, own.unwrap_or(name));
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.value(item, member, name)),
            _ => {}
        }
    }

    fn place(&mut self, address: &Value, name: &str) {
        if !is_same(address) || self.is_fresh(address) {
            return;
        }
        let name = match name {
            "sagemaker_submit_directory" | "SAGEMAKER_SUBMIT_DIRECTORY" => "code",
            name => name,
        };
        let (bucket, prefix) = split(address);
        if !self.places.iter().any(|known| known.bucket == bucket && known.prefix == prefix) {
            self.places.push(Place { name: name.to_owned(), bucket, prefix });
        }
    }

    /// Whether the address is the result of a job that wrote below its own name.
    fn is_fresh(&self, address: &Value) -> bool {
        match address {
            Value::Path(base, _) => self.is_fresh(base),
            Value::Output(stage, _) => self.cx.program.stages.get(stage).is_some_and(|block| self.writes_fresh(block)),
            _ => false,
        }
    }

    fn writes_fresh(&self, block: &Block) -> bool {
        // One of several models that others have made.
        if let Some(candidates) = block.get("candidates") {
            return candidates.items().iter().all(|candidate| match &candidate.kind {
                ValueKind::Output(stage, ..) => {
                    self.cx.program.stages.get(stage).is_some_and(|block| self.writes_fresh(block))
                }
                _ => false,
            });
        }
        // `raw` may have sent the results elsewhere.
        FRESH.contains(&block.kind.keyword)
            && block.get("raw").map(Checked::entries).into_iter().flatten().next().is_none()
    }
}

/// Whether a text begins as an address on S3.
fn is_address(value: &Value) -> bool {
    match value {
        Value::Json(text) => text.as_str().is_some_and(|text| text.starts_with("s3://")),
        Value::Concat(parts) => parts.first().is_some_and(is_address),
        _ => false,
    }
}

/// Bucket and prefix of an address.
fn split(address: &Value) -> (Value, Value) {
    let parts = match address {
        Value::Concat(parts) => parts.clone(),
        other => vec![other.clone()],
    };
    if !is_address(address) {
        let behind = Value::Function("substringAfter", vec![address.clone(), Value::text("s3://")]);
        let cut = |function: &'static str| Value::Function(function, vec![behind.clone(), Value::text("/")]);
        return (cut("substringBefore"), cut("substringAfter"));
    }
    let (mut bucket, mut prefix, mut inside) = (Vec::new(), Vec::new(), true);
    for (index, part) in parts.into_iter().enumerate() {
        let text = match &part {
            Value::Json(text) if inside => text.as_str(),
            _ => None,
        };
        let Some(text) = text else {
            if inside {
                bucket.push(part)
            } else {
                prefix.push(part)
            }
            continue;
        };
        let text = if index == 0 { text.trim_start_matches("s3://") } else { text };
        match text.split_once('/') {
            Some((before, after)) => {
                bucket.push(Value::text(before));
                prefix.push(Value::text(after));
                inside = false;
            }
            None => bucket.push(Value::text(text)),
        }
    }
    (Value::concat(bucket), Value::concat(prefix))
}

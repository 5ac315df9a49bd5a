//! `model`: exactly one place where it is, and an image only for an archive.

use super::fields::{at, line, missing, stray, value};
use crate::check::program::{Block, Program};
use crate::check::value::{Part, Value, ValueKind};
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::kinds::model::PLACES;

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::stages(program, "model") {
        place(block, sink);
        match (block.get("artifact"), block.get("serving")) {
            (Some(_), None) => sink.push(
                missing(block, "serving", "to serve the archive")
                    .help("name its image: `serving = xgboost(\"1.7-1\")`"),
            ),
            (None, Some(_)) => {
                let title = "`serving` is for an `artifact`: any other model names its image itself".into();
                sink.push(stray(block, "serving", title));
            }
            _ => {}
        }
        if let Some(artifact) = block.get("artifact") {
            archive(artifact, sink);
        }
        if let Some(package) = block.get("package") {
            version(block, package, sink);
        }
    }
}

fn place(block: &Block, sink: &mut Sink) {
    let mut set = PLACES.iter().filter_map(|field| Some((*field, block.fields.get(*field)?)));
    let Some((first, found)) = set.next() else {
        let title = format!("`model` `{}` says of no model where it is", block.name.text);
        sink.push(
            at(codes::MISSING_FIELDS, block.header, title, "none of the fields that do is set")
                .help("set one of `artifact`, `approved`, `package` and `existing`"),
        );
        return;
    };
    for (field, other) in set {
        sink.push(
            Diagnostic::new(codes::EXCLUSIVE_FIELDS, other.name, format!("`{field}` stands beside `{first}`"))
                .label("a model is in one place")
                .also(found.name, "set here")
                .fix(format!("remove `{field}`"), line(block, field), "", Applicability::Maybe),
        );
    }
}

/// A service takes one archive, not a prefix.
fn archive(artifact: &Value, sink: &mut Sink) {
    let Some(ValueKind::Text(parts)) = artifact.get("uri").map(|uri| &uri.kind) else { return };
    let Some(Part::Plain(last)) = parts.last() else { return };
    if !last.ends_with(".tar.gz") {
        sink.push(
            at(codes::NOT_ALLOWED, artifact.blame(), "a model's archive ends in `.tar.gz`".into(), "no archive")
                .help("SageMaker unpacks one file: `s3(\"bucket/prefix/model.tar.gz\")`"),
        );
    }
}

fn version(block: &Block, package: &Value, sink: &mut Sink) {
    let Some(text) = package.text() else { return };
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    if matches!(parts.as_slice(), ["arn", _, "sagemaker", _, _, name] if name.starts_with("model-package/")) {
        return;
    }
    let title = format!("`{text}` is not the ARN of a version");
    sink.push(
        at(codes::BAD_NAME, value(block, "package"), title, "no `arn:aws:sagemaker:...:model-package/...`")
            .help("write the ARN that the registry shows; for the newest approved version of a group set `approved`"),
    );
}

//! Results that are used again: for how long, recorded where, and of what changes nothing would be seen.

use super::fields::{at, line, missing, value};
use super::words::with_origin;
use crate::check::program::{Block, Program};
use crate::check::value::{Value, ValueKind};
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::units::duration;

const SHORTEST: u64 = 60;
const LONGEST: u64 = 365 * 86_400;
/// Source: DynamoDB developer guide, "Naming rules" (2026-11).
const TABLE_NAME: std::ops::RangeInclusive<usize> = 3..=255;

pub fn check(program: &Program, sink: &mut Sink) {
    let cached: Vec<&Block> = program.stages.values().filter(|block| block.get("cache").is_some()).collect();
    table(&program.pipeline, &cached, sink);
    for block in cached {
        time(block, sink);
        effects(block, sink);
        images(block, sink);
        manifests(program, block, sink);
        secrets(block, sink);
    }
}

fn table(pipeline: &Block, cached: &[&Block], sink: &mut Sink) {
    let Some(name) = pipeline.get("cache_table") else {
        if let Some(first) = cached.first() {
            let because = format!("for the `cache` of `{}`", first.name.text);
            sink.push(missing(pipeline, "cache_table", &because).also(line(first, "cache"), "wanted here"));
        }
        return;
    };
    if cached.is_empty() {
        let title = "`cache_table` is never used: no stage has `cache`".to_owned();
        let place = line(pipeline, "cache_table");
        sink.push(at(codes::UNUSED, place, title, "never used").fix(
            "remove `cache_table`",
            place,
            "",
            Applicability::Maybe,
        ));
    }
    let Some(text) = name.text() else { return };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if !TABLE_NAME.contains(&text.chars().count()) || !text.chars().all(plain) {
        let title = format!("`{text}` cannot be the name of a table");
        let label = "3 to 255 letters, digits, `_`, `-` and `.`";
        sink.push(at(codes::BAD_NAME, name.blame(), title, label).note("source: DynamoDB developer guide (2026-11)"));
    }
}

fn time(block: &Block, sink: &mut Sink) {
    let Some(value) = block.get("cache") else { return };
    let Some(seconds) = value.seconds() else { return };
    if !(SHORTEST..=LONGEST).contains(&seconds) {
        let title = format!("`cache` is from 1min to 365d, not {}", duration(seconds));
        sink.push(with_origin(Diagnostic::new(codes::OUT_OF_RANGE, value.blame(), title).label("out of range"), value));
    }
}

/// What a script puts into a feature group is no result that a record could hold.
fn effects(block: &Block, sink: &mut Sink) {
    for (name, output) in &block.outputs {
        let Some(group) = &output.value else { continue };
        let title = format!("a run that is skipped writes no records to the feature group of `{name}`");
        sink.push(
            at(codes::EXCLUSIVE_FIELDS, line(block, "cache"), title, "either this")
                .also(group.blame(), "or this")
                .help("move what can be used again to a stage of its own"),
        );
    }
}

fn unseen(place: crate::base::Span, title: String, label: &str) -> Diagnostic {
    at(codes::UNSEEN_CHANGE, place, title, label)
}

/// An image whose address stays while what it names changes.
fn images(block: &Block, sink: &mut Sink) {
    for field in ["image", "algorithm"] {
        let Some(ValueKind::Call(form, arguments)) = block.get(field).map(|image| &image.kind) else { continue };
        let Some(address) = arguments.get("image").filter(|_| form == "container") else { continue };
        let Some(text) = address.text() else { continue };
        let name = text.rsplit('/').next().unwrap_or(&text);
        if !name.contains('@') && (name.ends_with(":latest") || !name.contains(':')) {
            let title = format!("a new image under `{name}` would not be seen, and old results used");
            sink.push(
                unseen(address.blame(), title, "may change while the address stays")
                    .also(line(block, "cache"), "used again here")
                    .help("name a version that is never pushed again, or the image's digest: `...@sha256:...`"),
            );
        }
    }
}

/// A manifest is looked at, what it lists is not.
fn manifests(program: &Program, block: &Block, sink: &mut Sink) {
    let several = ["inputs", "channels"].into_iter().filter_map(|field| block.get(field)).flat_map(Value::entries);
    for data in several.map(|(.., data)| data).chain(block.get("data")) {
        let ValueKind::Dataset(name, _) = &data.kind else { continue };
        let Some(dataset) = program.datasets.get(name) else { continue };
        if dataset.flag("manifest") != Some(true) && dataset.get("attributes").is_none() {
            continue;
        }
        let title = format!("changes of the objects that the manifest `{name}` lists are not seen");
        sink.push(
            unseen(data.blame(), title, "only the manifest itself is looked at")
                .also(value(block, "cache"), "used again for this long")
                .help("write new objects under new names, so that the manifest changes too"),
        );
    }
}

/// The request has a secret's name, the job its value.
fn secrets(block: &Block, sink: &mut Sink) {
    for (variable, _, secret) in block.get("environment").into_iter().flat_map(Value::entries) {
        if matches!(&secret.kind, ValueKind::Call(form, _) if form == "secret") {
            let title = format!("another value of the secret in `{variable}` would not be seen, and old results used");
            sink.push(
                unseen(secret.blame(), title, "only its name is looked at")
                    .also(line(block, "cache"), "used again here")
                    .help("where results depend on the value, name a new secret, or leave `cache` out"),
            );
        }
    }
}

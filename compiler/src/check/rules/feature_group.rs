//! What a feature group can be.
//!
//! Sources: documentation of `CreateFeatureGroup` and its stores in botocore 1.44.5 (2026-11). Numbers of entries are judged
//! with the request.

use super::fields::{at, line, value};
use super::looks;
use crate::base::Span;
use crate::check::program::{Block, Program};
use crate::check::scope::list;
use crate::check::value::{Value, ValueKind};
use crate::diag::{Diagnostic, Sink, codes};
use crate::vocab::facts::limits;

const SOURCE: &str = "source: documentation of CreateFeatureGroup, botocore 1.44.5 (2026-11)";

/// Names that the service gives to features of its own.
const RESERVED: &[&str] = &["is_deleted", "write_time", "api_invocation_time"];

/// Judges every `feature_group` stage.
pub fn check(program: &Program, sink: &mut Sink) {
    let mut seen: Vec<(String, Span)> = Vec::new();
    for block in super::stages(program, "feature_group") {
        features(block, sink);
        stores(block, sink);
        looks::check(block, "poll", 15, 1_800, sink);
        let Some(group) = block.text("name") else { continue };
        let place = value(block, "name");
        name(&group, "a feature group", place, sink);
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == group) {
            let title = format!("two stages make the feature group `{group}`");
            sink.push(at(codes::DUPLICATE_NAME, place, title, "again").also(*first, "first here"));
        }
        seen.push((group, place));
    }
}

/// Letters and digits with hyphens and underscores between them.
fn name(text: &str, of: &str, place: Span, sink: &mut Sink) {
    let plain = |c: char| c.is_ascii_alphanumeric();
    let length = text.chars().count();
    if length > limits::FEATURE_NAME {
        let title =
            format!("`{text}` has {length} characters, and the name of {of} has at most {}", limits::FEATURE_NAME);
        sink.push(at(codes::NAME_TOO_LONG, place, title, "too long").note(SOURCE));
    } else if !text.chars().all(|c| plain(c) || matches!(c, '-' | '_'))
        || !text.starts_with(plain)
        || !text.ends_with(plain)
    {
        let title = format!("`{text}` cannot be the name of {of}");
        let label = "letters and digits, with hyphens and underscores between them";
        sink.push(at(codes::BAD_NAME, place, title, label).note(SOURCE));
    }
}

fn features(block: &Block, sink: &mut Sink) {
    let Some(features) = block.get("features") else { return };
    let names: Vec<&str> = features.entries().map(|(name, ..)| name).collect();
    if names.is_empty() && matches!(features.kind, ValueKind::Record(_)) {
        sink.push(at(codes::MISSING_FIELDS, features.blame(), "a group needs features".into(), "none"));
    }
    for (name, span, _) in features.entries().filter(|(name, ..)| RESERVED.contains(name)) {
        let title = format!("`{name}` is a feature of the service's own");
        sink.push(at(codes::BAD_NAME, span, title, "cannot be declared").note(SOURCE));
    }
    features.entries().for_each(|(feature, span, _)| name(feature, "a feature", span, sink));
    for field in ["record", "event_time"] {
        let (Some(given), Some(written)) = (block.get(field), block.text(field)) else { continue };
        if features.get(&written).is_some() || names.is_empty() {
            continue;
        }
        let title = format!("`{}` has no feature `{written}`", block.name.text);
        sink.push(
            Diagnostic::new(codes::UNKNOWN_NAME, given.blame(), title)
                .label("not one of `features`")
                .also(features.blame(), "declared here")
                .did_you_mean(given.blame(), &written, names.iter().copied())
                .help(format!("its features are {}", list(names.iter().copied()))),
        );
    }
    let Some(name) = block.text("event_time") else { return };
    let Some(time) = features.get(&name).filter(|time| !matches!(time.kind, ValueKind::Unknown)) else { return };
    if !matches!(time.text().as_deref(), Some("string" | "fractional")) {
        let title = format!("`{name}` cannot be the event time");
        sink.push(
            at(codes::WRONG_TYPE, time.blame(), title, "neither `string` nor `fractional`")
                .also(value(block, "event_time"), "the event time")
                .help("it is `fractional` for seconds since 1970, or `string` for ISO 8601")
                .note(SOURCE),
        );
    }
}

fn stores(block: &Block, sink: &mut Sink) {
    let off = |field: &str| block.get(field).is_some_and(|store| store.kind == ValueKind::Bool(false));
    if off("offline") && (off("online") || block.get("online").is_none()) {
        let title = format!("`feature_group` `{}` keeps its records nowhere", block.name.text);
        let found = at(codes::NOT_ALLOWED, line(block, "offline"), title, "no offline store");
        sink.push(found.help("set `online = true`, or leave the offline store on"));
    }
    let word = |field: &str, entry: &str| block.get(field).and_then(|store| store.get(entry)).and_then(Value::text);
    if let Some(throughput) = block.get("throughput")
        && word("online", "storage").as_deref() == Some("in_memory")
    {
        let title = "a store in memory has no capacity to be set".into();
        sink.push(
            at(codes::NOT_ALLOWED, throughput.blame(), title, "not possible here")
                .also(value(block, "online"), "in memory")
                .note(SOURCE),
        );
    }
    let Some(offline) = block.get("offline") else { return };
    let (database, table) = (offline.get("database"), offline.get("table"));
    let lone = match (database, table) {
        (Some(one), None) => Some((one, "table")),
        (None, Some(one)) => Some((one, "database")),
        _ => None,
    };
    if let Some((one, other)) = lone {
        let title = "`database` and `table` of `offline` go together".into();
        sink.push(at(codes::MISSING_FIELDS, one.blame(), title, format!("`{other}` is missing")).note(SOURCE));
    }
    if let Some(create) = offline.get("create_table").filter(|create| create.kind == ValueKind::Bool(false))
        && word("offline", "table_format").as_deref() == Some("iceberg")
    {
        let title = "an Iceberg table is always created by the service".into();
        sink.push(
            at(codes::NOT_ALLOWED, create.blame(), title, "not possible with `table_format = iceberg`").note(SOURCE),
        );
    }
}

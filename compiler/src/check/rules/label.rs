//! What a labelling job can do.
//!
//! Sources: documentation of `CreateLabelingJob` in botocore 1.44.5 (attributes, categories, times, prices); SageMaker
//! developer guide, "Automate data labeling" and "Ground Truth quotas" (2026-11). What the request's shape says by itself
//! is judged with the request.

use super::fields::{at, missing, stray, value};
use super::manifests::is_augmented;
use crate::check::program::{Block, Program};
use crate::check::scope::list;
use crate::check::value::{Value, ValueKind};
use crate::diag::{Applicability, Sink, codes};
use crate::vocab::facts::labeling;
use crate::vocab::kinds::label::{self, refers};
use crate::vocab::units::duration;

const SOURCE: &str = "source: documentation of CreateLabelingJob, botocore 1.44.5 (2026-11)";
const DAY: u64 = 86_400;
/// Seconds after which the service ends a job.
const LONGEST: u64 = 30 * DAY;

/// Judges every `label` stage.
pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::stages(program, "label") {
        output(block, sink);
        data(program, block, sink);
        times(block, sink);
        public(block, sink);
        stop(block, sink);
        // An unknown task was reported.
        let Some(word) = block.get("task").filter(|task| !matches!(task.kind, ValueKind::Unknown)) else { continue };
        let word = word.text();
        region(program, block, word.as_deref(), sink);
        page(block, word.as_deref(), sink);
        categories(block, word.as_deref(), sink);
        attribute(block, word.as_deref(), sink);
        automate(block, word.as_deref(), sink);
    }
}

fn output(block: &Block, sink: &mut Sink) {
    let name = &block.name.text;
    if block.outputs.is_empty() {
        let title = format!("`label` `{name}` declares no output");
        sink.push(
            at(codes::MISSING_FIELDS, block.header, title, "the labelled data has no name and no format")
                .help("add `output labels: Dataset(image)`"),
        );
    }
    if let (Some((_, first)), Some((_, second))) = (block.outputs.get_index(0), block.outputs.get_index(1)) {
        let title = format!("`label` `{name}` has one output, the labelled data");
        sink.push(at(codes::TOO_MANY, second.name, title, "one too many").also(first.name, "the first one"));
    }
}

/// The job reads one file, which names the objects.
fn data(program: &Program, block: &Block, sink: &mut Sink) {
    let Some(data) = block.get("data").filter(|data| !matches!(data.kind, ValueKind::Unknown)) else { return };
    match (is_augmented(program, data), block.get("manifest")) {
        (false, None) => {
            let found = at(
                codes::WRONG_FORMAT,
                data.blame(),
                "people label what an augmented manifest lists, and this is other data".into(),
                "no manifest",
            );
            sink.push(match &data.kind {
                ValueKind::Dataset(name, _) => found.help(format!(
                    "where `uri` of `{name}` is a manifest, add `attributes = [\"source-ref\"]` to it; where it is a folder with one, \
                     name the file with `manifest`"
                )),
                _ => found.help("name the file in it with `manifest = \"objects.manifest\"`"),
            });
        }
        (true, Some(_)) => {
            let title = "`manifest` is a file in a folder, and the data is a manifest itself".into();
            sink.push(stray(block, "manifest", title).also(data.blame(), "a manifest"));
        }
        _ => {}
    }
}

/// The Regions in which the service has the functions of its tasks.
fn region(program: &Program, block: &Block, word: Option<&str>, sink: &mut Sink) {
    let Some(region) = program.pipeline.text("region").filter(|_| word.is_some()) else { return };
    let known = &labeling::table().accounts;
    if known.contains_key(region.as_str()) || crate::vocab::facts::regions::find(&region).is_none() {
        return;
    }
    let title = format!("the service has no functions for this task in `{region}`");
    sink.push(
        at(codes::NOT_ALLOWED, value(block, "task"), title, "not there")
            .also(program.pipeline.place("region"), "the pipeline's Region")
            .help(format!("it has them in {}; elsewhere give your own with `custom(...)`", list(known.keys().copied())))
            .note(SOURCE),
    );
}

/// What workers see.
fn page(block: &Block, word: Option<&str>, sink: &mut Sink) {
    let own = label::task(word).is_some_and(|task| label::page("", task).is_some());
    match (own, block.get("template")) {
        (false, None) => sink.push(missing(block, "template", "for workers to see something")),
        (true, Some(_)) => {
            let title =
                format!("the service has its own page for `{}`, so it takes no template", word.unwrap_or_default());
            sink.push(stray(block, "template", title).note(SOURCE));
        }
        _ => {}
    }
}

fn categories(block: &Block, word: Option<&str>, sink: &mut Sink) {
    let Some(task) = word else { return };
    let Some(given) = block.get("categories") else {
        sink.push(missing(block, "categories", &format!("because of `task = {task}`")));
        return;
    };
    let ValueKind::List(items) = &given.kind else { return };
    let frames = task.starts_with("adjust_video") || task.starts_with("adjust_point");
    if task == "named_entity_recognition" || frames {
        let more = if frames { "the attribute that is adjusted" } else { "instructions for workers" };
        let title = format!("a list of categories is not enough for `{task}`");
        sink.push(
            at(codes::NOT_ALLOWED, given.blame(), title, format!("{more} belongs into the same file"))
                .help("write a label category configuration file and name its place: `s3(\"bucket/categories.json\")`")
                .note(SOURCE),
        );
    }
    let least = if task.contains("_classification") { 2 } else { 1 };
    if items.len() < least {
        let title = format!("`{task}` needs at least {least} categories");
        let label = if items.is_empty() { "none".to_owned() } else { format!("only {}", items.len()) };
        sink.push(at(codes::OUT_OF_RANGE, given.blame(), title, label).note(SOURCE));
    }
    let mut seen: Vec<(String, &Value)> = Vec::new();
    for item in items {
        let Some(text) = item.text() else { continue };
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == text) {
            let title = format!("the category `{text}` is there twice");
            sink.push(at(codes::DUPLICATE_NAME, item.blame(), title, "again").also(first.blame(), "first here"));
        }
        seen.push((text, item));
    }
}

fn attribute(block: &Block, word: Option<&str>, sink: &mut Sink) {
    let (Some(given), Some(text)) = (block.get("attribute"), block.text("attribute")) else { return };
    if text.ends_with("-metadata") {
        let title = format!("`{text}` cannot be the attribute of a label: what ends in `-metadata` is about one");
        sink.push(at(codes::BAD_NAME, given.blame(), title, "ends in `-metadata`").note(SOURCE));
        return;
    }
    let Some(task) = label::task(word) else { return };
    let (wanted, has) = (refers(task), text.ends_with("-ref"));
    if wanted == has {
        return;
    }
    let word = word.unwrap_or_default();
    let (title, mended) = if wanted {
        (format!("the attribute of `{word}` has to end in `-ref`: the label is another object"), format!("{text}-ref"))
    } else {
        let bare = text.strip_suffix("-ref").unwrap_or(&text).to_owned();
        (format!("the attribute of `{word}` cannot end in `-ref`: the label is no other object"), bare)
    };
    let mut found = at(codes::BAD_NAME, given.blame(), title, "not for this task").note(SOURCE);
    if given.via.is_none() {
        found = found.fix(format!("write `\"{mended}\"`"), given.span, format!("\"{mended}\""), Applicability::Maybe);
    }
    sink.push(found);
}

fn times(block: &Block, sink: &mut Sink) {
    let public = is_public(block);
    let task = block.text("task").unwrap_or_default();
    let task_time = if task.contains("video_object") || task.contains("point_cloud") { LONGEST } else { 8 * 3_600 };
    let rows: [(&str, u64, u64, &str); 3] = [
        ("timeout", 1, LONGEST, "the service ends a job after 30 days"),
        ("task_time", 30, task_time, "TaskTimeLimitInSeconds"),
        ("available", 60, if public { 12 * 3_600 } else { LONGEST }, "TaskAvailabilityLifetimeInSeconds"),
    ];
    for (field, least, most, what) in rows {
        let Some(seconds) = block.seconds(field).filter(|seconds| !(least..=most).contains(seconds)) else { continue };
        // That nothing is done in no time is told of every stage.
        if field == "timeout" && seconds == 0 {
            continue;
        }
        let title =
            format!("`{field}` is from {} to {} here, not {}", duration(least), duration(most), duration(seconds));
        sink.push(
            at(codes::OUT_OF_RANGE, value(block, field), title, "out of range").note(format!("{what}; {SOURCE}")),
        );
    }
}

fn is_public(block: &Block) -> bool {
    block.get("team").is_some_and(|team| matches!(team.kind, ValueKind::Symbol(_)))
}

/// The public is paid by the task, others are not paid through the service.
fn public(block: &Block, sink: &mut Sink) {
    let price = block.get("price");
    match (is_public(block), price) {
        (true, None) => sink.push(missing(block, "price", "because of `team = public`")),
        (false, Some(_)) if block.get("team").is_some() => {
            let title = "only workers of the public are paid by the task".into();
            sink.push(stray(block, "price", title).also(block.place("team"), "a team of your own"));
        }
        _ => {}
    }
    let Some(dollars) = price.and_then(Value::number) else { return };
    let word = block.text("task").unwrap_or_default();
    let prices = &labeling::table().prices;
    let Some(known) = prices.get(word.as_str()).or_else(|| prices.get("other")) else { return };
    if known.iter().any(|price| (price - dollars).abs() < 1e-9) {
        return;
    }
    let span = value(block, "price");
    let prices: Vec<String> = known.iter().map(|price| format!("${price}")).collect();
    let mut found =
        at(codes::NOT_ALLOWED, span, format!("`${dollars}` is no price of such a task"), "not one of the prices")
            .help(format!("it can be {}", list(prices.iter().map(String::as_str))))
            .note(SOURCE);
    if let Some(next) = known.iter().find(|price| **price > dollars) {
        found = found.fix(format!("write `${next}`"), span, format!("${next}"), Applicability::Maybe);
    }
    sink.push(found);
}

fn automate(block: &Block, word: Option<&str>, sink: &mut Sink) {
    let on = block.flag("automate") == Some(true);
    if on && word.is_none_or(|word| label::learner("", word).is_none()) {
        let what = word.map_or_else(|| "a task of your own".to_owned(), |word| format!("`{word}`"));
        let title = format!("no model can learn {what} from the workers");
        let able = ["image_classification", "text_classification", "bounding_box", "semantic_segmentation"];
        sink.push(stray(block, "automate", title).help(format!("it can for {}", list(able))).note(SOURCE));
    }
    if !on && block.get("automate_from").is_some() {
        let title = "`automate_from` is what `automate` begins with, and that is off".into();
        sink.push(stray(block, "automate_from", title));
    }
}

fn stop(block: &Block, sink: &mut Sink) {
    let Some(stop) = block.get("stop") else { return };
    if stop.entries().next().is_none() {
        let title = "`stop` says neither `objects` nor `share`".into();
        sink.push(at(codes::MISSING_FIELDS, stop.blame(), title, "when?"));
    }
    let Some((share, percent)) = stop.get("share").and_then(|share| Some((share, share.number()?))) else { return };
    if percent.fract() != 0.0 || !(1.0..=100.0).contains(&percent) {
        let title = format!("`share` is a whole percentage from 1% to 100%, not {percent}%");
        sink.push(at(codes::OUT_OF_RANGE, share.blame(), title, "out of range").note(SOURCE));
    }
}

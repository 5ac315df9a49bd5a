//! Lengths and numbers of entries that the services take, told at the place where they are written.

use indexmap::IndexMap;

use crate::base::Span;
use crate::check::program::{Block, Node, Program};
use crate::check::value::{Value, ValueKind};
use crate::diag::{Code, Diagnostic, Sink, codes};
use crate::vocab::facts::limits;

use super::words::known_length;

const API: &str = "SageMaker API model (botocore 1.44.5, 2026-11)";
const STEP_FUNCTIONS: &str = "Step Functions service quotas (2026-11)";

/// Characters of a job name beside the stage's: run, redrive count, retry count and three hyphens.
const RUN: usize = 24;
const REDRIVE: usize = 3;
const RETRY: usize = 2;
const AROUND: usize = RUN + REDRIVE + RETRY + 3;
/// Characters that the number of an item adds inside a `for`, with its hyphen.
const ITEM: usize = 6;
/// Characters that the number of an attempt adds where there are several, with its hyphen.
const ATTEMPT: usize = 4;
/// Longest suffix of a helper state, as in `live/missing`, with room for a variant's name.
const HELPER: usize = 20;

pub fn check(program: &Program, sink: &mut Sink) {
    let pipeline = &program.pipeline;
    let length = pipeline.name.text.chars().count();
    if length > limits::STATE_NAME {
        let title = format!("the pipeline's name has {length} characters, and {} are allowed", limits::STATE_NAME);
        sink.push(too_long(codes::NAME_TOO_LONG, pipeline.name.span, title, STEP_FUNCTIONS));
    }
    let depths = depths(&program.body);
    for (name, block) in &program.stages {
        stage_name(block, depths.get(name.as_str()).copied().unwrap_or(0), sink);
        names(block, sink);
        entries(program, block, sink);
        texts(block, sink);
    }
    tags(None, pipeline, sink);
}

#[track_caller]
fn too_long(code: Code, span: Span, title: String, source: &str) -> Diagnostic {
    Diagnostic::new(code, span, title).label("too long").note(format!("source: {source}"))
}

/// In how many loops each stage stands.
fn depths(nodes: &[Node]) -> IndexMap<&str, usize> {
    let mut found = IndexMap::new();
    let mut waiting: Vec<(&Node, usize)> = nodes.iter().map(|node| (node, 0)).collect();
    while let Some((node, depth)) = waiting.pop() {
        match node {
            Node::Stage(name) => {
                found.insert(name.as_str(), depth);
            }
            Node::When(when) => waiting.extend(when.then.iter().chain(&when.otherwise).map(|node| (node, depth))),
            Node::For(each) => waiting.extend(each.body.iter().map(|node| (node, depth + 1))),
        }
    }
    found
}

fn stage_name(block: &Block, loops: usize, sink: &mut Sink) {
    let name = &block.name.text;
    let length = name.chars().count();
    let variant = block.get("variants").into_iter().flat_map(Value::entries);
    let longest = variant.map(|(name, ..)| name.chars().count() + 1).max().unwrap_or(0);
    let attempt = if block.get("spot").is_some_and(|spot| spot.get("deadline").is_some()) { ATTEMPT } else { 0 };
    let most = match block.kind.name_limit {
        0 => limits::STATE_NAME - HELPER,
        // Tuning and AutoML jobs have shorter names, made in another way: see `short_names`.
        limit if limit < limits::JOB_NAME => return,
        limit => limit.saturating_sub(AROUND + loops * ITEM + attempt),
    };
    if length > most {
        let found = too_long(
            codes::NAME_TOO_LONG,
            block.name.span,
            format!("the stage's name has {length} characters, and {most} are possible"),
            if block.kind.name_limit == 0 { STEP_FUNCTIONS } else { API },
        );
        sink.push(if block.kind.name_limit == 0 {
            found.note(format!("state names have at most {} characters", limits::STATE_NAME))
        } else {
            found.note(format!(
                "what it creates is named `<run>-<stage>-{}{}<redrive>-<retry>`: {RUN} + 1 + {length} + 1 + {}{}{REDRIVE} + 1 + \
                 {RETRY} = {} of {} characters",
                "<item>-".repeat(loops),
                if attempt > 0 { "<attempt>-" } else { "" },
                format!("{} + 1 + ", ITEM - 1).repeat(loops),
                if attempt > 0 { format!("{} + 1 + ", ATTEMPT - 1) } else { String::new() },
                length + AROUND + loops * ITEM + attempt,
                block.kind.name_limit
            ))
        });
    } else if length + longest > most {
        let title = format!(
            "stage and variant have {} characters together, and {} are possible",
            length + longest - 1,
            most - 1
        );
        let found = too_long(codes::NAME_TOO_LONG, block.place("variants"), title, API);
        sink.push(found.note(format!(
            "models are named `<run>-<stage>-<redrive>-<retry>-<variant>`, with at most {} characters",
            limits::JOB_NAME
        )));
    }
}

/// Letters and digits with hyphens between them, at most 63: endpoints, variants, model groups.
pub fn is_resource_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric();
    name.chars().all(|c| plain(c) || c == '-') && name.starts_with(plain) && name.ends_with(plain)
}

fn names(block: &Block, sink: &mut Sink) {
    for (field, what) in [("endpoint", "an endpoint"), ("group", "a model group")] {
        let Some(value) = block.get(field).filter(|value| matches!(value.kind, ValueKind::Text(_))) else { continue };
        let Some(text) = value.text() else { continue };
        let length = text.chars().count();
        if length > limits::JOB_NAME {
            let title =
                format!("`{text}` has {length} characters, and the name of {what} has at most {}", limits::JOB_NAME);
            sink.push(too_long(codes::NAME_TOO_LONG, value.blame(), title, API));
        } else if !is_resource_name(&text) {
            let mended: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
            let mended = mended.trim_matches('-').to_owned();
            let mut found =
                Diagnostic::new(codes::BAD_NAME, value.blame(), format!("`{text}` cannot be the name of {what}"))
                    .label("letters, digits and hyphens between them")
                    .note(format!("source: {API}"));
            if value.via.is_none() && is_resource_name(&mended) {
                let applicability = crate::diag::Applicability::Maybe;
                found = found.fix(format!("write `\"{mended}\"`"), value.span, format!("\"{mended}\""), applicability);
            }
            sink.push(found);
        }
    }
}

fn entries(program: &Program, block: &Block, sink: &mut Sink) {
    let count = |field: &str| block.get(field).map_or(0, |value| value.entries().count());
    let place = |field: &str| block.place(field);
    let mut at_most = |count: usize, limit: usize, what: &str, span: Span| {
        if count > limit {
            sink.push(
                Diagnostic::new(codes::TOO_MANY, span, format!("{count} {what}, and {limit} are allowed"))
                    .label("too many")
                    .note(format!("source: {API}")),
            );
        }
    };
    at_most(count("environment"), limits::ENVIRONMENT_ENTRIES, "environment variables", place("environment"));
    match block.kind.keyword {
        "train" | "tune" => {
            let script = block.get("algorithm").is_some_and(|algorithm| algorithm.get("code").is_some());
            let (own, what) = if script {
                (2, "hyperparameters (with the two that name the script)")
            } else {
                (0, "hyperparameters")
            };
            at_most(count("hyperparameters") + own, limits::HYPERPARAMETERS, what, place("hyperparameters"));
            at_most(count("channels"), limits::CHANNELS, "channels", place("channels"));
        }
        "process" => {
            let code = usize::from(block.get("code").is_some());
            let what = if code == 1 { "inputs (the script is one)" } else { "inputs" };
            at_most(count("inputs") + code, limits::PROCESSING_INPUTS, what, place("inputs"));
            let span =
                block.outputs.values().nth(limits::PROCESSING_OUTPUTS).map_or(block.header, |output| output.name);
            at_most(block.outputs.len(), limits::PROCESSING_OUTPUTS, "outputs", span);
        }
        "evaluate" => {
            let candidates = block.get("candidates").map_or(0, |value| value.items().len());
            let what = "inputs (candidates, data and script)";
            at_most(candidates + 2, limits::PROCESSING_INPUTS, what, place("candidates"));
        }
        _ => {}
    }
    tags(Some(&program.pipeline), block, sink);
}

fn tags(inherited: Option<&Block>, block: &Block, sink: &mut Sink) {
    let Some(own) = block.get("tags") else { return };
    let above = inherited.and_then(|pipeline| pipeline.get("tags"));
    let more = above.map_or(0, |above| above.entries().filter(|(key, ..)| own.get(key).is_none()).count());
    let count = own.entries().count() + more;
    if count > limits::TAGS {
        let what = if more == 0 { String::new() } else { format!(" ({more} of them the pipeline's)") };
        sink.push(
            Diagnostic::new(
                codes::TOO_MANY,
                own.blame(),
                format!("{count} tags{what}, and {} are allowed", limits::TAGS),
            )
            .label("too many")
            .note(format!("source: {API}")),
        );
    }
    for (key, span, value) in own.entries() {
        let length = key.chars().count();
        if length > limits::TAG_KEY {
            let title = format!("the key of a tag has {length} characters, and {} are allowed", limits::TAG_KEY);
            sink.push(too_long(codes::VALUE_TOO_LONG, span, title, API));
        }
        let length = known_length(value);
        if length > limits::TAG_VALUE {
            let title = format!("the tag `{key}` has {length} characters, and {} are allowed", limits::TAG_VALUE);
            sink.push(too_long(codes::VALUE_TOO_LONG, value.blame(), title, API));
        }
    }
}

fn texts(block: &Block, sink: &mut Sink) {
    let environment = match block.kind.keyword {
        "process" | "evaluate" => limits::PROCESSING_ENVIRONMENT_VALUE,
        "train" | "tune" => limits::TRAINING_ENVIRONMENT_VALUE,
        _ => 1_024,
    };
    for (field, limit) in [("environment", environment), ("hyperparameters", limits::HYPERPARAMETER_VALUE)] {
        for (key, span, value) in block.get(field).into_iter().flat_map(Value::entries) {
            let length = known_length(value);
            if length > limit {
                let title = format!("`{key}` has {length} characters, and {limit} are allowed");
                sink.push(too_long(codes::VALUE_TOO_LONG, value.blame(), title, API));
            }
            let length = key.chars().count();
            if field == "hyperparameters" && length > limits::HYPERPARAMETER_NAME {
                let limit = limits::HYPERPARAMETER_NAME;
                let title = format!("the name of a hyperparameter has {length} characters, and {limit} are allowed");
                sink.push(too_long(codes::NAME_TOO_LONG, span, title, API));
            }
        }
    }
    for value in block.get("arguments").map_or(&[][..], Value::items) {
        let length = known_length(value);
        if length > limits::ARGUMENT {
            let title = format!("this argument has {length} characters, and {} are allowed", limits::ARGUMENT);
            sink.push(too_long(codes::VALUE_TOO_LONG, value.blame(), title, API));
        }
    }
}

//! What a search can do: ranges that make sense, that the algorithm takes, and that the strategy can walk.
//!
//! Sources: SageMaker developer guide, "How Hyperparameter Tuning Works", "Define Hyperparameter Ranges" (scaling),
//! "Hyperband"; API reference, HyperParameterTuningJobConfig and HyperbandStrategyConfig (2026-11).

use super::algorithms::{built_in, unknown_name, words};
use super::fields::{at, missing, stray, value};
use super::words::sent;
use crate::base::Span;
use crate::check::program::{Block, Program};
use crate::check::value::{Value, ValueKind};
use crate::diag::{Applicability, Sink, codes};
use crate::vocab::facts::algorithms::{Algorithm, Domain};

/// Hyperparameters that one search can vary.
const MOST_RANGES: usize = 30;

/// Judges every `tune` stage.
pub fn check(program: &Program, sink: &mut Sink) {
    for block in program.stages.values().filter(|block| block.kind.keyword == "tune") {
        let algorithm = built_in(block);
        ranges(block, algorithm, sink);
        strategy(block, sink);
        counts(block, sink);
    }
}

fn ranges(block: &Block, algorithm: Option<&Algorithm>, sink: &mut Sink) {
    let Some(ranges) = block.get("ranges") else { return };
    let number = ranges.entries().count();
    if number == 0 {
        sink.push(at(codes::OUT_OF_RANGE, ranges.blame(), "`ranges` is empty".into(), "nothing to search"));
    }
    if number > MOST_RANGES {
        let title = format!("{number} hyperparameters are searched, and the service takes {MOST_RANGES}");
        sink.push(at(codes::TOO_MANY, ranges.blame(), title, "too many"));
    }
    for (name, key, range) in ranges.entries() {
        let fixed =
            block.get("hyperparameters").into_iter().flat_map(Value::entries).find(|(other, ..)| *other == name);
        if let Some((_, fixed, _)) = fixed {
            let title = format!("`{name}` is searched and has a fixed value");
            sink.push(
                at(codes::DUPLICATE_FIELD, fixed, title, "fixed here")
                    .also(key, "searched here")
                    .help("take it out of one of the two"),
            );
        }
        let ValueKind::Call(kind, arguments) = &range.kind else { continue };
        let bound = |end: &str| arguments.get(end).and_then(Value::number);
        if let (Some(min), Some(max)) = (bound("min"), bound("max")) {
            let scale = arguments.get("scale").and_then(Value::text);
            bounds(kind, (min, max), scale.as_deref(), range.blame(), sink);
        }
        if kind == "choice" && arguments.get("values").is_some_and(|values| values.items().is_empty()) {
            sink.push(at(
                codes::OUT_OF_RANGE,
                range.blame(),
                "`choice` has no values".into(),
                "nothing to choose from",
            ));
        }
        if let Some(algorithm) = algorithm {
            fits(algorithm, name, key, kind, range, sink);
        }
    }
}

fn bounds(kind: &str, (min, max): (f64, f64), scale: Option<&str>, span: Span, sink: &mut Sink) {
    let whole = min.fract() == 0.0 && max.fract() == 0.0;
    if kind == "integer" && !whole {
        let title = format!("`integer` takes whole numbers, not {min} to {max}");
        sink.push(at(codes::WRONG_TYPE, span, title, "not whole").help(format!("write `continuous({min}, {max})`")));
    } else if min >= max {
        let title = format!("the range from {min} to {max} is empty");
        sink.push(at(codes::OUT_OF_RANGE, span, title, "the first number has to be the smaller one"));
    } else if scale == Some("log") && min <= 0.0 {
        let title = format!("`scale = log` needs a range above 0, not from {min}");
        sink.push(at(codes::OUT_OF_RANGE, span, title, "has no logarithm"));
    } else if scale == Some("reverse_log") && kind == "integer" {
        let title = "`scale = reverse_log` is for `continuous` only".into();
        sink.push(at(codes::NOT_ALLOWED, span, title, "whole numbers"));
    } else if scale == Some("reverse_log") && (min < 0.0 || max >= 1.0) {
        let title = format!("`scale = reverse_log` needs a range from 0 to below 1, not {min} to {max}");
        sink.push(at(codes::OUT_OF_RANGE, span, title, "outside of 0 to below 1"));
    }
}

/// A range against what the algorithm takes.
fn fits(algorithm: &Algorithm, name: &str, key: Span, kind: &str, range: &Value, sink: &mut Sink) {
    let Some(row) = algorithm.hyperparameter(name) else {
        sink.push(unknown_name(algorithm, name, key));
        return;
    };
    let keyword = algorithm.keyword;
    let wanted = match (&row.domain, kind) {
        (Domain::Integer { .. }, "continuous") => Some("`integer(...)`"),
        (Domain::Choice(_) | Domain::Choices(_), "integer" | "continuous") => Some("`choice([...])`"),
        _ => None,
    };
    if let Some(wanted) = wanted {
        let title = format!("`{name}` of `{keyword}` is searched with {wanted}, not `{kind}(...)`");
        sink.push(
            at(codes::BAD_HYPERPARAMETER, range.blame(), title, "the wrong kind of range")
                .note(format!("it takes {}", words(row))),
        );
        return;
    }
    let parts: Vec<&Value> = match kind {
        "choice" => range.get("values").map(Value::items).unwrap_or_default().iter().collect(),
        _ => ["min", "max"].into_iter().filter_map(|end| range.get(end)).collect(),
    };
    for part in parts {
        let Some(text) = sent(part) else { continue };
        if !row.takes(&text) {
            let title = format!("`{name}` of `{keyword}` cannot be `{text}`");
            sink.push(
                at(codes::BAD_HYPERPARAMETER, part.blame(), title, "not taken")
                    .note(format!("it takes {}", words(row)))
                    .note(format!("source: {}", algorithm.source)),
            );
        }
    }
}

fn strategy(block: &Block, sink: &mut Sink) {
    let strategy = block.text("strategy").unwrap_or_else(|| "bayesian".into());
    let ranges = || block.get("ranges").into_iter().flat_map(Value::entries);
    if strategy == "grid" {
        for (name, _, range) in ranges() {
            if matches!(&range.kind, ValueKind::Call(kind, _) if kind != "choice") {
                let title = format!("`strategy = grid` tries every combination of choices, and `{name}` is a range");
                sink.push(
                    at(codes::NOT_ALLOWED, range.blame(), title, "not a `choice`")
                        .also(value(block, "strategy"), "set here"),
                );
            }
        }
        let combinations = ranges()
            .map(|(_, _, range)| range.get("values").map_or(1, |values| values.items().len()))
            .product::<usize>();
        #[expect(clippy::cast_precision_loss, reason = "a few choices each")]
        if let Some(jobs) = block.get("jobs").and_then(Value::number)
            && jobs != combinations as f64
        {
            let title = format!("there are {combinations} combinations, and `jobs` is {jobs}");
            let span = value(block, "jobs");
            sink.push(
                at(codes::OUT_OF_RANGE, span, title, "a grid runs one job per combination")
                    .fix(format!("write `{combinations}`"), span, combinations.to_string(), Applicability::Maybe)
                    .help("leave `jobs` out"),
            );
        }
    } else if block.get("jobs").is_none() {
        sink.push(missing(block, "jobs", "unless every combination is tried"));
    }
    match (strategy.as_str(), block.get("resource")) {
        ("hyperband", None) => sink.push(missing(block, "resource", "because of `strategy = hyperband`")),
        ("hyperband", Some(resource)) => {
            let bound = |end: &str| resource.get(end).and_then(Value::number);
            if let (Some(min), Some(max)) = (bound("min"), bound("max"))
                && (min < 1.0 || min >= max)
            {
                let title = format!("`resource` from {min} to {max} leaves nothing to stop early");
                sink.push(at(codes::OUT_OF_RANGE, resource.blame(), title, "`min` is at least 1 and below `max`"));
            }
        }
        (_, Some(_)) => {
            sink.push(stray(block, "resource", format!("`resource` is for `strategy = hyperband`, not `{strategy}`")));
        }
        _ => {}
    }
    if strategy == "hyperband" && block.flag("early_stop") == Some(true) {
        sink.push(stray(
            block,
            "early_stop",
            "`strategy = hyperband` stops jobs by itself and refuses `early_stop`".into(),
        ));
    }
}

fn counts(block: &Block, sink: &mut Sink) {
    let count = |field: &str| block.get(field).and_then(Value::number);
    if let (Some(jobs), Some(parallel)) = (count("jobs"), count("parallel"))
        && parallel > jobs
    {
        let title = format!("{parallel} jobs at the same time are more than {jobs} in all");
        sink.push(
            at(codes::OUT_OF_RANGE, value(block, "parallel"), title, "too many at the same time")
                .also(value(block, "jobs"), "in all"),
        );
    }
    let wait = block.get("spot").and_then(|spot| spot.get("max_wait"));
    let run = block.seconds("job_timeout").unwrap_or(86_400);
    if let Some((wait, seconds)) = wait.and_then(|wait| Some((wait, wait.seconds()?)))
        && seconds < run
    {
        let title = format!(
            "`max_wait` of {} is shorter than the job may run, {}",
            crate::vocab::units::duration(seconds),
            crate::vocab::units::duration(run)
        );
        let found = at(codes::SPOT_WAIT, wait.blame(), title, "waiting and running, together");
        sink.push(match block.fields.get("job_timeout") {
            Some(set) => found.also(set.value.blame(), "the job may run this long"),
            None => found.help("set `job_timeout`, which is `1d` otherwise"),
        });
    }
}

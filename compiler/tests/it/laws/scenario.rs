//! What happens to a generated pipeline: numbers, durations, interruptions, answers, and calls that fail.

use std::collections::BTreeMap;

use mlc_compiler::check::program::Program;
use mlc_compiler::ir::{Action, Pipeline};
use mlc_compiler::sim::scenario::given::Given;
use mlc_compiler::sim::scenario::{Cloud, Scenario};
use mlc_compiler::sim::world::{Abandoned, Answer, Call, World};
use serde_json::{Value as Json, json};

use super::compare::items;
use super::dice::Dice;

/// A call that fails so many times.
#[derive(Debug, Clone)]
pub struct Trouble {
    /// The stage and the step, as calls are told.
    pub step: String,
    /// Only for this item of the innermost `for` around it; for all where none.
    pub item: Option<usize>,
    pub error: &'static str,
    pub cause: &'static str,
    pub times: u64,
}

/// Everything given.
#[derive(Debug, Clone)]
pub struct Story {
    pub scenario: Scenario,
    pub troubles: Vec<Trouble>,
}

const ERRORS: &[&str] = &[
    "States.TaskFailed",
    "SageMaker.AmazonSageMakerException",
    "SageMaker.ResourceLimitExceededException",
    "SageMaker.SageMakerException",
    "States.Timeout",
    "Own.Error",
];

const CAUSES: &[&str] = &[
    "it broke",
    "{\"FailureReason\": \"AlgorithmError: no data\", \"TrainingJobStatus\": \"Failed\"}",
    "{\"ExitMessage\": \"exit 3\"}",
    "{\"errorMessage\": \"boom\", \"errorType\": \"Error\"}",
    "{\"stage\": \"prod\", \"note\": \"a service's own word\"}",
    "{not JSON}",
    "",
];

pub fn story(program: &Program, pipeline: &Pipeline, numbers: &[u16]) -> Story {
    let mut dice = Dice::new(numbers);
    let mut scenario = Scenario {
        stages: indexmap::IndexMap::new(),
        objects: indexmap::IndexMap::new(),
        input: json!({ "runner": "arn:aws:iam::123456789012:role/r", "alerts": "arn:aws:sns:eu-west-1:123456789012:a" }),
    };
    input(&mut dice, &mut scenario.input);
    let mut troubles = Vec::new();
    for (name, block) in &program.stages {
        let number = |dice: &mut Dice| json!((dice.below(100) as f64) / 100.0);
        let mut given = Given { takes: Some(1 + dice.below(600) as u64), ..Given::default() };
        for metric in block.metrics.keys() {
            given.values.insert(metric.clone(), number(&mut dice));
        }
        for output in block.outputs.keys() {
            let value = if output == "score" { number(&mut dice) } else { json!("some") };
            given.values.insert(output.clone(), value);
        }
        match block.kind.keyword {
            "approve" => (given.rejected, given.unanswered) = (dice.once_in(4), dice.once_in(6)),
            "wait" if dice.once_in(5) => {
                given.values.insert("value".to_owned(), json!("FAILED"));
            }
            "train" if block.get("spot").is_some() => given.interrupted = dice.below(4) as u64,
            "deploy" => (given.exists, given.rolled_back) = (dice.once_in(3), dice.once_in(9)),
            _ => {}
        }
        scenario.stages.insert(name.clone(), given);
        if dice.once_in(5) {
            troubles.extend(trouble(&mut dice, pipeline, name));
        }
    }
    Story { scenario, troubles }
}

fn input(dice: &mut Dice, input: &mut Json) {
    let values = [("bar", json!(0.3)), ("loud", json!(true)), ("month", json!("2026-11")), ("parts", json!(["w"]))];
    let wrong = [("bar", json!(7)), ("loud", json!("yes")), ("parts", json!(["a", "b", "c", "d"])), ("barr", json!(1))];
    for (name, value) in values {
        if dice.once_in(3) {
            input[name] = value;
        }
    }
    if dice.once_in(40) {
        let (name, value) = dice.of(&wrong).clone();
        input[name] = value;
    }
}

fn trouble(dice: &mut Dice, pipeline: &Pipeline, stage: &str) -> Option<Trouble> {
    let stage = pipeline.stages.get(stage)?;
    let calls: Vec<&str> = stage
        .steps
        .iter()
        .filter(|step| matches!(step.action, Action::Call(_)))
        .map(|step| step.suffix.as_str())
        .collect();
    if calls.is_empty() {
        return None;
    }
    let suffix = *dice.of(&calls);
    let step = if suffix.is_empty() { stage.name.clone() } else { format!("{}/{suffix}", stage.name) };
    let item = [None, Some(0), Some(1)][dice.below(3)];
    let times = [1, 1, 2, 3, 1_000][dice.below(5)];
    let (error, cause): (&'static str, &'static str) = (*dice.of(ERRORS), *dice.of(CAUSES));
    Some(Trouble { step, item, error, cause, times })
}

/// The cloud with these troubles.
pub struct Stormy<'p> {
    cloud: Cloud<'p>,
    troubles: &'p [Trouble],
    /// Failures so far by trouble and item.
    met: BTreeMap<(usize, String), u64>,
}

impl<'p> Stormy<'p> {
    pub fn new(program: &'p Program, story: &'p Story) -> Self {
        Self { cloud: Cloud::new(program, &story.scenario), troubles: &story.troubles, met: BTreeMap::new() }
    }
}

impl World for Stormy<'_> {
    fn call(&mut self, call: &Call) -> Answer {
        let place = items(&call.path);
        for (index, trouble) in self.troubles.iter().enumerate() {
            let here = trouble.item.is_none_or(|item| place.is_empty() || place.ends_with(&format!("[{item}]")));
            if trouble.step != call.state || !here {
                continue;
            }
            let met = self.met.entry((index, place.clone())).or_insert(0);
            if *met < trouble.times {
                *met += 1;
                return match trouble.error {
                    "States.Timeout" => Answer::never(),
                    error => Answer::failure(error, trouble.cause, 2_000),
                };
            }
        }
        self.cloud.call(call)
    }

    fn abort(&mut self, call: &Call, now: u64, why: Abandoned) {
        self.cloud.abort(call, now, why);
    }
}

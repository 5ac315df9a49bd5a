//! What happens to a generated pipeline: input, numbers, durations, interruptions, answers, records of an earlier run, calls
//! that fail, and answers that lack something.

use std::collections::{BTreeMap, BTreeSet};

use mlc_compiler::check::program::{Block, Program};
use mlc_compiler::check::value::Type;
use mlc_compiler::ir::{Action, For, Items, Node, Pipeline};
use mlc_compiler::sim::machine::Made;
use mlc_compiler::sim::scenario::given::{Failure, Given};
use mlc_compiler::sim::scenario::{Cloud, Scenario, stage_of};
use mlc_compiler::sim::world::{Abandoned, Answer, Call, Outcome, World};
use serde_json::{Value as Json, json};

use super::compare::items;
use super::dice::Dice;

/// A call that goes wrong so many times.
#[derive(Debug, Clone)]
pub struct Trouble {
    /// The stage and the step, as calls are told.
    pub step: String,
    /// Only for this item of the innermost `for` around it; for all where none.
    pub item: Option<usize>,
    pub how: How,
    pub times: u64,
}

#[derive(Debug, Clone)]
pub enum How {
    /// With this error and cause.
    Fails(&'static str, &'static str),
    /// The answer has this in place of what is read.
    Lacks(&'static str, Json),
}

/// Everything given.
#[derive(Debug, Clone)]
pub struct Story {
    pub scenario: Scenario,
    pub troubles: Vec<Trouble>,
    /// What an earlier run has recorded, by key.
    pub records: BTreeMap<String, Json>,
    /// Days since that run.
    pub days: u64,
}

const ERRORS: &[&str] = &[
    "States.TaskFailed",
    "SageMaker.AmazonSageMakerException",
    "SageMaker.ResourceLimitExceededException",
    "SageMaker.SageMakerException",
    "SageMaker.ResourceNotFoundException",
    "Lambda.TooManyRequestsException",
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

/// What users' scripts and functions decide, and what may be there instead.
const LACKS: &[(&str, &str)] = &[
    ("FinalMetricDataList", "[]"),
    ("Payload", "{}"),
    ("Payload", "\"a text\""),
    ("Payload", "{\"score\": \"much\", \"id\": 7}"),
    ("Payload", "{\"score\": \"0.5\", \"id\": {}, \"sure\": \"true\"}"),
    ("Payload", "{\"score\": 0.5, \"id\": 1, \"sure\": 1}"),
    ("ResponseBody", "{\"price\": [1, 2]}"),
    ("verdict", "{}"),
    ("Body", "\"{not JSON}\""),
    ("Body", "\"{}\""),
    ("Body", "\"[1]\""),
    ("Crawler", "{\"State\": 7}"),
];

/// Values around which conditions decide.
const NEAR: &[f64] = &[0.5, 0.3, 0.0, 1.0, 0.499_999, 0.500_001, 0.2, 2.0, -1.0];

/// How failures are given in tests.
const FAILED: &[&str] =
    &["AlgorithmError", "States.Timeout", "SageMaker.ResourceLimitExceededException", "SageMaker.ValidationException"];

pub fn story(program: &Program, pipeline: &Pipeline, numbers: &[u16]) -> Story {
    let mut dice = Dice::new(numbers);
    let mut scenario = Scenario {
        stages: indexmap::IndexMap::new(),
        objects: indexmap::IndexMap::new(),
        input: json!({
            "runner": "arn:aws:iam::123456789012:role/r", "alerts": "arn:aws:sns:eu-west-1:123456789012:a",
            "inbox": "https://sqs.eu-west-1.amazonaws.com/123456789012/inbox",
        }),
    };
    input(&mut dice, program, &mut scenario.input);
    objects(&mut dice, &pipeline.body, &mut scenario);
    let mut troubles = Vec::new();
    for (name, block) in &program.stages {
        let given = given(&mut dice, block);
        scenario.stages.insert(name.clone(), given);
        if dice.once_in(6) {
            troubles.extend(trouble(&mut dice, pipeline, name));
        }
    }
    let days = if dice.once_in(3) { 8 } else { 1 };
    Story { scenario, troubles, records: BTreeMap::new(), days }
}

fn given(dice: &mut Dice, block: &Block) -> Given {
    let takes = [1 + dice.below(600), 1 + dice.below(600), 4_000 + dice.below(8_000), 200_000];
    let takes = takes[[0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 3][dice.below(12)]];
    let mut given = Given { takes: Some(takes as u64), ..Given::default() };
    let number = |dice: &mut Dice| match dice.below(3) {
        0 => json!(dice.of(NEAR)),
        _ => json!((dice.below(100) as f64) / 100.0),
    };
    let outputs = block.outputs.iter().filter(|(_, output)| output.value.is_some());
    let numbers = outputs.clone().filter(|(_, output)| output.ty == Type::Number).map(|(name, _)| name.as_str());
    let fixed = ["labelled", "by_people", "score"];
    for name in block.metrics.keys().map(String::as_str).chain(numbers).chain(fixed) {
        given.values.insert(name.to_owned(), number(dice));
    }
    for (name, _) in outputs.filter(|(_, output)| output.ty == Type::String) {
        given.values.insert(name.clone(), json!(dice.of(&["some", "2026-10", "2026-11"])));
    }
    match block.kind.keyword {
        "approve" => (given.rejected, given.unanswered) = (dice.once_in(4), dice.once_in(3)),
        "wait" if dice.once_in(3) => {
            given.values.insert("value".to_owned(), json!(dice.of(&["DONE", "READY", "FAILED"])));
        }
        "train" | "tune" if block.get("spot").is_some() => given.interrupted = dice.below(4) as u64,
        "deploy" => (given.exists, given.rolled_back) = (dice.once_in(3), dice.once_in(4)),
        "feature_group" | "monitor" => given.exists = dice.once_in(3),
        _ => {}
    }
    given.nothing_found = matches!(block.kind.keyword, "tune" | "automl") && dice.once_in(4);
    if dice.once_in(14) {
        let times = [None, Some(1), Some(2)][dice.below(3)];
        let (error, cause) = ((*dice.of(FAILED)).to_owned(), (*dice.of(CAUSES)).to_owned());
        given.failed = Some(Failure { error, cause, times, span: block.span });
    }
    given
}

/// How many objects a `for` finds.
fn objects(dice: &mut Dice, nodes: &[Node], scenario: &mut Scenario) {
    for node in nodes {
        if let Node::For(For { items: Items::Objects { .. }, item, .. }) = node {
            scenario.objects.insert(item.clone(), dice.below(4) as u64);
        }
        node.bodies().into_iter().for_each(|body| objects(dice, body, scenario));
    }
}

fn input(dice: &mut Dice, program: &Program, input: &mut Json) {
    let asked = program.tests.get("asked").filter(|_| dice.once_in(8));
    if let Some(Ok(begun)) = asked.map(|test| Scenario::of(program, test)) {
        *input = begun.input;
    }
    let values = [
        ("bar", json!(0.3)),
        ("bar", json!(0)),
        ("loud", json!(true)),
        ("month", json!("2026-11")),
        ("kind", json!("large")),
        ("parts", json!(["w"])),
        ("parts", json!([])),
        ("counts", json!([0, 7.5, -1])),
    ];
    let wrong = [
        ("bar", json!(7)),
        ("bar", json!("0.5")),
        ("bar", Json::Null),
        ("loud", json!("yes")),
        ("month", json!("2026-1")),
        ("month", json!(2026)),
        ("kind", json!("huge")),
        ("parts", json!(["a", "b", "c", "d"])),
        ("parts", json!([1])),
        ("parts", json!("north")),
        ("counts", json!([1, "2"])),
        ("inbox", Json::Null),
        ("alerts", json!("everybody")),
        ("barr", json!(1)),
    ];
    for (name, value) in values {
        if dice.once_in(4) {
            input[name] = value;
        }
    }
    match dice.below(60) {
        59 => *input = dice.of(&[json!([]), json!("text"), Json::Null, json!([1])]).clone(),
        58 => {
            input.as_object_mut().map(|members| members.shift_remove("inbox"));
        }
        56 | 57 => {
            let (name, value) = dice.of(&wrong).clone();
            input[name] = value;
        }
        _ => {}
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
    let how = if dice.once_in(4) {
        let (member, instead) = *dice.of(LACKS);
        How::Lacks(member, serde_json::from_str(instead).expect("JSON"))
    } else {
        let (error, cause) = (dice.of::<&str>(ERRORS), dice.of::<&str>(CAUSES));
        How::Fails(error, cause)
    };
    Some(Trouble { step, item, how, times })
}

/// What has to happen now and then.
pub const HAPPENS: &[&str] = &[
    "ends: invalid",
    "error: States.TaskFailed",
    "error: SageMaker.AmazonSageMakerException",
    "error: SageMaker.ResourceLimitExceededException",
    "error: SageMaker.SageMakerException",
    "error: Own.Error",
    "hangs",
    "tried again",
    "lacks something",
    "interrupted",
    "rejected",
    "unanswered",
    "rolled back",
    "exists",
    "nothing found",
    "reused",
    "at a value that is compared",
    "no items",
];

impl Story {
    /// What of this took place in a run.
    pub fn happened(&self, program: &Program, calls: &[Made]) -> Vec<String> {
        let mut found = BTreeSet::new();
        for made in calls {
            match &made.outcome {
                Some(Outcome::Failure { error, .. }) => found.insert(format!("error: {error}")),
                Some(Outcome::Never) | None => found.insert("hangs".to_owned()),
                Some(Outcome::Success(answer)) => answer.get("Item").is_some() && found.insert("reused".to_owned()),
            };
            if made.call.retry > 0 {
                found.insert("tried again".to_owned());
            }
            let step = self.troubles.iter().find(|trouble| trouble.step == made.call.state);
            if step.is_some_and(|trouble| matches!(trouble.how, How::Lacks(..))) {
                found.insert("lacks something".to_owned());
            }
        }
        let ran: BTreeSet<&str> = calls.iter().map(|made| stage_of(&made.call.state)).collect();
        for (name, given) in self.scenario.stages.iter().filter(|(name, _)| ran.contains(name.as_str())) {
            let near = |name: &String| NEAR.iter().any(|near| given.values.get(name) == Some(&json!(near)));
            let metrics = program.stages.get(name).map(|block| block.metrics.keys());
            let all = [
                ("interrupted", given.interrupted > 0),
                ("rejected", given.rejected),
                ("unanswered", given.unanswered),
                ("rolled back", given.rolled_back),
                ("exists", given.exists),
                ("nothing found", given.nothing_found),
                ("at a value that is compared", metrics.into_iter().flatten().any(near)),
            ];
            found.extend(all.into_iter().filter(|(_, so)| *so).map(|(what, _)| what.to_owned()));
        }
        if self.scenario.objects.values().any(|count| *count == 0) || self.scenario.input["parts"] == json!([]) {
            found.insert("no items".to_owned());
        }
        found.into_iter().collect()
    }

    /// The same without what goes wrong in these stages.
    pub fn without(&self, stages: &[&str]) -> Self {
        let mut calm = self.clone();
        calm.troubles.retain(|trouble| !stages.contains(&trouble.step.split('/').next().unwrap_or_default()));
        for (_, given) in calm.scenario.stages.iter_mut().filter(|(name, _)| stages.contains(&name.as_str())) {
            let mut values = given.values.clone();
            values.shift_remove("value");
            let takes = given.takes.map(|takes| takes.min(600));
            *given = Given { values, takes, exists: given.exists, ..Given::default() };
        }
        calm
    }
}

/// A world with these troubles. Every item of a `for` has a world of its own, as which of them comes first is nobody's to
/// say; what is recorded in a run is seen in later ones only, for the same reason.
pub struct Stormy<'p> {
    program: &'p Program,
    story: &'p Story,
    clouds: BTreeMap<String, Cloud<'p>>,
    /// Failures so far by trouble and item.
    met: BTreeMap<(usize, String), u64>,
    /// What this run has recorded.
    pub recorded: BTreeMap<String, Json>,
}

impl<'p> Stormy<'p> {
    pub fn new(program: &'p Program, story: &'p Story) -> Self {
        Self { program, story, clouds: BTreeMap::new(), met: BTreeMap::new(), recorded: BTreeMap::new() }
    }

    fn cloud(&mut self, place: &str) -> &mut Cloud<'p> {
        let (program, story) = (self.program, self.story);
        self.clouds.entry(place.to_owned()).or_insert_with(|| Cloud::new(program, &story.scenario))
    }

    /// What stands in the table of records.
    fn table(&mut self, call: &Call) -> Option<Answer> {
        let key = |pointer: &str| call.arguments.pointer(pointer).and_then(Json::as_str).unwrap_or_default();
        match call.action.as_str() {
            "dynamodb:getItem" => {
                let found = self.story.records.get(key("/Key/key/S"));
                Some(Answer::success(found.map_or(json!({}), |item| json!({ "Item": item })), 1_000))
            }
            "dynamodb:putItem" => {
                self.recorded.insert(key("/Item/key/S").to_owned(), call.arguments["Item"].clone());
                None
            }
            _ => None,
        }
    }
}

/// A description without the times in it: a machine may start something later than it could.
fn timeless(cause: &str) -> String {
    match serde_json::from_str(cause) {
        Ok(Json::Object(mut told)) => {
            told.retain(|name, _| !name.ends_with("Time"));
            Json::Object(told).to_string()
        }
        _ => cause.to_owned(),
    }
}

impl World for Stormy<'_> {
    fn call(&mut self, call: &Call) -> Answer {
        let place = items(&call.path);
        let mut lacks = None;
        let story = self.story;
        for (index, trouble) in story.troubles.iter().enumerate() {
            let here = trouble.item.is_none_or(|item| place.is_empty() || place.ends_with(&format!("[{item}]")));
            if trouble.step != call.state || !here {
                continue;
            }
            let met = self.met.entry((index, place.clone())).or_insert(0);
            if *met < trouble.times {
                *met += 1;
                match &trouble.how {
                    How::Fails("States.Timeout", _) => return Answer::never(),
                    How::Fails(error, cause) => return Answer::failure(*error, *cause, 2_000),
                    How::Lacks(member, instead) => lacks = Some((member, instead)),
                }
            }
        }
        let mut answer = self.table(call).unwrap_or_else(|| self.cloud(&place).call(call));
        if let Outcome::Failure { cause, .. } = &mut answer.outcome {
            *cause = timeless(cause);
        }
        if let (Some((member, instead)), Outcome::Success(Json::Object(members))) = (lacks, &mut answer.outcome)
            && let Some(value) = members.get_mut(*member)
        {
            *value = instead.clone();
        }
        answer
    }

    fn abort(&mut self, call: &Call, now: u64, why: Abandoned) {
        self.cloud(&items(&call.path)).abort(call, now, why);
    }
}

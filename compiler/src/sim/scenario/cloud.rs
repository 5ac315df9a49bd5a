//! Services and people, as a test gives them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::actions::{self, Action};
use super::given::{Failure, Given, Scenario};
use super::{sagemaker, stage_of};
use crate::check::program::{Block, Program};
use crate::sim::clock::Millis;
use crate::sim::world::{Abandoned, Answer, Call, Purpose, World};
use crate::vocab::durations;

/// Objects that a `for` finds where a test does not say how many.
const OBJECTS: u64 = 3;

/// The world of one run.
#[derive(Debug)]
pub struct Cloud<'p> {
    pub(super) program: &'p Program,
    pub(super) scenario: &'p Scenario,
    /// How often the stage's own work was asked for, by stage.
    attempts: BTreeMap<String, u64>,
    /// Names that are taken, with what they name.
    taken: BTreeSet<(&'static str, String)>,
    /// Endpoints, AutoML jobs and feature groups by name.
    pub(super) resources: BTreeMap<(&'static str, String), sagemaker::Resource>,
    /// When a wait first looked, by stage and branch.
    pub(super) looks: BTreeMap<(String, String), Millis>,
    /// Stages whose failure or interruption took place.
    met: BTreeSet<String>,
}

/// What a call is about.
pub(super) struct Asked<'c, 'p> {
    /// The call.
    pub call: &'c Call,
    /// Its stage; none for calls of the whole machine.
    pub block: Option<&'p Block>,
    /// What is given of the stage.
    pub given: Given,
    /// How often the stage's own work was asked for before.
    pub attempt: u64,
    /// Milliseconds that it takes.
    pub takes: Millis,
}

impl Asked<'_, '_> {
    /// The failure that holds for this attempt.
    pub fn failure(&self) -> Option<&Failure> {
        self.given.failed.as_ref().filter(|failure| failure.times.is_none_or(|times| self.attempt < times))
    }

    /// A value that is given, or something in its place.
    pub fn value(&self, name: &str, otherwise: Json) -> Json {
        self.given.values.get(name).cloned().unwrap_or(otherwise)
    }
}

impl<'p> Cloud<'p> {
    /// A world in which nothing has happened yet.
    pub fn new(program: &'p Program, scenario: &'p Scenario) -> Self {
        Self {
            program,
            scenario,
            attempts: BTreeMap::new(),
            taken: BTreeSet::new(),
            resources: BTreeMap::new(),
            looks: BTreeMap::new(),
            met: BTreeSet::new(),
        }
    }

    /// Stages whose given failure or interruption took place.
    pub fn all_met(self) -> BTreeSet<String> {
        self.met
    }

    /// Takes a name, once.
    pub(super) fn take_name(&mut self, what: &'static str, name: &str) -> Option<Answer> {
        if self.taken.insert((what, name.to_owned())) {
            return None;
        }
        let cause = format!("Cannot create already existing {what} {name}.");
        Some(Answer::refusal("SageMaker.ResourceInUseException", cause, quick()))
    }

    pub(super) fn meet(&mut self, stage: &str) {
        self.met.insert(stage.to_owned());
    }

    /// A refused request is no attempt at the work.
    pub(super) fn not_begun(&mut self, stage: &str) {
        if let Some(attempts) = self.attempts.get_mut(stage) {
            *attempts = attempts.saturating_sub(1);
        }
    }

    fn asked<'c>(&mut self, call: &'c Call, works: bool) -> Asked<'c, 'p> {
        let stage = stage_of(&call.state);
        let block = self.program.stages.get(stage);
        let attempts = self.attempts.entry(stage.to_owned()).or_insert(0);
        let attempt = *attempts;
        *attempts += u64::from(works);
        let given = self.scenario.of_stage(stage).cloned().unwrap_or_default();
        let takes = block.map_or(quick(), |block| self.scenario.takes(block));
        Asked { call, block, given, attempt, takes }
    }
}

/// Milliseconds of a call that is answered at once.
pub(super) fn quick() -> Millis {
    durations::CALL * 1_000
}

/// The answer to a request that fails, where the failure is a refusal or a hang.
pub(super) fn refused(failure: &Failure) -> Option<Answer> {
    let cause = if failure.cause.is_empty() { "given by the test" } else { &failure.cause };
    match failure.error.as_str() {
        "States.Timeout" => Some(Answer::never()),
        error if failure.is_refusal() => Some(Answer::refusal(error, cause, quick())),
        _ => None,
    }
}

impl World for Cloud<'_> {
    fn call(&mut self, call: &Call) -> Answer {
        match call.purpose {
            Purpose::ItemReader => {
                let count = self.scenario.objects.get(stage_of(&call.state)).copied().unwrap_or(OBJECTS);
                let prefix = super::places::text(&call.arguments, "/Prefix");
                let object =
                    |number: u64| json!({ "Key": format!("{prefix}part-{number:05}"), "Size": 1_024, "Etag": "\"0\"" });
                Answer::success(json!({ "Contents": (0..count).map(object).collect::<Vec<_>>() }), quick())
            }
            Purpose::ResultWriter => Answer::success(json!({}), quick()),
            Purpose::Task => {
                let kind = self.program.stages.get(stage_of(&call.state)).map_or("", |block| block.kind.keyword);
                let Action { works, answer, .. } = actions::of(kind, &call.action);
                let asked = self.asked(call, *works);
                if let Some(failure) = asked.failure().filter(|_| *works) {
                    self.meet(stage_of(&call.state));
                    if let Some(refusal) = refused(failure) {
                        return refusal;
                    }
                }
                answer(self, &asked)
            }
        }
    }

    fn abort(&mut self, _: &Call, _: Millis, _: Abandoned) {}
}

//! What a test gives, as plain data.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::{event, input};
use crate::base::Span;
use crate::check::program::{Block, Program};
use crate::check::value::{Value, ValueKind};
use crate::diag::{Diagnostic, codes};
use crate::lower::constant;

/// A test's view of the world.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// By stage.
    pub stages: IndexMap<String, Given>,
    /// How many objects a `for` finds, by its item.
    pub objects: IndexMap<String, u64>,
    /// The execution's input.
    pub input: Json,
}

/// What is given of one stage.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Metrics and outputs by name.
    pub values: IndexMap<String, Json>,
    /// Metrics of single candidates.
    pub candidates: IndexMap<String, IndexMap<String, Json>>,
    /// How it fails.
    pub failed: Option<Failure>,
    /// How often spot machines are taken away.
    pub interrupted: u64,
    /// Seconds.
    pub takes: Option<u64>,
    /// What is made is there before.
    pub exists: bool,
    /// An update goes back.
    pub rolled_back: bool,
    /// The answer is no.
    pub rejected: bool,
    /// Nobody answers.
    pub unanswered: bool,
    /// A search ends with nothing.
    pub nothing_found: bool,
    /// Members of the response.
    pub output: Option<Json>,
}

/// How a stage fails.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The error's name, or the reason of a job.
    pub error: String,
    /// More about it.
    pub cause: String,
    /// In how many attempts; none for all.
    pub times: Option<u64>,
    /// Where it is given.
    pub span: Span,
}

impl Failure {
    /// Whether the service refuses the request: such errors have the service's name in front.
    pub fn is_refusal(&self) -> bool {
        self.error.contains('.')
    }
}

impl Scenario {
    /// Of a checked test.
    ///
    /// # Errors
    /// A problem, where an event starts nothing.
    pub fn of(program: &Program, test: &Block) -> Result<Self, Box<Diagnostic>> {
        let mut scenario = Self { stages: IndexMap::new(), objects: IndexMap::new(), input: Json::Null };
        let mut params = IndexMap::new();
        let mut started = None;
        for (name, span, value) in test.get("given").into_iter().flat_map(Value::entries) {
            if program.stages.contains_key(name) {
                scenario.stages.insert(name.to_owned(), Given::of(value));
            } else if program.params.contains_key(name) {
                params.insert(name.to_owned(), constant(value));
            } else if name == "event" {
                started = Some((constant(value), span));
            } else {
                scenario.objects.insert(name.to_owned(), whole(value));
            }
        }
        let from_event = match started {
            Some((given, span)) => event::input(program, &given).map_err(|problem| {
                let title = format!("test `{}`: {problem}", test.name.text);
                Box::new(Diagnostic::new(codes::EXPECTATION_FAILED, span, title).label("given here"))
            })?,
            None => IndexMap::new(),
        };
        params.extend(from_event);
        scenario.input = input::input(program, params);
        Ok(scenario)
    }

    /// What is given of a stage, where something is.
    pub fn of_stage(&self, stage: &str) -> Option<&Given> {
        self.stages.get(stage)
    }

    /// Milliseconds that the job, the wait or the answer of a stage takes.
    pub fn takes(&self, block: &Block) -> u64 {
        let given = self.of_stage(&block.name.text).and_then(|given| given.takes);
        given.or_else(|| block.seconds("estimate")).unwrap_or_else(|| assumed(block)) * 1_000
    }
}

/// An assumption that the stage's own limit does not contradict.
fn assumed(block: &Block) -> u64 {
    let usual = block.assumed_seconds();
    let limit = block.seconds("timeout").unwrap_or(u64::MAX);
    if usual < limit { usual } else { (limit / 2).max(1) }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the checker allows whole numbers from 0")]
fn whole(value: &Value) -> u64 {
    value.number().map_or(0, |number| number.max(0.0) as u64)
}

fn is_true(value: &Value) -> bool {
    value.kind == ValueKind::Bool(true)
}

impl Given {
    fn of(record: &Value) -> Self {
        let mut given = Self::default();
        let mut failure = Failure { error: String::new(), cause: String::new(), times: None, span: record.span };
        for (name, span, value) in record.entries() {
            let text = || value.text().unwrap_or_default();
            match (name, &value.kind) {
                ("failed", ValueKind::Text(_)) => (failure.error, failure.span) = (text(), span),
                ("cause", ValueKind::Text(_)) => failure.cause = text(),
                ("times", _) => failure.times = Some(whole(value)),
                ("takes", _) => given.takes = value.seconds(),
                ("interrupted", _) => given.interrupted = whole(value),
                ("exists", _) => given.exists = is_true(value),
                ("rolled_back", _) => given.rolled_back = is_true(value),
                ("rejected", _) => given.rejected = is_true(value),
                ("unanswered", _) => given.unanswered = is_true(value),
                ("nothing_found", _) => given.nothing_found = is_true(value),
                ("output", ValueKind::Record(_)) => given.output = Some(constant(value)),
                (candidate, ValueKind::Record(_)) => {
                    let metrics = value.entries().map(|(name, _, value)| (name.to_owned(), constant(value)));
                    given.candidates.insert(candidate.to_owned(), metrics.collect());
                }
                (name, _) => {
                    given.values.insert(name.to_owned(), constant(value));
                }
            }
        }
        if !failure.error.is_empty() {
            given.failed = Some(failure);
        }
        given
    }

    /// Whether it says what a metric or output is.
    pub fn says(&self, name: &str) -> bool {
        self.values.contains_key(name)
            || !self.candidates.is_empty() && self.candidates.values().all(|metrics| metrics.contains_key(name))
            || self.output.is_some()
    }
}

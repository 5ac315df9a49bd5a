//! The Amazon States Language document, JSONata only. Field order is the order of the keys in the output.
//!
//! Source: the Amazon States Language specification and the Step Functions developer guide (2026-11).

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A whole state machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StateMachine {
    /// The pipeline's documentation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Always `JSONata`.
    pub query_language: String,
    /// The states and where to begin.
    #[serde(flatten)]
    pub graph: Graph,
    /// The whole execution's bound, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u64>,
}

/// States and the first of them: a machine, or a branch of a `Parallel`, or the body of a `Map`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Graph {
    /// Name of the first state.
    pub start_at: String,
    /// In source order.
    pub states: IndexMap<String, State>,
}

impl Graph {
    /// Every state, each before those inside it.
    pub fn each<'m>(&'m self, visit: &mut impl FnMut(&'m str, &'m State)) {
        for (name, state) in &self.states {
            visit(name, state);
            state.inner().into_iter().for_each(|graph| graph.each(visit));
        }
    }
}

/// Where a state goes: exactly one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Transition {
    /// To a named state of the same graph.
    Next(String),
    /// Ends the graph (always `true`).
    End(bool),
}

impl Transition {
    /// To `name`, or the end where there is none.
    pub fn to(name: Option<&str>) -> Self {
        name.map_or(Self::End(true), |name| Self::Next(name.to_owned()))
    }

    /// The state it goes to, if any.
    pub fn next(&self) -> Option<&str> {
        match self {
            Self::Next(name) => Some(name),
            Self::End(_) => None,
        }
    }
}

/// Variables and the values they get: JSON whose strings `{% ... %}` are JSONata.
pub type Assign = IndexMap<String, Value>;

/// One state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "Type")]
pub enum State {
    /// Calls a service.
    Task(Task),
    /// Runs branches side by side.
    Parallel(Parallel),
    /// Runs one body per item.
    Map(Box<Map>),
    /// Picks the first rule that holds.
    Choice(Choice),
    /// Passes time.
    Wait(Wait),
    /// Sets variables.
    Pass(Pass),
    /// Ends well.
    Succeed(Succeed),
    /// Ends with an error.
    Fail(Fail),
}

impl State {
    /// The graphs inside: the branches of a `Parallel`, the body of a `Map`.
    pub fn inner(&self) -> Vec<&Graph> {
        match self {
            Self::Parallel(parallel) => parallel.branches.iter().collect(),
            Self::Map(map) => vec![&map.item_processor.graph],
            _ => Vec::new(),
        }
    }

    /// Where it goes on; none for a `Choice`, which has rules, and for what only ends.
    pub fn transition(&self) -> Option<&Transition> {
        match self {
            Self::Task(task) => Some(&task.transition),
            Self::Parallel(parallel) => Some(&parallel.transition),
            Self::Map(map) => Some(&map.transition),
            Self::Wait(wait) => Some(&wait.transition),
            Self::Pass(pass) => Some(&pass.transition),
            Self::Choice(_) | Self::Succeed(_) | Self::Fail(_) => None,
        }
    }

    /// Where it goes after errors.
    pub fn catch(&self) -> &[Catcher] {
        match self {
            Self::Task(task) => &task.catch,
            Self::Parallel(parallel) => &parallel.catch,
            Self::Map(map) => &map.catch,
            _ => &[],
        }
    }

    /// Whether its graph can end well in it.
    pub fn ends_well(&self) -> bool {
        matches!(self, Self::Succeed(_)) || self.transition().is_some_and(|transition| transition.next().is_none())
    }
}

/// Calls a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Task {
    /// The stage's documentation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Integration ARN.
    pub resource: String,
    /// The request.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub arguments: Value,
    /// Variables set on success.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub assign: Assign,
    /// The state's output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// First match counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retry: Vec<Retrier>,
    /// First match counts, after retries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub catch: Vec<Catcher>,
    /// Seconds until `States.Timeout`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u64>,
    /// Seconds without a heartbeat until `States.HeartbeatTimeout`; less than the timeout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heartbeat_seconds: Option<u64>,
    /// Where to go on.
    #[serde(flatten)]
    pub transition: Transition,
}

impl Task {
    /// `aws-sdk:s3:getObject` of `arn:aws:states:::aws-sdk:s3:getObject`.
    pub fn integration(&self) -> &str {
        self.resource.rsplit(":::").next().unwrap_or_default()
    }
}

/// Runs branches side by side; the result is the list of their outputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Parallel {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// In source order.
    pub branches: Vec<Graph>,
    /// Variables set when all branches are done.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub assign: Assign,
    /// The state's output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// First match counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retry: Vec<Retrier>,
    /// First match counts, after retries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub catch: Vec<Catcher>,
    /// Where to go on.
    #[serde(flatten)]
    pub transition: Transition,
}

/// Runs `item_processor` once per item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Map {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Names the run of a distributed map; at most 40 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// A list, or an expression that gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Value>,
    /// Where a distributed map reads its items instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_reader: Option<ItemReader>,
    /// What each run gets as input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_selector: Option<Value>,
    /// Groups of items for one run of a distributed map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_batcher: Option<Value>,
    /// Side by side at most; 0 is no limit of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_concurrency: Option<u64>,
    /// Per cent of the items of a distributed map that may fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerated_failure_percentage: Option<Value>,
    /// How many items of a distributed map may fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerated_failure_count: Option<u64>,
    /// The body.
    pub item_processor: ItemProcessor,
    /// Where a distributed map writes its results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_writer: Option<Value>,
    /// Variables set when all runs are done.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub assign: Assign,
    /// The state's output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// First match counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retry: Vec<Retrier>,
    /// First match counts, after retries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub catch: Vec<Catcher>,
    /// Where to go on.
    #[serde(flatten)]
    pub transition: Transition,
}

/// The body of a `Map` and how it runs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ItemProcessor {
    /// Inline where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub processor_config: Option<ProcessorConfig>,
    /// The states of one run.
    #[serde(flatten)]
    pub graph: Graph,
}

impl ItemProcessor {
    /// Whether every run is an execution of its own.
    pub fn is_distributed(&self) -> bool {
        self.processor_config.as_ref().is_some_and(|config| config.mode == "DISTRIBUTED")
    }
}

impl From<Graph> for ItemProcessor {
    fn from(graph: Graph) -> Self {
        Self { processor_config: None, graph }
    }
}

/// Inline, or every run an execution of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ProcessorConfig {
    /// `INLINE` or `DISTRIBUTED`.
    pub mode: String,
    /// `STANDARD` or `EXPRESS`, for `DISTRIBUTED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_type: Option<String>,
}

/// Where a distributed map finds its items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ItemReader {
    /// Integration ARN: `s3:getObject` or `s3:listObjectsV2`.
    pub resource: String,
    /// Format of what is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader_config: Option<Value>,
    /// The request.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub arguments: Value,
}

/// Goes to the first rule that holds, else to the default. It never ends a graph.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Choice {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Tried in order.
    pub choices: Vec<Rule>,
    /// Where no rule holds.
    pub default: String,
    /// Set only with the default.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub assign: Assign,
    /// Used only with the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
}

/// One rule of a `Choice`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Rule {
    /// JSONata that gives a boolean.
    pub condition: String,
    /// Set when this rule matches.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub assign: Assign,
    /// The state's output when this rule matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// Where to go.
    pub next: String,
}

/// Passes time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Wait {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// A number, or an expression that gives one.
    pub seconds: Value,
    /// Variables.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub assign: Assign,
    /// Where to go on.
    #[serde(flatten)]
    pub transition: Transition,
}

/// Sets variables or output, calls nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Pass {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Variables.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub assign: Assign,
    /// The state's output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// Where to go on.
    #[serde(flatten)]
    pub transition: Transition,
}

/// Ends well.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Succeed {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The execution's or branch's output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
}

/// Ends with an error. Both texts may be `{% ... %}`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Fail {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Error name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// For people, at most 32,768 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

/// Tries again after certain errors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Retrier {
    /// `States.ALL` stands alone and last.
    pub error_equals: Vec<String>,
    /// Before the first new attempt.
    #[serde(default = "one")]
    pub interval_seconds: u64,
    /// How many new attempts.
    #[serde(default = "three")]
    pub max_attempts: u64,
    /// Each wait is this many times the last.
    #[serde(default = "two")]
    pub backoff_rate: f64,
    /// Ceiling of a wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_delay_seconds: Option<u64>,
    /// `FULL` or `NONE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jitter_strategy: Option<String>,
}

/// What Step Functions takes for an `IntervalSeconds` that is not there.
fn one() -> u64 {
    1
}

/// What Step Functions takes for a `MaxAttempts` that is not there.
fn three() -> u64 {
    3
}

/// What Step Functions takes for a `BackoffRate` that is not there.
fn two() -> f64 {
    2.0
}

/// Goes elsewhere after certain errors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Catcher {
    /// `States.ALL` stands alone and last.
    pub error_equals: Vec<String>,
    /// Variables of the catching state's scope.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub assign: Assign,
    /// The next state's input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// Where to go.
    pub next: String,
}

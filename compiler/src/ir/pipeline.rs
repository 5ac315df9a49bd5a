//! The graph.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::value::Value;
use crate::base::Span;

/// A pipeline, ready for any target.
#[derive(Debug, Clone)]
pub struct Pipeline {
    /// As declared.
    pub name: String,
    /// The documentation.
    pub doc: Option<String>,
    /// AWS Region.
    pub region: String,
    /// First part of every ARN: `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    /// The whole execution's bound, in seconds.
    pub timeout: u64,
    /// In source order.
    pub params: Vec<Param>,
    /// The stage whose first call fails where the input does not fit the parameters; none where a state of its own judges
    /// them before.
    pub guarded_by: Option<String>,
    /// Who is told of a failure.
    pub notify: Option<Destination>,
    /// Roles that calls pass on, where they are constant.
    pub roles: Vec<String>,
    /// Every stage.
    pub stages: IndexMap<String, Stage>,
    /// One after the other; nothing stands before what it waits for.
    pub body: Vec<Node>,
    /// What starts it.
    pub triggers: Vec<Trigger>,
    /// Place of the `pipeline` block's header.
    pub span: Span,
}

/// Where a message goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Destination {
    /// An SNS topic, by its ARN.
    Topic(Value),
    /// An SQS queue.
    Queue {
        /// Its URL.
        url: Value,
        /// Whether it keeps the order, for which it wants to know which messages belong together.
        ordered: bool,
    },
    /// An EventBridge event bus.
    Bus {
        /// Its name or ARN.
        name: Value,
        /// Source of the event.
        source: String,
        /// Type of the event.
        detail_type: String,
    },
}

impl Pipeline {
    /// What something reads of stages: stage and field.
    pub fn reads(&self) -> BTreeSet<(String, String)> {
        let mut read = Vec::new();
        for step in self.stages.values().flat_map(|stage| &stage.steps) {
            step.action.values().into_iter().for_each(|value| value.outputs(&mut read));
        }
        conditions(&self.body, &mut read);
        read.into_iter().map(|(stage, field)| (stage.to_owned(), field.to_owned())).collect()
    }
}

fn conditions<'p>(nodes: &'p [Node], read: &mut Vec<(&'p str, &'p str)>) {
    for node in nodes {
        if let Some(value) = node.value() {
            value.outputs(read);
        }
        node.bodies().into_iter().for_each(|body| conditions(body, read));
    }
}

/// A parameter of the execution's input.
#[derive(Debug, Clone)]
pub struct Param {
    /// As declared.
    pub name: String,
    /// Used where the input has none.
    pub default: Option<Json>,
    /// What a given value has to fulfil: JSONata with `$` for the value, and what it then is.
    pub checks: Vec<(String, String)>,
    /// Place of the declaration.
    pub span: Span,
}

/// A stage, or stages under a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// By name.
    Stage(String),
    /// `when`
    When(When),
    /// `for`
    For(For),
    /// Sequences that run side by side.
    Parallel(Fork),
}

impl Node {
    /// What a node is called after: its stage, or a stage in it and what stands around that.
    pub fn name(&self) -> String {
        match self {
            Self::Stage(name) => name.clone(),
            Self::When(when) => format!("{}/when", when.name),
            Self::For(each) => format!("{}/for", each.item),
            Self::Parallel(fork) => fork.name.clone(),
        }
    }

    /// Sequences of nodes directly inside.
    pub fn bodies(&self) -> Vec<&Vec<Node>> {
        match self {
            Self::Stage(_) => Vec::new(),
            Self::When(when) => vec![&when.then, &when.otherwise],
            Self::For(each) => vec![&each.body],
            Self::Parallel(fork) => fork.branches.iter().collect(),
        }
    }

    /// Sequences of nodes directly inside, to be changed.
    pub fn bodies_mut(&mut self) -> Vec<&mut Vec<Node>> {
        match self {
            Self::Stage(_) => Vec::new(),
            Self::When(when) => vec![&mut when.then, &mut when.otherwise],
            Self::For(each) => vec![&mut each.body],
            Self::Parallel(fork) => fork.branches.iter_mut().collect(),
        }
    }

    /// What the node itself evaluates: its condition, or what it goes through.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::When(when) => Some(&when.condition),
            Self::For(For { items: Items::List(items) | Items::Objects { place: items, .. }, .. }) => Some(items),
            Self::Stage(_) | Self::Parallel(_) => None,
        }
    }

    /// What the node itself evaluates, to be changed.
    pub fn value_mut(&mut self) -> Option<&mut Value> {
        match self {
            Self::When(when) => Some(&mut when.condition),
            Self::For(For { items: Items::List(items) | Items::Objects { place: items, .. }, .. }) => Some(items),
            Self::Stage(_) | Self::Parallel(_) => None,
        }
    }

    /// Every stage inside, in order.
    pub fn stages(&self) -> Vec<&str> {
        match self {
            Self::Stage(name) => vec![name],
            other => other.bodies().into_iter().flatten().flat_map(Self::stages).collect(),
        }
    }
}

/// Sequences that run side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Fork {
    /// `trees/parallel`: no other fork's, and none that a stage could have.
    pub name: String,
    /// At least two, none empty.
    pub branches: Vec<Vec<Node>>,
}

/// Stages that run once per item.
#[derive(Debug, Clone, PartialEq)]
pub struct For {
    /// The documentation.
    pub doc: Option<String>,
    /// What an item is called; also names the `for`.
    pub item: String,
    /// What is gone through.
    pub items: Items,
    /// Stages that the items wait for.
    pub needs: Vec<String>,
    /// How many items side by side.
    pub concurrency: u64,
    /// How many items there can be; none where each is an execution of its own.
    pub most: Option<u64>,
    /// What runs for each.
    pub body: Vec<Node>,
    /// Place of its header.
    pub span: Span,
}

/// What a `for` goes through.
#[derive(Debug, Clone, PartialEq)]
pub enum Items {
    /// A list.
    List(Value),
    /// The objects below a place on S3, each as an execution of its own.
    Objects {
        /// `s3://bucket/prefix`
        place: Value,
        /// Percentage that may fail.
        tolerate: f64,
        /// Where the results of the single executions are written: bucket and prefix.
        results: (Value, Value),
    },
}

/// Stages under a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// Named after the first stage inside.
    pub name: String,
    /// The documentation.
    pub doc: Option<String>,
    /// What decides.
    pub condition: Value,
    /// Stages that the condition waits for.
    pub needs: Vec<String>,
    /// Where it holds.
    pub then: Vec<Node>,
    /// Where it does not.
    pub otherwise: Vec<Node>,
    /// Place of its header.
    pub span: Span,
}

/// One stage: a small graph of steps that begins with the first.
#[derive(Debug, Clone)]
pub struct Stage {
    /// As declared.
    pub name: String,
    /// Keyword of its kind.
    pub kind: &'static str,
    /// The documentation.
    pub doc: Option<String>,
    /// Stages it waits for, in source order.
    pub needs: Vec<String>,
    /// At least one.
    pub steps: Vec<Step>,
    /// How long it usually takes, in seconds.
    pub estimate: Option<u64>,
    /// How long it is expected to take, in seconds: the estimate, else what is assumed of its kind.
    pub expected: u64,
    /// Place of the block.
    pub span: Span,
}

impl Stage {
    /// Fields that it keeps for others, in order; some ways through the stage may leave one out.
    pub fn keeps(&self) -> Vec<&str> {
        let calls = self.steps.iter().filter_map(|step| match &step.action {
            Action::Call(call) => Some(call),
            _ => None,
        });
        let outputs =
            calls.flat_map(|call| call.outputs.iter().chain(call.catch.iter().flat_map(|catch| &catch.outputs)));
        outputs.map(|(field, _)| field.as_str()).collect()
    }
}

/// One step of a stage.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its role in the stage: `wait`; empty for the main one.
    pub suffix: String,
    /// What it does.
    pub action: Action,
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum Action {
    /// Calls a service.
    Call(Box<Call>),
    /// Goes to the first rule that holds, else to the default.
    Choose {
        /// Variables of the stage's own that are set on every way, all from what they were before; so are the conditions.
        locals: Vec<(&'static str, Value)>,
        /// Tried in order.
        rules: Vec<Rule>,
        /// Where none holds.
        default: Next,
    },
    /// Sets variables of the stage's own, all from what they were before.
    Set {
        /// Name and value.
        locals: Vec<(&'static str, Value)>,
        /// Where to go on.
        next: Next,
    },
    /// Passes time.
    Wait {
        /// How long.
        seconds: u64,
        /// How often at most, in one execution.
        rounds: u64,
        /// Where to go on.
        next: Next,
    },
}

impl Action {
    /// Everywhere that the action can go.
    pub fn nexts(&self) -> Vec<&Next> {
        match self {
            Self::Call(call) => call.catch.iter().map(|catch| &catch.next).chain([&call.next]).collect(),
            Self::Choose { rules, default, .. } => rules.iter().map(|rule| &rule.next).chain([default]).collect(),
            Self::Set { next, .. } | Self::Wait { next, .. } => vec![next],
        }
    }

    /// Everywhere that the action can go, to be changed.
    pub fn nexts_mut(&mut self) -> Vec<&mut Next> {
        match self {
            Self::Call(call) => call.catch.iter_mut().map(|catch| &mut catch.next).chain([&mut call.next]).collect(),
            Self::Choose { rules, default, .. } => {
                rules.iter_mut().map(|rule| &mut rule.next).chain([default]).collect()
            }
            Self::Set { next, .. } | Self::Wait { next, .. } => vec![next],
        }
    }

    /// Every value that the action evaluates.
    pub fn values(&self) -> Vec<&Value> {
        match self {
            Self::Call(call) => {
                let kept = call.catch.iter().flat_map(|catch| &catch.outputs).chain(&call.outputs);
                let caught = call.catch.iter().flat_map(|catch| &catch.locals);
                let locals = call.locals.iter().chain(caught).map(|(_, value)| value);
                [&call.request]
                    .into_iter()
                    .chain(&call.until)
                    .chain(kept.map(|(_, value)| value))
                    .chain(locals)
                    .collect()
            }
            Self::Choose { locals, rules, default } => {
                let causes = rules.iter().map(|rule| &rule.next).chain([default]).filter_map(Next::cause);
                let set = locals.iter().map(|(_, value)| value);
                rules.iter().map(|rule| &rule.condition).chain(causes).chain(set).collect()
            }
            Self::Set { locals, next } => locals.iter().map(|(_, value)| value).chain(next.cause()).collect(),
            Self::Wait { .. } => Vec::new(),
        }
    }
}

impl Next {
    /// Why the pipeline fails, where that is said here.
    fn cause(&self) -> Option<&Value> {
        match self {
            Self::Fail(cause) | Self::FailAs(_, cause) => Some(cause),
            _ => None,
        }
    }
}

/// A call of a service.
#[derive(Debug, Clone)]
pub struct Call {
    /// `sagemaker:createTrainingJob.sync`, `aws-sdk:s3:getObject`
    pub integration: String,
    /// An object.
    pub request: Value,
    /// In seconds.
    pub timeout: u64,
    /// First match counts.
    pub retry: Vec<Retry>,
    /// First match counts; other errors fail the pipeline.
    pub catch: Vec<Catch>,
    /// What has to hold of the response; otherwise the call fails with `States.QueryEvaluationError`.
    pub until: Option<Value>,
    /// Fields that the stage keeps, from the response.
    pub outputs: Vec<(String, Value)>,
    /// Variables of the stage's own that are set on success.
    pub locals: Vec<(&'static str, Value)>,
    /// Where to go on.
    pub next: Next,
}

/// Where a step goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// The stage is done.
    Done,
    /// To the step of this suffix.
    Step(String),
    /// The pipeline fails with this cause.
    Fail(Value),
    /// The pipeline fails with an error of this name, and this cause.
    FailAs(String, Value),
    /// The pipeline fails with the error that the step's input carries.
    Failed,
}

/// One rule of a choice.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What has to hold.
    pub condition: Value,
    /// Where to go then.
    pub next: Next,
}

/// Goes elsewhere after certain errors; the step there gets `{ stage, failure }` as input.
#[derive(Debug, Clone)]
pub struct Catch {
    /// Error names.
    pub errors: Vec<&'static str>,
    /// Fields that the stage keeps in that case.
    pub outputs: Vec<(String, Value)>,
    /// Variables of the stage's own that are set in that case.
    pub locals: Vec<(&'static str, Value)>,
    /// Where to go.
    pub next: Next,
}

/// Tries again after certain errors.
#[derive(Debug, Clone, PartialEq)]
pub struct Retry {
    /// Error names.
    pub errors: Vec<&'static str>,
    /// Seconds before the first new attempt.
    pub interval: u64,
    /// New attempts.
    pub attempts: u64,
    /// Each wait is this many times the last.
    pub backoff: f64,
    /// Seconds that no wait exceeds.
    pub ceiling: u64,
    /// Whether waits are drawn at random up to their length.
    pub jitter: bool,
}

/// A request that starts executions.
#[derive(Debug, Clone)]
pub struct Trigger {
    /// As declared.
    pub name: String,
    /// AWS action and its request, in order.
    pub requests: Vec<(&'static str, &'static str, Json)>,
    /// Place of the block.
    pub span: Span,
}

//! What a plan says. The names of the fields are the keys of `--format json` and stay as they are.

use serde::Serialize;

/// What running a pipeline will take, each quantity beside what bounds it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// The pipeline's name.
    pub pipeline: String,
    /// The environment; `default` where none was asked for.
    pub env: String,
    /// Where it runs.
    pub region: String,
    /// From start to end.
    pub time: Time,
    /// Every stage, in source order.
    pub stages: Vec<StageTime>,
    /// The stages that nothing can end before, in order.
    pub critical_path: Vec<OnPath>,
    /// Billed transitions.
    pub transitions: Transitions,
    /// Of the jobs of one run.
    pub job_cost: Option<Dollars>,
    /// Entries of the execution's history.
    pub events: Bounded,
    /// Values held and passed on.
    pub state: StateBytes,
    /// The document.
    pub definition: Definition,
    /// The jobs, in source order.
    pub jobs: Vec<Job>,
    /// Machines that `cheapest` chose, in source order.
    pub chosen: Vec<Chosen>,
    /// What costs on after the pipeline has ended.
    pub kept_running: Vec<Kept>,
    /// What other machines would change.
    pub what_if: Vec<WhatIf>,
    /// What the numbers rest on.
    pub assumed: Vec<String>,
}

/// A machine that `cheapest` chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chosen {
    /// Whose it is.
    pub stage: String,
    /// Which it is, why, and what the next best would have been.
    pub reason: String,
}

/// Seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Time {
    /// By the shorter side of every condition.
    pub least: u64,
    /// By the longer side of every condition.
    pub expected: u64,
    /// Every job as long as it may be, with all retries.
    pub worst: u64,
    /// The critical path of what waits for what: no order ends sooner than this, if the longer sides are taken.
    pub bound: u64,
}

/// How long one stage takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageTime {
    /// The stage.
    pub stage: String,
    /// Its kind.
    pub kind: &'static str,
    /// Seconds that are expected.
    pub expected: u64,
    /// Whether that is its `estimate`; otherwise it is assumed by kind.
    pub estimated: bool,
    /// Seconds at most, with all retries.
    pub worst: u64,
}

/// A stage on the critical path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnPath {
    /// The stage, or the `for`.
    pub stage: String,
    /// Seconds from the start of the run, at the earliest.
    pub start: u64,
    /// Seconds that it is expected to take.
    pub seconds: u64,
}

/// Billed transitions of an execution.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Transitions {
    /// A run without failures that has the fewest.
    pub fewest: Way,
    /// A run without failures that has the most.
    pub most: Way,
    /// With every retry and every round of every loop.
    pub worst: u64,
    /// What that costs.
    pub worst_dollars: Option<f64>,
    /// The loops that look until something is done.
    pub polls: Vec<Poll>,
    /// What each item's own execution is billed, by `for` over objects; in no other number here.
    pub of_each_item: Vec<EachItem>,
}

/// A run without failures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Way {
    /// Transitions, with one round of each loop.
    pub transitions: u64,
    /// The calls that it has to make, one for each fork and one for each condition.
    pub bound: u64,
    /// Transitions of the further rounds that are expected.
    pub polled: u64,
    /// What all of them cost; none where the price is not known.
    pub dollars: Option<f64>,
    /// Events, expected rounds with them.
    pub events: u64,
    /// Which side of each condition it takes.
    pub decisions: Vec<Decision>,
}

/// A side of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// The condition, named after the first stage inside.
    pub when: String,
    /// Whether it holds.
    pub holds: bool,
}

/// A loop that looks until something is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Poll {
    /// Whose it is.
    pub stage: String,
    /// Seconds between two looks.
    pub interval: u64,
    /// Rounds that are expected.
    pub expected: u64,
    /// Rounds at most.
    pub worst: u64,
    /// Transitions of one round.
    pub transitions: u64,
}

/// What one item of a `for` over objects is billed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EachItem {
    /// The `for`.
    pub item: String,
    /// Transitions of its execution, at most without failures.
    pub transitions: u64,
}

/// Dollars.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Dollars {
    /// Expected times by the cheaper side of every condition, the least price.
    pub least: f64,
    /// Expected times by the dearer side of every condition, the likely price.
    pub expected: f64,
    /// Longest times with all retries, the greatest price; none where nothing bounds the items of a `for`.
    pub worst: Option<f64>,
}

/// A count and the limit of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bounded {
    /// Without failures.
    pub expected: u64,
    /// With every retry and every round of every loop.
    pub worst: u64,
    /// What Step Functions allows.
    pub limit: u64,
}

/// Bytes of values, each expression counted as if it gave 256 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StateBytes {
    /// All variables together.
    pub variables: usize,
    /// What Step Functions allows of that.
    pub variables_limit: usize,
    /// The largest request, output, or set of variables of one state.
    pub payload: usize,
    /// The state that has it.
    pub payload_of: String,
    /// What Step Functions allows of that.
    pub payload_limit: usize,
}

/// The document's size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// Bytes, as `mlc build` writes it.
    pub bytes: usize,
    /// What Step Functions allows.
    pub limit: usize,
    /// States, those inside branches too.
    pub states: usize,
}

/// Machines that one request asks for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cluster {
    /// The stage.
    pub stage: String,
    /// The state that sends it.
    pub state: String,
    /// `CreateTrainingJob`
    pub action: String,
    /// Machine type.
    pub instance: String,
    /// Machines of one job.
    pub count: u64,
    /// Jobs side by side: those of a tuning job.
    pub side_by_side: u64,
    /// Whether it runs on spot machines.
    pub spot: bool,
    /// Seconds that are expected of one job, or of a whole tuning job.
    pub seconds: u64,
    /// Seconds that all machines together can be used at most, retries included.
    pub worst_machine_seconds: u64,
}

/// What one request asks for, with its price.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Job {
    /// The machines.
    #[serde(flatten)]
    pub cluster: Cluster,
    /// Dollars an hour of one machine: least, likely, greatest; none where its price is not known.
    pub hourly: Option<Hourly>,
    /// What they cost, of one item inside a `for`.
    pub cost: Option<Dollars>,
}

/// Estimated dollars an hour.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Hourly {
    /// At least.
    pub least: f64,
    /// Likely.
    pub expected: f64,
    /// At most.
    pub most: f64,
}

/// What costs on after the pipeline has ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kept {
    /// The stage.
    pub stage: String,
    /// `endpoint`, or `monitor`, whose machines run for each of its jobs only.
    pub what: &'static str,
    /// Machine type; empty where it is serverless.
    pub instance: String,
    /// Machines to begin with.
    pub count: u64,
    /// Dollars an hour of all of them together; none where the price is not known.
    pub hourly: Option<Hourly>,
}

/// What another choice of machines would change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhatIf {
    /// The stage.
    pub stage: String,
    /// `one more`, `bigger`, `cheaper`, `spot`
    pub change: &'static str,
    /// Machine type.
    pub instance: String,
    /// Machines.
    pub count: u64,
    /// Seconds by which the run would end sooner, if all work spread perfectly over what is added.
    pub sooner_at_best: u64,
    /// Dollars that the run would cost more, in that case; negative where it would cost less.
    pub dearer: f64,
}

/// Dollars without the noise of the arithmetic.
pub(super) fn rounded(dollars: f64) -> f64 {
    (dollars * 1e6).round() / 1e6
}

//! The machines that a pipeline asks for, read from its requests.

use serde_json::Value;

use super::model::Cluster;
use super::time::{reruns, scaled};
use crate::ir::{Action, Pipeline, Stage};
use crate::target::asl::emit::Emitted;
use crate::target::asl::emit::states::{action_of, stage_and_role};
use crate::target::asl::model::{State, Task};

/// Where requests have their machines.
const CLUSTERS: &[(&str, &str)] = &[
    ("CreateTrainingJob", "/ResourceConfig"),
    ("CreateProcessingJob", "/ProcessingResources/ClusterConfig"),
    ("CreateTransformJob", "/TransformResources"),
    ("CreateHyperParameterTuningJob", "/TrainingJobDefinition/ResourceConfig"),
];

/// Every job, in the order of the document.
pub fn jobs(pipeline: &Pipeline, emitted: &Emitted) -> Vec<Cluster> {
    let mut found = Vec::new();
    emitted.machine.graph.each(&mut |name, state| {
        let State::Task(task) = state else { return };
        let (stage, role) = stage_and_role(name);
        if let Some(stage) = pipeline.stages.get(stage) {
            found.extend(job(stage, name, role, task));
        }
    });
    // A stage that starts several jobs one after the other takes the time that is expected with all of them.
    let all: Vec<Cluster> = found.clone();
    for job in &mut found {
        let same = all.iter().filter(|other| other.stage == job.stage && other.seconds > 0).count() as u64;
        job.seconds /= same.max(1);
    }
    let place = |job: &Cluster| pipeline.stages.get_index_of(&job.stage);
    found.sort_by_key(place);
    found
}

fn job(stage: &Stage, state: &str, role: &str, task: &Task) -> Option<Cluster> {
    let action = action_of(task.integration());
    let (_, place) = CLUSTERS.iter().find(|(known, _)| *known == action)?;
    let request = &task.arguments;
    let cluster = request.pointer(place)?;
    let count = cluster.get("InstanceCount").and_then(Value::as_u64).unwrap_or(1);
    let number = |place: &str| request.pointer(place).and_then(Value::as_u64);
    let tuning = |member: &str| number(&format!("/HyperParameterTuningJobConfig/ResourceLimits/{member}"));
    let side_by_side = tuning("MaxParallelTrainingJobs").unwrap_or(1);
    let limit = number("/StoppingCondition/MaxRuntimeInSeconds")
        .or_else(|| number("/TrainingJobDefinition/StoppingCondition/MaxRuntimeInSeconds"))
        .or(task.timeout_seconds)
        .unwrap_or(0);
    let flag = |place: &str| request.pointer(place).and_then(Value::as_bool) == Some(true);
    let spot = flag("/EnableManagedSpotTraining") || flag("/TrainingJobDefinition/EnableManagedSpotTraining");
    // The job on demand of a stage with a deadline runs where spot machines were not enough.
    let fallback = role == "on_demand";
    let seconds = if fallback { 0 } else { stage.expected };
    let jobs = tuning("MaxNumberOfTrainingJobs").unwrap_or(1);
    let worst = limit.max(seconds.div_ceil(jobs.max(1))).saturating_mul(jobs).saturating_mul(attempts(stage, role));
    Some(Cluster {
        stage: stage.name.clone(),
        state: state.to_owned(),
        action: action.to_owned(),
        instance: cluster.get("InstanceType")?.as_str()?.to_owned(),
        count,
        side_by_side,
        spot,
        seconds,
        worst_machine_seconds: worst.max(seconds.saturating_mul(side_by_side)).saturating_mul(count),
    })
}

/// How often the job can run for as long as it may.
fn attempts(stage: &Stage, role: &str) -> u64 {
    let again = stage.steps.iter().filter(|step| step.suffix == role).map(|step| match &step.action {
        Action::Call(call) => call.retry.iter().filter(|retry| reruns(retry)).map(|retry| retry.attempts).sum(),
        _ => 0_u64,
    });
    1 + again.sum::<u64>()
}

/// Machines that run on when the pipeline has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stays {
    /// The stage.
    pub stage: String,
    /// `endpoint` or `monitor`
    pub what: &'static str,
    /// Machine type; empty for none.
    pub instance: String,
    /// How many.
    pub count: u64,
}

/// Endpoints, and the machines of monitoring jobs.
pub fn stays(pipeline: &Pipeline, emitted: &Emitted) -> Vec<Stays> {
    let mut found: Vec<Stays> = Vec::new();
    emitted.machine.graph.each(&mut |name, state| {
        let State::Task(task) = state else { return };
        let (stage, _) = stage_and_role(name);
        if !pipeline.stages.contains_key(stage) {
            return;
        }
        let action = action_of(task.integration());
        let machines: Vec<(&'static str, &Value, &str)> = if action == "CreateEndpointConfig" {
            let variants = ["/ProductionVariants", "/ShadowProductionVariants"];
            let variants = variants.iter().filter_map(|place| task.arguments.pointer(place)?.as_array()).flatten();
            variants.map(|variant| ("endpoint", variant, "InitialInstanceCount")).collect()
        } else if action.ends_with("JobDefinition") {
            let cluster = task.arguments.pointer("/JobResources/ClusterConfig");
            cluster.into_iter().map(|cluster| ("monitor", cluster, "InstanceCount")).collect()
        } else {
            Vec::new()
        };
        for (what, machine, count) in machines {
            let instance = machine.get("InstanceType").and_then(Value::as_str).unwrap_or_default().to_owned();
            let count = machine.get(count).and_then(Value::as_u64).unwrap_or(0);
            found.push(Stays { stage: stage.to_owned(), what, instance, count });
        }
    });
    found
}

/// Seconds of all machines together that are expected.
pub fn machine_seconds(job: &Cluster) -> u64 {
    job.seconds.saturating_mul(job.count).saturating_mul(job.side_by_side)
}

/// The same job on more or other machines, all work spread perfectly: seconds where there is `power` as much of them.
pub fn at_best(job: &Cluster, power: f64) -> u64 {
    scaled(job.seconds, 1.0 / power.max(f64::MIN_POSITIVE)).min(job.seconds)
}

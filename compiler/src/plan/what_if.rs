//! What other machines would change, for the jobs on the critical path.
//!
//! The model is the simplest that is a bound: the work spreads perfectly over what is added. No job gains more.

use super::cost::{self, Costs};
use super::jobs::at_best;
use super::model::{Cluster, Dollars, OnPath, WhatIf, rounded};
use crate::check::program::Program;
use crate::check::value::ValueKind;
use crate::ir::{Pipeline, Stage};
use crate::vocab::facts::algorithms;
use crate::vocab::facts::instances::{self, Details, Use};
use crate::vocab::facts::prices::{Comparison, Condition, Property, offer, search};

/// How long the whole run takes, by how long its stages do.
pub type Makespan<'p> = dyn Fn(&dyn Fn(&Stage) -> u64) -> u64 + 'p;

/// What it needs to know.
pub struct Asker<'p> {
    /// The checked file.
    pub program: &'p Program,
    /// The graph.
    pub pipeline: &'p Pipeline,
    /// Every job.
    pub jobs: &'p [Cluster],
    /// What the jobs of each stage cost.
    pub costs: &'p Costs,
    /// The whole run, where stages take what is given.
    pub makespan: &'p Makespan<'p>,
}

impl Asker<'_> {
    /// A line for each change.
    pub fn ask(&self, path: &[OnPath]) -> Vec<WhatIf> {
        let on_path = |job: &&Cluster| {
            let direct = path.iter().any(|part| part.stage == job.stage);
            direct
                && job.seconds > 0
                && self.jobs.iter().filter(|other| other.stage == job.stage && other.seconds > 0).count() == 1
        };
        self.jobs.iter().filter(on_path).flat_map(|job| self.changes(job)).collect()
    }

    fn changes(&self, job: &Cluster) -> Vec<WhatIf> {
        let Some(use_) = use_of(&job.action) else { return Vec::new() };
        let region = &self.pipeline.region;
        let mut found = Vec::new();
        if self.spreads(job) {
            let more =
                Cluster { count: job.count + 1, seconds: at_best(job, ratio(job.count + 1, job.count)), ..job.clone() };
            found.extend(self.line("one more", job, more));
        }
        if let Some((bigger, power)) = bigger(region, use_, &job.instance) {
            let more = Cluster { instance: bigger.to_owned(), seconds: at_best(job, power), ..job.clone() };
            found.extend(self.line("bigger", job, more));
        }
        if let Some(cheaper) = cheaper(region, use_, &job.instance) {
            found.extend(self.line("cheaper", job, Cluster { instance: cheaper.to_owned(), ..job.clone() }));
        }
        if job.action == "CreateTrainingJob" && !job.spot {
            let line = self.line("spot", job, Cluster { spot: true, ..job.clone() });
            found.extend(line.filter(|line| line.dearer < 0.0));
        }
        found
    }

    /// The difference between two ways to run a job; none where one of them has no price.
    fn line(&self, change: &'static str, job: &Cluster, other: Cluster) -> Option<WhatIf> {
        let seconds = |stage: &Stage| {
            let spared = if stage.name == job.stage { job.seconds - other.seconds } else { 0 };
            stage.expected.saturating_sub(spared)
        };
        let sooner = (self.makespan)(&|stage| stage.expected).saturating_sub((self.makespan)(&seconds));
        let price = |job: &Cluster| {
            let hourly = cost::hourly(&self.pipeline.region, &job.instance, job.spot)?;
            Some(cost::dollars(job, &hourly).expected)
        };
        let more = price(&other)? - price(job)?;
        let mut costs = self.costs.clone();
        if let Some(Some(cost)) = costs.get_mut(&job.stage) {
            *cost = Dollars { expected: cost.expected + more, ..*cost };
        }
        let run = |costs: &Costs| cost::total(self.pipeline, costs).map(|total| total.expected);
        // Where another job has no price, the difference of this one is still known.
        let dearer = match (run(&costs), run(self.costs)) {
            (Some(then), Some(now)) => then - now,
            _ => more,
        };
        Some(WhatIf {
            stage: job.stage.clone(),
            change,
            instance: other.instance,
            count: other.count,
            sooner_at_best: sooner,
            dearer: rounded(dearer),
        })
    }

    /// Whether a job can make use of another machine as it is written.
    fn spreads(&self, job: &Cluster) -> bool {
        if job.action == "CreateTransformJob" || job.count > 1 {
            return true;
        }
        let Some(block) = self.program.stages.get(&job.stage) else { return false };
        if block.get("distribution").is_some() {
            return true;
        }
        let Some(ValueKind::Call(name, arguments)) = block.get("algorithm").map(|value| &value.kind) else {
            return false;
        };
        let built_in = algorithms::all().find(|algorithm| algorithm.framework == name);
        !arguments.contains_key("code")
            && built_in.is_some_and(|algorithm| algorithm.distributed && algorithm.distributed_if.is_none())
    }
}

fn use_of(action: &str) -> Option<Use> {
    match action {
        "CreateTrainingJob" | "CreateHyperParameterTuningJob" => Some(Use::Training),
        "CreateProcessingJob" => Some(Use::Processing),
        "CreateTransformJob" => Some(Use::Transform),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of machines")]
fn ratio(more: u64, less: u64) -> f64 {
    more as f64 / less.max(1) as f64
}

/// How much computes: graphics processors where there are some.
fn power(details: &Details) -> f64 {
    f64::from(if details.accelerator_count > 0 { details.accelerator_count } else { details.vcpu })
}

/// The next machine of the same family with more that computes, and how much more.
fn bigger(region: &str, use_: Use, instance: &str) -> Option<(&'static str, f64)> {
    let own = power(instances::details(instance)?);
    let family = instances::all(use_).filter(|name| instances::family(name) == instances::family(instance));
    let offers = family.filter_map(|name| offer(region, name));
    let more = offers.filter(|offer| power(offer.details) > own);
    let next = more.min_by(|left, right| power(left.details).total_cmp(&power(right.details)))?;
    Some((next.name, power(next.details) / own))
}

/// The cheapest machine that has at least as much of everything and costs less. Burstable ones have it only for a while.
fn cheaper(region: &str, use_: Use, instance: &str) -> Option<&'static str> {
    let own = offer(region, instance)?;
    let condition = |(_, property): &(&str, Property)| {
        let value = property.of(own.details);
        (value > 0.0).then_some(Condition { property: *property, comparison: Comparison::AtLeast, value })
    };
    let conditions: Vec<Condition> = Property::ALL.iter().filter_map(condition).collect();
    let steady = |name: &str| !instances::family(name).starts_with('t') || instances::family(name).starts_with("trn");
    // Another accelerator is not as fast, whatever its memory.
    let alike = |details: &Details| details.accelerator_model == own.details.accelerator_model;
    let mut fit = search(region, use_, &conditions).fit.into_iter();
    let first = fit.find(|offer| steady(offer.name) && alike(offer.details))?;
    (first.price < own.price).then_some(first.name)
}

//! Floor 8: what a pipeline will take, before it runs: time, transitions, money, and how near each comes to its bound.
//!
//! Nothing here decides what is emitted. How long stages take is their `estimate`, else an assumption by kind; prices are
//! dated snapshots. What is expected is a run without failures; the worst case has every retry and every round.

pub mod bytes;
mod cost;
mod critical;
mod edges;
mod human;
mod jobs;
pub mod model;
mod polls;
mod time;
mod way;
mod what_if;

use crate::check::program::Program;
use crate::ir::{For, Pipeline, Stage};
use crate::target::asl::emit::Emitted;
use crate::target::asl::model::{Graph, State};
use crate::target::asl::verify::{LoopBound, worst_case_events, worst_case_transitions};
use crate::vocab::facts::{limits, prices, transitions};
use crate::vocab::units;
use cost::Costs;
use model::{
    Bounded, Chosen, Cluster, Dollars, EachItem, Job, Kept, Plan, Poll, StageTime, Time, Transitions, Way, rounded,
};
use time::{Side, assumed_items, makespan};
use way::{Tally, Walker};

/// What running a pipeline will take. `pipeline` is what `emitted` was made from.
pub fn plan(program: &Program, pipeline: &Pipeline, emitted: &Emitted) -> Plan {
    let once = |each: &For| assumed_items(each.concurrency, each.most).div_ceil(each.concurrency.max(1));
    let expected = |stage: &Stage| stage.expected;
    let (bound, critical_path) = critical::critical_path(pipeline, &pipeline.body, &once, &expected);
    let run = |of: &dyn Fn(&Stage) -> u64| makespan(pipeline, &pipeline.body, Side::Most, &once, of);
    let time = Time {
        least: makespan(pipeline, &pipeline.body, Side::Least, &once, &expected),
        expected: run(&expected),
        worst: worst(pipeline).max(run(&expected)),
        bound,
    };

    let clusters = jobs::jobs(pipeline, emitted);
    let jobs: Vec<Job> = clusters.iter().map(|cluster| priced(pipeline, cluster)).collect();
    let costs = costs(&jobs);
    let asker = what_if::Asker { program, pipeline, jobs: &clusters, costs: &costs, makespan: &run };
    let what_if = asker.ask(&critical_path);

    let transitions = billed(pipeline, emitted);
    let events = Bounded {
        expected: transitions.most.events,
        worst: worst_case_events(&emitted.machine, &bounds(emitted)).events,
        limit: limits::HISTORY_EVENTS as u64,
    };
    let kept_running = kept(pipeline, emitted);
    Plan {
        pipeline: pipeline.name.clone(),
        env: program.env.clone(),
        region: pipeline.region.clone(),
        assumed: assumed(pipeline, &clusters, &kept_running),
        time,
        stages: pipeline.stages.values().map(stage_time).collect(),
        critical_path,
        transitions,
        job_cost: cost::total(pipeline, &costs),
        events,
        state: bytes::state_bytes(&emitted.machine),
        definition: bytes::definition(&emitted.machine),
        jobs,
        chosen: chosen(program),
        kept_running,
        what_if,
    }
}

fn chosen(program: &Program) -> Vec<Chosen> {
    let stages = program.stages.values();
    let reasons = stages.flat_map(|block| block.reasons.values().flatten().map(move |reason| (block, reason)));
    reasons.map(|(block, reason)| Chosen { stage: block.name.text.clone(), reason: reason.clone() }).collect()
}

fn stage_time(stage: &Stage) -> StageTime {
    StageTime {
        stage: stage.name.clone(),
        kind: stage.kind,
        expected: stage.expected,
        estimated: stage.estimate.is_some(),
        worst: time::worst(stage),
    }
}

/// Every stage as long as it can take, and no longer than the execution may.
fn worst(pipeline: &Pipeline) -> u64 {
    let rounds = |each: &For| match each.most {
        Some(most) => most.div_ceil(each.concurrency.max(1)).max(1),
        None => u64::MAX,
    };
    makespan(pipeline, &pipeline.body, Side::Most, &rounds, &time::worst).min(pipeline.timeout)
}

fn bounds(emitted: &Emitted) -> Vec<LoopBound> {
    let bound = |(state, rounds): (&String, &u64)| LoopBound { state: state.clone(), rounds: *rounds };
    emitted.rounds.iter().map(bound).collect()
}

fn billed(pipeline: &Pipeline, emitted: &Emitted) -> Transitions {
    let graph = &emitted.machine.graph;
    let expected = |stage: &str| pipeline.stages.get(stage).map_or(0, |stage| stage.expected);
    let walker = |side| Walker { rounds: &emitted.rounds, expected: &expected, side };
    let each = transitions::price(&pipeline.region).map(|price| price.dollars);
    let cost = |count: u64| each.map(|each| rounded(times(count, each)));
    let way = |tally: Tally| Way {
        transitions: tally.transitions,
        bound: tally.calls + tally.forks + tally.conditions,
        polled: tally.polled,
        dollars: cost(tally.transitions + tally.polled),
        // The execution itself is started and succeeds.
        events: tally.events + 2,
        decisions: tally.decisions,
    };
    let worst = worst_case_transitions(&emitted.machine, &bounds(emitted));
    let mut found = Transitions {
        fewest: way(walker(Side::Least).graph(graph).unwrap_or_default()),
        most: way(walker(Side::Most).graph(graph).unwrap_or_default()),
        worst,
        worst_dollars: cost(worst),
        polls: Vec::new(),
        of_each_item: Vec::new(),
    };
    loops(graph, &walker(Side::Most), &expected, &mut found);
    found
}

/// Lists loops and distributed maps, those inside others too.
fn loops(graph: &Graph, walker: &Walker, expected: &dyn Fn(&str) -> u64, found: &mut Transitions) {
    found.polls.extend(walker.loops(graph).into_iter().map(|one| Poll {
        stage: one.stage().to_owned(),
        interval: one.interval,
        expected: one.expected(expected(one.stage())),
        worst: one.most,
        transitions: one.transitions,
    }));
    for (name, state) in &graph.states {
        match state {
            State::Parallel(parallel) => {
                parallel.branches.iter().for_each(|branch| loops(branch, walker, expected, found));
            }
            State::Map(map) => {
                let inside = &map.item_processor.graph;
                if map.item_processor.is_distributed() {
                    let tally = walker.graph(inside).unwrap_or_default();
                    let item = name.trim_end_matches("/for").to_owned();
                    found.of_each_item.push(EachItem { item, transitions: tally.transitions + tally.polled });
                }
                loops(inside, walker, expected, found);
            }
            _ => {}
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count")]
fn times(count: u64, each: f64) -> f64 {
    count as f64 * each
}

fn costs(jobs: &[Job]) -> Costs {
    let mut costs = Costs::new();
    for job in jobs {
        let stage = job.cluster.stage.clone();
        let known = costs.entry(stage).or_insert(Some(Dollars { least: 0.0, expected: 0.0, worst: Some(0.0) }));
        *known = known.zip(job.cost).map(|(one, other)| Dollars {
            least: one.least + other.least,
            expected: one.expected + other.expected,
            worst: one.worst.zip(other.worst).map(|(one, other)| one + other),
        });
    }
    costs
}

fn priced(pipeline: &Pipeline, cluster: &Cluster) -> Job {
    let hourly = cost::hourly(&pipeline.region, &cluster.instance, cluster.spot);
    Job { cluster: cluster.clone(), hourly, cost: hourly.map(|hourly| cost::dollars(cluster, &hourly)) }
}

fn kept(pipeline: &Pipeline, emitted: &Emitted) -> Vec<Kept> {
    let all = jobs::stays(pipeline, emitted).into_iter().map(|stays| {
        let one = cost::hourly(&pipeline.region, &stays.instance, false);
        let hourly = one.map(|one| model::Hourly {
            least: rounded(times(stays.count, one.least)),
            expected: rounded(times(stays.count, one.expected)),
            most: rounded(times(stays.count, one.most)),
        });
        Kept { stage: stays.stage, what: stays.what, instance: stays.instance, count: stays.count, hourly }
    });
    all.collect()
}

/// Kinds that cost what no table here says.
const UNPRICED: &[&str] = &["automl", "label", "call"];

/// What the numbers rest on, in sentences.
fn assumed(pipeline: &Pipeline, clusters: &[Cluster], kept: &[Kept]) -> Vec<String> {
    let mut said = Vec::new();
    let guessed = pipeline.stages.values().filter(|stage| stage.estimate.is_none() && stage.expected >= 60);
    let guessed: Vec<String> =
        guessed.map(|stage| format!("{} {}", stage.name, units::duration(stage.expected))).collect();
    if !guessed.is_empty() {
        said.push(format!("no `estimate`, so by kind: {}", guessed.join(", ")));
    }
    let mut fors = Vec::new();
    items(&pipeline.body, &mut fors);
    said.extend(fors);
    let region = &pipeline.region;
    let apart = pipeline.stages.values().filter(|stage| UNPRICED.contains(&stage.kind));
    let apart: Vec<String> = apart.map(|stage| format!("{} ({})", stage.name, stage.kind)).collect();
    if !apart.is_empty() {
        said.push(format!("not in the cost, as no price is known: {}", apart.join(", ")));
    }
    let machines = || clusters.iter().map(|cluster| &cluster.instance).chain(kept.iter().map(|kept| &kept.instance));
    if machines().any(|machine| cost::hourly(region, machine, false).is_some()) {
        let elsewhere = machines().any(|machine| prices::offer(region, machine).is_some_and(|offer| !offer.local));
        let scaled = if elsewhere { ", where unknown in this Region scaled from us-east-1" } else { "" };
        said.push(format!(
            "prices of machines are estimates: EC2 on demand of {}{scaled}, times 1.15 to 1.40 for SageMaker, likely 1.25; no discounts, storage or transfer",
            prices::DATE
        ));
    }
    if clusters.iter().any(|cluster| cluster.spot) {
        said.push(format!(
            "spot saves what EC2's spot machines did ({}), in the worst case nothing",
            prices::SPOT_DATE
        ));
    }
    if let Some(price) = transitions::price(&pipeline.region) {
        let source = if price.local { "" } else { ", as in most Regions" };
        said.push(format!(
            "{} dollars for 1,000 transitions{source} ({}); the first {} of a month are free",
            rounded(price.dollars * 1_000.0),
            transitions::DATE,
            transitions::FREE_A_MONTH
        ));
    }
    said
}

fn items(nodes: &[crate::ir::Node], said: &mut Vec<String>) {
    for node in nodes {
        if let crate::ir::Node::For(each) = node {
            let count = assumed_items(each.concurrency, each.most);
            said.push(format!("`for {}` has {count} items, all at once", each.item));
        }
        node.bodies().into_iter().for_each(|body| items(body, said));
    }
}

//! Whether a machine did what its pipeline does.
//!
//! Calls are told apart by stage, step and item, never by time: a machine may start something later than it could. So for
//! every stage and item the *row* of its calls is compared: action, pattern, arguments, number of attempts before.
//!
//! - The end is the same: success, or the same stage, error and cause. What is thrown by an expression has words of its own
//!   in every interpreter, so of `States.QueryEvaluationError` only name and stage count.
//! - In a run that succeeds every row is the same.
//! - In a run that fails, the row of the stage that fails is the same (in a `for`, where several items may fail, one row is
//!   the beginning of the other), and so is the message that tells of it. Any other
//!   row is cut short where the failure stopped it: it is the beginning of the row that the stage has when the failure is
//!   taken away (or, where that cannot be taken away, one of the two rows is the beginning of the other).
//! - No stage makes its first call before everything that it waits for has made its whole row and got the last answer.
//! - An item of a `for` over objects that fails and is tolerated is cut short as a run that fails is.
//! - For a condition that is decided when compiling nothing waits.
//! - Where a pass changes how something is polled (`looks`), a look that repeats another may be a new attempt.
//! - A field that nothing reads is kept without `keep` only. Where an answer lacks such a field, a machine that does not
//!   keep it does what the pipeline does without it (`Case::without_unread`).

use std::collections::BTreeMap;

use mlc_compiler::ir::{Action, For, Items, Next, Node, Pipeline};
use mlc_compiler::sim::machine::{self, Made, Status};
use mlc_compiler::sim::pipeline::{self, Ended};
use mlc_compiler::sim::scenario::stage_of;
use mlc_compiler::sim::world::Call;
use serde_json::Value as Json;

/// Stage (with its items), and what it called.
type Rows = BTreeMap<(String, String), Vec<String>>;

/// What both runs are compared by.
pub struct Expected<'p> {
    pub pipeline: &'p Pipeline,
    /// The same after the passes: which conditions are left in it.
    pub optimized: &'p Pipeline,
    /// The pipeline under the scenario.
    pub run: &'p pipeline::Run,
    /// The same without the failure, where it then succeeds.
    pub unfailed: Option<&'p pipeline::Run>,
}

/// The items around a place: a path without the branches of forks.
pub fn items(path: &str) -> String {
    let parts = path.split_inclusive(']').map(|part| part.trim_start_matches('/'));
    parts.filter(|part| part.contains("/for[")).collect::<Vec<_>>().join("/")
}

/// The arguments of a call, their members in one order. When something was recorded is told by the time it took. An item
/// of a `for` over objects is an execution of its own, whose name is the service's to give.
fn written(call: &Call) -> String {
    let mut arguments = call.arguments.clone();
    if call.action == "dynamodb:putItem"
        && let Some(item) = arguments.get_mut("Item").and_then(Json::as_object_mut)
    {
        ["written", "expires"].into_iter().for_each(|moment| drop(item.shift_remove(moment)));
    }
    if call.path.contains("/for[") {
        ["MessageDeduplicationId"]
            .into_iter()
            .for_each(|made| drop(arguments.as_object_mut().map(|all| all.shift_remove(made))));
    }
    arguments.sort_all_objects();
    let mut arguments = arguments.to_string();
    if let Some((before, _)) = arguments.split_once("\\\"error\\\":\\\"States.QueryEvaluationError\\\"") {
        // What is thrown has words of its own.
        arguments = format!("{before} cannot be evaluated");
    }
    let own = call.execution.as_str();
    if let Some((run, item)) = own.split_once("/for-").and_then(|(begin, _)| begin.rsplit_once('-')) {
        arguments = arguments.replace(&format!("law/{item}/for:{own}"), &format!("law:{run}")).replace(own, run);
    }
    arguments
}

fn rows(calls: &[Made], polls: Option<&[String]>) -> Rows {
    let mut rows = Rows::new();
    for made in calls {
        let call = &made.call;
        let mut arguments = written(call);
        if let Some(token) = &call.token {
            arguments = arguments.replace(token, "TOKEN");
        }
        let looks = polls.is_some_and(|polls| polls.contains(&call.state));
        let retry = if looks { 0 } else { call.retry };
        let told = format!("{} {} {:?} {arguments} #{retry}", call.state, call.action, call.pattern);
        rows.entry((stage_of(&call.state).to_owned(), items(&call.path))).or_default().push(told);
    }
    rows
}

/// Steps that are gone through again and again until something is so.
fn polls(pipeline: &Pipeline) -> Vec<String> {
    let mut found = Vec::new();
    for stage in pipeline.stages.values() {
        for step in &stage.steps {
            let Action::Wait { next: Next::Step(look), .. } = &step.action else { continue };
            found.push(if look.is_empty() { stage.name.clone() } else { format!("{}/{look}", stage.name) });
        }
    }
    found
}

/// Every way in which the machine's run is another; none where it is the same.
pub fn differences(expected: &Expected, run: &machine::Run, looks: bool) -> Vec<String> {
    let mut found = Vec::new();
    let polls = polls(expected.pipeline);
    let rows = |calls: &[Made]| rows(calls, looks.then_some(polls.as_slice()));
    ends(&expected.run.ended, run, &mut found);
    let (theirs, ours) = (rows(&run.calls), rows(&expected.run.calls));
    let failed = match &expected.run.ended {
        Ended::Failed(failure) => Some((failure.stage.clone(), failure.path.clone())),
        _ => None,
    };
    let tolerated = |(_, place): &(String, String)| {
        let inside = |failure: &pipeline::Failure| place.starts_with(&failure.path);
        let item = failed.as_ref().is_some_and(|(item, _)| place.contains(&format!("{item}/for[")));
        item || expected.run.tolerated.iter().any(inside)
    };
    let unfailed = expected.unfailed.map(|run| rows(&run.calls));
    let none = Vec::new();
    let mut keys: Vec<&(String, String)> = theirs.keys().chain(ours.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let (their, our) = (theirs.get(key).unwrap_or(&none), ours.get(key).unwrap_or(&none));
        let same = match (&failed, &unfailed) {
            _ if tolerated(key) => our.starts_with(their) || their.starts_with(our),
            (None, _) => their == our,
            (Some(failed), _) if failed == key && key.1.is_empty() || key.0 == "pipeline" => their == our,
            (Some(failed), _) if failed.0 == key.0 => our.starts_with(their) || their.starts_with(our),
            (_, Some(unfailed)) => unfailed.get(key).is_some_and(|whole| whole.starts_with(their)),
            (_, None) => our.starts_with(their) || their.starts_with(our),
        };
        if !same {
            found.push(format!(
                "{} {}: the pipeline calls\n    {}\n  the machine calls\n    {}",
                key.0,
                key.1,
                our.join("\n    "),
                their.join("\n    ")
            ));
        }
    }
    let whole = unfailed.as_ref().unwrap_or(&ours);
    order((expected, failed.as_ref()), run, whole, &theirs, &mut found);
    found
}

fn ends(ended: &Ended, run: &machine::Run, found: &mut Vec<String>) {
    let (error, cause) = run.error.as_ref().map_or(("", ""), |error| {
        (error.error.as_deref().unwrap_or_default(), error.cause.as_deref().unwrap_or_default())
    });
    let same = match ended {
        Ended::Succeeded => run.status == Status::Succeeded,
        Ended::TimedOut => run.status == Status::TimedOut,
        Ended::Invalid(why) => (error, cause) == ("Pipeline.InvalidParameter", why),
        Ended::Failed(failure) => {
            let told = format!("stage {} failed: {}", failure.stage, failure.cause);
            let thrown = failure.error == "States.QueryEvaluationError";
            let stage = told.split(": ").next().unwrap_or_default();
            run.status == Status::Failed
                && error == failure.error
                && (cause == told || thrown && cause.starts_with(stage))
        }
    };
    if !same {
        found.push(format!("the pipeline ends {ended:?}, the machine {:?} {error} {cause}", run.status));
    }
}

/// What every stage waits for: its own needs, and those of the conditions and items around it. For a condition that is
/// decided when compiling nothing waits.
fn needs(expected: &Expected, nodes: &[Node], around: &[String], found: &mut BTreeMap<String, Vec<String>>) {
    for node in nodes {
        let own: &[String] = match node {
            Node::Stage(name) => {
                let own = expected.pipeline.stages.get(name).map_or(&[][..], |stage| &stage.needs);
                found.insert(name.clone(), [around, own].concat());
                continue;
            }
            Node::When(_) if !has(&expected.optimized.body, &node.name()) => &[],
            Node::When(when) => &when.needs,
            Node::For(For { needs, .. }) => needs,
            Node::Parallel(_) => &[],
        };
        let around = [around, own].concat();
        node.bodies().into_iter().for_each(|body| needs(expected, body, &around, found));
    }
}

/// Whether a condition is left.
fn has(nodes: &[Node], name: &str) -> bool {
    let inside = |node: &Node| node.bodies().into_iter().any(|body| has(body, name));
    nodes.iter().any(|node| matches!(node, Node::When(_)) && node.name() == name || inside(node))
}

fn order(
    (expected, failed): (&Expected, Option<&(String, String)>),
    run: &machine::Run,
    whole: &Rows,
    theirs: &Rows,
    found: &mut Vec<String>,
) {
    // What the failure has cut short in the pipeline, the machine may have done before.
    let cut = failed.is_some() && expected.unfailed.is_none();
    let mut waits = BTreeMap::new();
    let pipeline = expected.pipeline;
    needs(expected, &pipeline.body, &[], &mut waits);
    let mut first: BTreeMap<(&str, String), u64> = BTreeMap::new();
    let mut last: BTreeMap<(&str, String), u64> = BTreeMap::new();
    for made in &run.calls {
        let key = (stage_of(&made.call.state), items(&made.call.path));
        first.entry(key.clone()).or_insert(made.call.time);
        last.insert(key, made.ended.unwrap_or(u64::MAX));
    }
    for ((stage, place), start) in &first {
        for need in waits.get(*stage).into_iter().flatten() {
            for (key, row) in whole.iter().filter(|(key, _)| key.0 == *need) {
                // What stands in the same items, or in none of this stage's.
                let related = place.starts_with(&key.1) || key.1.starts_with(place.as_str());
                let done = failed != Some(key)
                    && theirs.get(key).is_some_and(|their| their == row || cut && their.starts_with(row))
                    && last.get(&(key.0.as_str(), key.1.clone())).is_some_and(|end| end <= start);
                if related && !done && !tolerates(pipeline, need) {
                    found.push(format!("{stage} {place} starts before {} {} has ended", key.0, key.1));
                }
            }
        }
    }
}

/// Whether a stage stands in a `for` that goes on without it.
fn tolerates(pipeline: &Pipeline, stage: &str) -> bool {
    fn inside(nodes: &[Node], stage: &str) -> bool {
        nodes.iter().any(|node| match node {
            Node::For(For { items: Items::Objects { .. }, .. }) => node.stages().contains(&stage),
            node => node.bodies().into_iter().any(|body| inside(body, stage)),
        })
    }
    inside(&pipeline.body, stage)
}

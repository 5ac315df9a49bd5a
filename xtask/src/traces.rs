//! The interpreter against another engine: executions that the conformance suite has recorded are played again with the
//! same answers, and both histories are compared event by event.
//!
//! What the other engine does not write is left out: what became of branches that lost, and its threads' order between
//! branches. So every visit of a state is compared on its own: the state before it, and its events in their order.

use mlc_compiler::sim::machine::{Machine, Options, Run};
use mlc_compiler::sim::world::{Answer, Call, Purpose, World};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A visit of a state: the state before, its name, its events.
type Visit = (String, String, Vec<String>);

/// What was compared.
#[derive(Debug, Default)]
pub struct Compared {
    /// Executions that agree.
    pub agreed: usize,
    /// Different documents among them.
    pub documents: BTreeSet<String>,
    /// Events of those executions.
    pub events: usize,
    /// Executions whose outcome hung on the other engine's threads.
    pub left_out: Vec<String>,
    /// What does not agree.
    pub problems: Vec<String>,
}

/// Plays all traces of a folder again.
///
/// # Errors
/// Where a trace cannot be read.
pub fn compare(folder: &Path) -> Result<Compared, String> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    files.sort();
    let mut compared = Compared::default();
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let trace: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if by_thread(&trace) {
            compared.left_out.push(name);
            continue;
        }
        let problems = play(&trace);
        if problems.is_empty() {
            compared.agreed += 1;
            compared.events += trace["events"].as_array().map_or(0, Vec::len);
            compared.documents.insert(trace["machine"].to_string());
        }
        compared.problems.extend(problems.into_iter().map(|problem| format!("{name}: {problem}")));
    }
    Ok(compared)
}

/// The other engine lets a call that hangs time out at once, before jobs that would have ended in the meantime, and adds
/// up the time of jobs that run side by side.
fn by_thread(trace: &Value) -> bool {
    let answers = || trace["answers"].as_array().into_iter().flatten();
    let mut events = trace["events"].as_array().into_iter().flatten();
    let side_by_side =
        events.any(|event| event["kind"] == "ParallelStateStarted" || event["kind"] == "MapStateStarted");
    let takes_time = answers().any(|answer| answer["takes"].as_f64().is_some_and(|takes| takes > 0.0));
    let hangs = answers().any(|answer| answer["lost"] == true) && answers().any(|answer| answer["hangs"] == true);
    hangs || side_by_side && takes_time
}

/// Answers as the trace has them: the next one for the state, of the same arguments if there is one.
struct Recorded<'t> {
    answers: Vec<(&'t Value, bool)>,
    own_words: bool,
    problems: Vec<String>,
}

impl World for Recorded<'_> {
    fn call(&mut self, call: &Call) -> Answer {
        let purpose = if call.purpose == Purpose::Task { "Task" } else { "ItemReader" };
        if call.purpose == Purpose::ResultWriter {
            return Answer::success(Value::Null, 0);
        }
        let fits = |answer: &Value| answer["state"] == *call.state && answer["purpose"] == *purpose;
        let same = |answer: &Value| fits(answer) && equal(&answer["arguments"], &call.arguments);
        let at = self.answers.iter().position(|(answer, used)| !used && same(answer));
        let Some(at) = at.or_else(|| self.answers.iter().position(|(answer, used)| !used && fits(answer))) else {
            return Answer::never();
        };
        let (answer, used) = &mut self.answers[at];
        *used = true;
        let recorded = &answer["arguments"];
        if call.purpose == Purpose::Task && !self.own_words && !alike(recorded, &call.arguments) {
            self.problems.push(format!("{} was called with {}, here with {}", call.state, recorded, call.arguments));
        }
        let after = (answer["takes"].as_f64().unwrap_or(0.0) * 1000.0) as u64;
        let text = |field: &str| answer[field].as_str().unwrap_or("").to_owned();
        if answer["hangs"] == true || answer.get("result").or(answer.get("error")).is_none() {
            Answer { accepted: answer["accepted"] == true, ..Answer::never() }
        } else if answer.get("error").is_some() {
            let failed = Answer::failure(text("error"), text("cause"), after);
            Answer { accepted: answer["accepted"] == true, ..failed }
        } else {
            Answer::success(answer["result"].clone(), after)
        }
    }
}

fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Null, Value::Object(members)) | (Value::Object(members), Value::Null) => members.is_empty(),
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| equal(value, other)))
        }
        (one, other) => one == other,
    }
}

/// Equal but for what a clock, chance or a token has made: texts have the same length, numbers are seconds apart.
fn alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => {
            one == other || one.len() == other.len() && (one.len() >= 20 || moments(one, other))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| alike(value, other)))
        }
        (Value::Number(one), Value::Number(other)) => match (one.as_f64(), other.as_f64()) {
            (Some(one), Some(other)) => one == other || one > 600.0 && (one - other).abs() <= 5.0,
            _ => false,
        },
        (one, other) => equal(one, other),
    }
}

/// Whether both texts are seconds since 1970, minutes apart: one engine waits in real time.
fn moments(one: &str, other: &str) -> bool {
    match (one.parse::<u32>(), other.parse::<u32>()) {
        (Ok(one), Ok(other)) => one > 1_000_000_000 && one.abs_diff(other) <= 600,
        _ => false,
    }
}

fn play(trace: &Value) -> Vec<String> {
    let machine = match Machine::read(&trace["machine"]) {
        Ok(machine) => machine,
        Err(problems) => return problems,
    };
    let text = |field: &str| trace[field].as_str().unwrap_or("").to_owned();
    let options = Options {
        machine: text("state_machine"),
        name: text("name"),
        region: text("region"),
        account: text("account"),
        role: text("role"),
        start: trace["start"].as_u64().unwrap_or(0),
        ..Options::default()
    };
    // Causes of errors that the engines find themselves are in their own words, and pipelines hand them on.
    let own_words = trace["events"].as_array().into_iter().flatten().any(|event| event["kind"] == "EvaluationFailed");
    let answers = trace["answers"].as_array().into_iter().flatten().map(|answer| (answer, false)).collect();
    let mut world = Recorded { answers, own_words, problems: Vec::new() };
    let run = machine.run(trace["input"].clone(), &mut world, &options);
    let mut problems = world.problems;
    let mut say = |what: &str, here: &Value, there: &Value| {
        if here != there {
            problems.push(format!("{what} is {here} here and {there} there"));
        }
    };
    let end = &trace["end"];
    let own = |text: Option<&str>| Value::from(text.unwrap_or(""));
    let error = run.error.as_ref();
    say("status", &serde_json::to_value(run.status).unwrap_or_default(), &end["status"]);
    say("error", &own(error.and_then(|error| error.error.as_deref())), &own(end["error"].as_str()));
    let found_itself =
        end["error"].as_str().is_some_and(|error| error.starts_with("States.") && error != "States.TaskFailed");
    if !own_words && !found_itself {
        say("cause", &own(error.and_then(|error| error.cause.as_deref())), &own(end["cause"].as_str()));
    }
    if !own_words && !alike(&run.output.clone().unwrap_or_default(), &end["output"]) {
        say("output", &run.output.clone().unwrap_or_default(), &end["output"]);
    }
    problems.extend(histories(&run, trace["events"].as_array().map_or(&[][..], Vec::as_slice)));
    problems
}

fn histories(run: &Run, recorded: &[Value]) -> Vec<String> {
    let text = |event: &Value, field: &str| event[field].as_str().unwrap_or("").to_owned();
    let number = |event: &Value, field: &str| event[field].as_u64().unwrap_or(0);
    let there: Vec<Event> = recorded
        .iter()
        .map(|event| Event {
            id: number(event, "id"),
            previous: number(event, "previous"),
            kind: text(event, "kind"),
            state: text(event, "name"),
        })
        .collect();
    // The other engine writes the failure of an expression only for states that can catch it.
    let plain = |state: &str| {
        let kind = run.visits.iter().find(|visit| visit.state == state).map_or("", |visit| visit.kind);
        !["Task", "Map", "Parallel"].contains(&kind)
    };
    let told = there.iter().any(|event| event.kind == "EvaluationFailed");
    let here: Vec<Event> = run
        .events
        .iter()
        .filter(|event| !event.kind.ends_with("Aborted"))
        .filter(|event| event.kind != "EvaluationFailed" || told || !plain(&event.state))
        .map(|event| Event {
            id: event.id,
            previous: event.previous,
            kind: event.kind.clone(),
            state: event.state.clone(),
        })
        .collect();
    let side_by_side = here.iter().any(|event| event.kind == "ParallelStateStarted" || event.kind == "MapStateStarted");
    if !side_by_side {
        let kinds = |events: &[Event]| events.iter().map(|event| event.kind.clone()).collect::<Vec<_>>();
        let (here, there) = (kinds(&here), kinds(&there));
        return if here == there {
            Vec::new()
        } else {
            vec![format!("events\n    here  {here:?}\n    there {there:?}")]
        };
    }
    let lost = lost(run);
    let loose: BTreeSet<String> = run
        .visits
        .iter()
        .filter(|visit| lost.iter().any(|path| !path.is_empty() && visit.path.starts_with(path)))
        .map(|visit| visit.state.clone())
        .collect();
    let (mut here, mut there) = (visits(&here), visits(&there));
    let known: BTreeSet<String> = here.iter().map(|visit| visit.1.clone()).collect();
    let mut beyond = loose.clone();
    while let Some(next) =
        there.iter().find(|visit| beyond.contains(&visit.0) && !known.contains(&visit.1) && !beyond.contains(&visit.1))
    {
        beyond.insert(next.1.clone());
    }
    here.retain(|visit| !beyond.contains(&visit.1));
    there.retain(|visit| !beyond.contains(&visit.1));
    let counted = |visits: Vec<Visit>| {
        let mut counts: BTreeMap<Visit, i64> = BTreeMap::new();
        visits.into_iter().for_each(|visit| *counts.entry(visit).or_default() += 1);
        counts
    };
    let (here, there) = (counted(here), counted(there));
    let only = |one: &BTreeMap<Visit, i64>, other: &BTreeMap<Visit, i64>, place: &str| {
        let missing = one.iter().filter(|(visit, count)| other.get(visit).unwrap_or(&0) < count);
        missing.map(|(visit, _)| format!("only {place}: {visit:?}")).collect::<Vec<_>>()
    };
    let mut problems = only(&here, &there, "here");
    problems.extend(only(&there, &here, "there"));
    problems
}

/// Paths of branches and iterations that were ended by a failure beside them, or may have been: between two states
/// nobody sees it.
fn lost(run: &Run) -> BTreeSet<&str> {
    let mut last: BTreeMap<&str, &mlc_compiler::sim::machine::Visit> = BTreeMap::new();
    for visit in &run.visits {
        last.insert(&visit.path, visit);
    }
    let broken = |path: &str| {
        run.visits.iter().any(|visit| {
            let between = if visit.path.is_empty() { "" } else { "/" };
            let inside = format!("{}{between}{}[", visit.path, visit.state);
            visit.error.is_some() && path.starts_with(&inside)
        })
    };
    let ended = |visit: &mlc_compiler::sim::machine::Visit| visit.aborted || visit.error.is_none();
    last.into_iter().filter(|(path, visit)| ended(visit) && broken(path)).map(|(path, _)| path).collect()
}

struct Event {
    id: u64,
    previous: u64,
    kind: String,
    state: String,
}

/// Events by the visit they belong to: the nearest `StateEntered` before them in their branch. What an iteration writes
/// of itself belongs to none.
fn visits(events: &[Event]) -> Vec<Visit> {
    let by_id: BTreeMap<u64, &Event> = events.iter().map(|event| (event.id, event)).collect();
    let mut found: BTreeMap<u64, Visit> = BTreeMap::new();
    let mut alone = Vec::new();
    let mut closed = BTreeSet::new();
    for event in events {
        let kind = event.kind.as_str();
        let before = chain(&by_id, event.previous);
        if kind.ends_with("StateEntered") {
            // After a join the event before is that of a branch or of the whole, as the engine has it.
            let ends = ["Exited", "Entered", "MapIterationStarted"];
            let left = before.clone().find(|before| ends.iter().any(|end| before.kind.ends_with(end)));
            let left = left.map_or("", |before| before.state.as_str());
            found.insert(event.id, (left.to_owned(), event.state.clone(), vec![kind.to_owned()]));
        } else if kind.starts_with("MapIteration") || kind.starts_with("Execution") {
            alone.push((String::new(), event.state.clone(), vec![kind.to_owned()]));
        } else {
            let family = ["ParallelState", "MapState", "MapRun"].into_iter().find(|family| kind.starts_with(family));
            let opens =
                family.map(|family| format!("{}StateEntered", &family[..if family.len() == 13 { 8 } else { 3 }]));
            let mut entered = before.filter(|before| before.kind.ends_with("StateEntered"));
            let own = entered.find(|before| match &opens {
                Some(opens) => before.kind == *opens && !closed.contains(&before.id),
                None => !kind.ends_with("Exited") || before.state == event.state,
            });
            if let Some(visit) = own.and_then(|own| found.get_mut(&own.id)) {
                visit.2.push(kind.to_owned());
                if kind.ends_with("StateExited") || kind.ends_with("StateFailed") {
                    closed.extend(own.map(|own| own.id));
                }
            }
        }
    }
    found.into_values().chain(alone).collect()
}

/// The events before, nearest first.
fn chain<'e>(by_id: &BTreeMap<u64, &'e Event>, id: u64) -> impl Iterator<Item = &'e Event> + Clone {
    let by_id = by_id.clone();
    let mut next = id;
    let events = std::iter::from_fn(move || {
        let event = *by_id.get(&next)?;
        next = event.previous;
        Some(event)
    });
    events.collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn another_history_end_or_call_is_seen() {
        let trace = json!({
            "machine": {
                "QueryLanguage": "JSONata", "StartAt": "a",
                "States": { "a": { "Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun", "Arguments": { "n": 1 }, "End": true } }
            },
            "input": {}, "end": { "status": "SUCCEEDED", "output": { "r": 2 } },
            "answers": [{ "state": "a", "arguments": { "n": 1 }, "purpose": "Task", "result": { "r": 2 } }],
            "events": [
                { "id": 1, "previous": 0, "kind": "ExecutionStarted" },
                { "id": 2, "previous": 0, "kind": "TaskStateEntered", "name": "a" },
                { "id": 3, "previous": 2, "kind": "TaskScheduled" },
                { "id": 4, "previous": 3, "kind": "TaskStarted" },
                { "id": 5, "previous": 4, "kind": "TaskSucceeded" },
                { "id": 6, "previous": 5, "kind": "TaskStateExited", "name": "a" },
                { "id": 7, "previous": 6, "kind": "ExecutionSucceeded" }
            ]
        });
        assert_eq!(play(&trace), Vec::<String>::new());
        for (pointer, other) in [
            ("/end/status", json!("FAILED")),
            ("/end/output", json!({ "r": 3 })),
            ("/events/4/kind", json!("TaskFailed")),
            ("/answers/0/arguments", json!({ "n": 2 })),
            ("/answers/0/state", json!("b")),
        ] {
            let mut changed = trace.clone();
            *changed.pointer_mut(pointer).unwrap() = other;
            assert!(!play(&changed).is_empty(), "{pointer}");
        }
    }
}

//! `sim::machine` on small documents of `compiler/tests/machine/`, one file a case; its README has the form.

use mlc_compiler::sim::machine::{Machine, Options, Run};
use mlc_compiler::sim::world::{Abandoned, Answer, Call, Delivery, Outcome, Purpose, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const CASE: &[&str] = &["about", "machine", "input", "seed", "redrives", "answers", "expect"];
const ANSWER: &[&str] = &["result", "error", "cause", "hangs", "takes", "refused", "heartbeats", "hands_back", "bytes"];
const EXPECT: &[&str] = &[
    "refused",
    "status",
    "output",
    "error",
    "cause",
    "path",
    "events",
    "last_event",
    "event_count",
    "transitions",
    "child_transitions",
    "child_executions",
    "takes",
    "calls",
    "not_called",
    "aborted",
    "retries",
    "peak_bytes",
    "peak_variable_bytes",
    "visits",
];

fn unknown(what: &str, value: &Value, known: &[&str]) -> Vec<String> {
    let fields = value.as_object().into_iter().flat_map(|fields| fields.keys());
    fields
        .filter(|field| !known.contains(&field.as_str()))
        .map(|field| format!("{what} has no field `{field}`"))
        .collect()
}

/// Answers as a case lists them: a state or an action to a list, its last entry for all that follow.
struct Scripted {
    table: BTreeMap<String, (Vec<Value>, usize)>,
    tokens: BTreeMap<String, String>,
    aborted: Vec<Value>,
}

fn millis(value: &Value) -> u64 {
    (value.as_f64().unwrap_or(0.0) * 1000.0).round() as u64
}

fn outcome(entry: &Value) -> Outcome {
    let text = |field: &str| match &entry[field] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    match (entry.get("error"), entry.get("bytes").and_then(Value::as_u64)) {
        (Some(_), _) => Outcome::Failure { error: text("error"), cause: text("cause") },
        (None, Some(bytes)) => Outcome::Success(json!("x".repeat(usize::try_from(bytes).unwrap() - 2))),
        (None, None) if entry["hangs"] == true => Outcome::Never,
        (None, None) => Outcome::Success(entry.get("result").cloned().unwrap_or(json!({}))),
    }
}

impl World for Scripted {
    fn call(&mut self, call: &Call) -> Answer {
        if let Some(token) = &call.token {
            self.tokens.insert(call.state.clone(), token.clone());
        }
        let place = if call.path.is_empty() { call.state.clone() } else { format!("{}/{}", call.path, call.state) };
        let row = [&place, &call.state, &call.action].into_iter().find(|key| self.table.contains_key(*key)).cloned();
        let Some((entries, used)) = row.and_then(|key| self.table.get_mut(&key)) else {
            let hangs = call.token.is_some();
            return if hangs { Answer::never() } else { Answer::success(json!({}), 0) };
        };
        let entry = entries[(*used).min(entries.len() - 1)].clone();
        *used += 1;
        let list = |field: &str| entry[field].as_array().cloned().unwrap_or_default();
        let delivery = |back: &Value| Delivery {
            token: self.tokens.get(back["state"].as_str().unwrap()).cloned().unwrap_or_default(),
            after: millis(&back["takes"]),
            outcome: outcome(back),
        };
        Answer {
            outcome: outcome(&entry),
            after: millis(&entry["takes"]),
            accepted: entry["refused"] != true,
            heartbeats: list("heartbeats").iter().map(millis).collect(),
            deliveries: list("hands_back").iter().map(delivery).collect(),
        }
    }

    fn abort(&mut self, call: &Call, _: u64, reason: Abandoned) {
        self.aborted.push(json!(format!("{} {reason:?}", call.state)));
    }
}

/// Whether `seen` has everything in `wanted`: objects by their fields, lists item by item, texts by `*` patterns.
fn covers(wanted: &Value, seen: &Value) -> bool {
    match (wanted, seen) {
        (Value::Object(wanted), Value::Object(seen)) => {
            wanted.iter().all(|(name, value)| seen.get(name).is_some_and(|seen| covers(value, seen)))
        }
        (Value::Array(wanted), Value::Array(seen)) => {
            wanted.len() == seen.len() && wanted.iter().zip(seen).all(|(wanted, seen)| covers(wanted, seen))
        }
        (Value::String(wanted), Value::String(seen)) => {
            let mut rest = seen.as_str();
            let mut parts = wanted.split('*');
            let Some(behind) = rest.strip_prefix(parts.next().unwrap_or("")) else { return false };
            rest = behind;
            let parts: Vec<&str> = parts.collect();
            for (index, part) in parts.iter().enumerate() {
                let last = index + 1 == parts.len();
                match if last {
                    rest.strip_suffix(part).map(|_| "")
                } else {
                    rest.split_once(part).map(|(_, after)| after)
                } {
                    Some(after) => rest = after,
                    None => return false,
                }
            }
            wanted.contains('*') || rest.is_empty()
        }
        (Value::Number(wanted), Value::Number(seen)) => wanted.as_f64() == seen.as_f64(),
        (wanted, seen) => wanted == seen,
    }
}

fn shown(run: &Run, world: &Scripted) -> Value {
    let error = run.error.clone().map(|error| (error.error, error.cause)).unwrap_or_default();
    let seconds = |moment: u64| (moment - run.started) as f64 / 1000.0;
    let calls: Vec<Value> = run
        .calls
        .iter()
        .map(|made| {
            json!({
                "state": made.call.state, "action": made.call.action, "arguments": made.call.arguments,
                "path": made.call.path, "retry": made.call.retry, "at": seconds(made.call.time),
                "ended": made.ended.map(seconds), "aborted": made.aborted, "token": made.call.token,
                "results": made.call.results, "execution": made.call.execution,
                "pattern": made.call.pattern, "reads": made.call.purpose == Purpose::ItemReader,
            })
        })
        .collect();
    let visits: Vec<Value> = run
        .visits
        .iter()
        .map(|visit| {
            json!({
                "state": visit.state, "kind": visit.kind, "path": visit.path, "entered": seconds(visit.entered),
                "left": visit.left.map(seconds), "retries": visit.retries, "aborted": visit.aborted,
                "error": visit.error.clone().and_then(|error| error.error),
            })
        })
        .collect();
    let events: Vec<&str> = run.events.iter().map(|event| event.kind.as_str()).collect();
    json!({
        "status": run.status, "output": run.output, "error": error.0, "cause": error.1, "path": run.path(),
        "events": events, "last_event": events.last(), "event_count": events.len(), "transitions": run.transitions,
        "child_transitions": run.child_transitions, "child_executions": run.child_executions,
        "takes": seconds(run.ended), "calls": calls, "aborted": world.aborted, "visits": visits,
        "retries": run.visits.iter().map(|visit| visit.retries).sum::<u64>(),
        "peak_bytes": run.peak_bytes, "peak_variable_bytes": run.peak_variable_bytes,
    })
}

fn play(case: &Value, machine: &Machine) -> (Run, Scripted) {
    let table = case["answers"].as_object().into_iter().flatten();
    let rows = table.map(|(key, entries)| (key.clone(), (entries.as_array().expect("a list of answers").clone(), 0)));
    let mut world = Scripted { table: rows.collect(), tokens: BTreeMap::new(), aborted: Vec::new() };
    let options = Options {
        seed: case["seed"].as_u64().unwrap_or(0),
        redrives: case["redrives"].as_u64().unwrap_or(0),
        ..Options::default()
    };
    let input = case.get("input").cloned().unwrap_or(json!({}));
    (machine.run(input, &mut world, &options), world)
}

fn problems(case: &Value) -> Vec<String> {
    let mut found = unknown("a case", case, CASE);
    found.extend(unknown("`expect`", &case["expect"], EXPECT));
    for entry in case["answers"].as_object().into_iter().flat_map(|rows| rows.values()).filter_map(Value::as_array) {
        found.extend(entry.iter().flat_map(|entry| unknown("an answer", entry, ANSWER)));
    }
    let machine = match Machine::read(&case["machine"]) {
        Ok(machine) => machine,
        Err(refused) => {
            if !covers(&case["expect"]["refused"], &json!(refused)) {
                found.push(format!("refused: {refused:#?}"));
            }
            return found;
        }
    };
    if !case["expect"]["refused"].is_null() {
        found.push("the document is not refused".to_owned());
        return found;
    }
    let (run, world) = play(case, &machine);
    let seen = shown(&run, &world);
    for (field, wanted) in case["expect"].as_object().expect("`expect`") {
        if field == "not_called" {
            let called = run.calls.iter().filter(|made| wanted.as_array().unwrap().contains(&json!(made.call.state)));
            found.extend(called.map(|made| format!("{} was called", made.call.state)));
        } else if !covers(wanted, &seen[field]) {
            found.push(format!("{field}\n    is       {}\n    expected {wanted}", seen[field]));
        }
    }
    let unused = world.table.iter().filter(|(_, (entries, used))| *used < entries.len());
    found.extend(
        unused.map(|(key, (entries, used))| format!("{used} of {} answers of `{key}` were used", entries.len())),
    );
    found.extend(laws(&run));
    // The same seed gives the same bytes.
    if json!(play(case, &machine).0) != json!(run) {
        found.push("a second run differs".to_owned());
    }
    found
}

/// What holds of every run.
fn laws(run: &Run) -> Vec<String> {
    let mut found = Vec::new();
    let mut say = |holds: bool, what: &str| {
        if !holds {
            found.push(format!("law: {what}"));
        }
    };
    say(run.events.iter().enumerate().all(|(at, event)| event.id == at as u64 + 1), "events are numbered");
    say(run.events.iter().all(|event| event.previous < event.id), "an event follows an earlier one");
    say(run.events.windows(2).all(|pair| pair[0].time <= pair[1].time), "time does not run back");
    let retries: u64 = run.visits.iter().map(|visit| visit.retries).sum();
    let attempts = run.visits.len() as u64 + retries;
    say(run.transitions <= attempts, "no more transitions than states entered and retries");
    say(run.transitions + 50 >= attempts, "no fewer transitions, but for retries that were cut off");
    say(run.visits.iter().all(|visit| visit.left.is_some()), "every state was left");
    say(run.calls.iter().all(|made| made.ended.is_some()), "every call was answered or given up");
    say(run.calls.windows(2).all(|pair| pair[0].call.time <= pair[1].call.time), "calls are made in the order of time");
    found
}

#[test]
fn documents_do_what_the_states_language_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/machine");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "json"));
    files.sort();
    let mut failed = Vec::new();
    for path in &files {
        let text = std::fs::read_to_string(path).unwrap();
        let case: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let found = problems(&case);
        if !found.is_empty() {
            failed.push(format!("{}\n  {}", path.file_name().unwrap().display(), found.join("\n  ")));
        }
    }
    assert!(failed.is_empty(), "{} of {} cases:\n{}", failed.len(), files.len(), failed.join("\n"));
    assert!(files.len() >= 60, "only {} cases", files.len());
}

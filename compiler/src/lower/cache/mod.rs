//! `cache`: before its work a stage looks for the record of an earlier run with the same requests over the same inputs, and
//! takes that run's results; after its work it writes one.
//!
//! The record is an item of a DynamoDB table. It is written at once and only when everything has succeeded, so there is
//! none of a failed run and no half of one. Whatever goes wrong with looking and writing, the stage does its work.

mod key;
mod places;

use super::context::Context;
use super::kinds::{step, to};
use crate::ir::{Action, Call, Catch, Next, Pipeline, Retry, Rule, Stage, Step, Value};
use places::Place;

/// Longest name of a state.
const NAME: usize = 80;
/// What stands in front of the steps that look at inputs.
const VERSION: &str = "version/";
/// A request of a few milliseconds that is worth nothing when it takes longer.
const TIMEOUT: u64 = 30;

/// Puts lookup and record around every stage that wants them.
pub(super) fn apply(cx: &Context, graph: &mut Pipeline) {
    let Some(table) = cx.program.pipeline.text("cache_table") else { return };
    let read = graph.reads();
    let pipeline = graph.name.clone();
    for stage in graph.stages.values_mut() {
        let Some(block) = cx.program.stages.get(&stage.name) else { continue };
        let Some(seconds) = block.seconds("cache") else { continue };
        let mut fields: Vec<String> = Vec::new();
        for field in stage.keeps() {
            if read.contains(&(stage.name.clone(), field.to_owned())) && !fields.iter().any(|known| known == field) {
                fields.push(field.to_owned());
            }
        }
        let cache = Cache { pipeline: &pipeline, table: &table, stage: stage.name.clone(), seconds, fields };
        let places = places::of(cx, stage);
        cache.wrap(stage, places);
    }
}

struct Cache<'p> {
    pipeline: &'p str,
    table: &'p str,
    stage: String,
    /// How long a record counts.
    seconds: u64,
    /// What is recorded: no more than something reads.
    fields: Vec<String>,
}

impl Cache<'_> {
    fn wrap(&self, stage: &mut Stage, places: Vec<Place>) {
        let work = stage.steps.first().map_or_else(String::new, |step| step.suffix.clone());
        let key = key::of(&stage.steps, &self.fields);
        for step in &mut stage.steps {
            ends(&mut step.action).into_iter().for_each(|next| *next = to("record"));
        }
        let mut steps = self.versions(places, &key, &work);
        steps.extend([self.lookup(&work), self.reuse(&work)]);
        steps.append(&mut stage.steps);
        steps.push(self.record());
        stage.steps = steps;
    }

    fn local(&self, name: &'static str) -> Value {
        Value::Local(self.stage.clone(), name)
    }

    /// Looks at one place after the other; the last look knows the key.
    fn versions(&self, places: Vec<Place>, key: &[(String, Value)], work: &str) -> Vec<Step> {
        let mut suffixes: Vec<String> = Vec::new();
        for place in &places {
            suffixes.push(self.suffix(&place.name, &suffixes));
        }
        let mut seen: Option<Value> = None;
        let mut steps = Vec::new();
        for (index, place) in places.into_iter().enumerate() {
            let next = suffixes.get(index + 1);
            let found = Value::List(seen.into_iter().chain([places::version()]).collect());
            let local = match next {
                Some(_) => ("version", key::hash(found)),
                None => ("key", key::hash(key::with_inputs(key, Some(found)))),
            };
            seen = Some(self.local("version"));
            let mut list = call("aws-sdk:s3:listObjectsV2", place.request());
            list.locals = vec![local];
            // A list that is too long for Step Functions is an error that `States.ALL` does not stand for.
            list.catch = ["States.DataLimitExceeded", "States.ALL"].map(|error| self.unknown(error, work)).into();
            list.next = to(next.map_or("lookup", String::as_str));
            steps.push(step(suffixes.get(index).map_or(VERSION, String::as_str), list));
        }
        if steps.is_empty() {
            let locals = vec![("key", key::hash(key::with_inputs(key, None)))];
            steps.push(Step { suffix: "key".into(), action: Action::Set { locals, next: to("lookup") } });
        }
        steps
    }

    /// Without a version there is no record to look for, and the one that is written is found by nobody.
    fn unknown(&self, error: &'static str, work: &str) -> Catch {
        let locals = vec![("key", Value::Function("uuid", Vec::new()))];
        Catch { errors: vec![error], outputs: Vec::new(), locals, next: to(work) }
    }

    /// The name of a step that looks at a place: within what a state may be called, and no other step's.
    fn suffix(&self, name: &str, taken: &[String]) -> String {
        let room = NAME.saturating_sub(self.stage.chars().count() + 1 + VERSION.len());
        let plain: String = name.chars().take(room).collect();
        let numbered = |number: usize| {
            let ending = format!("-{number}");
            let name: String = name.chars().take(room.saturating_sub(ending.len())).collect();
            format!("{VERSION}{name}{ending}")
        };
        let all = [format!("{VERSION}{plain}")].into_iter().chain((2..).map(numbered));
        all.into_iter().find(|name| !taken.contains(name)).unwrap_or_default()
    }

    /// Reads the record, and keeps what it holds: without one nothing, until the work is done.
    fn lookup(&self, work: &str) -> Step {
        let request = Value::object([
            ("TableName", Some(Value::text(self.table))),
            ("Key", Some(Value::object([("key", Some(text(self.local("key"))))]))),
            ("ConsistentRead", Some(Value::from(true))),
        ]);
        let mut get = call("dynamodb:getItem", request);
        let recorded = "$exists($states.result.Item) ? $parse($states.result.Item.outputs.S) : {}";
        let field = |field: &String| {
            let found = format!("$lookup($recorded_, \"{field}\")");
            let value = Value::Jsonata(format!("$exists({found}) ? {found} : null"));
            let bound = vec![("recorded_", Value::Jsonata(recorded.into()))];
            (field.clone(), Value::Let(bound, Box::new(value)))
        };
        get.outputs = self.fields.iter().map(field).collect();
        let none = || Catch { errors: vec!["States.ALL"], outputs: Vec::new(), locals: Vec::new(), next: to(work) };
        get.catch = vec![none()];
        get.next = to("reuse");
        step("lookup", get)
    }

    /// DynamoDB deletes what has expired when it finds the time, so the record's own dates decide.
    fn reuse(&self, work: &str) -> Step {
        let condition = format!(
            "$exists($states.input.Item[status.S = \"done\" and $number(expires.N) > $millis() / 1000 \
             and $number(written.N) + {} > $millis() / 1000])",
            self.seconds
        );
        let rules = vec![Rule { condition: Value::Jsonata(condition), next: Next::Done }];
        Step { suffix: "reuse".into(), action: Action::Choose { locals: Vec::new(), rules, default: to(work) } }
    }

    fn record(&self) -> Step {
        let kept = |field: &String| (field.clone(), Value::Output(self.stage.clone(), field.clone()));
        let outputs = Value::Object(self.fields.iter().map(kept).collect());
        let seconds = || Value::Jsonata("$floor($millis() / 1000)".into());
        let until = Value::binary("+", seconds(), Value::number(self.seconds));
        let number = |value: Value| Value::object([("N", Some(Value::Function("string", vec![value])))]);
        let item = Value::object([
            ("key", Some(text(self.local("key")))),
            ("status", Some(text(Value::text("done")))),
            ("written", Some(number(seconds()))),
            ("expires", Some(number(until))),
            ("outputs", Some(text(Value::Function("string", vec![outputs])))),
            ("stage", Some(text(Value::text(format!("{}/{}", self.pipeline, self.stage))))),
            ("execution", Some(text(Value::Context("Execution.Id")))),
        ]);
        let request = Value::object([("TableName", Some(Value::text(self.table))), ("Item", Some(item))]);
        let mut put = call("dynamodb:putItem", request);
        put.catch =
            vec![Catch { errors: vec!["States.ALL"], outputs: Vec::new(), locals: Vec::new(), next: Next::Done }];
        step("record", put)
    }
}

/// A text of an item.
fn text(value: Value) -> Value {
    Value::object([("S", Some(value))])
}

/// A call that is tried again twice and soon: the work can be done without it.
fn call(integration: &str, request: Value) -> Call {
    Call {
        integration: integration.to_owned(),
        request,
        timeout: TIMEOUT,
        retry: vec![Retry {
            errors: vec!["States.TaskFailed"],
            interval: 1,
            attempts: 2,
            backoff: 2.0,
            ceiling: 5,
            jitter: true,
        }],
        catch: Vec::new(),
        until: None,
        outputs: Vec::new(),
        locals: Vec::new(),
        next: Next::Done,
    }
}

/// Where an action ends the stage.
fn ends(action: &mut Action) -> Vec<&mut Next> {
    let mut targets: Vec<&mut Next> = match action {
        Action::Call(call) => call.catch.iter_mut().map(|catch| &mut catch.next).chain([&mut call.next]).collect(),
        Action::Choose { rules, default, .. } => rules.iter_mut().map(|rule| &mut rule.next).chain([default]).collect(),
        Action::Set { next, .. } | Action::Wait { next, .. } => vec![next],
    };
    targets.retain(|next| **next == Next::Done);
    targets
}

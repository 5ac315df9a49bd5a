//! What the execution's input has to be, as JSONata: read where it is the input of the state, or from the context.

use serde_json::{Value as Json, json};

use super::expression::{quote, variable, wrap};
use super::model::Assign;
use crate::ir::{Param, Pipeline, Value};

/// The input of the machine's first state.
pub const INPUT: &str = "$states.input";
/// The same, from anywhere.
pub const ANYWHERE: &str = "$states.context.Execution.Input";

/// Step Functions adds this key to the input of an execution that another one started.
const ADDED_KEY: &str = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID";

/// An execution's name may have 80 characters of almost any kind. What is short and legal stays; anything else is cut
/// and gets a part of its hash, so that two executions never share a job name.
pub const RUN: &str = "( $clean_ := $replace($replace($lowercase($states.context.Execution.Name), /[^a-z0-9]+/, \"-\"), /^-+|-+$/, \"\"); \
                       $clean_ = $states.context.Execution.Name and $length($clean_) <= 24 ? $clean_ : \
                       \"r\" & $substring($clean_, 0, 14) & \"-\" & $substring($hash($states.context.Execution.Name, \"SHA-256\"), 0, 8) )";

/// A parameter's value.
pub fn value(param: &Param, input: &str) -> String {
    let name = &param.name;
    match &param.default {
        Some(default) => format!("$exists({input}.{name}) ? {input}.{name} : {default}"),
        None => format!("{input}.{name}"),
    }
}

/// The variables that everything else reads: the run's name and the parameters.
pub fn variables(pipeline: &Pipeline, input: &str) -> Assign {
    let run = ("run".to_owned(), Json::String(wrap(RUN)));
    let one = |param: &Param| (variable(&param.name), Json::String(wrap(&value(param, input))));
    [run].into_iter().chain(pipeline.params.iter().map(one)).collect()
}

/// Those of them that some values read.
pub fn variables_in(pipeline: &Pipeline, values: &[&Value], input: &str) -> Assign {
    let mut read = Vec::new();
    for value in values {
        value.each(&mut |value| match value {
            Value::Param(name) => read.push(variable(name)),
            Value::Run => read.push("run".to_owned()),
            _ => {}
        });
    }
    variables(pipeline, input).into_iter().filter(|(name, _)| read.contains(name)).collect()
}

/// Holds when the given value of a parameter is wrong. Checks build on each other (a length only means something for a
/// text), so the first that fails decides.
fn problem(param: &Param, input: &str) -> String {
    let name = &param.name;
    let bad =
        format!("$not({})", param.checks.iter().map(|(check, _)| check.as_str()).collect::<Vec<_>>().join(" and "));
    let bad = bad.replace("$value", &format!("{input}.{name}"));
    let given = format!("$exists({input}.{name})");
    match param.default {
        Some(_) => format!("{given} and {bad}"),
        None => format!("$not({given}) or {bad}"),
    }
}

fn message(param: &Param) -> String {
    let meaning: Vec<&str> = param.checks.iter().map(|(_, meaning)| meaning.as_str()).collect();
    let missing = if param.default.is_none() { "is required and " } else { "" };
    format!("parameter {} {missing}{}", param.name, meaning.join(" and "))
}

/// Keys that no parameter has.
fn others(pipeline: &Pipeline, input: &str) -> String {
    let known: Vec<String> =
        pipeline.params.iter().map(|param| param.name.as_str()).chain([ADDED_KEY]).map(quote).collect();
    format!("$keys({input})[$not($ in [{}])]", known.join(", "))
}

/// Everything that can be wrong, in the order in which it is told: what then holds, and the message. A misspelt
/// parameter would silently leave the default in place, so a key that nobody knows is wrong too.
pub fn problems(pipeline: &Pipeline, input: &str) -> Vec<(String, Json)> {
    let mut found: Vec<(String, Json)> =
        pipeline.params.iter().map(|param| (problem(param, input), Json::String(message(param)))).collect();
    let others = others(pipeline, input);
    let unknown = wrap(&format!("\"there is no parameter \" & $join({others}, \", \")"));
    found.push((format!("$count({others}) > 0"), json!(unknown)));
    found
}

/// Holds when anything is wrong.
pub fn is_wrong(pipeline: &Pipeline) -> String {
    problems(pipeline, INPUT).into_iter().map(|(problem, _)| problem).collect::<Vec<_>>().join(" or ")
}

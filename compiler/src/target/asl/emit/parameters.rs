//! The first state: parameters are judged before anything runs, and become variables.

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use crate::ir::{Param, Pipeline};
use crate::target::asl::expression::{quote, variable, wrap};
use crate::target::asl::model::{Assign, Choice, Fail, Rule, State};

/// The state's name.
pub(super) const STATE: &str = "pipeline/parameters";
const INVALID: &str = "pipeline/invalid";

/// Step Functions adds this key to the input of an execution that another one started.
const ADDED_KEY: &str = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID";

/// An execution's name may have 80 characters of almost any kind. What is short and legal stays; anything else is cut
/// and gets a part of its hash, so that two executions never share a job name.
const RUN: &str = "( $clean_ := $replace($replace($lowercase($states.context.Execution.Name), /[^a-z0-9]+/, \"-\"), /^-+|-+$/, \"\"); \
                   $clean_ = $states.context.Execution.Name and $length($clean_) <= 24 ? $clean_ : \
                   \"r\" & $substring($clean_, 0, 14) & \"-\" & $substring($hash($states.context.Execution.Name, \"SHA-256\"), 0, 8) )";

/// The choice that judges the input, and the end it leads to.
pub(super) fn states(pipeline: &Pipeline, first: &str) -> IndexMap<String, State> {
    let mut choices: Vec<Rule> =
        pipeline.params.iter().map(|param| rule(problem(param), Json::String(message(param)))).collect();
    choices.push(unknown(pipeline));
    let mut assign = Assign::new();
    assign.insert("run".to_owned(), Json::String(wrap(RUN)));
    for param in &pipeline.params {
        let name = &param.name;
        let value = match &param.default {
            Some(default) => format!("$exists($states.input.{name}) ? $states.input.{name} : {default}"),
            None => format!("$states.input.{name}"),
        };
        assign.insert(variable(name), Json::String(wrap(&value)));
    }
    let choice = Choice {
        comment: Some("Checks the parameters before anything runs.".to_owned()),
        choices,
        default: first.to_owned(),
        assign,
        output: None,
    };
    let fail = Fail {
        comment: None,
        error: Some("Pipeline.InvalidParameter".to_owned()),
        cause: Some(wrap("$states.input.problem")),
    };
    IndexMap::from([(STATE.to_owned(), State::Choice(choice)), (INVALID.to_owned(), State::Fail(fail))])
}

fn rule(condition: String, problem: Json) -> Rule {
    Rule {
        condition: wrap(&condition),
        assign: Assign::new(),
        output: Some(json!({ "problem": problem })),
        next: INVALID.to_owned(),
    }
}

/// Holds when the given value is wrong. Checks build on each other (a length only means something for a text), so the
/// first that fails decides.
fn problem(param: &Param) -> String {
    let name = &param.name;
    let bad =
        format!("$not({})", param.checks.iter().map(|(check, _)| check.as_str()).collect::<Vec<_>>().join(" and "));
    let bad = bad.replace("$value", &format!("$states.input.{name}"));
    let given = format!("$exists($states.input.{name})");
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

/// A misspelt parameter would silently leave the default in place.
fn unknown(pipeline: &Pipeline) -> Rule {
    let known: Vec<String> =
        pipeline.params.iter().map(|param| param.name.as_str()).chain([ADDED_KEY]).map(quote).collect();
    let others = format!("$keys($states.input)[$not($ in [{}])]", known.join(", "));
    let problem = wrap(&format!("\"there is no parameter \" & $join({others}, \", \")"));
    rule(format!("$count({others}) > 0"), Json::String(problem))
}

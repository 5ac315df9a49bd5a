//! `mlc render`: a stage's requests with every value filled in.

use serde_json::{Map, Value as Json, json};

use super::{Options, Sources, artifacts, build, parse};
use crate::check::program::Program;
use crate::check::value::Type;
use crate::diag::Sink;
use crate::target::asl::expression::variable;
use crate::target::asl::jsonata::evaluate;

/// The AWS requests of one stage with every value filled in from `params`: `(action, JSON)`.
///
/// A parameter gives a value of the execution's input, `stage.output=value` what another stage kept. What nothing
/// gives is refused, so that the printed request can be sent as it is.
///
/// # Errors
/// A sentence that says which stage, parameter or value is missing.
pub fn render(
    sources: &Sources,
    options: &Options,
    stage: &str,
    params: &[(String, String)],
) -> Result<Vec<(String, String)>, String> {
    let mut sink = Sink::default();
    let file = parse(sources, options.env.as_deref(), &mut sink);
    let program = crate::check::check(&file, options.env.as_deref(), &mut sink);
    let program = program.filter(|_| !sink.has_errors()).ok_or("the file has errors; `mlc check` shows them")?;
    if !program.stages.contains_key(stage) {
        let known: Vec<String> = program.stages.keys().map(|name| format!("`{name}`")).collect();
        return Err(format!("there is no stage `{stage}`; the file has {}", known.join(", ")));
    }
    let bindings = bindings(&program, params)?;
    // What judges the parameters is no part of a request, and they are given here.
    let passes = options.passes.without("guard");
    let built = build(&program, &passes, &mut Sink::default(), |_, _| {});
    let mut rendered = Vec::new();
    for (name, request) in artifacts::jobs(&built.emitted.machine) {
        if let Some(action) = name.strip_prefix(stage).and_then(|rest| rest.strip_prefix('.')) {
            let filled = fill(request, &bindings)?;
            rendered.push((action.to_owned(), crate::base::json::pretty(&filled)));
        }
    }
    Ok(rendered)
}

/// Variables: parameters with their defaults, what the command line gives, and an execution called `manual`.
fn bindings(program: &Program, params: &[(String, String)]) -> Result<Json, String> {
    let mut found = Map::new();
    found.insert("run".into(), json!("manual"));
    let context = json!({
        "Execution": { "Name": "manual", "Id": "manual", "RedriveCount": 0 },
        "State": { "RetryCount": 0 },
    });
    found.insert("states".into(), json!({ "context": context, "input": {} }));
    for param in program.params.values() {
        if let Some(default) = &param.default {
            found.insert(variable(&param.name.text), crate::lower::constant(default));
        }
    }
    for (key, text) in params {
        match key.split_once('.') {
            Some((stage, output)) => {
                let kept = found.entry(variable(stage)).or_insert_with(|| json!({}));
                if let Some(kept) = kept.as_object_mut() {
                    kept.insert(output.to_owned(), parse_value(text));
                }
            }
            None => {
                let param = program.params.get(key).ok_or_else(|| format!("there is no parameter `{key}`"))?;
                let value = match param.ty {
                    Type::Number | Type::Bool => parse_value(text),
                    _ => Json::String(text.clone()),
                };
                found.insert(variable(key), value);
            }
        }
    }
    Ok(Json::Object(found))
}

fn parse_value(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.to_owned()))
}

fn fill(value: &Json, bindings: &Json) -> Result<Json, String> {
    match value {
        Json::String(text) => match text.strip_prefix("{%").and_then(|rest| rest.strip_suffix("%}")) {
            Some(expression) => {
                let expression = expression.trim();
                let given = evaluate(expression, bindings).map_err(|problem| format!("`{expression}`: {problem}"))?;
                if given.is_null() {
                    return Err(format!(
                        "nothing gives a value to `{expression}`; add `--param name=value` for each `$name` in it"
                    ));
                }
                Ok(given)
            }
            None => Ok(value.clone()),
        },
        Json::Array(items) => items.iter().map(|item| fill(item, bindings)).collect(),
        Json::Object(entries) => entries.iter().map(|(key, value)| Ok((key.clone(), fill(value, bindings)?))).collect(),
        other => Ok(other.clone()),
    }
}

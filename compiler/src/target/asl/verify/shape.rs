//! The fields that each kind of state has and needs. What is wrong is said and then mended as it was likely meant, so
//! that one mistake does not hide the others.

use super::{Report, Rule, did_you_mean};
use crate::base::pointer::Pointer;
use serde_json::{Map, Value, json};

/// A state's type, the fields it needs and the further ones it may have.
type Kind = (&'static str, &'static [&'static str], &'static [&'static str]);

const COMMON: &[&str] = &["Type", "Comment", "QueryLanguage"];

const KINDS: &[Kind] = &[
    (
        "Task",
        &["Resource"],
        &[
            "Arguments",
            "Assign",
            "Output",
            "Retry",
            "Catch",
            "TimeoutSeconds",
            "HeartbeatSeconds",
            "Credentials",
            "Next",
            "End",
        ],
    ),
    ("Parallel", &["Branches"], &["Arguments", "Assign", "Output", "Retry", "Catch", "Next", "End"]),
    (
        "Map",
        &["ItemProcessor"],
        &[
            "Label",
            "Items",
            "ItemReader",
            "ItemSelector",
            "ItemBatcher",
            "MaxConcurrency",
            "ToleratedFailurePercentage",
            "ToleratedFailureCount",
            "ResultWriter",
            "Assign",
            "Output",
            "Retry",
            "Catch",
            "Next",
            "End",
        ],
    ),
    ("Choice", &["Choices", "Default"], &["Assign", "Output"]),
    ("Wait", &["Seconds"], &["Assign", "Output", "Timestamp", "Next", "End"]),
    ("Pass", &[], &["Assign", "Output", "Next", "End"]),
    ("Succeed", &[], &["Output"]),
    ("Fail", &[], &["Error", "Cause"]),
];

const MACHINE: &[&str] = &["Comment", "QueryLanguage", "Version", "StartAt", "States", "TimeoutSeconds"];
const GRAPH: &[&str] = &["Comment", "ProcessorConfig", "StartAt", "States"];
const RULE: &[&str] = &["Comment", "Condition", "Assign", "Output", "Next"];
const CATCHER: &[&str] = &["Comment", "ErrorEquals", "Assign", "Output", "Next"];
const RETRIER: &[&str] =
    &["Comment", "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy"];

/// Fields of JSONPath states and what takes their place.
const JSON_PATH: &[(&str, &str)] = &[
    ("CausePath", "`Cause` with an expression"),
    ("ErrorPath", "`Error` with an expression"),
    ("HeartbeatSecondsPath", "`HeartbeatSeconds`"),
    ("InputPath", "an expression that reads `$states.input`"),
    ("Iterator", "`ItemProcessor`"),
    ("ItemsPath", "`Items`"),
    ("OutputPath", "`Output`"),
    ("Parameters", "`Arguments`"),
    ("Result", "`Output`"),
    ("ResultPath", "`Assign`"),
    ("ResultSelector", "`Output`"),
    ("SecondsPath", "`Seconds` with an expression"),
    ("TimeoutSecondsPath", "`TimeoutSeconds`"),
    ("TimestampPath", "`Timestamp` with an expression"),
    ("Variable", "`Condition`"),
];

pub(super) fn mend(document: &mut Value, report: &mut Report<'_>) {
    let at = Pointer::Root;
    let Some(machine) = object(document, &at, report) else { return };
    if !machine.contains_key("QueryLanguage") {
        let message = "the machine does not say `\"QueryLanguage\": \"JSONata\"`, so AWS takes it for JSONPath";
        report.error(&at, Rule::QueryLanguage, message);
        machine.insert("QueryLanguage".to_owned(), json!("JSONata"));
    }
    known(machine, &at, MACHINE, "a state machine", report);
    graph(machine, &at, report);
}

fn object<'v>(value: &'v mut Value, at: &Pointer<'_>, report: &mut Report<'_>) -> Option<&'v mut Map<String, Value>> {
    let found = value.as_object_mut();
    if found.is_none() {
        report.error(at, Rule::Document, "an object was expected here");
    }
    found
}

fn graph(graph: &mut Map<String, Value>, at: &Pointer<'_>, report: &mut Report<'_>) {
    for needed in ["StartAt", "States"] {
        if !graph.contains_key(needed) {
            report.error(at, Rule::MissingField, format!("`{needed}` is missing"));
        }
    }
    let here = at.key("States");
    let Some(states) = graph.get_mut("States").and_then(|states| object(states, &here, report)) else { return };
    for (name, state_value) in states.iter_mut() {
        let here = here.key(name);
        if let Some(fields) = object(state_value, &here, report) {
            state(fields, &here, report);
        }
    }
}

fn state(fields: &mut Map<String, Value>, at: &Pointer<'_>, report: &mut Report<'_>) {
    let types = || KINDS.iter().map(|(kind, _, _)| *kind);
    let Some(given) = fields.get("Type").and_then(Value::as_str).map(str::to_owned) else {
        report.error(at, Rule::MissingField, "`Type` is missing");
        return;
    };
    let Some((kind, needed, further)) = KINDS.iter().find(|(kind, _, _)| *kind == given) else {
        let close = did_you_mean(&given, types());
        report.error(&at.key("Type"), Rule::Document, format!("there is no state type `{given}`{close}"));
        return;
    };
    if fields.get("QueryLanguage").is_some_and(|language| language != "JSONata") {
        let message = "this state speaks JSONPath; only JSONata is known here";
        report.error(&at.key("QueryLanguage"), Rule::QueryLanguage, message);
    }
    let all: Vec<&str> = COMMON.iter().chain(*needed).chain(*further).copied().collect();
    known(fields, at, &all, &format!("a `{kind}` state"), report);
    missing(fields, at, kind, needed, report);
    if further.contains(&"Next") {
        transition(fields, at, report);
    }
    parts(fields, at, report);
}

/// Takes out what no field is called.
fn known(fields: &mut Map<String, Value>, at: &Pointer<'_>, all: &[&str], owner: &str, report: &mut Report<'_>) {
    let strange: Vec<String> = fields.keys().filter(|name| !all.contains(&name.as_str())).cloned().collect();
    for name in strange {
        let value = fields.shift_remove(&name);
        let place = at.key(&name);
        if let Some((_, instead)) = JSON_PATH.iter().find(|(old, _)| *old == name) {
            let message = format!("`{name}` is JSONPath; JSONata has {instead}");
            report.error(&place, Rule::JsonPath, message);
            if name == "Parameters" && all.contains(&"Arguments") && !fields.contains_key("Arguments") {
                fields.insert("Arguments".to_owned(), value.unwrap_or_default());
            }
        } else {
            let close = did_you_mean(&name, all.iter().copied());
            report.error(&place, Rule::UnknownField, format!("{owner} has no field `{name}`{close}"));
        }
    }
}

fn missing(fields: &mut Map<String, Value>, at: &Pointer<'_>, kind: &str, needed: &[&str], report: &mut Report<'_>) {
    for name in needed {
        if fields.contains_key(*name) || (*name == "Seconds" && fields.contains_key("Timestamp")) {
            continue;
        }
        let why = match *name {
            "Default" => ": where no rule holds, the execution fails with `States.NoChoiceMatched`",
            _ => "",
        };
        report.error(at, Rule::MissingField, format!("the `{kind}` state has no `{name}`{why}"));
        if *name == "Default"
            && let Some(next) = fields.get("Choices").and_then(|rules| rules.get(0)).and_then(|rule| rule.get("Next"))
        {
            let next = next.clone();
            fields.insert("Default".to_owned(), next);
        }
    }
    if kind == "Wait" && !fields.contains_key("Seconds") && fields.shift_remove("Timestamp").is_some() {
        fields.insert("Seconds".to_owned(), json!(1));
    }
}

fn transition(fields: &mut Map<String, Value>, at: &Pointer<'_>, report: &mut Report<'_>) {
    match (fields.contains_key("Next"), fields.get("End")) {
        (true, Some(_)) => {
            report.error(at, Rule::NoEnd, "the state has both `Next` and `End`");
            fields.shift_remove("End");
        }
        (false, None) => {
            report.error(at, Rule::NoEnd, "the state has neither `Next` nor `End`");
            fields.insert("End".to_owned(), json!(true));
        }
        (false, Some(end)) if end != &Value::Bool(true) => {
            report.error(&at.key("End"), Rule::NoEnd, "`End` can only be `true`");
            fields.insert("End".to_owned(), json!(true));
        }
        _ => {}
    }
}

/// The rules, catchers, retriers and graphs inside a state.
fn parts(fields: &mut Map<String, Value>, at: &Pointer<'_>, report: &mut Report<'_>) {
    let lists = [("Choices", RULE, "a rule"), ("Catch", CATCHER, "a catcher"), ("Retry", RETRIER, "a retrier")];
    for (name, all, owner) in lists {
        each(fields, name, at, report, |item, at, report| known(item, at, all, owner, report));
    }
    each(fields, "Branches", at, report, |branch, at, report| {
        known(branch, at, GRAPH, "a branch", report);
        graph(branch, at, report);
    });
    let here = at.key("ItemProcessor");
    if let Some(body) = fields.get_mut("ItemProcessor").and_then(|body| object(body, &here, report)) {
        known(body, &here, GRAPH, "the body of a map", report);
        graph(body, &here, report);
    }
}

fn each(
    fields: &mut Map<String, Value>,
    name: &str,
    at: &Pointer<'_>,
    report: &mut Report<'_>,
    mut visit: impl FnMut(&mut Map<String, Value>, &Pointer<'_>, &mut Report<'_>),
) {
    let here = at.key(name);
    let Some(list) = fields.get_mut(name).and_then(Value::as_array_mut) else { return };
    for (index, item) in list.iter_mut().enumerate() {
        let here = here.index(index);
        if let Some(item) = object(item, &here, report) {
            visit(item, &here, report);
        }
    }
}

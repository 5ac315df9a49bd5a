//! An execution that an event starts: which trigger listens, and what it makes of the event.
//!
//! Source: "Event patterns" and "Input transformation" of the EventBridge user guide (2026-11). Patterns of numbers and
//! addresses are not simulated.

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::check::program::Program;
use crate::lower;

/// The parameters that an event gives.
///
/// # Errors
/// A sentence, where no trigger listens to it.
pub(super) fn input(program: &Program, event: &Json) -> Result<IndexMap<String, Json>, String> {
    let mut listening = Vec::new();
    for trigger in lower::lower(program).triggers {
        let request = |action: &str| {
            let found = trigger.requests.iter().find(|(_, name, _)| *name == action);
            found.map(|(_, _, request)| request)
        };
        let pattern = request("PutRule").and_then(|rule| rule.get("EventPattern")?.as_str());
        let Some(pattern) = pattern.and_then(|text| serde_json::from_str::<Json>(text).ok()) else { continue };
        if fits(&pattern, event) {
            let target = request("PutTargets").and_then(|request| request.pointer("/Targets/0"));
            return Ok(target.map(|target| made(target, event)).unwrap_or_default());
        }
        listening.push(trigger.name);
    }
    let triggers: Vec<String> = listening.iter().map(|name| format!("`{name}`")).collect();
    Err(format!("no trigger listens to this event; there are {}", triggers.join(", ")))
}

/// What a target makes of an event, without what is filled in at deployment.
fn made(target: &Json, event: &Json) -> IndexMap<String, Json> {
    let transformer = target.get("InputTransformer");
    let template = transformer.and_then(|made| made.get("InputTemplate")).or_else(|| target.get("Input"));
    let paths = transformer.and_then(|made| made.get("InputPathsMap")?.as_object()).cloned().unwrap_or_default();
    let mut text = template.and_then(Json::as_str).unwrap_or("{}").to_owned();
    for name in paths.keys() {
        text = text.replace(&format!("<{name}>"), "null");
    }
    let mut found: IndexMap<String, Json> = serde_json::from_str(&text).unwrap_or_default();
    found.retain(|_, value| !value.as_str().is_some_and(|text| text.starts_with("${")) && !value.is_null());
    for (name, path) in paths {
        let pointer = path.as_str().unwrap_or_default().trim_start_matches('$').replace('.', "/");
        if let Some(value) = event.pointer(&pointer) {
            found.insert(name, value.clone());
        }
    }
    found
}

/// Whether an event fits a pattern.
fn fits(pattern: &Json, event: &Json) -> bool {
    let Some(members) = pattern.as_object() else { return false };
    members.iter().all(|(name, wanted)| match (wanted, event.get(name)) {
        (Json::Array(allowed), value) => allowed.iter().any(|one| is_allowed(one, value)),
        (inner, Some(value)) => fits(inner, value),
        (_, None) => false,
    })
}

fn is_allowed(allowed: &Json, value: Option<&Json>) -> bool {
    if let Some(Json::Array(values)) = value {
        return values.iter().any(|value| is_allowed(allowed, Some(value)));
    }
    let Some((form, wanted)) = allowed.as_object().and_then(|form| form.iter().next()) else {
        return Some(allowed) == value;
    };
    let text = value.and_then(Json::as_str).unwrap_or_default();
    let wanted_text = wanted.as_str().unwrap_or_default();
    match form.as_str() {
        "prefix" => value.is_some() && text.starts_with(wanted_text),
        "suffix" => value.is_some() && text.ends_with(wanted_text),
        "wildcard" => value.is_some() && super::expect::is_like(text, wanted_text),
        "equals-ignore-case" => value.is_some() && text.eq_ignore_ascii_case(wanted_text),
        "exists" => wanted.as_bool() == Some(value.is_some()),
        "anything-but" => {
            value.is_some()
                && Some(wanted) != value
                && !wanted.as_array().is_some_and(|all| all.iter().any(|one| Some(one) == value))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn patterns_are_compared() {
        let event = json!({ "source": "aws.s3", "detail": { "key": "orders/1.json", "size": 3 } });
        for (pattern, expected) in [
            (json!({ "source": ["aws.s3", "other"] }), true),
            (json!({ "source": ["other"] }), false),
            (json!({ "detail": { "key": [{ "prefix": "orders/" }], "size": [3] } }), true),
            (json!({ "detail": { "key": [{ "suffix": ".csv" }] } }), false),
            (json!({ "detail": { "key": [{ "wildcard": "*/1.*" }] } }), true),
            (json!({ "detail": { "other": [{ "exists": false }] } }), true),
            (json!({ "detail": { "key": [{ "anything-but": ["orders/1.json"] }] } }), false),
            (json!({ "missing": { "key": ["a"] } }), false),
        ] {
            assert_eq!(fits(&pattern, &event), expected, "{pattern}");
        }
    }

    #[test]
    fn a_target_takes_values_from_the_event() {
        let target = json!({ "InputTransformer": {
            "InputPathsMap": { "key": "$.detail.key", "other": "$.detail.other" },
            "InputTemplate": "{\"key\":<key>,\"other\":<other>,\"role\":\"${role}\",\"most\":4}",
        } });
        let found = made(&target, &json!({ "detail": { "key": "a" } }));
        assert_eq!(json!(found), json!({ "most": 4, "key": "a" }));
    }
}

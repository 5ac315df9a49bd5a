//! What a test expects against what happened.

use serde_json::Value as Json;

use super::coverage::subject;
use super::happened::Happened;
use super::stage_of;
use crate::base::Span;
use crate::check::program::Block;
use crate::check::value::{Value, ValueKind};
use crate::diag::{Diagnostic, codes};
use crate::lower::constant;
use crate::sim::timeline::spoken;
use crate::vocab::units;

/// What does not hold: what was expected, what happened, where it is expected.
struct Difference {
    span: Span,
    title: String,
    label: String,
}

/// Every expectation of a test that does not hold.
pub fn judge(test: &Block, happened: &Happened) -> Vec<Diagnostic> {
    let Some(expect) = test.get("expect") else { return Vec::new() };
    let mut found = Vec::new();
    for (field, _, value) in expect.entries() {
        if let Some((_, judge)) = FIELDS.iter().find(|(name, _)| *name == field) {
            judge(value, happened, &mut found);
        }
    }
    found.into_iter().map(|difference| told(test, difference, happened)).collect()
}

/// A document of ours that cannot be run.
pub fn broken(span: Span, reason: &str) -> Diagnostic {
    Diagnostic::new(codes::INTERNAL, span, format!("the state machine cannot be run: {reason}"))
        .label("in this pipeline")
        .help("this is a bug in mlc; please report it with the source file")
}

fn told(test: &Block, difference: Difference, happened: &Happened) -> Diagnostic {
    let title = format!("{}: {}", subject(test), difference.title);
    let found = Diagnostic::new(codes::EXPECTATION_FAILED, difference.span, title)
        .label(difference.label)
        .note(format!("path: {}", happened.path()))
        .note(format!("end: {}", happened.end()));
    let refused = happened.run.error.as_ref().is_some_and(|error| error.error.as_deref() == Some(INVALID));
    if refused { found.help("give the parameter a value that it takes, by its name") } else { found }
}

/// What an execution ends with whose input is refused.
const INVALID: &str = "Pipeline.InvalidParameter";

type Judge = fn(&Value, &Happened, &mut Vec<Difference>);

/// A row for each field of `expect`.
const FIELDS: &[(&str, Judge)] = &[
    ("ran", ran),
    ("not_ran", not_ran),
    ("order", order),
    ("called", called),
    ("failed", failed),
    ("error", error),
    ("succeeded", succeeded),
    ("within", within),
    ("transitions", transitions),
    ("messages", messages),
];

fn stages(value: &Value) -> impl Iterator<Item = (&str, Span)> {
    value.items().iter().filter_map(|item| match &item.kind {
        ValueKind::Stage(name) => Some((name.as_str(), item.blame())),
        _ => None,
    })
}

fn ran(value: &Value, happened: &Happened, found: &mut Vec<Difference>) {
    for (stage, span) in stages(value).filter(|(stage, _)| !happened.stages.contains_key(stage)) {
        found.push(Difference { span, title: format!("`{stage}` did not run"), label: "expected to run".into() });
    }
}

fn not_ran(value: &Value, happened: &Happened, found: &mut Vec<Difference>) {
    for (stage, span) in stages(value).filter(|(stage, _)| happened.stages.contains_key(stage)) {
        found.push(Difference { span, title: format!("`{stage}` ran"), label: "expected not to run".into() });
    }
}

fn order(value: &Value, happened: &Happened, found: &mut Vec<Difference>) {
    let listed: Vec<(&str, Span)> = stages(value).collect();
    for (stage, span) in &listed {
        if !happened.stages.contains_key(stage) {
            found.push(Difference {
                span: *span,
                title: format!("`{stage}` did not run"),
                label: "expected in this order".into(),
            });
        }
    }
    // Copies of a stage, and stages of a component, stand in one place and are in no order among themselves.
    let mut places: Vec<Span> = listed.iter().map(|(_, span)| *span).collect();
    places.dedup();
    let at = |place: Span| listed.iter().filter(move |(_, span)| *span == place).map(|(stage, _)| *stage);
    for (before, after) in places.iter().zip(places.iter().skip(1)) {
        let wrong = at(*before).flat_map(|first| at(*after).map(move |second| (first, second))).find(
            |(first, second)| match (happened.stages.get(first), happened.stages.get(second)) {
                (Some(first), Some(second)) => first.ended.is_none_or(|ended| ended > second.began),
                _ => false,
            },
        );
        if let Some((before, other)) = wrong {
            found.push(Difference {
                span: *after,
                title: format!("`{other}` began before `{before}` had ended"),
                label: format!("expected after `{before}`"),
            });
        }
    }
}

fn called(value: &Value, happened: &Happened, found: &mut Vec<Difference>) {
    for (stage, _, wanted) in value.entries() {
        let parts = constant(wanted);
        let calls = happened.run.calls.iter().map(|made| &made.call).filter(|call| stage_of(&call.state) == stage);
        let calls: Vec<_> = calls.collect();
        if calls.iter().any(|call| has_inside(&call.arguments, &parts)) {
            continue;
        }
        // The nearest thing to show: what the requests have under the same names.
        let names: Vec<&String> = parts.as_object().map(|parts| parts.keys().collect()).unwrap_or_default();
        let mut seen = Vec::new();
        for call in &calls {
            for name in &names {
                each_named(&call.arguments, name, &mut |value| {
                    let text = format!("{name} = {value}");
                    if !seen.contains(&text) {
                        seen.push(text);
                    }
                });
            }
        }
        let made: Vec<String> = calls.iter().map(|call| call.action.clone()).collect();
        let label = match (calls.is_empty(), seen.is_empty()) {
            (true, _) => "it sent none".to_owned(),
            (false, true) => format!("it called {}", made.join(", ")),
            (false, false) => format!("it sent {}", seen.join(", ")),
        };
        found.push(Difference { span: wanted.blame(), title: format!("no request of `{stage}` has {parts}"), label });
    }
}

fn failed(value: &Value, happened: &Happened, found: &mut Vec<Difference>) {
    for (stage, span) in stages(value).filter(|(stage, _)| happened.failed != Some(stage)) {
        let title = match happened.failed {
            Some(other) => format!("the pipeline failed with `{other}`, not with `{stage}`"),
            None => format!("the pipeline did not fail with `{stage}`"),
        };
        found.push(Difference { span, title, label: "expected to fail here".into() });
    }
}

fn error(value: &Value, happened: &Happened, found: &mut Vec<Difference>) {
    let wanted = value.text().unwrap_or_default();
    let told = happened.run.error.as_ref().map(|error| {
        format!("{}: {}", error.error.as_deref().unwrap_or_default(), error.cause.as_deref().unwrap_or_default())
    });
    if !told.as_deref().is_some_and(|told| contains(told, &wanted)) {
        let title = if told.is_some() { "the error is another one" } else { "there was no error" };
        found.push(Difference { span: value.blame(), title: title.into(), label: "expected in the error".into() });
    }
}

fn succeeded(value: &Value, happened: &Happened, found: &mut Vec<Difference>) {
    let wanted = value.kind == ValueKind::Bool(true);
    if wanted != happened.succeeded() {
        let title = if wanted { "the pipeline did not succeed" } else { "the pipeline succeeded" };
        let label = if wanted { "expected to end well" } else { "expected to fail" };
        found.push(Difference { span: value.blame(), title: title.into(), label: label.into() });
    }
}

fn within(value: &Value, happened: &Happened, found: &mut Vec<Difference>) {
    let most = value.seconds().unwrap_or(u64::MAX);
    let took = happened.run.duration();
    if took > most.saturating_mul(1_000) {
        let title = format!("the pipeline took {}", spoken(took));
        let label = format!("expected within {}", units::duration(most));
        found.push(Difference { span: value.blame(), title, label });
    }
}

fn transitions(value: &Value, happened: &Happened, found: &mut Vec<Difference>) {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let made = happened.run.transitions as f64;
    if value.number().is_some_and(|most| made > most) {
        let title = format!("{made} state transitions are billed");
        found.push(Difference { span: value.blame(), title, label: "expected at most as many".into() });
    }
}

fn messages(value: &Value, happened: &Happened, found: &mut Vec<Difference>) {
    let mut left = happened.messages.as_slice();
    for item in value.items() {
        let wanted = item.text().unwrap_or_default();
        match left.iter().position(|message| contains(message, &wanted)) {
            Some(at) => left = left.get(at + 1..).unwrap_or_default(),
            None => {
                let sent: Vec<String> = happened.messages.iter().map(|message| format!("{message:?}")).collect();
                let label = if sent.is_empty() { "none was sent".into() } else { format!("sent: {}", sent.join(", ")) };
                found.push(Difference {
                    span: item.blame(),
                    title: "no message says this, or not in this order".into(),
                    label,
                });
            }
        }
    }
}

/// Whether a text has a piece in it; `*` in the piece stands for anything.
fn contains(text: &str, piece: &str) -> bool {
    is_like(text, &format!("*{piece}*"))
}

/// Whether a text is like a pattern in which `*` stands for anything.
pub(super) fn is_like(text: &str, pattern: &str) -> bool {
    let parts: Vec<&str> = pattern.split('*').collect();
    let [first, middle @ .., last] = parts.as_slice() else { return text == pattern };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    for part in middle {
        match rest.split_once(part) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Whether a value, or anything inside of it, has these parts.
fn has_inside(value: &Json, parts: &Json) -> bool {
    covers(value, parts)
        || match value {
            Json::Array(items) => items.iter().any(|item| has_inside(item, parts)),
            Json::Object(members) => members.values().any(|member| has_inside(member, parts)),
            _ => false,
        }
}

/// Whether a value has all parts: members by name, items one by one, texts as patterns, numbers also written as text.
fn covers(value: &Json, parts: &Json) -> bool {
    match (value, parts) {
        (Json::Object(members), Json::Object(parts)) => {
            parts.iter().all(|(name, part)| members.get(name).is_some_and(|member| covers(member, part)))
        }
        (Json::Array(items), Json::Array(parts)) => {
            items.len() == parts.len() && items.iter().zip(parts).all(|(item, part)| covers(item, part))
        }
        (Json::String(text), Json::String(pattern)) => is_like(text, pattern),
        (Json::String(text), Json::Number(number)) => *text == number.to_string(),
        (Json::Number(left), Json::Number(right)) => left.as_f64() == right.as_f64(),
        (value, part) => value == part,
    }
}

fn each_named(value: &Json, name: &str, seen: &mut dyn FnMut(&Json)) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| each_named(item, name, seen)),
        Json::Object(members) => {
            for (key, member) in members {
                if key == name {
                    seen(member);
                }
                each_named(member, name, seen);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_are_compared_as_patterns() {
        for (text, pattern, expected) in [
            ("abc", "abc", true),
            ("abc", "a*", true),
            ("abc", "*b*", true),
            ("abc", "*bd*", false),
            ("abc", "a*b", false),
            ("aa", "a*a*a", false),
            ("", "*", true),
        ] {
            assert_eq!(is_like(text, pattern), expected, "{text} {pattern}");
        }
    }

    #[test]
    fn parts_are_found_at_any_depth() {
        let request = json!({ "Variants": [{ "Count": 2, "Name": "main" }], "Tags": { "rounds": "400" } });
        assert!(has_inside(&request, &json!({ "Count": 2.0, "Name": "ma*" })));
        assert!(has_inside(&request, &json!({ "rounds": 400 })));
        assert!(!has_inside(&request, &json!({ "Count": 2, "Name": "other" })));
    }
}

//! Every text that is, or looks like, an expression: marks, syntax, functions, what its place allows it to read.

use super::resource::Integration;
use super::walk::{self, Leaf, Site};
use super::{Report, Rule, did_you_mean};
use crate::base::pointer::Pointer;
use crate::target::asl::jsonata::{self, Forbidden, Parsed};
use crate::target::asl::model::{State, StateMachine};

const MEMBERS: [&str; 4] = ["input", "result", "errorOutput", "context"];

pub(super) fn check<'a>(machine: &'a StateMachine, report: &mut Report<'a>) {
    walk::graphs(machine, &mut |at, graph| {
        let states = at.key("States");
        for (name, state) in &graph.states {
            let here = states.key(name);
            let mut hands_out_token = false;
            let waits = waits_for_token(state);
            walk::state(&here, state, &mut |place, site, leaf| match leaf {
                Leaf::Member(member) => old_member(place, member, report),
                Leaf::Text(text) => {
                    if let Some(expression) = marks(place, site, text, report) {
                        hands_out_token |= expression_at(place, site, expression, waits, report);
                    }
                }
            });
            if waits && !hands_out_token {
                let message = "the task waits for a token that it hands to nobody: put `$states.context.Task.Token` \
                               into its arguments";
                report.error(&here.key("Arguments"), Rule::TaskToken, message);
            }
        }
    });
}

fn waits_for_token(state: &State) -> bool {
    let State::Task(task) = state else { return false };
    Integration::of(&task.resource).is_some_and(|integration| integration.suffix == ".waitForTaskToken")
        || task.resource.contains(":activity:")
}

/// `"Name.$": "$.path"` was the way of JSONPath.
fn old_member(at: &Pointer<'_>, member: &str, report: &mut Report<'_>) {
    if let Some(name) = member.strip_suffix(".$") {
        let message = format!("`{member}` is JSONPath; write `{name}` with an expression `{{% ... %}}`");
        report.error(at, Rule::JsonPath, message);
    }
}

/// The expression in `text`, if it is one; says what is wrong with its marks or its place.
fn marks<'a>(at: &Pointer<'_>, site: Site, text: &'a str, report: &mut Report<'a>) -> Option<&'a str> {
    let (opens, closes) = (text.starts_with("{%"), text.ends_with("%}"));
    if opens && closes && text.len() >= 4 {
        return jsonata::inside(text);
    }
    let trimmed = text.trim();
    if opens {
        report.error(at, Rule::ExpressionMarks, "the expression begins with `{%` and does not end with `%}`");
    } else if trimmed.starts_with("{%") && trimmed.ends_with("%}") {
        report.error(at, Rule::ExpressionMarks, "spaces stand around `{%` and `%}`: this is a plain text to AWS");
    } else if closes && text.contains("{%") {
        report.error(at, Rule::ExpressionMarks, "text stands before `{%`: join it inside the expression with `&`");
    } else if site.condition {
        report.error(at, Rule::ExpressionPlace, "a condition is an expression between `{%` and `%}`");
    }
    None
}

/// Checks one expression; says whether it reads the task token.
fn expression_at<'a>(at: &Pointer<'_>, site: Site, expression: &'a str, waits: bool, report: &mut Report<'a>) -> bool {
    let parsed = report.parse(expression);
    match parsed.as_ref() {
        Ok(parsed) => {
            names(at, parsed, report);
            members(at, site, parsed, report);
            let reads = reads_token(parsed, false);
            if !waits && reads_token(parsed, true) {
                let message = "there is a task token only in a task whose resource ends in `.waitForTaskToken`";
                report.error(at, Rule::TaskToken, message);
            }
            reads
        }
        Err(error) => {
            let rest: String = expression.get(error.position..).unwrap_or("").chars().take(20).collect();
            let place = if rest.is_empty() { "at its end".to_owned() } else { format!("before `{rest}`") };
            let message = format!("the expression is no JSONata, {place}: {}", error.message);
            report.error(at, Rule::ExpressionSyntax, message);
            // What cannot be read may well hand out the token.
            true
        }
    }
}

fn names(at: &Pointer<'_>, parsed: &Parsed, report: &mut Report<'_>) {
    for name in &parsed.unknown_functions {
        let close = match name.as_str() {
            "eval" => "; `$parse` reads JSON".to_owned(),
            _ => did_you_mean(name, jsonata::known_functions().iter().copied()),
        };
        report.error(at, Rule::UnknownFunction, format!("Step Functions has no function `${name}`{close}"));
    }
    for forbidden in &parsed.forbidden {
        let message = match forbidden {
            Forbidden::Context => "`$` has no meaning at the top of an expression; write `$states.input`".to_owned(),
            Forbidden::Root => "`$$` has no meaning in a state machine; write `$states.input`".to_owned(),
            Forbidden::Name(name) => {
                format!("`{name}` stands alone; a variable is `${name}`, the input is `$states.input.{name}`")
            }
        };
        report.error(at, Rule::ForbiddenName, message);
    }
}

fn members(at: &Pointer<'_>, site: Site, parsed: &Parsed, report: &mut Report<'_>) {
    for member in parsed.states.members.keys() {
        let message = match member.as_str() {
            "input" | "context" => continue,
            "result" if site.result => continue,
            "errorOutput" if site.error => continue,
            "result" => "`$states.result` is there only in `Assign` and `Output` of a task, a parallel or a map; \
                         a catcher has `$states.errorOutput`"
                .to_owned(),
            "errorOutput" => "`$states.errorOutput` is there only in `Assign` and `Output` of a catcher".to_owned(),
            other => format!("`$states` has no member `{other}`{}", did_you_mean(other, MEMBERS)),
        };
        report.error(at, Rule::StatesMember, message);
    }
}

/// Whether the token is read: surely, by its name, or at least as part of something larger.
fn reads_token(parsed: &Parsed, surely: bool) -> bool {
    let task = |path: &Vec<String>| path.first().map_or(!surely, |first| first == "Task");
    let context = parsed.states.members.get("context");
    (parsed.states.whole && !surely) || context.is_some_and(|paths| paths.iter().any(task))
}

//! Asking AWS Step Functions itself what it thinks of a compiled definition, and its answer as ordinary problems.

#[cfg(feature = "aws")]
mod aws;

use mlc_compiler::base::Span;
use mlc_compiler::diag::{Code, Diagnostic, codes};
use mlc_compiler::session::{Artifact, Compilation, source_map};
use serde_json::Value;

/// Who judges a definition. The one that asks AWS is [`of_aws`]; tests have others.
pub trait Service {
    /// What the service in `region` says of `definition`.
    ///
    /// # Errors
    /// Where there is no answer.
    fn validate(&mut self, region: &str, definition: &str) -> Result<Answer, Unanswered>;
}

/// The service's judgement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// Whether a state machine could be created.
    pub accepted: bool,
    /// In the service's order.
    pub remarks: Vec<Remark>,
    /// Whether the service found more than it returned.
    pub truncated: bool,
}

/// One of the service's diagnostics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Whether it stands in the way of creating a state machine.
    pub is_error: bool,
    /// `SCHEMA_VALIDATION_FAILED`
    pub code: String,
    /// As the service words it.
    pub message: String,
    /// `/States/<name>/<field>`, where the service knows it.
    pub location: Option<String>,
}

/// Why there is no answer, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    pub reason: String,
    pub help: String,
}

/// AWS, with the credentials and endpoint that the environment names. Nothing is loaded or connected before the first
/// question.
#[cfg(feature = "aws")]
pub fn of_aws() -> impl Service {
    aws::Aws::default()
}

/// Stands where AWS would, in a build without it.
#[cfg(not(feature = "aws"))]
pub fn of_aws() -> impl Service {
    struct Absent;
    impl Service for Absent {
        fn validate(&mut self, _region: &str, _definition: &str) -> Result<Answer, Unanswered> {
            Err(Unanswered {
                reason: "this build of mlc has no AWS support".into(),
                help: "leave `--service` out, or build mlc with its feature `aws`, which is on by default".into(),
            })
        }
    }
    Absent
}

/// Adds what the service says to a compilation without errors. False says that asking again is of no use.
pub fn ask(service: &mut impl Service, compilation: &mut Compilation) -> bool {
    let definitions = compilation.artifacts.iter().filter(|artifact| is_definition(artifact));
    let mut found = Vec::new();
    let mut answered = true;
    let whole = compilation.map.find("").unwrap_or_default();
    for artifact in definitions {
        let Ok(definition) = serde_json::from_str::<Value>(&artifact.text) else { continue };
        // Without its layout: the service counts characters.
        match service.validate(&compilation.region, &definition.to_string()) {
            Ok(answer) => {
                let place = |location: &str| {
                    let pointer = pointer(&definition, location);
                    compilation.map.find(&pointer).unwrap_or(whole)
                };
                found.extend(problems(&answer, whole, &place));
            }
            Err(unanswered) => {
                found.push(
                    Diagnostic::new(codes::SERVICE_UNANSWERED, whole, unanswered.reason)
                        .label("its state machine was to be validated by Step Functions")
                        .help(unanswered.help),
                );
                answered = false;
                break;
            }
        }
    }
    compilation.diagnostics.extend(found);
    answered
}

fn is_definition(artifact: &Artifact) -> bool {
    artifact.path.ends_with("/state-machine.asl.json")
}

fn problems(answer: &Answer, whole: Span, place: &impl Fn(&str) -> Span) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = answer
        .remarks
        .iter()
        .map(|remark| {
            let (code, verb): (Code, &str) = if remark.is_error {
                (codes::SERVICE_REFUSED, "refuses the state machine")
            } else {
                (codes::SERVICE_WARNED, "warns of the state machine")
            };
            let location = remark.location.as_deref().unwrap_or_default();
            let message = remark.message.trim().trim_end_matches('.');
            let at = if location.is_empty() { String::new() } else { format!(" at {location}") };
            Diagnostic::new(code, place(location), format!("Step Functions {verb}: {message}"))
                .label("comes from here")
                .note(format!("{} of ValidateStateMachineDefinition{at}", remark.code))
        })
        .collect();
    let says_why = answer.remarks.iter().any(|remark| remark.is_error);
    if !answer.accepted && !says_why {
        let title = "Step Functions refuses the state machine and does not say why";
        found.push(Diagnostic::new(codes::SERVICE_REFUSED, whole, title).label("comes from here"));
    }
    if answer.truncated
        && let Some(last) = found.last_mut()
    {
        last.notes.push("Step Functions has found more than it returned".into());
    }
    found
}

/// The JSON pointer of a place as the service writes it. Names of states hold slashes, which the service may or may
/// not escape, so the document itself decides where a name ends.
fn pointer(definition: &Value, location: &str) -> String {
    let mut at = definition;
    let mut rest = location.trim_start_matches('/');
    let mut pointer = String::new();
    while !rest.is_empty() {
        let Some((key, inner, behind)) = step(at, rest) else { break };
        pointer = format!("{pointer}/{}", source_map::escape(&key));
        (at, rest) = (inner, behind);
    }
    pointer
}

/// The longest key of `at` that `path` begins with, its value, and the path behind it.
fn step<'v, 'p>(at: &'v Value, path: &'p str) -> Option<(String, &'v Value, &'p str)> {
    let keys: Vec<(String, &Value)> = match at {
        Value::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => return None,
    };
    let written = |key: &str| {
        [key.to_owned(), source_map::escape(key).into_owned()].into_iter().find_map(|written| {
            let behind = path.strip_prefix(&written)?;
            (behind.is_empty() || behind.starts_with('/')).then(|| behind.trim_start_matches('/'))
        })
    };
    let fitting = keys.into_iter().filter_map(|(key, value)| written(&key).map(|behind| (key, value, behind)));
    fitting.min_by_key(|(_, _, behind)| behind.len())
}

#[cfg(test)]
mod tests;

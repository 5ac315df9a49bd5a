//! The emitted document against AWS's rules, and what is wrong with it told at the place it came from.

use serde_json::Value as Json;

use super::{Built, artifacts};
use crate::base::Span;
use crate::base::pointer::Pointer;
use crate::check::program::Program;
use crate::diag::{Code, Diagnostic, Severity, Sink, codes};
use crate::target::asl::emit::states::{service_and_action, stage_and_role};
use crate::target::asl::model::Task;
use crate::target::asl::verify::{self, Finding, LoopBound, Rule};
use crate::vocab::facts::api::{self, Problem, Violation};

/// Judges every request and the machine as a whole.
pub(super) fn judge(program: &Program, built: &Built, sink: &mut Sink) {
    artifacts::each_task(&built.emitted.machine.graph, Pointer::Root, &mut |pointer, name, task| {
        request(program, built, pointer, name, task, sink);
    });
    for trigger in &built.pipeline.triggers {
        for (service, action, value) in &trigger.requests {
            for violation in api::validate(service, action, &without_placeholders(value)) {
                let title = format!("`{action}` would be refused: {}", sentence(&violation));
                sink.push(Diagnostic::new(codes::BAD_REQUEST, trigger.span, title).label("in this trigger"));
            }
        }
    }
    let machine = &built.emitted.machine;
    let bounds: Vec<LoopBound> = built
        .emitted
        .rounds
        .iter()
        .map(|(state, rounds)| LoopBound { state: state.clone(), rounds: *rounds })
        .collect();
    for finding in verify::verify(machine).into_iter().chain(verify::limits::history(machine, &bounds)) {
        sink.push(finding_at(&finding, built.map.find(&finding.pointer).unwrap_or(program.pipeline.header)));
    }
}

fn request(program: &Program, built: &Built, pointer: &str, name: &str, task: &Task, sink: &mut Sink) {
    let (service, action) = service_and_action(task.integration());
    let (stage, _) = stage_and_role(name);
    let raw = program.stages.get(stage).and_then(|block| block.get("raw"));
    for violation in api::validate(service, action, &task.arguments) {
        let span = built.map.find(&format!("{pointer}/Arguments{}", violation.pointer));
        let in_raw = raw.and_then(|raw| place_in(raw, &violation.pointer));
        // The checker warns of unknown members of `raw` itself.
        if let Problem::UnknownMember { member, .. } = &violation.problem
            && raw.is_some_and(|raw| has(raw, &format!("{}/{member}", violation.pointer)))
        {
            continue;
        }
        let span = in_raw.or(span).unwrap_or(program.pipeline.header);
        let title = format!("the request of `{stage}` would be refused: {}", sentence(&violation));
        let note = match service {
            "http" | "apigateway" => format!("rule of Step Functions' own integration {service}:{action} (2026-11)"),
            _ => format!("rule of {service}:{action} in the AWS API model (botocore 1.44.5, 2026-11)"),
        };
        // Closed sets grow: what the user has written by hand may be newer than our tables.
        let newer = in_raw.is_some() && matches!(violation.problem, Problem::NotInEnum { .. });
        let code = if newer { codes::UNKNOWN_NEWER } else { code_of(&violation.problem) };
        sink.push(Diagnostic::new(code, span, title).label("comes from here").note(note));
    }
}

/// A trigger's request with its `${...}`, which deployment fills in, as values that are known only then.
fn without_placeholders(value: &Json) -> Json {
    match value {
        Json::String(text) if text.starts_with("${") && text.ends_with('}') => Json::String("{% placeholder %}".into()),
        Json::Array(items) => items.iter().map(without_placeholders).collect(),
        Json::Object(entries) => {
            entries.iter().map(|(key, value)| (key.clone(), without_placeholders(value))).collect()
        }
        other => other.clone(),
    }
}

/// The deepest place in `raw` on the way to `pointer`.
fn place_in(raw: &crate::check::value::Value, pointer: &str) -> Option<Span> {
    let mut at = raw;
    let mut place = None;
    for key in pointer.split('/').skip(1) {
        match at.get(key) {
            Some(inner) => {
                at = inner;
                place = Some(inner.span);
            }
            None => break,
        }
    }
    place
}

/// Whether `raw` has something at `pointer`, or a list on the way to it.
fn has(raw: &crate::check::value::Value, pointer: &str) -> bool {
    let mut at = raw;
    for key in pointer.split('/').skip(1) {
        match at.get(key) {
            Some(inner) => at = inner,
            None => return matches!(at.kind, crate::check::value::ValueKind::List(_)),
        }
    }
    true
}

fn sentence(violation: &Violation) -> String {
    let at = violation.pointer.trim_start_matches('/').replace('/', ".");
    if at.is_empty() { violation.problem.to_string() } else { format!("`{at}`: {}", violation.problem) }
}

fn code_of(problem: &Problem) -> Code {
    match problem {
        Problem::TooLong { .. } => codes::VALUE_TOO_LONG,
        Problem::TooMany { .. } => codes::TOO_MANY,
        _ => codes::BAD_REQUEST,
    }
}

/// Limits are the user's to keep; anything else wrong with the document is our mistake.
fn finding_at(finding: &Finding, span: Span) -> Diagnostic {
    let code = match finding.rule {
        Rule::DefinitionSize => codes::DEFINITION_TOO_LARGE,
        Rule::History => codes::TOO_MANY_EVENTS,
        Rule::PayloadSize => codes::PAYLOAD_TOO_LARGE,
        _ => codes::INTERNAL,
    };
    let title = if code == codes::INTERNAL {
        format!("the state machine is wrong at {}: {}", finding.pointer, finding.message)
    } else {
        finding.message.clone()
    };
    let mut found = Diagnostic::new(code, span, title).label("comes from here");
    if finding.severity == Severity::Warning {
        found.severity = Severity::Warning;
    }
    if code == codes::INTERNAL {
        found = found.help("this is a bug in mlc; please report it with the source file");
    }
    found
}

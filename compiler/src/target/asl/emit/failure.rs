//! What happens when something fails: one handler for the pipeline, one end per branch that carries the error out.

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use crate::ir::{Destination, Pipeline, Value};
use crate::target::asl::expression::{template, wrap};
use crate::target::asl::model::{Assign, Catcher, Fail, Retrier, State, Task, Transition};
use crate::target::asl::scopes::{At, Scopes};

const NOTIFY: &str = "pipeline/notify";
const FAILED: &str = "pipeline/failed";

/// Where every error of the root scope goes.
pub(super) fn first(pipeline: &Pipeline) -> &'static str {
    if pipeline.notify.is_some() { NOTIFY } else { FAILED }
}

/// Stage, error and cause of what failed. A job's cause is its whole description, of which the reason is wanted; a
/// branch's cause is what its own end has found out already. A cause is anybody's text: `$parse` is only given what surely
/// is JSON, since nothing catches what fails here. `\x5c` is a backslash: JSONata finds the end of a regular expression by
/// its brackets, and does not count one behind a backslash.
const REPORT: &str = r#"( $failure_ := $states.input.failure; $cause_ := $exists($failure_.Cause) ? $failure_.Cause : ""; $why_ := $match($cause_, /"FailureReason"\s*:\s*("[^"\x5c\x00-\x1f]*(?:\x5c["\x5c\/bfnrtu][^"\x5c\x00-\x1f]*)*")/, 1).groups[0]; $reason_ := $exists($why_) ? $why_ : $match($cause_, /"ExitMessage"\s*:\s*("[^"\x5c\x00-\x1f]*(?:\x5c["\x5c\/bfnrtu][^"\x5c\x00-\x1f]*)*")/, 1).groups[0]; $contains($cause_, /^\{"stage":"[^"]*","error":"[\s\S]*","cause":"[\s\S]*"\}$/) ? $parse($cause_) : {"stage": $states.input.stage, "error": $failure_.Error, "cause": $substring($exists($reason_) and $contains($cause_, /^\{[\s\S]*\}$/) ? $parse($reason_) : $cause_, 0, 4000)} )"#;

/// The end of a branch that failed.
pub(super) fn branch() -> Fail {
    Fail {
        comment: None,
        error: Some(wrap("$states.input.failure.Error")),
        cause: Some(wrap(&format!("$string({REPORT})"))),
    }
}

/// The pipeline's handler: tells, fails. Both find out for themselves what there is to say, so no state has to do it before.
pub(super) fn states(pipeline: &Pipeline) -> IndexMap<String, State> {
    let mut states = IndexMap::new();
    if let Some(to) = &pipeline.notify {
        states.insert(NOTIFY.to_owned(), State::Task(notify(pipeline, to)));
    }
    let cause = format!("( $report_ := {REPORT}; \"stage \" & $report_.stage & \" failed: \" & $report_.cause )");
    let failed = Fail {
        comment: Some("Fails with what failed first: stage and reason.".to_owned()),
        error: Some(wrap("$states.input.failure.Error")),
        cause: Some(wrap(&cause)),
    };
    states.insert(FAILED.to_owned(), State::Fail(failed));
    states
}

/// Parameters that the handler reads: variables that have to be there whatever has failed.
pub(super) fn reads(pipeline: &Pipeline) -> Vec<&Value> {
    let values: &[&Value] = match &pipeline.notify {
        Some(
            Destination::Topic(value) | Destination::Queue { url: value, .. } | Destination::Bus { name: value, .. },
        ) => &[value],
        None => &[],
    };
    values.to_vec()
}

/// The message. That it cannot be sent does not change what the pipeline ends with.
fn notify(pipeline: &Pipeline, to: &Destination) -> Task {
    let scopes = Scopes::default();
    let written = |value: &Value| template(value, &At { scopes: &scopes, path: &[], entry: None });
    let own = format!("{{\"pipeline\": \"{}\", \"execution\": $states.context.Execution.Id}}", pipeline.name);
    let message = wrap(&format!("$string($merge([{own}, {REPORT}]))"));
    let (integration, arguments) = match to {
        Destination::Topic(topic) => {
            let mut subject = format!("{} failed", pipeline.name);
            subject.truncate(100);
            ("sns:publish", json!({ "TopicArn": written(topic), "Message": message, "Subject": subject }))
        }
        Destination::Queue { url, ordered } => {
            let mut request = json!({ "QueueUrl": written(url), "MessageBody": message });
            if let (true, Some(members)) = (ordered, request.as_object_mut()) {
                members.insert("MessageGroupId".into(), Json::String(pipeline.name.clone()));
                members.insert(
                    "MessageDeduplicationId".into(),
                    Json::String(wrap("$hash($states.context.Execution.Name, \"SHA-256\")")),
                );
            }
            ("sqs:sendMessage", request)
        }
        Destination::Bus { name, source, detail_type } => {
            let entry = json!({
                "EventBusName": written(name), "Source": source, "DetailType": detail_type, "Detail": message
            });
            ("events:putEvents", json!({ "Entries": [entry] }))
        }
    };
    Task {
        comment: Some("Tells that the pipeline failed.".to_owned()),
        resource: format!("arn:{}:states:::{integration}", pipeline.partition),
        arguments,
        assign: Assign::new(),
        output: Some(Json::String(wrap("$states.input"))),
        retry: vec![Retrier {
            error_equals: vec!["States.TaskFailed".to_owned()],
            interval_seconds: 5,
            max_attempts: 3,
            backoff_rate: 2.0,
            max_delay_seconds: Some(60),
            jitter_strategy: Some("FULL".to_owned()),
        }],
        catch: vec![Catcher {
            error_equals: vec!["States.ALL".to_owned()],
            assign: Assign::new(),
            output: Some(Json::String(wrap("$states.input"))),
            next: FAILED.to_owned(),
        }],
        timeout_seconds: Some(60),
        heartbeat_seconds: None,
        transition: Transition::Next(FAILED.to_owned()),
    }
}

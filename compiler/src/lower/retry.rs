//! Retry policies: classes of errors of the language as error names of Step Functions.
//!
//! Source of the names: Step Functions developer guide, "Handling errors" and the SageMaker integration page (2026-11).
//! A job that SageMaker could not give machines to is refused with `ResourceLimitExceeded`; one that was throttled
//! shows up as the service's general exception, which has no finer name.

use super::context::Context;
use crate::check::program::Block;
use crate::check::value::Value as Checked;
use crate::ir::Retry;
use crate::vocab::retry::{ERROR_CLASSES, ErrorClass};

/// Error names of a class for calls of an integration; empty where the class does not occur.
fn errors(class: &str, integration: &str) -> Vec<&'static str> {
    let sagemaker = integration.starts_with("sagemaker:") || integration.starts_with("aws-sdk:sagemaker:");
    match class {
        "capacity" if sagemaker && asks_for_machines(integration) => vec!["SageMaker.ResourceLimitExceededException"],
        "throttling" if integration.starts_with("sagemaker:") => vec!["SageMaker.AmazonSageMakerException"],
        "throttling" if sagemaker => vec!["SageMaker.SageMakerException"],
        // Other services' throttling errors have many names; their calls are cheap and safe to repeat.
        "throttling" => vec!["States.TaskFailed"],
        "timeout" => vec!["States.Timeout"],
        "failure" if sagemaker => vec!["States.TaskFailed"],
        _ => Vec::new(),
    }
}

/// Whether a call can be refused because the account may not have more machines. To describe or to register never is.
fn asks_for_machines(integration: &str) -> bool {
    const ASKING: &[&str] = &["Job", "Endpoint", "AutoML", "MonitoringSchedule"];
    let action = integration.rsplit(':').next().unwrap_or(integration);
    let starts = action.starts_with("create") || action.starts_with("update");
    starts
        && !action.contains("EndpointConfig")
        && !action.contains("Definition")
        && ASKING.iter().any(|word| action.contains(word))
}

/// The retriers of a stage's calls of `integration`.
pub(super) fn retriers(cx: &Context, block: &Block, integration: &str) -> Vec<Retry> {
    let policy = block.get("retry").or_else(|| cx.program.pipeline.get("retry"));
    let policies = policy.map(Checked::items);
    ERROR_CLASSES.iter().filter_map(|class| retrier(class, policies, integration)).collect()
}

fn retrier(class: &ErrorClass, policies: Option<&[Checked]>, integration: &str) -> Option<Retry> {
    let errors = errors(class.name, integration);
    if errors.is_empty() {
        return None;
    }
    let Some(policies) = policies else {
        return class.by_default.then_some(Retry {
            errors,
            interval: class.interval,
            attempts: class.attempts,
            backoff: class.backoff,
            ceiling: class.ceiling,
            jitter: true,
        });
    };
    let names = |policy: &&Checked| {
        policy.get("on").is_some_and(|on| on.items().iter().any(|word| word.text().as_deref() == Some(class.name)))
    };
    let policy = policies.iter().find(names)?;
    let interval = policy.get("interval").and_then(Checked::seconds).unwrap_or(class.interval).max(1);
    let number = |key: &str| policy.get(key).and_then(Checked::number);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the checker allows whole numbers up to 99"
    )]
    let attempts = number("attempts").map_or(class.attempts, |attempts| attempts as u64);
    Some(Retry {
        errors,
        interval,
        attempts,
        backoff: number("backoff").unwrap_or(class.backoff),
        // Step Functions wants the longest wait to be longer than the first.
        ceiling: policy.get("max_interval").and_then(Checked::seconds).unwrap_or(class.ceiling).max(interval + 1),
        jitter: policy.get("jitter").and_then(Checked::text).as_deref() != Some("none"),
    })
}

//! Retriers and catchers: error names that can match, numbers in range.

use super::structure::LONGEST_TIME;
use super::{Report, Rule, did_you_mean};
use crate::base::pointer::Pointer;
use crate::target::asl::model::{Catcher, Retrier};

/// Longest `MaxDelaySeconds`: 366 days.
const LONGEST_DELAY: u64 = 31_622_400;

/// Every error name that Step Functions itself gives out.
const OWN_ERRORS: &[&str] = &[
    "States.ALL",
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.Http.Socket",
    "States.HeartbeatTimeout",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
];

pub(super) fn check(at: &Pointer<'_>, retry: &[Retrier], catch: &[Catcher], report: &mut Report<'_>) {
    let list = at.key("Retry");
    for (index, retrier) in retry.iter().enumerate() {
        let here = list.index(index);
        errors(&here, &retrier.error_equals, index + 1 == retry.len(), report);
        numbers(&here, retrier, report);
    }
    let list = at.key("Catch");
    for (index, catcher) in catch.iter().enumerate() {
        errors(&list.index(index), &catcher.error_equals, index + 1 == catch.len(), report);
    }
}

fn errors(at: &Pointer<'_>, names: &[String], last: bool, report: &mut Report<'_>) {
    let place = at.key("ErrorEquals");
    if names.is_empty() {
        report.error(&place, Rule::Empty, "no error is named");
    }
    if names.iter().any(|name| name == "States.ALL") {
        if names.len() > 1 {
            report.error(&place, Rule::ErrorNames, "`States.ALL` must stand alone");
        }
        if !last {
            report.error(&place, Rule::ErrorNames, "`States.ALL` must come last: nothing after it is ever tried");
        }
    }
    for (index, name) in names.iter().enumerate() {
        if name == "States.Runtime" {
            report.warning(&place.index(index), Rule::ErrorNames, "`States.Runtime` is never retried or caught");
        } else if name.starts_with("States.") && !OWN_ERRORS.contains(&name.as_str()) {
            let close = did_you_mean(name, OWN_ERRORS.iter().copied());
            let message = format!("Step Functions has no error `{name}`{close}");
            report.error(&place.index(index), Rule::ErrorNames, message);
        }
    }
}

fn numbers(at: &Pointer<'_>, retrier: &Retrier, report: &mut Report<'_>) {
    let mut range = |name: &str, given: u64, least: u64, most: u64| {
        if !(least..=most).contains(&given) {
            let message = format!("`{name}` is {given}; {least} to {most} are allowed");
            report.error(&at.key(name), Rule::Range, message);
        }
    };
    range("IntervalSeconds", retrier.interval_seconds, 1, LONGEST_TIME);
    range("MaxAttempts", retrier.max_attempts, 0, LONGEST_TIME);
    if let Some(delay) = retrier.max_delay_seconds {
        range("MaxDelaySeconds", delay, 1, LONGEST_DELAY);
        if delay <= retrier.interval_seconds {
            let message = format!(
                "the longest delay of {delay} s must be more than the first interval of {} s",
                retrier.interval_seconds
            );
            report.error(&at.key("MaxDelaySeconds"), Rule::Range, message);
        }
    }
    if !retrier.backoff_rate.is_finite() || retrier.backoff_rate < 1.0 {
        let message = format!("`BackoffRate` is {}; at least 1.0 is allowed", retrier.backoff_rate);
        report.error(&at.key("BackoffRate"), Rule::Range, message);
    }
    if let Some(jitter) = &retrier.jitter_strategy
        && jitter != "FULL"
        && jitter != "NONE"
    {
        let message = format!("the jitter strategy is `FULL` or `NONE`, not `{jitter}`");
        report.error(&at.key("JitterStrategy"), Rule::Range, message);
    }
}

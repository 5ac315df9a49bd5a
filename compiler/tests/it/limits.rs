//! Every row of the table of limits is held: a mistake is one past it, says both numbers, and its right program is at the
//! very edge.

use mlc_compiler::vocab::facts::limits::{ALL, Limit};
use mlc_compiler::vocab::units::duration;

use crate::mistakes::right;
use crate::support::{cases, compiled};

/// The mistake that is one past each limit.
const HELD: &[(&str, &str)] = &[
    ("STATE_NAME", "limit-pipeline-name"),
    ("EXECUTION_SECONDS", "limit-run-times"),
    ("INLINE_MAP_CONCURRENCY", "for-concurrency"),
    ("DISTRIBUTED_MAP_CONCURRENCY", "for-concurrency"),
    ("JOB_NAME", "limit-endpoint-name"),
    ("TUNING_JOB_NAME", "tune-name"),
    ("ENVIRONMENT_ENTRIES", "limit-many-entries"),
    ("TRAINING_ENVIRONMENT_VALUE", "limit-long-texts"),
    ("PROCESSING_ENVIRONMENT_VALUE", "limit-environment-value"),
    ("HYPERPARAMETERS", "limit-many-entries"),
    ("HYPERPARAMETER_NAME", "limit-long-texts"),
    ("HYPERPARAMETER_VALUE", "limit-long-texts"),
    ("CHANNELS", "limit-channels"),
    ("PROCESSING_INPUTS", "limit-processing-inputs"),
    ("PROCESSING_OUTPUTS", "limit-many-entries"),
    ("METRIC_DEFINITIONS", "limit-many-entries"),
    ("METRIC_PATTERN", "limit-long-texts"),
    ("TAGS", "limit-tags"),
    ("TAG_KEY", "limit-long-texts"),
    ("TAG_VALUE", "limit-long-texts"),
    ("ARGUMENT", "limit-long-texts"),
    ("VARIANTS", "limit-variants"),
    ("ROLLBACK_ALARMS", "rollout-numbers"),
    ("PROCESSING_INSTANCES", "limit-machines"),
    ("PROCESSING_SECONDS", "limit-timeout"),
    ("MONITORING_SECONDS", "limit-run-times"),
    ("CANARY_WAIT_SECONDS", "rollout-numbers"),
    ("ENDPOINT_UPDATE_SECONDS_MIN", "rollout-time"),
    ("ENDPOINT_UPDATE_SECONDS_MAX", "rollout-time"),
    ("SERVERLESS_CONCURRENCY", "serverless-numbers"),
    ("ASYNC_CONCURRENCY", "async-limits"),
    ("KEEP_ALIVE_SECONDS", "pool-too-long"),
    ("MANIFEST_ATTRIBUTES", "manifest-declared"),
    ("FEATURE_NAME", "feature-group-stores"),
];

/// What no line of a source is one past, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    ("VARIABLE_NAME", DOCUMENT),
    ("DEFINITION_BYTES", DOCUMENT),
    ("PAYLOAD_BYTES", DOCUMENT),
    ("VARIABLE_BYTES", DOCUMENT),
    ("ALL_VARIABLES_BYTES", DOCUMENT),
    ("TIMEOUT_SECONDS", DOCUMENT),
    ("RETRY_NUMBER", "a policy has fewer attempts: tests/mistakes/retry-too-many.mlflow"),
    ("RETRY_MAX_DELAY_SECONDS", DOCUMENT),
    ("HISTORY_EVENTS", "a sum of all stages: tests/mistakes/limit-history.mlflow"),
    ("REDRIVE_DAYS", "of an execution, not of a pipeline"),
    ("EVENTS_PLAIN_STATE", COUNT),
    ("EVENTS_TASK", COUNT),
    ("EVENTS_SYNC_TASK", COUNT),
    ("EVENTS_POLL_ROUND", COUNT),
    ("CONTAINERS", "AutoML gives five at most, and nothing else several"),
];
const DOCUMENT: &str = "of the state machine: tests/asl/bad and tests/it/asl.rs";
const COUNT: &str = "what a state costs, no limit by itself";

/// Why a limit is not held by its mistake.
fn fault(limit: &Limit, mistake: &str, text: &str) -> Option<String> {
    let past = if limit.name.ends_with("_MIN") { limit.value - 1 } else { limit.value + 1 };
    let told = |title: &str, number: u64| {
        let is_word = |c: char| c.is_alphanumeric();
        let words: Vec<&str> = title.split(|c: char| !is_word(c)).collect();
        words.contains(&number.to_string().as_str()) || words.contains(&duration(number).as_str())
    };
    let is_told = compiled(text, None).diagnostics.iter().any(|found| {
        let said = format!("{} {}", found.title, found.primary.text);
        told(&said, limit.value) && told(&said, past)
    });
    if !is_told {
        return Some(format!("{mistake}: no problem names {} and {past}", limit.value));
    }
    right(text).is_none().then(|| format!("{mistake}: does not say how it is right"))
}

#[test]
fn every_limit_has_a_program_at_it_and_one_past_it() {
    let cases = cases("mistakes");
    let mut faults = Vec::new();
    for limit in ALL {
        let elsewhere = ELSEWHERE.iter().any(|(name, _)| *name == limit.name);
        let held = HELD.iter().find(|(name, _)| *name == limit.name);
        let Some((_, mistake)) = held else {
            if !elsewhere {
                faults.push(format!("{}: no mistake is one past it", limit.name));
            }
            continue;
        };
        let case = cases.iter().find(|(path, _)| path.file_stem().is_some_and(|stem| stem == *mistake));
        match case {
            Some((_, text)) => {
                faults.extend(fault(limit, mistake, text).map(|fault| format!("{}: {fault}", limit.name)))
            }
            None => faults.push(format!("{}: there is no {mistake}", limit.name)),
        }
    }
    let names = HELD.iter().chain(ELSEWHERE).map(|(name, _)| name);
    faults.extend(
        names.filter(|name| ALL.iter().all(|limit| limit.name != **name)).map(|name| format!("{name} is gone")),
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

//! AWS actions as `call` and `wait` write them: `service.action`.

/// Actions that can be waited for, and the integration that waits. Source: "Integrating services with Step Functions" (2026-11). Sorted.
pub const WAITING: &[(&str, &str)] = &[
    ("athena.startQueryExecution", "athena:startQueryExecution.sync"),
    ("batch.submitJob", "batch:submitJob.sync"),
    ("bedrock.createModelCustomizationJob", "bedrock:createModelCustomizationJob.sync"),
    ("codebuild.startBuild", "codebuild:startBuild.sync"),
    ("databrew.startJobRun", "databrew:startJobRun.sync"),
    ("ecs.runTask", "ecs:runTask.sync"),
    ("emrserverless.startJobRun", "emr-serverless:startJobRun.sync"),
    ("glue.startJobRun", "glue:startJobRun.sync"),
    ("sfn.startExecution", "states:startExecution.sync:2"),
];

/// Whether `written` has the form of an action: the service as the SDK spells it, a dot, the action from a small letter.
pub fn is_action(written: &str) -> bool {
    let alphanumeric = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric());
    written.split_once('.').is_some_and(|(service, action)| {
        let lower = service.chars().all(|c| !c.is_ascii_uppercase());
        alphanumeric(service) && lower && alphanumeric(action) && action.starts_with(|c: char| c.is_ascii_lowercase())
    })
}

/// Whether `written` is a path of members: names with dots between them.
pub fn is_path(written: &str) -> bool {
    let member =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    written.split('.').all(member)
}

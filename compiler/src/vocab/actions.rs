//! AWS actions as `call` and `wait` write them: `service.action`.

/// Actions that can be waited for, and the integration that waits. Source: "Integrating services with Step Functions" (2026-11). Sorted.
pub const WAITING: &[(&str, &str)] = &[
    ("athena.startQueryExecution", "athena:startQueryExecution.sync"),
    ("batch.submitJob", "batch:submitJob.sync"),
    ("bedrock.createModelCustomizationJob", "bedrock:createModelCustomizationJob.sync"),
    ("codebuild.startBuild", "codebuild:startBuild.sync"),
    ("codebuild.startBuildBatch", "codebuild:startBuildBatch.sync"),
    ("databrew.startJobRun", "databrew:startJobRun.sync"),
    ("ecs.runTask", "ecs:runTask.sync"),
    ("emr.addStep", "elasticmapreduce:addStep.sync"),
    ("emr.createCluster", "elasticmapreduce:createCluster.sync"),
    ("emr.terminateCluster", "elasticmapreduce:terminateCluster.sync"),
    ("emrcontainers.startJobRun", "emr-containers:startJobRun.sync"),
    ("emrserverless.startJobRun", "emr-serverless:startJobRun.sync"),
    ("glue.startJobRun", "glue:startJobRun.sync"),
    ("sfn.startExecution", "states:startExecution.sync:2"),
];

/// Integrations of their own that need no SDK form: they take other shapes, serialise what the SDK would refuse, or are no
/// action of an SDK. Sorted.
pub const OPTIMIZED: &[(&str, &str)] = &[
    ("apigateway.invoke", "apigateway:invoke"),
    ("bedrockruntime.invokeModel", "bedrock:invokeModel"),
    ("dynamodb.deleteItem", "dynamodb:deleteItem"),
    ("dynamodb.getItem", "dynamodb:getItem"),
    ("dynamodb.putItem", "dynamodb:putItem"),
    ("dynamodb.updateItem", "dynamodb:updateItem"),
    ("emr.addStep", "elasticmapreduce:addStep"),
    ("emr.createCluster", "elasticmapreduce:createCluster"),
    ("emr.terminateCluster", "elasticmapreduce:terminateCluster"),
    ("eventbridge.putEvents", "events:putEvents"),
    ("http.invoke", "http:invoke"),
    ("sfn.startExecution", "states:startExecution"),
    ("sns.publish", "sns:publish"),
    ("sqs.sendMessage", "sqs:sendMessage"),
];

/// Actions of integrations of their own that no SDK has.
pub const OWN: &[&str] =
    &["apigateway.invoke", "emr.addStep", "emr.createCluster", "emr.terminateCluster", "http.invoke"];

/// Integrations of their own that can hand out a token and wait for it. Of the others the SDK's form can, where there is one.
pub const TOKENS: &[(&str, &str)] = &[
    ("apigateway.invoke", "apigateway:invoke.waitForTaskToken"),
    ("bedrockruntime.invokeModel", "bedrock:invokeModel.waitForTaskToken"),
    ("ecs.runTask", "ecs:runTask.waitForTaskToken"),
    ("eventbridge.putEvents", "events:putEvents.waitForTaskToken"),
    ("sfn.startExecution", "states:startExecution.waitForTaskToken"),
    ("sns.publish", "sns:publish.waitForTaskToken"),
    ("sqs.sendMessage", "sqs:sendMessage.waitForTaskToken"),
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

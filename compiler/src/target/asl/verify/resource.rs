//! The `Resource` of a task: an ARN of an integration that exists, in a form it has.

use super::{Report, Rule, did_you_mean};
use crate::base::pointer::Pointer;

/// Ways to call: request and response, until the job is done, until somebody hands back the token.
const REQUEST: u8 = 1;
const SYNC: u8 = 2;
const TOKEN: u8 = 4;
const SYNC_2: u8 = 8;

/// Optimized integrations and how they can be called. Source: "Integrating services with Step Functions" (2026-11).
const OPTIMIZED: &[(&str, u8)] = &[
    ("apigateway:invoke", REQUEST | TOKEN),
    ("athena:getQueryExecution", REQUEST),
    ("athena:getQueryResults", REQUEST),
    ("athena:startQueryExecution", REQUEST | SYNC),
    ("athena:stopQueryExecution", REQUEST),
    ("batch:submitJob", REQUEST | SYNC),
    ("bedrock:createModelCustomizationJob", REQUEST | SYNC),
    ("bedrock:invokeModel", REQUEST | TOKEN),
    ("codebuild:batchDeleteBuilds", REQUEST),
    ("codebuild:batchGetReports", REQUEST),
    ("codebuild:startBuild", REQUEST | SYNC),
    ("codebuild:startBuildBatch", REQUEST | SYNC),
    ("codebuild:stopBuild", REQUEST),
    ("codebuild:stopBuildBatch", REQUEST),
    ("databrew:startJobRun", REQUEST | SYNC),
    ("dynamodb:deleteItem", REQUEST),
    ("dynamodb:getItem", REQUEST),
    ("dynamodb:putItem", REQUEST),
    ("dynamodb:updateItem", REQUEST),
    ("ecs:runTask", REQUEST | SYNC | TOKEN),
    ("eks:call", REQUEST),
    ("eks:createCluster", REQUEST | SYNC),
    ("eks:createFargateProfile", REQUEST | SYNC),
    ("eks:createNodegroup", REQUEST | SYNC),
    ("eks:deleteCluster", REQUEST | SYNC),
    ("eks:deleteFargateProfile", REQUEST | SYNC),
    ("eks:deleteNodegroup", REQUEST | SYNC),
    ("eks:runJob", REQUEST | SYNC),
    ("elasticmapreduce:addStep", REQUEST | SYNC),
    ("elasticmapreduce:cancelStep", REQUEST),
    ("elasticmapreduce:createCluster", REQUEST | SYNC),
    ("elasticmapreduce:modifyInstanceFleetByName", REQUEST),
    ("elasticmapreduce:modifyInstanceGroupByName", REQUEST),
    ("elasticmapreduce:setClusterTerminationProtection", REQUEST),
    ("elasticmapreduce:terminateCluster", REQUEST | SYNC),
    ("emr-containers:createVirtualCluster", REQUEST),
    ("emr-containers:deleteVirtualCluster", REQUEST | SYNC),
    ("emr-containers:startJobRun", REQUEST | SYNC),
    ("emr-serverless:cancelJobRun", REQUEST | SYNC),
    ("emr-serverless:createApplication", REQUEST | SYNC),
    ("emr-serverless:deleteApplication", REQUEST | SYNC),
    ("emr-serverless:startApplication", REQUEST | SYNC),
    ("emr-serverless:startJobRun", REQUEST | SYNC),
    ("emr-serverless:stopApplication", REQUEST | SYNC),
    ("events:putEvents", REQUEST | TOKEN),
    ("glue:startJobRun", REQUEST | SYNC),
    ("http:invoke", REQUEST),
    ("lambda:invoke", REQUEST | TOKEN),
    ("mediaconvert:createJob", REQUEST | SYNC),
    ("s3:getObject", REQUEST),
    ("s3:listObjectsV2", REQUEST),
    ("s3:putObject", REQUEST),
    ("sagemaker:createEndpoint", REQUEST),
    ("sagemaker:createEndpointConfig", REQUEST),
    ("sagemaker:createHyperParameterTuningJob", REQUEST | SYNC),
    ("sagemaker:createLabelingJob", REQUEST | SYNC),
    ("sagemaker:createModel", REQUEST),
    ("sagemaker:createProcessingJob", REQUEST | SYNC),
    ("sagemaker:createTrainingJob", REQUEST | SYNC),
    ("sagemaker:createTransformJob", REQUEST | SYNC),
    ("sagemaker:updateEndpoint", REQUEST),
    ("sns:publish", REQUEST | TOKEN),
    ("sqs:sendMessage", REQUEST | TOKEN),
    ("states:startExecution", REQUEST | SYNC | SYNC_2 | TOKEN),
];

/// `arn:aws:states:::sagemaker:createTrainingJob.sync` in pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Integration<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: &'a str,
    /// `sagemaker:createTrainingJob` or `aws-sdk:sagemaker:describeEndpoint`: without the suffix.
    pub action: &'a str,
    /// `.sync`, `.sync:2`, `.waitForTaskToken` or nothing.
    pub suffix: &'a str,
}

impl<'a> Integration<'a> {
    /// The pieces of a `Resource`; nothing where it is not an integration.
    pub fn of(resource: &'a str) -> Option<Self> {
        let (partition, action) = resource.strip_prefix("arn:")?.split_once(":states:::")?;
        let dot = action.find('.').unwrap_or(action.len());
        let (action, suffix) = action.split_at_checked(dot)?;
        Some(Self { partition, action, suffix })
    }

    /// Whether it goes through the SDK integration.
    pub fn is_sdk(&self) -> bool {
        self.action.starts_with("aws-sdk:")
    }
}

pub(super) fn check(at: &Pointer<'_>, resource: &str, report: &mut Report<'_>) {
    if let Some(message) = problem(resource) {
        report.error(at, Rule::Resource, message);
    }
}

fn problem(resource: &str) -> Option<String> {
    if resource.starts_with("{%") {
        return Some("a `Resource` is a constant; it cannot be an expression".to_owned());
    }
    let Some(integration) = Integration::of(resource) else {
        let mut parts = resource.split(':');
        let is_arn = parts.next() == Some("arn") && parts.count() >= 5;
        let is_own = resource.contains(":function:") || resource.contains(":activity:");
        return (!is_arn || !is_own)
            .then(|| format!("`{resource}` is no integration: `arn:aws:states:::service:action` was expected"));
    };
    if !matches!(integration.partition, "aws" | "aws-cn" | "aws-us-gov") {
        return Some(format!("there is no partition `{}`", integration.partition));
    }
    if integration.is_sdk() { sdk(&integration) } else { optimized(&integration) }
}

fn sdk(integration: &Integration<'_>) -> Option<String> {
    let rest = integration.action.strip_prefix("aws-sdk:").unwrap_or_default();
    let (service, action) = rest.split_once(':')?;
    let lower = |text: &str| text.starts_with(|c: char| c.is_ascii_lowercase());
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric());
    if !lower(service) || !plain(service) || service.chars().any(|c| c.is_ascii_uppercase()) {
        return Some(format!("the SDK service `{service}` must be lower case, letters and digits only"));
    }
    if !lower(action) || !plain(action) {
        return Some(format!("the SDK action `{action}` must be in camel case, beginning in lower case"));
    }
    match integration.suffix {
        "" | ".waitForTaskToken" => None,
        suffix => Some(format!("an SDK integration cannot be called with `{suffix}`; poll for the end instead")),
    }
}

fn optimized(integration: &Integration<'_>) -> Option<String> {
    let found = OPTIMIZED.binary_search_by_key(&integration.action, |(action, _)| action);
    let Some((_, ways)) = found.ok().and_then(|index| OPTIMIZED.get(index)) else {
        let close = did_you_mean(integration.action, OPTIMIZED.iter().map(|(action, _)| *action));
        return Some(format!("Step Functions has no integration `{}`{close}", integration.action));
    };
    let way = match integration.suffix {
        "" => REQUEST,
        ".sync" => SYNC,
        ".sync:2" => SYNC_2,
        ".waitForTaskToken" => TOKEN,
        suffix => return Some(format!("`{suffix}` is no way to call an integration")),
    };
    (ways & way == 0).then(|| format!("`{}` cannot be called with `{}`", integration.action, integration.suffix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(OPTIMIZED.is_sorted());
    }
}

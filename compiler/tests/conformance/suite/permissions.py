"""Whether the emitted policy allows what the machine was seen to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .aws_model import service_names
from .engine.integrations import Call
from .engine.sagemaker import KINDS

ACCOUNT = "123456789012"
# IAM's prefix where it is not the name in the integration.
PREFIXES = {"stepfunctions": "states", "application-autoscaling": "application-autoscaling", "scheduler": "scheduler", "bedrock-runtime": "bedrock", "emr": "elasticmapreduce", "sagemaker-runtime": "sagemaker"}
# Actions that IAM calls otherwise.
ACTIONS = {
    "lambda:Invoke": "lambda:InvokeFunction",
    "s3:ListObjectsV2": "s3:ListBucket",
    "elasticmapreduce:CreateCluster": "elasticmapreduce:RunJobFlow",
    "elasticmapreduce:AddStep": "elasticmapreduce:AddJobFlowSteps",
    "elasticmapreduce:TerminateCluster": "elasticmapreduce:TerminateJobFlows",
    "http:Invoke": "states:InvokeHTTPEndpoint",
    "apigateway:Invoke": "execute-api:Invoke",
}
# What is asked and stopped while waiting, and the managed rule (Step Functions developer guide, "IAM policies for integrated services").
WAITS = {
    "batch:SubmitJob": ("batch:DescribeJobs batch:TerminateJob", "StepFunctionsGetEventsForBatchJobsRule"),
    "ecs:RunTask": ("ecs:DescribeTasks ecs:StopTask", "StepFunctionsGetEventsForECSTaskRule"),
    "codebuild:StartBuild": ("codebuild:BatchGetBuilds codebuild:StopBuild", "StepFunctionsGetEventForCodeBuildStartBuildRule"),
    "databrew:StartJobRun": ("databrew:ListJobRuns databrew:StopJobRun", ""),
    "glue:StartJobRun": ("glue:GetJobRun glue:GetJobRuns glue:BatchStopJobRun", ""),
    "athena:StartQueryExecution": ("athena:GetQueryExecution athena:StopQueryExecution glue:GetTable", ""),
    "emr-serverless:StartJobRun": ("emr-serverless:GetJobRun emr-serverless:CancelJobRun", "StepFunctionsGetEventsForEMRServerlessJobRule"),
    "elasticmapreduce:RunJobFlow": ("elasticmapreduce:DescribeCluster elasticmapreduce:TerminateJobFlows iam:PassRole", "StepFunctionsGetEventForEMRRunJobFlowRule"),
    "elasticmapreduce:AddJobFlowSteps": ("elasticmapreduce:DescribeStep elasticmapreduce:CancelSteps", "StepFunctionsGetEventForEMRAddJobFlowStepsRule"),
    "elasticmapreduce:TerminateJobFlows": ("elasticmapreduce:DescribeCluster", "StepFunctionsGetEventForEMRTerminateJobFlowsRule"),
}
RULES = {
    "CreateTrainingJob": "StepFunctionsGetEventsForSageMakerTrainingJobsRule",
    "CreateTransformJob": "StepFunctionsGetEventsForSageMakerTransformJobsRule",
    "CreateHyperParameterTuningJob": "StepFunctionsGetEventsForSageMakerTuningJobsRule",
    "CreateProcessingJob": "StepFunctionsGetEventsForSageMakerProcessingJobsRule",
    "CreateLabelingJob": "StepFunctionsGetEventsForSageMakerLabelingJobsRule",
}
LOWERED = {"model", "endpoint", "endpoint-config"}  # SageMaker lowers these names in ARNs


def missing(policy: Any, calls: list[Call], region: str) -> list[str]:
    """What the machine did that the policy does not allow."""
    problems = []
    for call in calls:
        for action, resource in _needs(call, region):
            if not _allowed(policy, action, resource):
                problems.append(f"the policy does not allow {action} on {resource} (state {call.state})")
    return sorted(set(problems))


def _needs(call: Call, region: str) -> Iterator[tuple[str, str]]:
    service, _, action = call.call.partition(":")
    operation = action[:1].upper() + action[1:]
    # API Gateway itself is not what a call of an API goes to.
    known = service if call.call == "apigateway:invoke" else service_names().get(service.replace("-", ""), service)
    if known == "sagemaker":
        yield from _sagemaker(operation, call, region)
    elif known == "s3" and operation in ("GetObject", "HeadObject", "PutObject"):
        yield f"s3:{operation.replace('Head', 'Get')}", f"arn:aws:s3:::{call.arguments.get('Bucket')}/{call.arguments.get('Key')}"
    elif known == "s3" and operation == "ListObjectsV2":
        yield "s3:ListBucket", f"arn:aws:s3:::{call.arguments.get('Bucket')}"
    elif known == "dynamodb":
        yield f"dynamodb:{operation}", f"arn:aws:dynamodb:{region}:{ACCOUNT}:table/{call.arguments.get('TableName')}"
    elif known == "sns" and operation == "Publish":
        yield "sns:Publish", str(call.arguments.get("TopicArn"))
    else:
        action = f"{PREFIXES.get(known, known)}:{operation}"
        action = ACTIONS.get(action, action)
        yield action, ""
        if call.sync and action in WAITS:
            asked, rule = WAITS[action]
            yield from ((one, "") for one in asked.split())
            if rule:
                yield "events:PutRule", f"arn:aws:events:{region}:{ACCOUNT}:rule/{rule}"


def _sagemaker(operation: str, call: Call, region: str) -> Iterator[tuple[str, str]]:
    kind = next((k for k in KINDS if operation[6:] == k.api or operation[8:] == k.api), None)
    arn = ""
    if kind is not None:
        name = call.arguments.get(kind.name) or call.arguments.get("ModelPackageGroupName", "")
        name = name.lower() if kind.arn in LOWERED else name
        arn = name if name.startswith("arn:") else f"arn:aws:sagemaker:{region}:{ACCOUNT}:{kind.arn}/{name}"
        if kind.api == "ModelPackage" and operation.startswith("Create"):
            arn += "/1"
    yield f"sagemaker:{operation}", arn
    for role in _roles(call.arguments):
        yield "iam:PassRole", role
    if call.sync and kind is not None:
        yield f"sagemaker:Describe{kind.api}", arn
        yield f"sagemaker:Stop{kind.api}", arn
        yield "sagemaker:AddTags", arn
        for action in ("PutTargets", "PutRule", "DescribeRule"):
            yield f"events:{action}", f"arn:aws:events:{region}:{ACCOUNT}:rule/{RULES[operation]}"


def _roles(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("RoleArn", "ExecutionRoleArn") and isinstance(item, str):
                yield item
            else:
                yield from _roles(item)
    elif isinstance(value, list):
        for item in value:
            yield from _roles(item)


def _allowed(policy: Any, action: str, resource: str) -> bool:
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    return any(
        statement.get("Effect") == "Allow"
        and _any(statement.get("Action", []), action)
        and (not resource or _any(statement.get("Resource", []), resource))
        for statement in statements
    )


def _any(patterns: Any, value: str) -> bool:
    patterns = patterns if isinstance(patterns, list) else [patterns]
    return any(re.fullmatch(re.escape(p).replace(r"\*", ".*").replace(r"\?", "."), value) for p in patterns)

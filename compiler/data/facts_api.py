"""Request and response shapes of the actions the compiler emits, from botocore's service models."""

import gzip
import json
import pathlib

from facts_text import document

SAGEMAKER = """
CreateProcessingJob DescribeProcessingJob StopProcessingJob
CreateTrainingJob DescribeTrainingJob StopTrainingJob UpdateTrainingJob
CreateTransformJob DescribeTransformJob StopTransformJob
CreateHyperParameterTuningJob DescribeHyperParameterTuningJob StopHyperParameterTuningJob
ListTrainingJobsForHyperParameterTuningJob
CreateLabelingJob DescribeLabelingJob StopLabelingJob
CreateFeatureGroup DescribeFeatureGroup
CreateAutoMLJobV2 DescribeAutoMLJobV2 StopAutoMLJob ListCandidatesForAutoMLJob
CreateModel DescribeModel DeleteModel
CreateModelPackageGroup DescribeModelPackageGroup
CreateModelPackage DescribeModelPackage UpdateModelPackage ListModelPackages
CreateEndpointConfig DescribeEndpointConfig DeleteEndpointConfig
CreateEndpoint DescribeEndpoint UpdateEndpoint DeleteEndpoint UpdateEndpointWeightsAndCapacities
CreateMonitoringSchedule UpdateMonitoringSchedule DescribeMonitoringSchedule DeleteMonitoringSchedule
StartMonitoringSchedule StopMonitoringSchedule ListMonitoringExecutions
CreateDataQualityJobDefinition DescribeDataQualityJobDefinition DeleteDataQualityJobDefinition
CreateModelQualityJobDefinition DescribeModelQualityJobDefinition DeleteModelQualityJobDefinition
CreateModelBiasJobDefinition DescribeModelBiasJobDefinition DeleteModelBiasJobDefinition
CreateModelExplainabilityJobDefinition DescribeModelExplainabilityJobDefinition DeleteModelExplainabilityJobDefinition
AddTags ListTags DeleteTags
""".split()

# service as Step Functions spells it -> (botocore folder, operations)
OTHERS = {
    "applicationautoscaling": ("application-autoscaling", ["RegisterScalableTarget", "DeregisterScalableTarget", "PutScalingPolicy"]),
    "athena": ("athena", ["StartQueryExecution"]),
    "cloudwatch": ("cloudwatch", ["PutMetricAlarm", "DeleteAlarms"]),
    "eventbridge": ("events", ["PutEvents", "PutRule", "PutTargets", "DeleteRule", "RemoveTargets"]),
    "glue": ("glue", ["StartJobRun"]),
    "lambda": ("lambda", ["Invoke"]),
    "s3": ("s3", ["GetObject", "PutObject", "HeadObject", "ListObjectsV2"]),
    "scheduler": ("scheduler", ["CreateSchedule", "UpdateSchedule", "GetSchedule", "DeleteSchedule"]),
    "sfn": ("stepfunctions", ["StartExecution", "DescribeExecution", "StopExecution"]),
    "sns": ("sns", ["Publish"]),
    "sqs": ("sqs", ["SendMessage"]),
}

TEXTS = {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Any"}}


def structure(members, required=()):
    return {"type": "structure", "members": {name: {"shape": target} for name, target in members.items()}, "required": list(required)}


# Integrations that are no AWS API: the members that Step Functions itself takes (Step Functions developer guide, pages
# call-https-apis and connect-api-gateway, 2026-11).
OWN = {
    "http": {
        "operations": {"Invoke": {"input": {"shape": "Request"}}},
        "shapes": {
            "Request": structure({"ApiEndpoint": "Text", "Method": "Method", "Authentication": "Connection", "InvocationConfig": "Connection", "Headers": "Texts",
                                  "QueryParameters": "Texts", "RequestBody": "Any", "Transform": "Transform"}, ["ApiEndpoint", "Method"]),
            "Method": {"type": "string", "enum": ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]},
            "Connection": structure({"ConnectionArn": "ConnectionArn"}, ["ConnectionArn"]),
            "ConnectionArn": {"type": "string", "pattern": "arn:aws[a-z-]*:events:.*:connection/.*"},
            "Transform": structure({"RequestBodyEncoding": "Encoding", "RequestEncodingOptions": "Options"}),
            "Encoding": {"type": "string", "enum": ["NONE", "URL_ENCODED"]},
            "Options": structure({"ArrayFormat": "ArrayFormat"}),
            "ArrayFormat": {"type": "string", "enum": ["INDICES", "REPEAT", "COMMAS", "BRACKETS"]},
            "Texts": TEXTS,
            "Text": {"type": "string"},
        },
    },
    "apigateway": {
        "operations": {"Invoke": {"input": {"shape": "Request"}}},
        "shapes": {
            "Request": structure({"ApiEndpoint": "Text", "Method": "Method", "Headers": "Texts", "Stage": "Text", "Path": "Text", "QueryParameters": "Texts",
                                  "RequestBody": "Any", "AllowNullValues": "Flag", "AuthType": "AuthType"}, ["ApiEndpoint", "Method"]),
            "Method": {"type": "string", "enum": ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]},
            "AuthType": {"type": "string", "enum": ["NO_AUTH", "IAM_ROLE", "RESOURCE_POLICY"]},
            "Texts": TEXTS,
            "Text": {"type": "string"},
            "Flag": {"type": "boolean"},
        },
    },
}

# Members that Step Functions lets hold JSON and encodes itself (Step Functions developer guide, pages connect-sns,
# connect-sqs, connect-eventbridge, connect-lambda, connect-stepfunctions; for objects, what its SDK integration does).
ENCODED = {
    ("sns", "PublishInput", "Message"),
    ("sqs", "SendMessageRequest", "MessageBody"),
    ("eventbridge", "PutEventsRequestEntry", "Detail"),
    ("lambda", "InvocationRequest", "Payload"),
    ("sfn", "StartExecutionInput", "Input"),
    ("s3", "PutObjectRequest", "Body"),
    ("http", "Request", "RequestBody"),
    ("apigateway", "Request", "RequestBody"),
}

SCALARS = {"string", "integer", "long", "float", "double", "boolean", "timestamp", "blob"}


def load(folder):
    import botocore

    home = pathlib.Path(botocore.__file__).parent / "data" / folder
    newest = sorted(path for path in home.iterdir() if path.is_dir())[-1]
    plain, packed = newest / "service-2.json", newest / "service-2.json.gz"
    return json.loads(plain.read_text() if plain.exists() else gzip.decompress(packed.read_bytes()))


def pascal(member):
    """Step Functions spells every member with a capital, whatever the service does."""
    return member[:1].upper() + member[1:]


def shape(service, name, spec):
    """One shape without its documentation."""
    kind = spec["type"]
    entry = {"t": kind}
    if kind == "structure":
        members = {pascal(member): target["shape"] for member, target in spec.get("members", {}).items()}
        for member in members:
            if (service, name, member) in ENCODED:
                members[member] = "*"
        if spec.get("required"):
            entry["req"] = [pascal(member) for member in spec["required"]]
        if spec.get("union"):
            entry["union"] = True
        dated = [pascal(member) for member, target in spec.get("members", {}).items() if target.get("deprecated")]
        if dated:
            entry["dep"] = dated
        entry["m"] = members
    elif kind == "list":
        entry["of"] = spec["member"]["shape"]
    elif kind == "map":
        entry["k"], entry["v"] = spec["key"]["shape"], "*" if spec["value"]["shape"] == "Any" else spec["value"]["shape"]
    elif kind not in SCALARS:
        raise SystemExit(f"{service}: {name} is a {kind}, which nothing here knows")
    for key, short in (("min", "min"), ("max", "max"), ("pattern", "pat"), ("enum", "enum")):
        if key in spec:
            entry[short] = spec[key]
    return entry


def closure(service, model, operations):
    """The operations and every shape they reach, both in the model's own order of first use."""
    found, shapes = {}, {}

    def reach(name):
        if name in shapes:
            return
        spec = model["shapes"][name]
        shapes[name] = entry = shape(service, name, spec)
        for target in [*entry.get("m", {}).values(), entry.get("of"), entry.get("k"), entry.get("v")]:
            if target and target != "*":
                reach(target)

    for operation in operations:
        spec = model["operations"][operation]
        entry = {}
        for key, short in (("input", "in"), ("output", "out")):
            if key in spec:
                entry[short] = spec[key]["shape"]
                reach(entry[short])
        entry["err"] = [error["shape"] for error in spec.get("errors", [])]
        found[operation] = entry
    return found, shapes


def meta(folders):
    import botocore

    return {
        "source": f"PyPI botocore {botocore.__version__}, data/{{{','.join(folders)}}}/*/service-2.json",
        "date": "2026-11-17",
        "licence": "Apache-2.0; facts only, documentation text left out",
        "made_by": "generate.py",
        "key": "operations: name -> in/out shape, err; shapes: t type, req required, m members in model order, of element, "
        "k/v map, min/max length or size or value, pat pattern, enum, union, dep deprecated members; '*' any JSON",
    }


def sagemaker():
    operations, shapes = closure("sagemaker", load("sagemaker"), SAGEMAKER)
    return document({"_meta": meta(["sagemaker"]), "operations": operations, "shapes": shapes})


def others():
    operations, shapes = {}, {}
    models = [(service, load(folder), names) for service, (folder, names) in OTHERS.items()]
    models += [(service, model, list(model["operations"])) for service, model in OWN.items()]
    for service, model, names in models:
        found, reached = closure(service, model, names)
        prefix = f"{service}:"

        def named(target):
            return target if target in (None, "*") else prefix + target

        for name, entry in found.items():
            operations[prefix + name] = {
                **{key: named(entry[key]) for key in ("in", "out") if key in entry},
                "err": entry["err"],
            }
        for name, entry in reached.items():
            for key in ("of", "k", "v"):
                if key in entry:
                    entry[key] = named(entry[key])
            if "m" in entry:
                entry["m"] = {member: named(target) for member, target in entry["m"].items()}
            shapes[prefix + name] = entry
    return document({"_meta": meta([folder for folder, _ in OTHERS.values()]), "operations": operations, "shapes": shapes})

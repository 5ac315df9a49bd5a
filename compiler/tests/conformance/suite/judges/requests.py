"""botocore: every Task's Arguments, every job and every trigger request against the service models."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..aws_model import operation_of_resource, request_problems
from ..documents import Document, Finding, states

DEPLOYED = re.compile(r"\$\{[A-Z]\w*\}")
# Where the operation named in a file's name is looked for.
SERVICES = ["sagemaker", "scheduler", "events", "sns", "sqs", "s3", "lambda", "stepfunctions", "application-autoscaling",
            "cloudwatch", "glue", "athena", "ssm", "dynamodb", "bedrock", "bedrock-runtime", "redshift-data", "rds-data", "batch", "codebuild", "databrew", "ecs",
            "emr-serverless", "sagemaker-runtime"]
# Integrations of their own that the engine and the documents name by their action alone.
OWN = ["http:invoke", "apigateway:invoke", "elasticmapreduce:addStep", "elasticmapreduce:createCluster", "elasticmapreduce:terminateCluster"]


def judge(documents: list[Document]) -> list[Finding]:
    """Judges machines, jobs and triggers."""
    return [Finding("botocore", d.name, problem) for d in documents for problem in _problems(d)]


def _problems(document: Document) -> Iterator[str]:
    if document.kind == "machine":
        for name, state in states(document.data):
            if state.get("Type") == "Task":
                yield from (f"{name}: {problem}" for problem in _task(state))
    elif document.kind in ("job", "trigger"):
        yield from _file(document)


def _task(state: dict) -> Iterator[str]:
    resource = state.get("Resource", "")
    model = operation_of_resource(resource)
    if model is None:
        yield f"no API operation behind {resource}"
    else:
        yield from request_problems(model, state.get("Arguments", {}))


def _file(document: Document) -> Iterator[str]:
    """A file is `<stage>.<Operation>.json`, with dots only as separators."""
    parts = document.path.name.removesuffix(".json").rsplit(".", 1)
    resources = [f"aws-sdk:{service}:{parts[-1]}" for service in SERVICES] + [own for own in OWN if own.partition(":")[2].lower() == parts[-1].lower()]
    models = [m for m in (operation_of_resource(f"arn:aws:states:::{resource}") for resource in resources) if m is not None] if len(parts) == 2 else []
    if not models:
        yield "the file's name ends in no API operation"
        return
    data = _deployed(document.data) if document.kind == "trigger" else document.data
    reports = [request_problems(model, data) for model in models]
    yield from min(reports, key=len)


def _deployed(value: Any) -> Any:
    """A trigger with its `${Name}` values, known only when it is deployed, as values that fit anywhere."""
    if isinstance(value, dict):
        return {key: _deployed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_deployed(item) for item in value]
    return "{%%}" if isinstance(value, str) and DEPLOYED.fullmatch(value) else value

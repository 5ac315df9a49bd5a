"""AWS requests held against botocore's service models, expressions included."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

import botocore.session
import botocore.validate
from botocore.model import OperationModel, Shape

from . import own_integrations
from .documents import is_expression

SESSION = botocore.session.get_session()

# Step Functions' names of services, where they are not botocore's without the hyphens.
SERVICES = {
    "sfn": "stepfunctions",
    "states": "stepfunctions",
    "eventbridge": "events",
    "elasticmapreduce": "emr",
    "cloudwatchlogs": "logs",
    "costexplorer": "ce",
    "bedrock": "bedrock-runtime",
}

# Text members for which Step Functions takes any JSON and writes it as text itself.
JSON_AS_TEXT = {("s3", "Body"), ("sqs", "MessageBody"), ("sns", "Message"), ("stepfunctions", "input"), ("lambda", "Payload"), ("events", "Detail"), ("bedrock-runtime", "body"), ("http", "RequestBody"), ("apigateway", "RequestBody")}

RESOURCE = re.compile(r"arn:aws[\w-]*:states:::(aws-sdk:)?([\w-]+):(\w+)(\.(sync|sync:2|waitForTaskToken))?")


@functools.cache
def service_names() -> dict[str, str]:
    """Step Functions' service name to botocore's."""
    names = {name.replace("-", ""): name for name in SESSION.get_available_services()}
    return names | SERVICES


@functools.cache
def operation(service: str, action: str) -> OperationModel | None:
    """An operation by its name in any case of the first letter, or None."""
    known = service_names().get(service.replace("-", ""))
    if known is None:
        return None
    model = SESSION.get_service_model(known)
    name = action[:1].upper() + action[1:]
    return model.operation_model(name) if name in model.operation_names else None


def operation_of_resource(resource: str) -> OperationModel | None:
    """The operation that a Task's `Resource` calls."""
    match = RESOURCE.fullmatch(resource)
    if match is None:
        return None
    sdk, service, action = match.group(1), match.group(2), match.group(3)
    name = action[:1].upper() + action[1:]
    own = None if sdk else own_integrations.operation(f"{service}:{action}")
    if own is not None:
        return own
    if service == "bedrock" and name in SESSION.get_service_model("bedrock").operation_names:
        return SESSION.get_service_model("bedrock").operation_model(name)
    return operation(service, action)


def placeholder(shape: Shape, depth: int = 0) -> Any:
    """A value the shape accepts, to stand for an expression."""
    kind = shape.type_name
    if kind == "structure":
        return {name: placeholder(shape.members[name], depth + 1) for name in shape.required_members if depth < 8}
    if kind == "list":
        return [placeholder(shape.member, depth + 1)] * shape.metadata.get("min", 0)
    if kind == "map":
        return {}
    if kind in ("integer", "long"):
        return int(shape.metadata.get("min", 1))
    if kind in ("float", "double"):
        return float(shape.metadata.get("min", 1))
    if kind == "boolean":
        return True
    if kind == "timestamp":
        return 0
    if kind == "blob":
        return b""
    choices = getattr(shape, "enum", None)
    return choices[0] if choices else "x" * max(1, shape.metadata.get("min", 1))


def member_names(shape: Shape) -> dict[str, str]:
    """How Step Functions spells members (first letter upper case) to how the API does."""
    return {name[:1].upper() + name[1:]: name for name in shape.members} | {name: name for name in shape.members}


def filled(value: Any, shape: Shape | None) -> Any:
    """The value with placeholders for expressions and the API's spelling of members."""
    if is_expression(value):
        return placeholder(shape) if shape is not None else "x"
    if isinstance(value, dict):
        if shape is not None and shape.type_name == "structure":
            names = member_names(shape)
            return {names.get(k, k): filled(v, shape.members.get(names.get(k, k))) for k, v in value.items()}
        inner = shape.value if shape is not None and shape.type_name == "map" else None
        return {key: filled(item, inner) for key, item in value.items()}
    if isinstance(value, list):
        inner = shape.member if shape is not None and shape.type_name == "list" else None
        return [filled(item, inner) for item in value]
    return value


def beyond_botocore(value: Any, shape: Shape | None, where: str) -> Iterator[str]:
    """What botocore's own validator leaves to the service: enum, pattern, upper bounds, unions."""
    if shape is None or is_expression(value):
        return
    if isinstance(value, dict):
        if shape.type_name == "structure":
            if getattr(shape, "is_tagged_union", False) and len(value) != 1:
                yield f"{where}: exactly one of {', '.join(shape.members)} may be given"
            names = member_names(shape)
            for key, item in value.items():
                yield from beyond_botocore(item, shape.members.get(names.get(key, key)), f"{where}.{key}")
        elif shape.type_name == "map":
            if "max" in shape.metadata and len(value) > shape.metadata["max"]:
                yield f"{where}: {len(value)} entries, at most {shape.metadata['max']}"
            for key, item in value.items():
                yield from beyond_botocore(key, shape.key, f"{where} key")
                yield from beyond_botocore(item, shape.value, f"{where}.{key}")
    elif isinstance(value, list):
        if "max" in shape.metadata and len(value) > shape.metadata["max"]:
            yield f"{where}: {len(value)} items, at most {shape.metadata['max']}"
        for index, item in enumerate(value):
            yield from beyond_botocore(item, getattr(shape, "member", None), f"{where}[{index}]")
    elif isinstance(value, str):
        yield from text_problems(value, shape, where)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if "max" in shape.metadata and value > shape.metadata["max"]:
            yield f"{where}: {value} is more than {shape.metadata['max']}"


def text_problems(value: str, shape: Shape, where: str) -> Iterator[str]:
    """Enum, pattern and length of a text."""
    choices = getattr(shape, "enum", None)
    if choices and value not in choices:
        yield f"{where}: {value!r} is none of {', '.join(choices[:4])}, ..."
    pattern = shape.metadata.get("pattern")
    if pattern:
        try:
            if not re.fullmatch(pattern, value):
                yield f"{where}: {value!r} does not match {pattern}"
        except re.error:
            pass  # a few AWS patterns are Java's, not Python's
    if "max" in shape.metadata and len(value) > shape.metadata["max"]:
        yield f"{where}: {len(value)} characters, at most {shape.metadata['max']}"


def request_problems(model: OperationModel, arguments: Any) -> list[str]:
    """Everything wrong with a request; expressions stand for any value that fits."""
    if not isinstance(arguments, dict):
        return [f"{model.name}: the request is not an object"]
    shape = model.input_shape
    if shape is None:
        return [f"{model.name} takes no arguments"] if arguments else []
    service = model.service_model.service_name
    texts = {name for owner, name in JSON_AS_TEXT if owner == service}
    arguments = {k: "{%%}" if isinstance(v, (dict, list)) and (k in texts or k[:1].lower() + k[1:] in texts) else v for k, v in arguments.items()}
    # The SDK makes up a token that tells repeated requests where there is none.
    tokens = {name: "x" * 36 for name in shape.required_members if shape.members[name].metadata.get("idempotencyToken")}
    spelled = member_names(shape)
    arguments = {k: v for k, v in tokens.items() if k not in {spelled.get(key, key) for key in arguments}} | arguments
    report = botocore.validate.ParamValidator().validate(filled(arguments, shape), shape)
    problems = report.generate_report().splitlines() if report.has_errors() else []
    return problems + list(beyond_botocore(arguments, shape, model.name))

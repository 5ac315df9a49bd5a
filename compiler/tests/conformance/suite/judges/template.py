"""cfn-lint: every machine as a resource of a CloudFormation template, as an object and as a text."""

from __future__ import annotations

import json

from cfnlint.api import lint
from cfnlint.config import ManualArgs

from ..documents import Document, Finding


def judge(documents: list[Document]) -> list[Finding]:
    """Judges all machines."""
    findings: list[Finding] = []
    for document in documents:
        if document.kind != "machine":
            continue
        seen: set[str] = set()
        for form in ("Definition", "DefinitionString"):
            value = document.data if form == "Definition" else json.dumps(document.data)
            properties = {"RoleArn": "arn:aws:iam::123456789012:role/pipeline", form: value}
            resource = {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}
            template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Machine": resource}}
            for match in lint(json.dumps(template, indent=1), config=ManualArgs(regions=["eu-west-1"])):
                text = f"{match.rule.id} {match.message}"
                if text not in seen:
                    seen.add(text)
                    findings.append(Finding("cfn-lint", document.name, text))
    return findings

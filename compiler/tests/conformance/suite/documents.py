"""What a build directory holds, and how to walk a state machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Finding:
    """Something a judge objects to."""

    judge: str
    document: str
    message: str

    def __str__(self) -> str:
        return f"{self.document}: {self.judge}: {self.message}"


@dataclass(frozen=True)
class Document:
    """One emitted file. `kind` is machine, job, policy, trust, trigger or other."""

    kind: str
    name: str
    path: Path
    data: Any


def kind_of(path: Path) -> str:
    """The kind of an emitted file, from its place in the build directory."""
    if path.name == "state-machine.asl.json":
        return "machine"
    if path.parent.name == "jobs":
        return "job"
    if path.parent.name == "triggers":
        return "trigger"
    if path.parent.name == "iam":
        return {"policy.json": "policy", "trust.json": "trust"}.get(path.name, "other")
    return "other"


def load(build: Path) -> tuple[list[Document], list[Finding]]:
    """Every JSON file below `build` (one directory a pipeline), and those that cannot be read."""
    documents: list[Document] = []
    findings: list[Finding] = []
    for path in sorted(build.rglob("*.json")):
        name = f"{build.name}/{path.relative_to(build)}"
        try:
            documents.append(Document(kind_of(path), name, path, json.loads(path.read_text("utf-8"))))
        except ValueError as error:
            findings.append(Finding("json", name, str(error)))
    return documents, findings


def states(graph: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every state of a machine, nested ones included, with its name."""
    for name, state in (graph.get("States") or {}).items():
        yield name, state
        for branch in state.get("Branches", []):
            yield from states(branch)
        if "ItemProcessor" in state:
            yield from states(state["ItemProcessor"])


def is_expression(value: Any) -> bool:
    """Whether a JSON value is a JSONata expression as Step Functions reads it."""
    return isinstance(value, str) and value.startswith("{%") and value.endswith("%}")


def expressions(value: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Every JSONata expression in a JSON value: its JSON pointer and its text without the marks."""
    if is_expression(value):
        yield pointer, value[2:-2].strip()
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from expressions(item, f"{pointer}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from expressions(item, f"{pointer}/{index}")

"""The files of a build fit each other: jobs are what the machine sends, the source map points at what there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..documents import Document, Finding, states


def judge(documents: list[Document]) -> list[Finding]:
    """Judges every build directory that has a machine."""
    machines = {d.path.parent: d.data for d in documents if d.kind == "machine"}
    findings = []
    for document in documents:
        if document.kind == "job" and (machine := machines.get(document.path.parent.parent)) is not None:
            findings += [Finding("consistency", document.name, problem) for problem in _job(document, machine)]
        elif document.path.name == "source-map.json" and (machine := machines.get(document.path.parent)) is not None:
            findings += [Finding("consistency", document.name, problem) for problem in _source_map(document, machine)]
    return findings


def _job(document: Document, machine: Any) -> Iterator[str]:
    stage, _, action = document.path.name.removesuffix(".json").rpartition(".")
    stage = stage.replace(".", "/")  # requests that a stage sends several times are told apart by their state
    for name, state in states(machine):
        called = state.get("Resource", "").partition(".")[0].rpartition(":")[2]
        if (name == stage or name.startswith(f"{stage}/")) and called[:1].upper() + called[1:] == action:
            if state.get("Arguments") == document.data:
                return
    yield f"no state of {stage} sends this {action} request"


def _source_map(document: Document, machine: Any) -> Iterator[str]:
    mapped = document.data.get("mappings", {})
    if not mapped:
        yield "no mappings"
    for pointer, place in mapped.items():
        if not resolves(machine, pointer):
            yield f"{pointer} is not in the state machine"
        if Path(place["file"]).is_absolute() or place["line"] < 1 or place["column"] < 1:
            yield f"{pointer}: {place} is no place in a source file"


def resolves(value: Any, pointer: str) -> bool:
    """Whether a JSON pointer leads somewhere."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return False
    return True

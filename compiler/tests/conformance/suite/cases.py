"""The interpreter's own cases (`compiler/tests/machine/`) on the engine: what it does is recorded, and compared elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .engine import integrations
from .engine.answers import KNOWN
from .engine.run import Engine

# What the engine cannot play, and why; a name, or the beginning of names with `*`.
LEFT_OUT = {
    "catch-fails": "no event for an Output of a catcher that fails",
    "catch-runtime-never": "catches States.Runtime by its name",
    "choice-no-boolean": "States.Runtime for a condition that is no boolean",
    "clock-is-virtual": "$now without a picture only, and real time passes",
    "context": "other names, never redriven",
    "distributed-apart": "an item's execution has its parent's input",
    "distributed-batches*": "no ItemBatcher",
    "distributed-csv*": "reads from an account; scenarios have that",
    "distributed-json*": "reads from an account",
    "distributed-list": "reads from an account; scenarios have that",
    "distributed-no-tolerance": "answers take no time",
    "distributed-percentage": "no expression for a percentage",
    "distributed-reader-fails": "reads from an account",
    "distributed-writer*": "writes to an account",
    "execution-a-year": "lasts a year of real time",
    "execution-timeout": "lasts a minute of real time",
    "execution-too-many-events": "no such limit",
    "expression-gives-function": "no event for it",
    "fail-cause-no-text": "takes any value for a text",
    "heartbeat*": "nobody shows signs of life",
    "limit-assign": "no such limit",
    "map-iteration-fails": "answers take no time",
    "map-two-at-a-time": "waits take no time",
    "peak-bytes": "writes a text of digits as a number",
    "parallel-caught-outside": "a branch that lost goes on",
    "parallel-first-failure": "answers take no time",
    "parallel-nested": "answers take no time",
    "parallel-same-moment": "threads",
    "refused*": "never run",
    "retry-parallel": "answers take no time",
    "scope-no-shadowing*": "never run",
    "scope-siblings": "waits take no time",
    "wait-seconds": "writes moments in another form",
    "wait-seconds-wrong": "takes any number",
    "wait-timestamp": "reads no time zones but Z",
    "wait-timestamp-wrong": "States.Runtime for it",
    "task-lambda": "calls the account's functions",
    "task-timeout-wrong": "takes any number",
    "token-handed-back-by-a-branch": "no tokens between branches",
}


def left_out(name: str) -> bool:
    """Whether a case is not for the engine."""
    return any(name == key or (key.endswith("*") and name.startswith(key[:-1])) for key in LEFT_OUT)


def run(found: list[Path], traces: Path) -> dict[str, list[str]]:
    """Runs cases in one account and writes what they did; what went wrong, by name."""
    problems: dict[str, list[str]] = {}
    integrations.CHECKED = False  # the requests are made up
    try:
        with Engine() as engine:
            for path in found:
                case: dict[str, Any] = json.loads(path.read_text("utf-8"))
                answers = {key: [{field: row[field] for field in row if field in KNOWN} for row in rows] for key, rows in case.get("answers", {}).items()}
                problems[path.stem] = []
                try:
                    execution = engine.run(engine.deploy(case["machine"], path.stem), case.get("input", {}), answered=answers)
                    (traces / f"case-{path.stem}.json").write_text(json.dumps(execution.trace), "utf-8")
                except Exception as error:  # one case must not stop the others
                    problems[path.stem] = [f"{type(error).__name__}: {error}"[:800]]
    finally:
        integrations.CHECKED = True
    return problems

"""What an event starts: the rules among a build's triggers, matched as moto's EventBridge matches them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from moto.events.models import EventPattern

Triggers = dict[str, dict[str, Any]]  # by trigger: its requests by action
BASE = {"version": "0", "id": "17793124-05d4-b198-2fde-7ededc63b103", "account": "123456789012", "time": "2026-11-01T00:00:00Z",
        "region": "eu-west-1", "resources": [], "detail": {}}


def load(build: Path) -> Triggers:
    """The requests of a build's triggers."""
    found: Triggers = {}
    for file in sorted((build / "triggers").glob("*.json")):
        name, action = file.stem.split(".")
        found.setdefault(name, {})[action] = json.loads(file.read_text("utf-8"))
    return found


def started(triggers: Triggers, event: dict[str, Any], placeholders: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Which triggers fire on the event, with the input that each hands over. Raises ValueError where that is not JSON."""
    event = {**BASE, **event}
    fired = [(name, requests) for name, requests in triggers.items() if "PutRule" in requests and _fits(requests["PutRule"], event)]
    return [(name, _input(name, target, event, placeholders)) for name, requests in fired for target in requests["PutTargets"]["Targets"]]


def _fits(rule: dict[str, Any], event: dict[str, Any]) -> bool:
    return EventPattern(rule["EventPattern"], json.loads(rule["EventPattern"])).matches_event(event)


def _input(name: str, target: dict[str, Any], event: dict[str, Any], placeholders: dict[str, Any]) -> dict[str, Any]:
    text = target.get("Input") or target["InputTransformer"]["InputTemplate"]
    for variable, path in target.get("InputTransformer", {}).get("InputPathsMap", {}).items():
        text = text.replace(f"<{variable}>", json.dumps(_at(name, event, path)))
    if missing := sorted(set(re.findall(r"\$\{(\w+)\}", text)) - set(placeholders)):
        raise ValueError(f"`input` gives no {', '.join(missing)}, which `{name}` leaves to its deployment")
    return json.loads(re.sub(r"\$\{(\w+)\}", lambda found: json.dumps(placeholders[found[1]])[1:-1], text))


def _at(name: str, event: Any, path: str) -> Any:
    """A value of the event. The service leaves out one that is not there, and what remains is no JSON."""
    for member in path.removeprefix("$.").split("."):
        if not isinstance(event, dict) or member not in event:
            raise ValueError(f"`{name}` reads {path}, which the event has not")
        event = event[member]
    return event

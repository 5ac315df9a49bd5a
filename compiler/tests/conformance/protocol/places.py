"""Places in a text as the protocol counts them: UTF-16 units; and changes of a text."""

from __future__ import annotations

from typing import Any


def units(text: str) -> int:
    """How long a text is for an editor."""
    return len(text.encode("utf-16-le")) // 2


def lines(text: str) -> list[str]:
    """The lines without their ends."""
    return [line.removesuffix("\r") for line in text.split("\n")]


def offset(text: str, place: dict[str, int]) -> int:
    """Where a place is in the text; outside is the end of the line or of the text."""
    all_lines = text.split("\n")
    if place["line"] >= len(all_lines):
        return len(text)
    start = sum(len(line) + 1 for line in all_lines[: place["line"]])
    left, line = place["character"], all_lines[place["line"]].removesuffix("\r")
    for index, character in enumerate(line):
        if left < units(character):
            return start + index
        left -= units(character)
    return start + len(line)


def position(text: str, at: int) -> dict[str, int]:
    """The place of an offset."""
    before = text[:at]
    return {"line": before.count("\n"), "character": units(before[before.rfind("\n") + 1 :])}


def inside(text: str, place_range: dict[str, Any]) -> str:
    """The text of a range."""
    return text[offset(text, place_range["start"]) : offset(text, place_range["end"])]


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """The text with changes that were made for it."""
    for edit in sorted(edits, key=lambda edit: offset(text, edit["range"]["start"]), reverse=True):
        start, end = offset(text, edit["range"]["start"]), offset(text, edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text


def outside(value: Any, text: str) -> str | None:
    """A place in an answer that is not in the text, or a range that ends before it starts."""
    all_lines = lines(text)
    if isinstance(value, dict):
        if set(value) == {"line", "character"}:
            line, character = value["line"], value["character"]
            if line >= len(all_lines) or character > units(all_lines[line]):
                return f"{line}:{character} is outside"
        if set(value) == {"start", "end"} and isinstance(value["start"], dict):
            ends = [(end["line"], end["character"]) for end in (value["start"], value["end"])]
            if ends[0] > ends[1]:
                return f"{ends[0]} is behind {ends[1]}"
        return next((found for each in value.values() if (found := outside(each, text))), None)
    if isinstance(value, list):
        return next((found for each in value if (found := outside(each, text))), None)
    return None

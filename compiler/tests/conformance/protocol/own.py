"""Shapes of the messages that are not in the specification: what the views of an editor ask."""

from __future__ import annotations

from typing import List, Literal, Optional

import attrs
from lsprotocol.types import Range


@attrs.define
class Pair:
    source: Range
    source_uri: str
    compiled: Range
    pointer: str


@attrs.define
class Compiled:
    version: Optional[int]
    stale: bool
    text: str
    language: Literal["json"]
    states: int
    bytes: int
    positions: List[Pair]


@attrs.define
class Node:
    id: str
    label: str
    kind: str
    parent: Optional[str]
    status: Literal["ok", "warning", "error"]
    seconds: Optional[float]
    dollars: Optional[float]
    range: Range
    branch: Optional[str]
    pointer: Optional[str]


@attrs.define
class Edge:
    from_: str
    to: str
    kind: Literal["data", "order", "failure"]


@attrs.define
class Patch:
    op: Literal["remove", "add", "change"]
    node: Optional[Node] = None
    edge: Optional[Edge] = None
    id: Optional[str] = None


@attrs.define
class Graph:
    revision: int
    stale: bool
    full: bool
    nodes: Optional[List[Node]] = None
    edges: Optional[List[Edge]] = None
    patches: Optional[List[Patch]] = None


@attrs.define
class Test:
    name: str
    range: Range
    doc: Optional[str]


@attrs.define
class Outcome:
    name: str
    passed: bool
    message: Optional[str]
    range: Optional[Range]
    path: List[str]


@attrs.define
class Explained:
    markdown: str


@attrs.define
class Analyzed:
    uri: str
    version: Optional[int]
    errors: int
    warnings: int


RESULTS = {
    "mlc/compiled": Optional[Compiled],
    "mlc/graph": Graph,
    "mlc/tests": List[Test],
    "mlc/runTests": List[Outcome],
    "mlc/explain": Explained,
}
NOTIFICATIONS = {"mlc/analyzed": Analyzed}

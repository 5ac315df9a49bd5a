"""Many small edits: what is answered afterwards is what a server answers that sees the text for the first time."""

from __future__ import annotations

import random
from typing import Any

from client import Client
from places import position

PIECES = ["\n", "}", "{", " = ", "trees", "\"", "${", "train x {\n", "ml.m5.xlarge", "\N{GRINNING FACE}", "//", "]", "0.8", "when "]
ASKED = ["textDocument/semanticTokens/full", "textDocument/documentSymbol", "textDocument/foldingRange",
         "textDocument/codeLens", "textDocument/documentLink", "textDocument/formatting"]


def edit(text: str, chance: random.Random) -> tuple[str, dict[str, Any]]:
    """Something typed, taken away or put back, as a change of the protocol."""
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.choice([0, 0, 1, 1, 3, 40]))
    # An editor never cuts a line end in two.
    while end < len(text) and text[end - 1 : end + 1] == "\r\n":
        end += 1
    while start > 0 and text[start - 1 : start + 1] == "\r\n":
        start -= 1
    new = chance.choice(PIECES) if chance.random() < 0.7 else ""
    place_range = {"start": position(text, start), "end": position(text, end)}
    return text[:start] + new + text[end:], {"range": place_range, "text": new}


async def state(client: Client, uri: str) -> dict[str, Any]:
    """All that can be seen of a file as a whole."""
    document = {"textDocument": {"uri": uri}, "options": {"tabSize": 2, "insertSpaces": True}}
    found: dict[str, Any] = {}
    for method in ASKED:
        message = await client.request(method, document)
        found[method] = message.get("result")
        if isinstance(found[method], dict):
            found[method].pop("resultId", None)
    found["graph"] = await client.result("mlc/graph", document)
    found["graph"].pop("revision")
    found["problems"] = (await client.result("textDocument/diagnostic", document) or {}).get("items")
    return found


async def same(command: list[str], uri: str, text: str, rounds: int, abilities: dict[str, Any], seed: int) -> list[str]:
    """Edits a file, and compares with a server that begins with the outcome."""
    chance = random.Random(seed)
    options = {"clientCommands": []}
    async with Client(command) as client:
        await client.begin(None, options, abilities)
        client.open(uri, text)
        version = 1
        for _ in range(rounds):
            version += 1
            changes = []
            for _ in range(chance.choice([1, 1, 1, 3])):
                text, change = edit(text, chance)
                changes.append(change)
            client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes})
            if chance.random() < 0.05:
                await client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
        after = await state(client, uri)
        problems = client.problems
        await client.end()
    async with Client(command) as cold:
        await cold.begin(None, options, abilities)
        cold.open(uri, text)
        anew = await state(cold, uri)
        problems += cold.problems
        await cold.end()
    # Times and costs are those of the last good text, which a cold server has not seen.
    for graph in (after["graph"], anew["graph"]):
        for node in graph.get("nodes", []):
            node.update(seconds=None, dollars=None, pointer=None)
    if after["graph"]["stale"]:
        after.pop("graph"), anew.pop("graph")
    return problems + [f"{what} after {rounds} edits is not that of a cold start" for what in after if after[what] != anew[what]]


async def patched(client: Client, uri: str, text: str, rounds: int, seed: int) -> None:
    """A graph that is patched from revision to revision is the one that is given whole."""
    chance = random.Random(seed)
    document = {"textDocument": {"uri": uri}}
    await client.begin(None, {"clientCommands": []})
    client.open(uri, text)
    known: dict[str, Any] = {}
    edges: set[tuple[str, ...]] = set()
    revision = None
    for version in range(2, rounds + 2):
        since = {} if revision is None else {"since": revision}
        graph = await client.result("mlc/graph", {**document, **since})
        if graph["full"] == (revision is not None):
            client.problems.append("a known revision is answered with the whole graph, or an unknown one with patches")
        known = {node["id"]: node for node in graph.get("nodes", [])} if graph["full"] else known
        edges = {as_key(edge) for edge in graph.get("edges", [])} if graph["full"] else edges
        for patch in graph.get("patches", []):
            apply(patch, known, edges, client.problems)
        revision = graph["revision"]
        whole = await client.result("mlc/graph", document)
        if list(sorted(known)) != sorted(node["id"] for node in whole["nodes"]) or any(known[node["id"]] != node for node in whole["nodes"]):
            client.problems.append(f"patched nodes differ at version {version}")
        if edges != {as_key(edge) for edge in whole["edges"]}:
            client.problems.append(f"patched edges differ at version {version}")
        text, change = edit(text, chance)
        client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]})
    await client.end()


def as_key(edge: dict[str, str]) -> tuple[str, ...]:
    return edge["from"], edge["to"], edge["kind"]


def apply(patch: dict[str, Any], nodes: dict[str, Any], edges: set[tuple[str, ...]], problems: list[str]) -> None:
    """One patch, which has to fit what there is."""
    op, node, edge, gone = patch["op"], patch.get("node"), patch.get("edge"), patch.get("id")
    if gone is not None:
        if nodes.pop(gone, None) is None or any(gone in ends[:2] for ends in edges):
            problems.append(f"`{gone}` is removed, but it is not there or has edges")
    if node is not None:
        if (op == "add") == (node["id"] in nodes) or node["parent"] not in {None, *nodes}:
            problems.append(f"{op} of `{node['id']}` does not fit")
        nodes[node["id"]] = node
    if edge is not None:
        if op == "add" and not {edge["from"], edge["to"]} <= nodes.keys():
            problems.append(f"the edge {as_key(edge)} has no ends")
        edges.add(as_key(edge)) if op == "add" else edges.discard(as_key(edge))

"""Messages in the wrong order, places that do not exist, editors that are gone, questions that go wrong."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from answers import OF_PLACE
from client import PATIENCE, Client

NOT_INITIALIZED, INVALID_REQUEST, UNKNOWN_METHOD, INVALID_PARAMS = -32002, -32600, -32601, -32602
INTERNAL_ERROR = -32603
URI = "file:///suite/main.mlflow"
HOVER = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}}


def wanted(client: Client, what: str, found: Any, expected: Any) -> None:
    """Keeps a difference."""
    if found != expected:
        client.problems.append(f"{what}: {found}, wanted {expected}")


async def order(client: Client, text: str) -> None:
    """Before `initialize`, twice `initialize`, after `shutdown`."""
    wanted(client, "a question before initialize", await client.code("textDocument/definition", HOVER), NOT_INITIALIZED)
    await client.begin(None, {"clientCommands": []})
    wanted(client, "initialize again", await client.code("initialize", {"processId": None, "rootUri": None, "capabilities": {}}), INVALID_REQUEST)
    wanted(client, "an unknown method", await client.code("mlc/thereIsNone", {}), UNKNOWN_METHOD)
    client.notify("mlc/thereIsNone", {})
    client.notify("$/whatever", {})
    change = {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"text": "x"}]}
    client.notify("textDocument/didChange", change)
    client.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
    client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    wanted(client, "a file that is not open", (await client.request("textDocument/definition", HOVER)).get("result"), None)
    client.open(URI, text)
    client.open(URI, text, 2)
    await client.analyzed(URI, 2)
    wanted(client, "wrong parameters", await client.code("textDocument/definition", {"textDocument": 1}), INVALID_PARAMS)
    wanted(client, "no parameters", await client.code("textDocument/definition"), INVALID_PARAMS)
    wanted(client, "an unknown code", await client.code("mlc/explain", {"code": "E0000"}), INVALID_PARAMS)
    await client.result("mlc/explain", {"code": "E0203"})
    wanted(client, "an unknown command", await client.code("workspace/executeCommand", {"command": "mlc.none"}), INVALID_PARAMS)
    await client.result("shutdown")
    wanted(client, "a question after shutdown", await client.code("textDocument/definition", HOVER), INVALID_REQUEST)
    client.notify("exit")
    wanted(client, "exit code after shutdown", await asyncio.wait_for(client.process.wait(), PATIENCE), 0)


async def exit_alone(client: Client, text: str) -> None:
    """`exit` without `shutdown` ends as failed."""
    await client.begin(None)
    client.open(URI, text)
    client.notify("exit")
    wanted(client, "exit code without shutdown", await asyncio.wait_for(client.process.wait(), PATIENCE), 1)


async def gone(client: Client, text: str) -> None:
    """An editor that dies leaves no server behind."""
    await client.begin(None)
    client.open(URI, text)
    client.process.stdin.close()
    try:
        await asyncio.wait_for(client.process.wait(), PATIENCE)
    except TimeoutError:
        client.problems.append("the server outlives its editor")


async def far_away(client: Client, text: str) -> None:
    """Places outside of the file, and in the middle of a character."""
    await client.begin(None, {"clientCommands": []})
    client.open(URI, f"// \N{GRINNING FACE}\n{text}")
    far = [(0, 4), (0, 99_999), (10**6, 0), (2**31 - 1, 2**31 - 1)]
    for line, character in far:
        for capability, method, more in OF_PLACE:
            if client.capabilities.get(capability):
                place = {"textDocument": {"uri": URI}, "position": {"line": line, "character": character}}
                await client.request(f"textDocument/{method}", {**place, **more})
    negative = {"textDocument": {"uri": URI}, "position": {"line": -1, "character": 0}}
    wanted(client, "a negative line", await client.code("textDocument/definition", negative), INVALID_PARAMS)
    beyond = {"start": {"line": 10**6, "character": 0}, "end": {"line": 10**6, "character": 9}}
    change = {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"range": beyond, "text": "// the end\n"}]}
    client.notify("textDocument/didChange", change)
    await client.analyzed(URI, 2)
    wanted(client, "exit code", await client.end(), 0)


async def broken(client: Client, text: str) -> None:
    """Where a message should be and is none, nobody knows where the next begins: the server ends as failed."""
    await client.begin(None, {"clientCommands": []})
    client.open(URI, text)
    await client.analyzed(URI, 1)
    client.write(b"{ no json")
    wanted(client, "exit code", await asyncio.wait_for(client.process.wait(), PATIENCE), 1)


async def panic(client: Client, text: str) -> None:
    """A question that goes wrong is answered as an error, and nothing else is lost. Only a debug build can be asked to."""
    await client.begin(None, {"clientCommands": []})
    client.open(URI, text)
    await client.analyzed(URI, 1)
    for _ in range(3):
        wanted(client, "a panic", await client.code("mlc/panic"), INTERNAL_ERROR)
    wanted(client, "tests after a panic", bool(await client.result("mlc/tests", {"textDocument": {"uri": URI}})), True)
    wanted(client, "exit code", await client.end(), 0)


async def cancelled(client: Client, text: str) -> None:
    """Whatever is cancelled is answered, as cancelled or with a result."""
    await client.begin(None, {"clientCommands": []})
    client.open(URI, text)
    asked = [client.ask("mlc/runTests", {"textDocument": {"uri": URI}}) for _ in range(10)]
    for number, _ in asked:
        client.notify("$/cancelRequest", {"id": number})
    answers = await asyncio.wait_for(asyncio.gather(*(answer for _, answer in asked)), PATIENCE)
    codes = {answer.get("error", {}).get("code") for answer in answers}
    if not codes <= {None, -32800}:
        client.problems.append(f"cancelled questions end with {codes}")
    wanted(client, "exit code", await client.end(), 0)


async def command(client: Client, text: str) -> None:
    """An editor without commands of ours gets tests run, and the outcome as a message."""
    await client.begin(None)
    offered = client.capabilities.get("executeCommandProvider", {}).get("commands")
    wanted(client, "commands", offered, ["mlc.runTest"])
    client.open(URI, text)
    tests = await client.result("mlc/tests", {"textDocument": {"uri": URI}})
    arguments = [URI, tests[0]["name"]]
    await client.result("workspace/executeCommand", {"command": "mlc.runTest", "arguments": arguments})
    shown = await told(client, "window/showMessage")
    if arguments[1] not in json.dumps(shown):
        client.problems.append(f"the outcome is shown as {shown}")
    wanted(client, "exit code", await client.end(), 0)


async def told(client: Client, method: str) -> dict[str, Any]:
    """The next notification of a method. It may come after the answer to the question that caused it."""
    while True:
        note = await asyncio.wait_for(client.notes.get(), PATIENCE)
        if note["method"] == method:
            return note


CASES = [order, exit_alone, gone, far_away, broken, panic, cancelled, command]

"""An editor that talks to `mlc lsp` and looks closely at every message it gets."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

from lsprotocol import types as lsp

import own
from shapes import mistake

PATIENCE = 60  # seconds for an answer; a machine with much to do is slow, a server that hangs is slower
ABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "synchronization": {"didSave": True},
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True, "codeDescriptionSupport": True},
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "definition": {"linkSupport": True},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "rename": {"prepareSupport": True},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source"]}},
            "isPreferredSupport": True,
        },
        "foldingRange": {"lineFoldingOnly": True},
        "semanticTokens": {
            "requests": {"full": {"delta": True}, "range": True}, "formats": ["relative"],
            "tokenTypes": [kind.value for kind in lsp.SemanticTokenTypes],
            "tokenModifiers": [kind.value for kind in lsp.SemanticTokenModifiers],
        },
        "formatting": {}, "rangeFormatting": {}, "onTypeFormatting": {}, "selectionRange": {}, "inlayHint": {},
        "codeLens": {}, "documentLink": {}, "signatureHelp": {}, "references": {}, "documentHighlight": {},
    },
    "workspace": {
        "applyEdit": True, "workspaceEdit": {"documentChanges": True}, "workspaceFolders": True, "symbol": {},
    },
    "window": {"workDoneProgress": True},
}


class Client:
    """One server, from its start to its end."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.problems: list[str] = []
        self.seen: Counter[str] = Counter()
        self.texts: dict[str, str] = {}
        self.notes: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.capabilities: dict[str, Any] = {}
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._next = 0

    async def __aenter__(self) -> Client:
        pipe = asyncio.subprocess.PIPE
        self.process = await asyncio.create_subprocess_exec(
            *self.command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, limit=1 << 26)
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        await self._reader

    def write(self, body: bytes) -> None:
        """A message as it goes over the wire, whatever it is."""
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def send(self, message: dict[str, Any]) -> None:
        """A message of the protocol."""
        self.write(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def notify(self, method: str, params: Any = None) -> None:
        """Tells something."""
        self.send({"method": method} if params is None else {"method": method, "params": params})

    def ask(self, method: str, params: Any = None) -> tuple[int, asyncio.Future[dict[str, Any]]]:
        """Asks something; the answer comes later."""
        self._next += 1
        answer = asyncio.get_running_loop().create_future()
        self._waiting[self._next] = answer
        self.send({"id": self._next, "method": method, **({} if params is None else {"params": params})})
        return self._next, answer

    async def request(self, method: str, params: Any = None) -> dict[str, Any]:
        """Asks something and looks at the answer."""
        _, answer = self.ask(method, params)
        try:
            message = await asyncio.wait_for(answer, PATIENCE)
        except TimeoutError:
            self.problems.append(f"{method}: no answer")
            return {"error": {"code": 0, "message": "no answer"}}
        if ("result" in message) == ("error" in message):
            self.problems.append(f"{method}: neither or both of result and error")
        if "error" not in message:
            self._look(method, message)
        return message

    async def result(self, method: str, params: Any = None) -> Any:
        """Asks what has to have an answer."""
        message = await self.request(method, params)
        if "error" in message:
            self.problems.append(f"{method}: {message['error']}")
        return message.get("result")

    async def code(self, method: str, params: Any = None) -> int | None:
        """Asks what should be refused: the code of the error."""
        return (await self.request(method, params)).get("error", {}).get("code")

    async def begin(self, folder: str | None, options: Any = None, abilities: Any = None) -> None:
        """The handshake."""
        folders = [{"uri": folder, "name": "workspace"}] if folder else None
        params = {"processId": None, "rootUri": folder, "workspaceFolders": folders,
                  "capabilities": ABILITIES if abilities is None else abilities}
        if options is not None:
            params["initializationOptions"] = options
        self.capabilities = (await self.result("initialize", params) or {}).get("capabilities", {})
        self.notify("initialized", {})

    def open(self, uri: str, text: str, version: int = 1) -> None:
        """Opens a file."""
        self.texts[uri] = text
        document = {"uri": uri, "languageId": "mlflow", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    async def analyzed(self, uri: str, version: int) -> dict[str, Any]:
        """Waits until the server has looked at a version of a file."""
        while True:
            note = await asyncio.wait_for(self.notes.get(), PATIENCE)
            params = note.get("params", {})
            if note["method"] == "mlc/analyzed" and params["uri"] == uri and params["version"] == version:
                return params

    async def end(self) -> int:
        """`shutdown` and `exit`: the exit code."""
        await self.result("shutdown")
        self.notify("exit")
        return await asyncio.wait_for(self.process.wait(), PATIENCE)

    async def _read(self) -> None:
        stream = self.process.stdout
        while True:
            try:
                head = await stream.readuntil(b"\r\n\r\n")
                fields = dict(line.split(": ", 1) for line in head.decode("ascii").split("\r\n") if line)
                message = json.loads(await stream.readexactly(int(fields["Content-Length"])))
            except asyncio.IncompleteReadError as rest:
                if rest.partial.strip():
                    self.problems.append(f"no message: {rest.partial[:100]!r}")
                return
            if message.get("jsonrpc") != "2.0":
                self.problems.append(f"no `jsonrpc`: {json.dumps(message)[:100]}")
            if "method" in message:
                self._hear(message)
            elif message.get("id") in self._waiting:
                self._waiting.pop(message["id"]).set_result(message)
            elif message.get("id") is not None:
                self.problems.append(f"an answer to nothing: {json.dumps(message)[:100]}")
            else:
                self.notes.put_nowait({"method": "", **message})

    def _hear(self, message: dict[str, Any]) -> None:
        method = message["method"]
        if method in own.NOTIFICATIONS:
            self._judge(method, message["params"], own.NOTIFICATIONS[method])
        elif method in lsp.METHOD_TO_TYPES:
            self._judge(method, message, lsp.METHOD_TO_TYPES[method][0])
        else:
            self.problems.append(f"{method} is no message of the protocol")
        if "id" in message:
            items = message["params"]["items"] if method == "workspace/configuration" else None
            self.send({"id": message["id"], "result": items and [None] * len(items)})
        else:
            self.notes.put_nowait(message)

    def _look(self, method: str, message: dict[str, Any]) -> None:
        if method in own.RESULTS:
            self._judge(method, message.get("result"), own.RESULTS[method])
        elif method in lsp.METHOD_TO_TYPES:
            self._judge(method, message, lsp.METHOD_TO_TYPES[method][1])

    def _judge(self, method: str, value: Any, wanted: Any) -> None:
        self.seen[method] += 1
        if found := mistake(value, wanted):
            self.problems.append(f"{method}: {found}")

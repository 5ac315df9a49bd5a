"""Everything that an editor can ask, at every place of a file."""

from __future__ import annotations

import asyncio
from typing import Any

from client import Client
from places import applied, lines, outside, position, units

AT_ONCE = 12
OPTIONS = {"options": {"tabSize": 2, "insertSpaces": True}}

# Capability, method and what is asked beside the file.
OF_FILE: list[tuple[str, str, dict[str, Any]]] = [
    ("documentSymbolProvider", "documentSymbol", {}),
    ("foldingRangeProvider", "foldingRange", {}),
    ("codeLensProvider", "codeLens", {}),
    ("documentLinkProvider", "documentLink", {}),
    ("documentFormattingProvider", "formatting", OPTIONS),
    ("semanticTokensProvider", "semanticTokens/full", {}),
    ("diagnosticProvider", "diagnostic", {}),
]
OF_PART: list[tuple[str, str, dict[str, Any]]] = [
    ("inlayHintProvider", "inlayHint", {}),
    ("documentRangeFormattingProvider", "rangeFormatting", OPTIONS),
    ("codeActionProvider", "codeAction", {"context": {"diagnostics": []}}),
    ("codeActionProvider", "codeAction", {"context": {"diagnostics": [], "only": ["source.fixAll"]}}),
]
OF_PLACE: list[tuple[str, str, dict[str, Any]]] = [
    ("hoverProvider", "hover", {}),
    ("completionProvider", "completion", {}),
    ("signatureHelpProvider", "signatureHelp", {}),
    ("definitionProvider", "definition", {}),
    ("declarationProvider", "declaration", {}),
    ("typeDefinitionProvider", "typeDefinition", {}),
    ("implementationProvider", "implementation", {}),
    ("referencesProvider", "references", {"context": {"includeDeclaration": True}}),
    ("documentHighlightProvider", "documentHighlight", {}),
    ("renameProvider", "prepareRename", {}),
    ("documentOnTypeFormattingProvider", "onTypeFormatting", {"ch": "\n", **OPTIONS}),
    ("documentOnTypeFormattingProvider", "onTypeFormatting", {"ch": "}", **OPTIONS}),
]
OWN = ["mlc/compiled", "mlc/graph", "mlc/tests", "mlc/runTests"]
# What these answer is about this file and no other.
ABOUT_IT = {"documentSymbol", "foldingRange", "codeLens", "documentLink", "formatting", "rangeFormatting", "inlayHint",
            "hover", "documentHighlight", "onTypeFormatting", "prepareRename"}


def places(text: str, step: int) -> list[dict[str, int]]:
    """Every so many columns of every line, its end too."""
    return [
        {"line": number, "character": column}
        for number, line in enumerate(lines(text))
        for column in sorted({*range(0, units(line) + 1, step), units(line)})
    ]


async def everything(client: Client, uri: str, text: str, step: int) -> int:
    """Asks all of it; how many answers there were."""
    document = {"textDocument": {"uri": uri}}
    count = 0

    async def ask(method: str, params: dict[str, Any]) -> Any:
        nonlocal count
        count += 1
        answer = (await client.request(f"textDocument/{method}", {**document, **params})).get("result")
        if method in ABOUT_IT and (found := outside(answer, text)):
            client.problems.append(f"{method}: {found}")
        return answer

    for capability, method, more in OF_FILE:
        if client.capabilities.get(capability):
            answer = await ask(method, more)
            if method == "semanticTokens/full":
                client.problems += tokens(answer["data"], text, client.capabilities)
            if method == "formatting" and answer is not None:
                client.problems += layout(text, answer)
    asked = []
    all_places = places(text, step)
    whole = {"start": {"line": 0, "character": 0}, "end": position(text, len(text))}
    for capability, method, more in OF_PART:
        if client.capabilities.get(capability):
            asked.append(ask(method, {**more, "range": whole}))
            for place in all_places[:: max(1, len(all_places) // 20)]:
                asked.append(ask(method, {**more, "range": {"start": place, "end": place}}))
    for place in all_places:
        for capability, method, more in OF_PLACE:
            if client.capabilities.get(capability):
                asked.append(ask(method, {**more, "position": place}))
    # Several at once, as editors do.
    for at in range(0, len(asked), AT_ONCE):
        await asyncio.gather(*asked[at : at + AT_ONCE])
    if client.capabilities.get("selectionRangeProvider"):
        await ask("selectionRange", {"positions": all_places[:50]})
    for method in OWN:
        await client.result(method, document)
        count += 1
    return count


def tokens(data: list[int], text: str, capabilities: dict[str, Any]) -> list[str]:
    """What is wrong with semantic tokens: they overlap, leave their line, or have no type."""
    known = len(capabilities["semanticTokensProvider"]["legend"]["tokenTypes"])
    all_lines, problems = lines(text), []
    if len(data) % 5:
        return [f"{len(data)} numbers of tokens, which come in fives"]
    line = column = end = 0
    for below, right, length, kind, _ in zip(*[iter(data)] * 5):
        line, column = line + below, right if below else column + right
        if not below and column < end:
            problems.append(f"tokens overlap at {line}:{column}")
        end = column + length
        if line >= len(all_lines) or end > units(all_lines[line]) or length == 0:
            problems.append(f"the token at {line}:{column} leaves its line")
        if kind >= known:
            problems.append(f"the token at {line}:{column} has no type")
    return problems


def layout(text: str, edits: list[dict[str, Any]]) -> list[str]:
    """A layout keeps the ends of lines, and every word."""
    after = applied(text, edits)
    problems = []
    if "\r\n" in text and after.replace("\r\n", "").count("\n"):
        problems.append("formatting leaves lines without `\\r`")
    if "\r\n" not in text and "\r" in after:
        problems.append("formatting gives lines `\\r`")
    words = [character for character in text if not character.isspace() and character != ","]
    if words != [character for character in after if not character.isspace() and character != ","]:
        problems.append("formatting changes more than the layout")
    return problems

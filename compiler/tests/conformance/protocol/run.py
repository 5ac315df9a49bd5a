"""`mlc lsp` as editors see it: every message has the shape of the specification, whatever is asked and in whatever order.

Usage: run.py --mlc PROGRAM [FILTER]
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent))

import edits  # noqa: E402
import robust  # noqa: E402
from answers import everything  # noqa: E402
from client import ABILITIES, Client  # noqa: E402
from suite.report import Report  # noqa: E402

EXAMPLE = ROOT / "examples/payroll-fraud/payroll-fraud.mlflow"
OPTIONS = {"clientCommands": ["mlc.runTest", "mlc.openCompiled", "mlc.showGraph", "mlc.explain"]}
PULLS = copy.deepcopy(ABILITIES)
PULLS["textDocument"]["diagnostic"] = {}


def texts() -> list[tuple[str, str, str, int]]:
    """Files to ask everything about: name, address, text, and how many columns apart the places are."""
    whole = EXAMPLE.read_text("utf-8")
    several = ROOT / "examples/multi-file/multi-file.mlflow"
    if not several.exists():
        several = next((ROOT / "examples/multi-file").glob("*.mlflow"))
    shared = next((ROOT / "examples/multi-file/shared").glob("*.mlflow"))
    short = "\n".join(whole.split("\n")[:32]) + "\ntrain trees {\n  instance = \n"
    odd = short.replace("payroll_fraud", "pay").replace('"sklearn', '"\N{GRINNING FACE} sklearn').replace("\n", "\r\n")
    made = "file:///suite/main.mlflow"
    return [
        ("a whole pipeline", EXAMPLE.as_uri(), whole, 29),
        ("a file that imports", several.as_uri(), several.read_text("utf-8"), 41),
        ("a file that is imported", shared.as_uri(), shared.read_text("utf-8"), 29),
        ("half typed", made, short, 11),
        ("surrogates and CRLF", made, f"/// \N{GRINNING FACE} caf\u00e9\r\n{odd}", 11),
        ("nothing", made, "", 1),
        ("no text of ours", made, "\N{GRINNING FACE}\x00 }}} ]] \"\"\" ${ // \r\r\n", 1),
    ]


async def answers(report: Report, command: list[str], chosen: Callable[[str], bool]) -> None:
    """Everything that can be asked, with problems sent and with problems asked for."""
    asked = 0
    seen: set[str] = set()
    for name, uri, text, step in texts():
        if not chosen(name):
            continue
        for way, abilities in (("told", ABILITIES), ("asked", PULLS)):
            async with Client(command) as client:
                await client.begin(uri.rsplit("/", 1)[0] if "suite" not in uri else None, OPTIONS, abilities)
                client.open(uri, text)
                # One of both is enough for the places.
                asked += await everything(client, uri, text, step if way == "told" else 40)
                if await client.end() != 0:
                    client.problems.append("the exit code is not 0")
                seen |= set(client.seen)
            report.check(f"{name}, problems {way}", sorted(set(client.problems)))
    report.section("answers", f"{asked} questions, {len(seen)} kinds of messages")


async def run(report: Report, command: list[str], chosen: Callable[[str], bool]) -> None:
    await answers(report, command, chosen)
    text = EXAMPLE.read_text("utf-8")
    for case in robust.CASES:
        if chosen(case.__name__):
            async with Client(command) as client:
                await guarded(client, case(client, text))
            report.check(f"robust: {case.__name__}", client.problems)
    report.section("robust", f"{len(robust.CASES)} cases")
    if chosen("edits"):
        short = "\n".join(text.split("\n")[:60])
        for seed in range(2):
            found = await edits.same(command, robust.URI, short, 500, PULLS, seed)
            report.check(f"500 edits, seed {seed}", found)
        async with Client(command) as client:
            await guarded(client, edits.patched(client, robust.URI, text, 60, 7))
        report.check("a patched graph", client.problems)
        report.section("edits", "answers as of a cold start; patches give the whole graph")


async def guarded(client: Client, work: Awaitable[None]) -> None:
    """A case that stops in the middle has failed."""
    try:
        await work
    except (TimeoutError, KeyError, TypeError, IndexError, ConnectionError) as error:
        client.problems.append(f"{type(error).__name__}: {error}")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mlc", required=True)
    parser.add_argument("filter", nargs="?", default="")
    options = parser.parse_args()
    report = Report()
    asyncio.run(run(report, [options.mlc, "lsp"], lambda name: options.filter in name))
    if report.passed + report.failed == 0:
        report.check(f"a case of the name `{options.filter}`", ["there is none"])
    print(f"protocol: {report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())

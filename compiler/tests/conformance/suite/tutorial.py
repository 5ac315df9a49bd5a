"""Follows docs/tutorial.md as its reader does: makes every change, runs every command, compares what is shown.

A comment before a fence says what the reader does with it; `console` fences have commands behind `$ ` and what they print.

  <!-- write: FILE -->   the fence is the file
  <!-- change: FILE -->  lines with `-` become lines with `+`; lines with neither stand there and stay
  <!-- is: FILE -->      the file is the fence by now
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"(?:<!-- (?P<verb>write|change|is): (?P<file>\S+) -->\n)?^```(?P<words>[a-z ]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
AT_LEAST = 10  # commands that the page must have


@dataclass
class Reader:
    """Somebody who follows the page in a folder of their own."""

    place: Path
    programs: Path
    commands: int = 0

    def follow(self, page: str) -> tuple[str, list[str]]:
        """The page with everything it shows made anew, and what went wrong on the way."""
        problems: list[str] = []

        def fresh(fence: re.Match[str]) -> str:
            line = page.count("\n", 0, fence.start("words")) + 1
            try:
                text = self._do(fence["verb"], fence["file"], fence["words"], fence["text"])
            except (OSError, ValueError) as error:
                problems.append(f"line {line}: {error}")
                text = fence["text"]
            start, end = fence.start("text") - fence.start(), fence.end("text") - fence.start()
            return fence[0][:start] + text + fence[0][end:]

        return FENCE.sub(fresh, page), problems

    def _do(self, verb: str | None, file: str | None, words: str, text: str) -> str:
        if verb is None or file is None:
            if words == "console":
                return "".join(self._run(line) for line in text.splitlines() if line.startswith("$ "))
            if words == "sh":
                return text  # how to install what is there already
            raise ValueError(f"nothing says what to do with a fence of `{words}`")
        path = self.place / file
        if verb == "is":
            return path.read_text("utf-8")
        path.write_text(text if verb == "write" else changed(path.read_text("utf-8"), text, file), "utf-8")
        return text

    def _run(self, line: str) -> str:
        self.commands += 1
        variables = {**os.environ, "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1", "LC_ALL": "C"}
        command = line.removeprefix("$ ")
        done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=self.place, env=variables, check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said = done.stdout.decode("utf-8")
        if done.returncode != (1 if "\nerror[" in f"\n{said}" else 0):
            raise ValueError(f"`{command}` ended with {done.returncode}: {said[:500]}")
        return f"{line}\n{said}"


def changed(text: str, change: str, file: str) -> str:
    """A file's text after a change; what is taken away must stand there exactly once."""
    before = "".join(line[1:] for line in change.splitlines(keepends=True) if line[0] in " -")
    after = "".join(line[1:] for line in change.splitlines(keepends=True) if line[0] in " +")
    if not before or text.count(before) != 1:
        raise ValueError(f"{file} has {text.count(before)} times what is changed:\n{before}")
    return text.replace(before, after)


def reader(root: Path, mlc: Path, scratch: Path) -> Reader:
    """A reader in an empty folder, with the two programs that the page uses."""
    place, programs = scratch / "reader", scratch / "programs"
    place.mkdir(parents=True)
    programs.mkdir()
    player = root / "compiler/tests/conformance/play.py"
    play = " ".join(shlex.quote(str(word)) for word in [sys.executable, "-B", player, "--mlc", mlc, "--scratch", scratch / "play"])
    # What `cargo xtask play` starts, without building mlc once more.
    script(programs / "cargo", f'[ "$1 $2" = "xtask play" ] || exit 2\nshift 2\nexec {play} "$@"')
    script(programs / "mlc", f'exec {shlex.quote(str(mlc))} "$@"')
    return Reader(place, programs)


def follow(root: Path, mlc: Path, scratch: Path) -> list[str]:
    """What on the page is not so. With UPDATE=1 in the environment the page is written anew instead."""
    who = reader(root, mlc, scratch)
    file = root / "docs/tutorial.md"
    page = file.read_text("utf-8")
    fresh, problems = who.follow(page)
    if who.commands < AT_LEAST:
        problems.append(f"only {who.commands} commands were found")
    if os.environ.get("UPDATE"):
        file.write_text(fresh, "utf-8")
    elif fresh != page:
        problems.append("docs/tutorial.md shows what is not so; `UPDATE=1 cargo xtask conformance tutorial` mends it")
        problems += list(difflib.unified_diff(page.splitlines(), fresh.splitlines(), "shown", "is", lineterm="", n=0))
    return problems


def accepts(wrong: str, mlc: Path, scratch: Path) -> list[str]:
    """Whether a page is taken for true that shows a wrong answer, a fence to do nothing with and a change of no file."""
    fresh, problems = reader(scratch, mlc, scratch).follow(wrong)
    return [] if fresh != wrong and len(problems) == 2 else [f"{problems} in {fresh}"]


def script(path: Path, text: str) -> None:
    """A program of the shell."""
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)

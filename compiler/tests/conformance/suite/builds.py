"""Compiles every example and corpus program, in every environment it declares, twice."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

PIPELINE = re.compile(r"^pipeline\s+\w+", re.MULTILINE)
ENVIRONMENT = re.compile(r"^env\s+(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Program:
    """A source file and an environment to compile it in (empty: none)."""

    source: Path
    environment: str

    def name(self, root: Path) -> str:
        """How reports call it."""
        path = str(self.source.relative_to(root))
        return f"{path} --env {self.environment}" if self.environment else path


def programs(root: Path) -> list[Program]:
    """All of them, in a stable order; a file without a pipeline is a part of another."""
    sources = sorted(root.glob("examples/*/*.mlflow")) + sorted(root.glob("compiler/tests/programs/*.mlflow"))
    found = []
    for source in sources:
        text = source.read_text("utf-8")
        if PIPELINE.search(text):
            found += [Program(source, environment) for environment in ["", *ENVIRONMENT.findall(text)]]
    return found


class Compiler:
    """The program under test."""

    def __init__(self, program: Path, scratch: Path) -> None:
        self.program, self.scratch = program, scratch
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        self._builds = 0

    def version(self) -> str:
        """Its version."""
        done = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True)
        return done.stdout.split()[-1]

    def build(self, source: Path, environment: str, where: Path | None = None, variables: dict[str, str] | None = None) -> tuple[Path, list[str]]:
        """Compiles; gives the directory and what went wrong."""
        self._builds += 1
        out = self.scratch / f"build-{self._builds}"
        command = [str(self.program), "build", str(source), "--out-dir", str(out)]
        if environment:
            command += ["--env", environment]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=where, env=variables)
        if done.returncode != 0:
            return out, [f"mlc build ended with {done.returncode}", *(done.stderr or done.stdout).splitlines()[:12]]
        if not any(out.glob("*/state-machine.asl.json")):
            return out, ["mlc build wrote no state-machine.asl.json"]
        return out, []

    def build_elsewhere(self, root: Path, source: Path, environment: str) -> tuple[Path, list[str]]:
        """The same again: copied to another directory, another working directory, other environment variables."""
        elsewhere = self.scratch / "elsewhere and away"
        copied = elsewhere / source.parent.relative_to(root)
        if not copied.exists():
            shutil.copytree(source.parent, copied)
        variables = {"HOME": str(elsewhere), "TZ": "Pacific/Apia", "LANG": "tr_TR.UTF-8", "LC_ALL": "C", "USER": "somebody",
                     "NO_COLOR": "1", "RUST_BACKTRACE": "1", "SOURCE_DATE_EPOCH": "1", "PATH": "/usr/bin:/bin"}
        return self.build(Path(source.name), environment, where=copied, variables=variables)


def differences(one: Path, other: Path) -> list[str]:
    """Files that are not in both directories with the same bytes."""
    files = {p.relative_to(one) for p in one.rglob("*") if p.is_file()} | {p.relative_to(other) for p in other.rglob("*") if p.is_file()}
    problems = []
    for file in sorted(files):
        first, second = one / file, other / file
        if not first.exists() or not second.exists():
            problems.append(f"{file}: written only once")
        elif (a := first.read_bytes()) != (b := second.read_bytes()):
            at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
            problems.append(f"{file}: differs from byte {at}: {a[at:at + 60]!r} and {b[at:at + 60]!r}")
    return problems

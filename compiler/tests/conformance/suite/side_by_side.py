"""docs/coming-from.md: the pipeline compiles, the machine by hand does the same as the compiled one, the Python parses."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

from . import scenarios
from .builds import Compiler
from .documents import Document

FENCE = re.compile(r"^```(mlflow|json|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = 3  # programs that the page has


class Page:
    """What stands in the page's fences."""

    def __init__(self, root: Path, scratch: Path) -> None:
        self.scratch = scratch
        fences = FENCE.findall((root / "docs/coming-from.md").read_text("utf-8"))
        self.pipelines, self.machines, self.python = ([text for kind, text in fences if kind == wanted] for wanted in ("mlflow", "json", "python"))

    def faults(self) -> list[str]:
        """What of the page cannot be read."""
        counts = {"mlflow": (len(self.pipelines), 1), "json": (len(self.machines), 1), "python": (len(self.python), PYTHON)}
        faults = [f"{there} fences of `{kind}`, there should be {wanted}" for kind, (there, wanted) in counts.items() if there != wanted]
        for number, text in enumerate(self.python, 1):
            try:
                ast.parse(text)
            except SyntaxError as error:
                faults.append(f"Python fence {number}: {error}")
        return faults

    def by_hand(self) -> Document:
        """The machine by hand as the judges want it."""
        path = self.scratch / "by-hand/state-machine.asl.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.machines[0], "utf-8")
        return Document("machine", "docs/coming-from.md", path, json.loads(self.machines[0]))

    def compiled(self, compiler: Compiler) -> tuple[Any, list[str]]:
        """The compiled machine."""
        source = self.scratch / "orders.mlflow"
        source.write_text(self.pipelines[0], "utf-8")
        out, problems = compiler.build(source, "")
        return None if problems else json.loads(next(out.glob("*/state-machine.asl.json")).read_text("utf-8")), problems


def played(scenario: dict[str, Any], compiled: Any, by_hand: Any) -> list[str]:
    """What either of both does otherwise than the scenario says."""
    machines = {"compiled": compiled, "by hand": by_hand}
    return [f"{name}: {problem}" for name, machine in machines.items() for problem in scenarios.run(scenario, machine, None, {})]

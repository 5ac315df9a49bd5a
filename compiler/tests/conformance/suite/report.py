"""Counts what passed and failed, and says so: a line a section, more only for what failed."""

from __future__ import annotations

import sys
import time


class Report:
    """The tally of one run of the suite."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0
        self._started = time.monotonic()

    def check(self, name: str, problems: list[str]) -> bool:
        """One check; it passed when there are no problems."""
        if not problems:
            self.passed += 1
            return True
        self.failed += 1
        print(f"FAILED {name}")
        for problem in problems[:20]:
            print(f"       {problem[:600]}")
        if len(problems) > 20:
            print(f"       ... and {len(problems) - 20} more")
        return False

    def section(self, name: str, text: str) -> None:
        """Says what a section did."""
        print(f"{name:<14} {text}  [{time.monotonic() - self._started:.1f} s]")
        sys.stdout.flush()

"""A scenario's table of what is to happen: a key to a list, an entry for each time, the last for all that follow."""

from __future__ import annotations

import threading
from typing import Any


class Rows:
    """The table of one run, and how far each row has been used."""

    def __init__(self, what: str, known: set[str], table: dict[str, list[dict[str, Any]]]) -> None:
        self._table = table
        self._used = dict.fromkeys(table, 0)
        self._lock = threading.Lock()
        for key, rows in table.items():
            for row in rows:
                if unknown := set(row) - known:
                    raise ValueError(f"{what} of `{key}` has unknown fields: {', '.join(sorted(unknown))}")

    def first(self, wanted: Any) -> dict[str, Any] | None:
        """The next entry of the first row whose key is wanted."""
        with self._lock:
            for key, rows in self._table.items():
                if rows and wanted(key):
                    index = min(self._used[key], len(rows) - 1)
                    self._used[key] += 1
                    return rows[index]
        return None

    def unused(self) -> list[str]:
        """Rows of which not every entry was used: a mistake in the scenario, or in the pipeline."""
        return [key for key, count in self._used.items() if count < len(self._table[key])]

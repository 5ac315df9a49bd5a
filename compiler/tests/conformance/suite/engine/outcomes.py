"""How the jobs and resources of a scenario end.

`{"trees": [{"status": "Failed", "reason": "..."}, {"metrics": {"validation:auc": 0.9}}]}`: the first resource whose name
contains `trees` fails, later ones complete. The last entry of a list holds for all that follow.

Fields of an outcome, all optional:
  status   the final status (default: the good one)
  reason   FailureReason
  metrics  FinalMetricDataList of a training job or of a search's best one, name to value; objective of an AutoML job
  containers  how many containers the model of an AutoML job has (default 1)
  nothing_found  true: a tuning or AutoML job completes without a best one
  files    what the job leaves on S3, "<output name>/<file>" or "<file>" to text or JSON
  refuse   an error code with which the service refuses the Create request, e.g. ResourceLimitExceeded
  message  its text
  rounds   how many Describe calls see the resource in progress (default 1)
  takes    seconds until a job ends, for states that look at the time (default 0)
  hangs    true: the job never ends, so that its TimeoutSeconds does
  describe fields that Describe shows beside the request
"""

from __future__ import annotations

import threading
from typing import Any

KNOWN = {"status", "reason", "metrics", "files", "refuse", "message", "rounds", "hangs", "describe", "takes", "containers", "nothing_found"}


class Outcomes:
    """The table of one run, and how far each row has been used."""

    def __init__(self, table: dict[str, list[dict[str, Any]]]) -> None:
        self._table = table
        self._used = dict.fromkeys(table, 0)
        self._lock = threading.Lock()
        for key, rows in table.items():
            for row in rows:
                if unknown := set(row) - KNOWN:
                    raise ValueError(f"outcome of `{key}` has unknown fields: {', '.join(sorted(unknown))}")

    def take(self, kind: str, name: str) -> dict[str, Any]:
        """The next outcome for a resource. A key is a part of the name, or `Kind:part`."""
        with self._lock:
            for key, rows in self._table.items():
                wanted, _, part = key.rpartition(":")
                if part in name and wanted in ("", kind) and rows:
                    index = min(self._used[key], len(rows) - 1)
                    self._used[key] += 1
                    return rows[index]
        return {}

    def unused(self) -> list[str]:
        """Rows that no resource has used: a mistake in the scenario, or in the pipeline."""
        return [key for key, count in self._used.items() if count < len(self._table[key])]

"""How the jobs and resources of a scenario end.

`{"trees": [{"status": "Failed", "reason": "..."}, {"metrics": {"validation:auc": 0.9}}]}`: the first resource whose name
contains `trees` fails, later ones complete. The last entry of a list holds for all that follow.

Fields of an outcome, all optional:
  status   the final status (default: the good one)
  reason   FailureReason
  metrics  FinalMetricDataList of a training job or of a search's best one, name to value; objective of an AutoML job;
           LabelCounters of a labelling job
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

from typing import Any

from .rows import Rows

KNOWN = {"status", "reason", "metrics", "files", "refuse", "message", "rounds", "hangs", "describe", "takes", "containers", "nothing_found"}


class Outcomes(Rows):
    """The table of one run."""

    def __init__(self, table: dict[str, list[dict[str, Any]]]) -> None:
        super().__init__("outcome", KNOWN, table)

    def take(self, kind: str, name: str) -> dict[str, Any]:
        """The next outcome for a resource. A key is a part of the name, or `Kind:part`."""

        def wanted(key: str) -> bool:
            of_kind, _, part = key.rpartition(":")
            return part in name and of_kind in ("", kind)

        return self.first(wanted) or {}

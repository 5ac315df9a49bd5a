"""Time for the engine: waits and retry intervals are recorded and cost next to nothing."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_callback
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction

PAUSE = 0.0005  # seconds: other threads get their turn


class Clock:
    """How much time an execution would have spent waiting."""

    def __init__(self) -> None:
        self.waited = 0.0
        self._lock = threading.Lock()

    def pass_(self, seconds: float) -> None:
        """Time that a job takes."""
        with self._lock:
            self.waited += seconds

    def sleep(self, seconds: float) -> None:
        """Passes virtual time."""
        with self._lock:
            self.waited += seconds
        time.sleep(PAUSE)


CLOCK = Clock()


def _wait(self: object, env: object, wait_seconds: int) -> None:
    CLOCK.sleep(max(0, wait_seconds))


def mend() -> None:
    """Puts the clock in."""
    retrier_decl.time = SimpleNamespace(sleep=CLOCK.sleep)
    state_task_service_callback.time = SimpleNamespace(sleep=lambda _: time.sleep(PAUSE))
    WaitFunction._wait_interval = _wait

"""What services other than SageMaker answer, and what people answer who are asked, as a scenario says.

`{"glue:startJobRun": [{"result": {"Id": "jr_1"}}], "sign_off": [{"error": "Rejected", "cause": "not yet"}]}`: the key is a
call, or the state that makes it; a list has an entry for each call, the last for all that follow. Without a row a call
answers `{}` (an SDK call goes to moto), and a person who is asked answers nothing until the state's time is over.

Fields of an answer, one of them:
  result  what is answered; with `.sync` what the service describes at the end
  error   the error's name, with `cause` its text
  hangs   true: no answer until the state's TimeoutSeconds is over
"""

from __future__ import annotations

import copy
import json
from typing import Any

from moto.stepfunctions.parser.asl.component.state.exec.execute_state import EvalTimeoutError

from .rows import Rows

KNOWN = {"result", "error", "cause", "hangs"}


class AnsweredError(Exception):
    """An error that a scenario answers with."""

    def __init__(self, error: str, cause: str) -> None:
        super().__init__(f"{error}: {cause}")
        self.error, self.cause = error, cause


class Answers(Rows):
    """The table of one run."""

    def __init__(self, table: dict[str, list[dict[str, Any]]]) -> None:
        super().__init__("answer", KNOWN, table)

    def take(self, call: str, state: str) -> dict[str, Any] | None:
        """The next answer for a call of a state; a row of the state comes before one of the call."""
        return self.first(lambda key: key == state) or self.first(lambda key: key == call)


ANSWERS = Answers({})


def use(table: dict[str, Any]) -> Answers:
    """Takes the table of the next run."""
    global ANSWERS
    ANSWERS = Answers(table)
    return ANSWERS


def take(call: str, state: str) -> dict[str, Any] | None:
    """The next answer, of the table in use."""
    return ANSWERS.take(call, state)


def value(answer: dict[str, Any] | None) -> Any:
    """What an answer gives, or the error that it raises."""
    if answer is None:
        return {}
    if answer.get("hangs"):
        raise EvalTimeoutError()
    if "error" in answer:
        cause = answer.get("cause", "")
        raise AnsweredError(answer["error"], cause if isinstance(cause, str) else json.dumps(cause))
    return copy.deepcopy(answer.get("result", {}))

"""JSONata for the engine: moto ships its interpreter without an evaluator.

Values are bound, not pasted into the expression as text, and Step Functions' own functions are real.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import json
import math
import random
import threading
import time
import uuid
from typing import Any

from jsonata import Jsonata
from jsonata.utils import Utils
from moto.stepfunctions.parser.api import EvaluationFailedEventDetails, HistoryEventType
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent, FailureEventException
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import StatesErrorNameType
from moto.stepfunctions.parser.asl.component.common.string.string_expression import StringJSONata, StringVariableSample
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

from . import clock

RECURSION = threading.local()


class Undefined(Exception):
    """The expression has no value."""


def to_jsonata(value: Any) -> Any:
    """Plain JSON to the library's values: its null is not None, which means undefined there."""
    if value is None:
        return Utils.NULL_VALUE
    if isinstance(value, dict):
        return {str(key): to_jsonata(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_jsonata(item) for item in value]
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    return value


def to_json(value: Any) -> Any:
    """The library's values to plain JSON."""
    if value is Utils.NULL_VALUE or value is None:
        return None
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, range)) or type(value).__name__ in ("JList", "RangeList"):
        return [to_json(item) for item in value]
    if isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    raise ValueError(f"a value of type {type(value).__name__} is no JSON")


def step_partition(array: Any, size: Any) -> Any:
    """`$partition(array, size)`."""
    size = math.floor(size)
    if size < 1:
        raise ValueError("$partition: the size must be at least 1")
    items = array if isinstance(array, list) else [array]
    return [items[start : start + size] for start in range(0, len(items), size)]


def step_range(first: Any, last: Any, step: Any) -> Any:
    """`$range(first, last, step)`, both ends included."""
    first, last, step = math.floor(first), math.floor(last), math.floor(step)
    if step == 0:
        raise ValueError("$range: the step must not be 0")
    return list(range(first, last + (1 if step > 0 else -1), step))


def step_hash(text: Any, algorithm: Any) -> Any:
    """`$hash(text, algorithm)`, hexadecimal."""
    names = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
    if algorithm not in names:
        raise ValueError(f"$hash: unknown algorithm {algorithm}")
    return hashlib.new(names[algorithm], str(text).encode()).hexdigest()


def step_random(seed: Any = None) -> Any:
    """`$random([seed])`."""
    return random.random() if seed is None else random.Random(str(seed)).random()


def step_parse(text: Any) -> Any:
    """`$parse(text)`."""
    return None if text is None else to_jsonata(json.loads(text))


def step_uuid() -> Any:
    """`$uuid()`."""
    return str(uuid.uuid4())


def step_millis() -> Any:
    """`$millis()`: time that was waited has passed."""
    return int((time.time() + clock.CLOCK.waited) * 1000)


def step_now(*_: Any) -> Any:
    """`$now()`, in the form that it has without arguments."""
    moment = datetime.datetime.fromtimestamp(step_millis() / 1000, datetime.timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def refused_eval(*_: Any) -> Any:
    """`$eval` does not exist in Step Functions."""
    raise ValueError("$eval is not available in Step Functions: use $parse")


class Native(Jsonata.JNativeFunction):
    """A Python function under a JSONata name, missing arguments filled with undefined."""

    def __init__(self, function: Any, least: int, most: int) -> None:
        self.function, self.least, self.most = function, least, most
        self.signature = None

    def get_number_of_args(self) -> int:
        """How many arguments the library hands over."""
        return self.most

    def call(self, _input: Any, args: Any) -> Any:
        """Calls it."""
        given = list(args or [])
        while len(given) > self.least and given[-1] is None:
            given.pop()
        return self.function(*given)


FUNCTIONS = {
    "partition": (step_partition, 2, 2),
    "range": (step_range, 3, 3),
    "hash": (step_hash, 2, 2),
    "random": (step_random, 0, 1),
    "parse": (step_parse, 1, 1),
    "uuid": (step_uuid, 0, 0),
    "millis": (step_millis, 0, 0),
    "now": (step_now, 0, 2),
    "eval": (refused_eval, 0, 2),
}


@functools.lru_cache(maxsize=4096)
def _compiled(expression: str, _thread: int) -> Jsonata:
    program = Jsonata(expression)
    for name, (function, least, most) in FUNCTIONS.items():
        program.assign(name, Native(function, least, most))
    return program


def evaluate(expression: str, bindings: dict[str, Any]) -> Any:
    """The value of an expression as plain JSON; raises `Undefined` where it has none."""
    program = _compiled(expression, threading.get_ident())
    program.output_convert_nulls = False  # or null and undefined look the same
    result = program.evaluate(None, {name: to_jsonata(value) for name, value in bindings.items()})
    if result is None:
        raise Undefined(f"The JSONata expression '{expression}' returned nothing (undefined).")
    return to_json(result)


def failure(env: Any, cause: str) -> FailureEventException:
    """States.QueryEvaluationError, which Retry and Catch can name."""
    name = StatesErrorName(typ=StatesErrorNameType.StatesQueryEvaluationError)
    details = EvaluationFailedEventDetails(error=name.error_name, cause=cause)
    return FailureEventException(
        FailureEvent(env, name, HistoryEventType.EvaluationFailed, EventDetails(evaluationFailedEventDetails=details))
    )


def bindings_of(env: Any) -> dict[str, Any]:
    """`$states` and the variables in scope; `$states.result` and `.errorOutput` only where they exist."""
    data = env.states._states_data
    known = {key: data[key] for key in ("input", "context") if key in data}
    here = "errorOutput" if data.get("errorOutput") is not None else "result"
    if data.get(here) is not None:
        known[here] = data[here]
    variables = {**env.variable_store._outer_scope, **env.variable_store._inner_scope}
    return variables | {"states": known}


def _evaluate_in_state(self: Any, env: Any) -> None:
    expression = self.expression.strip()
    try:
        env.stack.append(evaluate(expression, bindings_of(env)))
    except Undefined as error:
        raise failure(env, str(error)) from error
    except Exception as error:  # whatever the library raises is an error of the expression
        raise failure(env, f"The JSONata expression '{expression}' failed: {error}") from error


def mend() -> None:
    """Puts the evaluator in."""
    StringJSONata._eval_body = _evaluate_in_state
    StringVariableSample._eval_body = _evaluate_in_state

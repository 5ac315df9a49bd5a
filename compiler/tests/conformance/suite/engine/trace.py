"""What an execution did, as data, so that another interpreter can play it again with the same answers.

Of every call how it ended: `result`, or `error` and `cause`, or `hangs`, or `lost` with its branch; whether the service `accepted` it; how many seconds
it `takes`. Readers and writers of distributed maps answer too, and are told by their `purpose`.
"""

from __future__ import annotations

import copy
import json
import threading
from dataclasses import dataclass, field
from typing import Any

from moto.stepfunctions.parser.asl.component.state.exec.execute_state import EvalTimeoutError
from moto.stepfunctions.parser.asl.component.state.exec.state_map.item_reader.eval.resource_eval_s3 import ResourceEvalS3
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import StateTaskService

DETAILS = ("name", "index", "error", "cause")


@dataclass
class Answer:
    """How a call ended."""

    state: str
    arguments: Any
    purpose: str = "Task"
    ended: dict[str, Any] = field(default_factory=dict)


@dataclass
class Record:
    """All answers of an execution."""

    answers: list[Answer] = field(default_factory=list)
    lock: Any = field(default_factory=threading.Lock)


RECORD = Record()


def _json(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def begin(env: Any, state: str, arguments: Any, purpose: str = "Task") -> None:
    """A call is made; `env` is where its end will be known."""
    env.answer = Answer(state, arguments, purpose)
    with RECORD.lock:
        RECORD.answers.append(env.answer)


def note(env: Any, **fields: Any) -> None:
    """Something about the call that is being made."""
    if getattr(env, "answer", None) is not None:
        env.answer.ended.update(fields)


def _task(execute: Any) -> Any:
    def evaluate(self: Any, env: Any) -> None:
        env.answer = None
        try:
            execute(self, env)
        except EvalTimeoutError:
            note(env, hangs=True)
            raise
        except Exception as error:
            event = self._from_error(env=env, ex=error)
            details = next(iter(event.event_details.values()))
            note(env, error=event.error_name.error_name, cause=details.get("cause") or "")
            raise
        # A branch that lost goes on with whatever it has.
        note(env, **({"result": _json(copy.deepcopy(env.stack[-1]))} if env.is_running() else {"lost": True}))

    return evaluate


def _reading(execute: Any) -> Any:
    def evaluate(self: Any, env: Any) -> None:
        begin(env, env.states.context_object.context_object_data["State"]["Name"], _json(env.stack[-1]), "ItemReader")
        try:
            execute(self, env)
        except Exception as error:
            note(env, error="States.ItemReaderFailed", cause=str(error))
            raise
        read = _json(env.stack[-1])
        note(env, result={"Contents": read} if isinstance(read, list) else {"Body": read})

    return evaluate


def moment(shown: dict[str, Any]) -> int:
    """When an execution started, in milliseconds."""
    return int(shown["startDate"].timestamp() * 1000)


def output_of(shown: dict[str, Any]) -> Any:
    """An execution's output; the engine writes a text as it is."""
    try:
        return json.loads(shown["output"]) if "output" in shown else None
    except json.JSONDecodeError:
        return shown["output"]


def of(machine: Any, started: dict[str, Any], shown: dict[str, Any], events: list[dict[str, Any]]) -> dict[str, Any]:
    """The trace of an execution."""
    told = []
    for event in events:
        details = next((value for key, value in event.items() if key.endswith("EventDetails")), {})
        told.append({"id": event["id"], "previous": event["previousEventId"], "kind": event["type"]} | {key: details[key] for key in DETAILS if key in details})
    with RECORD.lock:
        answers = [{"state": a.state, "arguments": a.arguments, "purpose": a.purpose, **a.ended} for a in RECORD.answers]
    end = {key: shown[key] for key in ("status", "error", "cause") if key in shown}
    output = output_of(shown)
    return {"machine": machine, "state_machine": shown["stateMachineArn"].rpartition(":")[2], **started, "answers": answers, "events": told, "end": end | {"output": output}}


def mend() -> None:
    """Starts to record; after everything else was mended."""
    StateTaskService._eval_execution = _task(StateTaskService._eval_execution)
    ResourceEvalS3.eval_resource = _reading(ResourceEvalS3.eval_resource)

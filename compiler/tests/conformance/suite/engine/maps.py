"""Distributed maps: moto's grammar knows only the fields of JSONPath for readers and writers, and no item ever fails.

- `Arguments` of an ItemReader or ResultWriter reaches moto as `Parameters`, its expressions are evaluated here, and a
  whole number as ToleratedFailurePercentage becomes one with a fraction.
- An item is an execution of its own: it sees no variables from outside but what the ItemSelector passes in.
- More failed items than are tolerated fail the map.
"""

from __future__ import annotations

from typing import Any

from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent, FailureEventException
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import StatesErrorNameType
from moto.stepfunctions.parser.asl.component.common.query_language import QueryLanguage, QueryLanguageMode
from moto.stepfunctions.parser.asl.component.common.string.string_expression import StringJSONata
from moto.stepfunctions.parser.asl.component.state.exec.state_map.item_reader.eval import resource_eval_s3 as reading
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.distributed_iteration_component import DistributedIterationComponent
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.itemprocessor.distributed_item_processor_worker import DistributedItemProcessorWorker
from moto.stepfunctions.parser.asl.component.state.exec.state_map.result_writer.resource_eval import resource_eval_s3 as writing
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.eval.variable_store import VariableStore
from moto.stepfunctions.parser.asl.parse.preprocessor import Preprocessor


def readable(value: Any) -> Any:
    """A definition as moto reads it."""
    if isinstance(value, list):
        return [readable(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: readable(item) for key, item in value.items()}
    if made.get("Type") == "Map":
        for part in ("ItemReader", "ResultWriter"):
            if "Arguments" in made.get(part, {}):
                made[part] = {("Parameters" if key == "Arguments" else key): item for key, item in made[part].items()}
        if "ToleratedFailurePercentage" in made:
            made["ToleratedFailurePercentage"] = float(made["ToleratedFailurePercentage"])
    return made


def _evaluated(original: Any) -> Any:
    def handle(self: Any, env: Any) -> None:
        given = env.stack.pop()
        for key, value in given.items():
            if isinstance(value, str) and value.startswith("{%"):
                StringJSONata(value[2:-2].strip()).eval(env=env)
                given[key] = env.stack.pop()
        env.stack.append(given)
        original(self, env)

    return handle


def _alone(original: Any) -> Any:
    def evaluate(self: Any, env_frame: Any) -> None:
        original(self, env_frame)
        env_frame.variable_store = VariableStore()

    return evaluate


def _tolerating(original: Any) -> Any:
    def run(self: Any, env: Any, eval_input: Any) -> None:
        original(self, env, eval_input)
        count = eval_input.map_run_record.item_counter
        total, failed = count.total.get(), count.failed.get() + count.timed_out.get()
        if failed > eval_input.tolerated_failure_count and failed * 100 > eval_input.tolerated_failure_percentage * total:
            cause = "The specified tolerated failure threshold was exceeded"
            name = StatesErrorName(typ=StatesErrorNameType.StatesExceedToleratedFailureThreshold)
            details = TaskFailedEventDetails(error=name.error_name, cause=cause)
            event = FailureEvent(env, name, HistoryEventType.TaskFailed, EventDetails(taskFailedEventDetails=details))
            raise FailureEventException(event)

    return run


def _as_jsonpath(original: Any) -> Any:
    def visit(self: Any, ctx: Any) -> Any:
        self._query_language_per_scope.append(QueryLanguage(QueryLanguageMode.JSONPath))
        try:
            return original(self, ctx)
        finally:
            self._query_language_per_scope.pop()

    return visit


def mend() -> None:
    """Puts it in."""
    DistributedItemProcessorWorker._eval_input = _alone(DistributedItemProcessorWorker._eval_input)
    DistributedIterationComponent._map_run = _tolerating(DistributedIterationComponent._map_run)
    Preprocessor.visitItem_reader_decl = _as_jsonpath(Preprocessor.visitItem_reader_decl)
    Preprocessor.visitResult_writer_decl = _as_jsonpath(Preprocessor.visitResult_writer_decl)
    for module in (reading, writing):
        module.ResourceEvalS3.eval_resource = _evaluated(module.ResourceEvalS3.eval_resource)

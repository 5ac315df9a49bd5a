"""Where moto's interpreter departs from the States Language, put right.

- Assign and Output read the values at state entry; moto lets Output see what Assign has just set.
- An error in Output (or Arguments of a Parallel) reaches Retry and Catch; moto ends the execution.
- An error named `States.*` of a branch or an iteration is a States error; moto refuses its name.
- A matching Choice rule uses its own Output, and without one passes the input on.
- The context has `Execution.RedriveCount`, and times are text.
"""

from __future__ import annotations

import copy
from typing import Any

from moto.stepfunctions.parser.asl.component.common.assign.assign_decl import AssignDecl
from moto.stepfunctions.parser.asl.component.common.error_name import custom_error_name, error_equals_decl
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import StatesErrorNameType
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent, FailureEventException
from moto.stepfunctions.parser.asl.component.state.exec import execute_state
from moto.stepfunctions.parser.asl.component.state.exec.execute_state import ExecutionState
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration import iteration_worker
from moto.stepfunctions.parser.asl.component.state.exec.state_parallel import branches_decl
from moto.stepfunctions.parser.asl.component.state.fail import state_fail
from moto.stepfunctions.parser.asl.component.state.state import CommonStateField
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker
from moto.stepfunctions.parser.utils import TMP_THREADS
from moto.stepfunctions.parser.asl.component.state.choice.state_choice import StateChoice
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails


def _assign_later(self: Any, env: Any) -> None:
    """Evaluates now, takes effect when the state is left."""
    values: dict[str, Any] = {}
    for binding in self.declaration_bindings:
        binding.eval(env=env)
        values.update(env.stack.pop())
    env.pending_assignments = getattr(env, "pending_assignments", {}) | values


def _with_commit(body: Any) -> Any:
    def evaluate(self: Any, env: Any) -> None:
        env.pending_assignments = {}
        body(self, env)
        for name, value in env.pending_assignments.items():
            env.variable_store.set(variable_identifier=name, variable_value=value)
        env.pending_assignments = {}

    return evaluate


def _attempt(self: Any, env: Any) -> None:
    """One attempt, as moto's, but Output is part of it, so that Retry and Catch see its errors."""
    self.timeout.eval(env=env)
    seconds = env.stack.pop()
    env.states._states_data.update(result=None, errorOutput=None)
    entry = env.states.get_input()
    frame = env.open_frame()
    frame.states.reset(input_value=entry)
    frame.stack = copy.deepcopy(env.stack)
    outputs: list[Any] = []
    errors: list[Exception] = []
    done = execute_state.threading.Event()

    def work() -> None:
        try:
            self._eval_execution(frame)
            outputs.extend(frame.stack)
        except Exception as error:  # handed to the state's thread
            errors.append(error)
        done.set()

    thread = execute_state.Thread(target=work, daemon=True)
    TMP_THREADS.append(thread)
    thread.start()
    in_time = done.wait(seconds)
    frame.set_ended()
    env.close_frame(frame)
    if errors:
        raise errors[-1]
    if not in_time:
        raise execute_state.EvalTimeoutError()
    result = outputs.pop()
    env.states.set_result(result)
    if self.assign_decl:
        self.assign_decl.eval(env=env)
    if self.output:
        self.output.eval(env=env)
    else:
        env.states.reset(input_value=result)
    env.stack.append(result)


def _catch_clears(handle: Any) -> Any:
    """What a failed attempt assigned is forgotten; the catcher's own Assign counts."""

    def evaluate(self: Any, env: Any, failure_event: Any) -> None:
        env.pending_assignments = {}
        handle(self, env, failure_event)

    return evaluate


def _leave_output(self: Any, env: Any) -> None:
    """The attempt has set the output; a catcher has set its own."""


def _error_name(error_name: str | None) -> Any:
    """A name for an error that a branch or a Fail state raised, `States.*` included."""
    for kind in StatesErrorNameType:
        if kind.to_name() == error_name:
            return StatesErrorName(typ=kind)
    name = custom_error_name.CustomErrorName(None)
    name.error_name = error_name
    return name


NOT_CAUGHT_BY_ALL = {"States.DataLimitExceeded", "States.Runtime"}


def _matches(self: Any, env: Any) -> None:
    """Whether a retrier or catcher names the error: wildcards as the developer guide has them."""
    name = env.stack.pop().error_name
    wanted = {item.error_name for item in self.error_names}
    everything = "States.ALL" in wanted and name not in NOT_CAUGHT_BY_ALL
    any_task = "States.TaskFailed" in wanted and name not in NOT_CAUGHT_BY_ALL | {"States.Timeout"}
    env.stack.append(name in wanted or everything or any_task)


def _context(original: Any) -> Any:
    def build(self: Any) -> Any:
        env = original(self)
        execution = env.states.context_object.context_object_data["Execution"]
        execution["RedriveCount"] = 0
        started = execution.get("StartTime")
        if hasattr(started, "isoformat"):
            execution["StartTime"] = started.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return env

    return build


def _choose(self: Any, env: Any) -> None:
    """Finds the rule that holds; it has evaluated its own Assign and Output."""
    for rule in self.choices_decl.rules:
        rule.eval(env)
        if env.stack.pop() is True:
            env.stack.append((rule.next_stmt.name, True))
            return
    if self.default_state is None:
        details = TaskFailedEventDetails(error="States.NoChoiceMatched", cause=f"No rule of {self.name} holds.")
        name = StatesErrorName(typ=StatesErrorNameType.StatesNoChoiceMatched)
        event = FailureEvent(env, name, HistoryEventType.TaskFailed, EventDetails(taskFailedEventDetails=details))
        raise FailureEventException(event)
    env.stack.append((self.default_state.state_name, False))


def _leave_choice(self: Any, env: Any) -> None:
    """The state's own Assign and Output belong to the Default, also where a rule leads to the same state."""
    next_state, by_rule = env.stack.pop()
    if not by_rule:
        if self.assign_decl:
            self.assign_decl.eval(env=env)
        if self.output:
            self.output.eval(env=env)
    env.next_state_name = next_state


def mend() -> None:
    """Puts everything in."""
    AssignDecl._eval_body = _assign_later
    CommonStateField._eval_body = _with_commit(CommonStateField._eval_body)
    ExecutionState._evaluate_with_timeout = _attempt
    ExecutionState._handle_catch = _catch_clears(ExecutionState._handle_catch)
    ExecutionState._eval_state_output = _leave_output
    for module in (branches_decl, iteration_worker, state_fail):
        module.CustomErrorName = _error_name
    error_equals_decl.ErrorEqualsDecl._eval_body = _matches
    StateChoice._eval_state = _choose
    StateChoice._eval_state_output = _leave_choice
    ExecutionWorker._get_evaluation_environment = _context(ExecutionWorker._get_evaluation_environment)

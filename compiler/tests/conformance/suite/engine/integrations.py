"""Service integrations: SageMaker's `.sync`, error names as Step Functions gives them, answers as JSON, a record of calls."""

from __future__ import annotations

import datetime
import functools
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError
from botocore.response import StreamingBody
from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent
from moto.stepfunctions.parser.asl.component.state.exec.execute_state import EvalTimeoutError
from moto.stepfunctions.parser.asl.component.state.exec.state_task import state_task_factory
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service_aws_sdk,
    state_task_service_factory,
    state_task_service_sns,
    state_task_service_unsupported,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.resource import ResourceCondition
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_unsupported import StateTaskServiceUnsupported
from moto.stepfunctions.parser.asl.eval.callback.callback import CallbackOutcomeFailure, CallbackOutcomeFailureError
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.utils import boto_client

from ..aws_model import SESSION, operation_of_resource, request_problems, service_names
from . import answers, clock, interpreter, trace
from .sagemaker import KINDS, account


@dataclass
class Call:
    """A request that the machine made."""

    state: str
    call: str
    arguments: dict[str, Any]
    sync: bool = False
    error: str | None = None
    invalid: str = ""


@dataclass
class Record:
    """All calls of an execution, in the order they were made."""

    calls: list[Call] = field(default_factory=list)
    lock: Any = field(default_factory=threading.Lock)


RECORD = Record()
CHECKED = True  # whether requests have to fit the API's model


def sdk_error_prefix(service: str) -> str:
    """The prefix of an SDK error's name: `sagemaker` gives `SageMaker`, `sns` gives `Sns`."""
    identifier = SESSION.get_service_model(service_names()[service]).service_id
    words = identifier.split(" ")
    return "".join(word[:1] + (word[1:].lower() if word.isupper() else word[1:]) for word in words)


def modelled(error: ClientError) -> str | None:
    """The name of a modelled error, or None for one that the API model does not know."""
    name = type(error).__name__
    if name == "ClientError":
        return None
    return name if name.endswith("Exception") else f"{name}Exception"


def plain(value: Any, moment: Any) -> Any:
    """An answer as JSON: streams as text, moments as `moment` writes them."""
    if isinstance(value, dict):
        return {key: plain(item, moment) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item, moment) for item in value]
    if isinstance(value, (datetime.datetime, datetime.date)):
        return moment(value)
    if isinstance(value, StreamingBody):
        return value.read().decode()
    return value.decode() if isinstance(value, bytes) else value


def epoch(value: datetime.datetime) -> int:
    """How optimised integrations write a moment."""
    return int(value.timestamp() * 1000)


def iso(value: datetime.datetime) -> str:
    """How SDK integrations write a moment."""
    return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def failure_event(self: Any, env: Any, error: str, cause: str) -> FailureEvent:
    """A failed task."""
    details = TaskFailedEventDetails(
        resource=self._get_sfn_resource(), resourceType=self._get_sfn_resource_type(), error=error, cause=cause
    )
    name = interpreter._error_name(error)
    return FailureEvent(env, name, HistoryEventType.TaskFailed, EventDetails(taskFailedEventDetails=details))


def service_cause(error: ClientError, prefix: str) -> str:
    """The cause text of a refused request."""
    meta = error.response.get("ResponseMetadata", {})
    code = error.response["Error"].get("Code", "")
    return (
        f"{error.response['Error'].get('Message', '')} (Service: {prefix}, Status Code: {meta.get('HTTPStatusCode', 400)}, "
        f"Error Code: {code}, Request ID: {meta.get('RequestId', '')})"
    )


class SageMaker(StateTaskServiceUnsupported):
    """The optimised SageMaker integration: request-response and `.sync`."""

    def __init__(self) -> None:
        super(StateTaskServiceUnsupported, self).__init__(supported_integration_patterns={ResourceCondition.Sync})

    def _validate_service_integration_is_supported(self) -> None:
        sync = {"createTrainingJob", "createProcessingJob", "createTransformJob", "createHyperParameterTuningJob", "createLabelingJob"}
        plain_calls = {"createModel", "createEndpointConfig", "createEndpoint", "updateEndpoint", "addTags"}
        action, condition = self.resource.api_action, self.resource.condition
        if action not in sync | plain_calls or (condition is not None and (action not in sync or condition != ResourceCondition.Sync)):
            raise ValueError(f"The resource {self.resource.resource_arn} is not an integration that Step Functions offers.")

    def _log_unsupported_warning(self) -> None:
        pass

    def _get_callback_outcome_failure_event(self, env: Any, ex: CallbackOutcomeFailureError) -> FailureEvent:
        outcome = ex.callback_outcome_failure
        return failure_event(self, env, outcome.error, outcome.cause)

    def _from_error(self, env: Any, ex: Exception) -> FailureEvent:
        if isinstance(ex, ClientError):
            error = f"SageMaker.{modelled(ex) or 'AmazonSageMakerException'}"
            return failure_event(self, env, error, service_cause(ex, "AmazonSageMaker"))
        return super()._from_error(env=env, ex=ex)

    def _eval_integration_pattern(self, env: Any, resource_runtime_part: Any, normalised_parameters: dict[str, Any], state_credentials: Any) -> None:
        trace.note(env, accepted=True)
        poll = self._build_sync_resolver(env, resource_runtime_part, normalised_parameters, state_credentials)
        while env.is_running():
            shown = poll()
            if shown is not None:
                env.stack[-1] = shown
                return
            time.sleep(clock.PAUSE)

    def _build_sync_resolver(self, env: Any, resource_runtime_part: Any, normalised_parameters: dict[str, Any], state_credentials: Any) -> Any:
        api = self.resource.api_action.removeprefix("create")
        kind = next(k for k in KINDS if k.api == api)
        name = normalised_parameters[kind.name]
        here = account(resource_runtime_part.region)

        def poll() -> Any:
            resource = here.find(kind, name)
            if resource.outcome.get("hangs"):
                raise EvalTimeoutError()  # the state's TimeoutSeconds has passed
            client = client_for(resource_runtime_part.region, "sagemaker")
            shown = getattr(client, f"describe_{_snake(api)}")(**{kind.name: name})
            shown.pop("ResponseMetadata", None)
            shown = plain(shown, epoch)
            if shown[kind.status] in ("Failed", "Stopped", "Completed"):
                clock.CLOCK.pass_(resource.outcome.get("takes", 0))
                trace.note(env, takes=resource.outcome.get("takes", 0))
            if shown[kind.status] in ("Failed", "Stopped"):
                cause = json.dumps(shown)
                raise CallbackOutcomeFailureError(CallbackOutcomeFailure(callback_id="", error="States.TaskFailed", cause=cause))
            return shown if shown[kind.status] == "Completed" else None

        return poll


class Answered(StateTaskServiceUnsupported):
    """A service of which there is nothing but what the scenario answers."""

    def __init__(self) -> None:
        super(StateTaskServiceUnsupported, self).__init__(
            supported_integration_patterns={ResourceCondition.Sync, ResourceCondition.Sync2, ResourceCondition.WaitForTaskToken}
        )

    def _log_unsupported_warning(self) -> None:
        pass

    def _eval_service_task(self, env: Any, resource_runtime_part: Any, normalised_parameters: dict[str, Any], state_credentials: Any) -> None:
        waits = self.resource.condition == ResourceCondition.WaitForTaskToken
        env.stack.append({} if waits else answers.value(answers.take(*_asking(self, env))))

    def _eval_integration_pattern(self, env: Any, resource_runtime_part: Any, normalised_parameters: dict[str, Any], state_credentials: Any) -> None:
        if self.resource.condition == ResourceCondition.WaitForTaskToken:
            _token(self, env)


class Records(Answered):
    """DynamoDB: the account's tables, and of others what the scenario answers."""

    def _eval_service_task(self, env: Any, resource_runtime_part: Any, normalised_parameters: dict[str, Any], state_credentials: Any) -> None:
        client = client_for(resource_runtime_part.region, "dynamodb")
        answer = answers.take(*_asking(self, env))
        if answer is not None or normalised_parameters.get("TableName") not in client.list_tables()["TableNames"]:
            env.stack.append(answers.value(answer))
            return
        shown = getattr(client, _snake(self.resource.api_action))(**normalised_parameters)
        shown.pop("ResponseMetadata", None)
        env.stack.append(shown)


def _asking(self: Any, env: Any) -> tuple[str, str]:
    """A call, and the state that makes it."""
    sdk = isinstance(self, state_task_service_aws_sdk.StateTaskServiceAwsSdk)
    service = self.resource.api_name if sdk else self.resource.service_name
    return f"{service}:{self.resource.api_action}", env.states.context_object.context_object_data["State"]["Name"]


def _token(self: Any, env: Any, **_: Any) -> None:
    """A person hands the token back as the scenario says, or never does."""
    trace.note(env, accepted=True)
    env.stack.pop()
    env.stack.append(answers.value(answers.take(*_asking(self, env)) or {"hangs": True}))


def _answered_error(original: Any) -> Any:
    def from_error(self: Any, env: Any, ex: Exception) -> FailureEvent:
        if isinstance(ex, answers.AnsweredError):
            return failure_event(self, env, ex.error, ex.cause)
        return original(self, env, ex)

    return from_error


def _snake(name: str) -> str:
    from botocore import xform_name

    return xform_name(name)


@functools.lru_cache(maxsize=256)
def _client(region: str, service: str) -> Any:
    return ORIGINAL_CLIENT(region=region, service=service)


def client_for(region: str, service: str, state_credentials: Any = None) -> Any:
    """A client; making one costs more than many calls."""
    return _client(region, service_names().get(service, service))


ORIGINAL_CLIENT = boto_client.boto_client_for


def _sdk_from_error(self: Any, env: Any, ex: Exception) -> FailureEvent:
    if isinstance(ex, ClientError):
        prefix = sdk_error_prefix(self.resource.api_name.lower())
        name = modelled(ex) or f"{prefix}Exception"
        return failure_event(self, env, f"{prefix}.{name}", service_cause(ex, prefix))
    return ORIGINAL_SDK_ERROR(self, env, ex)


ORIGINAL_SDK_ERROR = state_task_service_aws_sdk.StateTaskServiceAwsSdk._from_error


def _recorded(execute: Any) -> Any:
    """Notes every request, refuses one that breaks the API's model, and writes the answer as JSON."""

    def evaluate(self: Any, env: Any, resource_runtime_part: Any, normalised_parameters: dict[str, Any], state_credentials: Any) -> None:
        sdk = isinstance(self, state_task_service_aws_sdk.StateTaskServiceAwsSdk)
        called, state = _asking(self, env)
        call = Call(state, called, json.loads(json.dumps(normalised_parameters, default=str)))
        call.sync = self.resource.condition is not None and self.resource.condition != ResourceCondition.WaitForTaskToken
        with RECORD.lock:
            RECORD.calls.append(call)
        trace.begin(env, state, call.arguments)
        try:
            model = operation_of_resource(self.resource.resource_arn)
            problems = request_problems(model, call.arguments) if model is not None else [f"unknown operation {call.call}"]
            if problems and CHECKED:
                text = call.invalid = "; ".join(problems)
                answer = {"Error": {"Code": "ValidationException", "Message": text}, "ResponseMetadata": {"HTTPStatusCode": 400, "RequestId": "-"}}
                raise ClientError(answer, call.call)
            if isinstance(normalised_parameters.get("Body"), (dict, list)):  # Step Functions writes JSON into the object
                normalised_parameters = normalised_parameters | {"Body": json.dumps(normalised_parameters["Body"])}
            answer = answers.take(called, state) if sdk else None
            if answer is None:
                execute(self, env, resource_runtime_part, normalised_parameters, state_credentials)
            else:
                env.stack.append(answers.value(answer))
        except Exception as error:
            call.error = str(error)
            raise
        env.stack.append(plain(env.stack.pop(), iso if sdk else epoch))

    return evaluate


def mend() -> None:
    """Puts the integrations in."""
    original = state_task_service_factory.state_task_service_for

    def service_for(service_name: str) -> Any:
        if service_name == "sagemaker":
            return SageMaker()
        if service_name == "dynamodb":
            return Records()
        return original(service_name) if service_name in ("sns", "aws-sdk") else Answered()

    state_task_service_factory.state_task_service_for = service_for
    state_task_factory.state_task_service_for = service_for
    for module in (state_task_service_aws_sdk, state_task_service_unsupported, state_task_service_sns):
        module.boto_client_for = client_for
    state_task_service_aws_sdk.StateTaskServiceAwsSdk._from_error = _sdk_from_error
    for cls in (state_task_service_aws_sdk.StateTaskServiceAwsSdk, StateTaskServiceUnsupported, state_task_service_sns.StateTaskServiceSns):
        cls._eval_service_task = _recorded(cls._eval_service_task)
    for cls in (Answered, Records):
        cls._eval_service_task = _recorded(cls._eval_service_task)
    state_task_service_sns.StateTaskServiceSns._eval_integration_pattern = _token
    for cls in (state_task_service_aws_sdk.StateTaskServiceAwsSdk, Answered, state_task_service_sns.StateTaskServiceSns):
        cls._from_error = _answered_error(cls._from_error)

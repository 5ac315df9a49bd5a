"""One account, one machine, as many executions as wanted: `Engine`."""

from __future__ import annotations

import json
import logging
import os
import time
import uuid
import warnings
from dataclasses import dataclass, field
from typing import Any

os.environ.setdefault("MOTO_ALLOW_NONEXISTENT_REGION", "true")
for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
    os.environ[name] = "testing"
for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_CA_BUNDLE"):
    os.environ.pop(name, None)

import boto3  # noqa: E402  (after the environment is set)
from moto import mock_aws  # noqa: E402
from moto.core import DEFAULT_ACCOUNT_ID  # noqa: E402
from moto.core.config import default_user_config  # noqa: E402
from moto.sns.models import sns_backends  # noqa: E402
from moto.stepfunctions.parser.utils import TMP_THREADS  # noqa: E402

from . import answers, clock, integrations, interpreter, jsonata, maps, sagemaker, trace  # noqa: E402
from .outcomes import Outcomes  # noqa: E402

logging.getLogger("moto").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", category=UserWarning, module="moto")  # errors that the API's model does not list
ROLE = f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:role/pipeline"
PATIENCE = 120  # real seconds for one execution
_MENDED = False


def mend() -> None:
    """Mends the engine, once a process."""
    global _MENDED
    if not _MENDED:
        default_user_config["stepfunctions"] = {"execute_state_machine": True}
        for part in (jsonata, clock, interpreter, maps, sagemaker, integrations, trace):
            part.mend()
        _MENDED = True


def settle() -> None:
    """Waits for threads that outlive their execution, so that a branch that lost cannot act in what comes next."""
    end = time.monotonic() + 10
    for thread in list(TMP_THREADS):
        thread.join(max(0.0, end - time.monotonic()))
    TMP_THREADS[:] = [thread for thread in TMP_THREADS if thread.is_alive()]


@dataclass
class Execution:
    """What an execution did."""

    status: str
    output: Any
    error: str
    cause: str
    visited: list[str]
    calls: list[integrations.Call]
    messages: list[dict[str, Any]]
    waited: float
    events: int
    unused: list[str] = field(default_factory=list)
    trace: dict[str, Any] = field(default_factory=dict)


class Engine:
    """An empty account with an engine in it. Use as a context manager."""

    def __init__(self, region: str = "eu-west-1") -> None:
        self.region = region
        self._mock = mock_aws(config={"stepfunctions": {"execute_state_machine": True}})

    def __enter__(self) -> Engine:
        mend()
        self._mock.start()
        sagemaker.ACCOUNTS.clear()
        integrations._client.cache_clear()
        self.sfn = self.client("stepfunctions")
        return self

    def __exit__(self, *_: Any) -> None:
        self._mock.stop()

    def client(self, service: str) -> Any:
        """A boto3 client in this account."""
        return boto3.client(service, region_name=self.region)

    def bucket(self, name: str) -> None:
        """Makes a bucket."""
        elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": self.region}} if self.region != "us-east-1" else {}
        self.client("s3").create_bucket(Bucket=name, **elsewhere)

    def table(self, name: str) -> None:
        """Makes a table whose items have the text `key`."""
        self.client("dynamodb").create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def topic(self, name: str) -> str:
        """Makes a topic and gives its ARN."""
        return self.client("sns").create_topic(Name=name)["TopicArn"]

    def deploy(self, definition: Any, name: str = "machine") -> str:
        """Makes a state machine and gives its ARN."""
        self.deployed = definition
        return self.sfn.create_state_machine(name=name, definition=json.dumps(maps.readable(definition)), roleArn=ROLE)["stateMachineArn"]

    def run(self, machine: str, given: Any, outcomes: dict[str, Any] | None = None, answered: dict[str, Any] | None = None, name: str = "") -> Execution:
        """Runs a machine to its end."""
        integrations.RECORD.calls = []
        trace.RECORD.answers = []
        clock.CLOCK.waited = 0.0
        sagemaker.account(self.region).outcomes = Outcomes(outcomes or {})
        table = answers.use(answered or {})
        sent_before = len(self.messages())
        name = name or str(uuid.uuid4())  # as the service names one by itself
        execution = self.sfn.start_execution(stateMachineArn=machine, name=name, input=json.dumps(given))["executionArn"]
        end = time.monotonic() + PATIENCE
        while (shown := self.sfn.describe_execution(executionArn=execution))["status"] == "RUNNING":
            if time.monotonic() > end:
                raise TimeoutError(f"the execution did not end in {PATIENCE} s")
            time.sleep(0.01)
        settle()
        events = self.sfn.get_execution_history(executionArn=execution)["events"]
        started = {"input": given, "name": name, "region": self.region, "account": DEFAULT_ACCOUNT_ID, "role": ROLE, "start": trace.moment(shown)}
        visited = [event["stateEnteredEventDetails"]["name"] for event in events if "stateEnteredEventDetails" in event]
        return Execution(
            status=shown["status"],
            output=trace.output_of(shown),
            error=shown.get("error") or "",
            cause=shown.get("cause") or "",
            visited=visited,
            calls=list(integrations.RECORD.calls),
            messages=self.messages()[sent_before:],
            waited=clock.CLOCK.waited,
            events=len(events),
            unused=sagemaker.account(self.region).outcomes.unused() + table.unused(),
            trace=trace.of(self.deployed, started, shown, events),
        )

    def messages(self) -> list[dict[str, Any]]:
        """Everything published so far."""
        backend = sns_backends[DEFAULT_ACCOUNT_ID][self.region]
        return [
            {"TopicArn": topic.arn, "Message": entry[1], "Subject": entry[2]}
            for topic in backend.topics.values()
            for entry in topic.sent_notifications
        ]

"""Runs pipelines on the engine as scenario files say. README.md has the format."""

from __future__ import annotations

import fnmatch
import json
from pathlib import Path
from typing import Any

from . import events, permissions
from .engine.run import Engine, Execution
from .engine.sagemaker import account, exists, put

SCENARIO = {"about", "objections", "pipeline", "machine", "policy", "triggers", "env", "region", "account", "runs"}
RUN = {"input", "event", "objects", "outcomes", "answers", "expect", "may_be_unused"}
EXPECT = {"status", "error", "cause", "visited", "not_visited", "calls", "not_called", "count", "endpoints", "messages",
          "no_messages", "output", "refused_requests", "trigger", "waited_at_least", "waited_at_most"}
REGION = "eu-west-1"
CREATES_JOB = ("createTrainingJob", "createProcessingJob", "createTransformJob", "createHyperParameterTuningJob", "createAutoMLJobV2")
MOST_EVENTS = 25_000


def unknown(kind: str, given: dict[str, Any], known: set[str]) -> list[str]:
    """Fields that a scenario file has and the format has not: a misspelt expectation must not pass."""
    return [f"{kind} has no field `{key}`" for key in sorted(set(given) - known)]


def run(scenario: dict[str, Any], machine: Any, policy: Any | None, triggers: events.Triggers, traces: Path | None = None) -> list[str]:
    """Runs a scenario; gives everything that was not as expected. What each run did goes to `<traces>-<number>.json`."""
    problems = unknown("a scenario", scenario, SCENARIO)
    if problems:
        return problems
    with Engine(scenario.get("region", REGION)) as engine:
        problems += prepare(engine, scenario)
        try:
            deployed = engine.deploy(machine)
        except Exception as error:
            return [f"CreateStateMachine: {str(error)[:800]}"]
        names: list[str] = []
        for number, one in enumerate(scenario["runs"], 1):
            problems += unknown("a run", one, RUN)
            given, objections = _input(one, triggers)
            problems += [f"run {number}: {problem}" for problem in objections]
            if given is None:
                continue
            objects(engine, one)
            execution = engine.run(deployed, given, one.get("outcomes"), one.get("answers"))
            if traces is not None:
                Path(f"{traces}-{number}.json").write_text(json.dumps(execution.trace), "utf-8")
            found = judge(engine, execution, one, names, policy)
            problems += [f"run {number}: {problem}" for problem in found]
            if found:
                problems += _trace(execution)
    return problems


def _input(one: dict[str, Any], triggers: events.Triggers) -> tuple[dict[str, Any] | None, list[str]]:
    """What the execution is started with: the run's input, or what a trigger makes of its event. None where none starts."""
    expected = one["expect"].get("trigger")
    if "event" not in one:
        return one.get("input", {}), ["a `trigger` is expected, and there is no `event`"] if expected else []
    try:
        fired = events.started(triggers, one["event"], one.get("input", {}))
    except ValueError as error:
        return None, [str(error)]
    names = [name for name, _ in fired]
    if expected is None:
        problems = [] if one["expect"] == {"status": "NOT_STARTED"} else ["a run by an `event` expects a `trigger`, or only `NOT_STARTED`"]
        return None, problems + ([f"the event fires {', '.join(names)}, expected none"] if names else [])
    if names != [expected]:
        return None, [f"the event fires {', '.join(names) or 'nothing'}, expected {expected}"]
    return fired[0][1], []


def prepare(engine: Engine, scenario: dict[str, Any]) -> list[str]:
    """Makes what the account has before the first run."""
    place = scenario.get("account", {})
    for bucket in place.get("buckets", []):
        engine.bucket(bucket)
    for topic in place.get("topics", []):
        engine.topic(topic)
    for table in place.get("tables", []):
        engine.table(table)
    objects(engine, place)
    for api, those in place.get("exists", {}).items():
        for name in those:
            exists(engine.region, api, name)
    return unknown("`account`", place, {"buckets", "topics", "tables", "objects", "exists"})


def objects(engine: Engine, place: dict[str, Any]) -> None:
    """Puts the objects there."""
    for uri, text in place.get("objects", {}).items():
        put(engine.region, uri, text if isinstance(text, str) else json.dumps(text))


def _trace(execution: Execution) -> list[str]:
    """What happened, for whoever reads the failure."""
    lines = [f"  was {execution.status} {execution.error} {execution.cause}"[:400], f"  states: {' '.join(execution.visited)}"]
    return lines + [f"  call in {c.state}: {c.call} {_named(c.arguments)} {c.error or ''}"[:300] for c in execution.calls]


def _named(arguments: dict[str, Any]) -> str:
    return next((str(value) for key, value in arguments.items() if key.endswith("Name")), "")


def judge(engine: Engine, execution: Execution, one: dict[str, Any], names: list[str], policy: Any | None) -> list[str]:
    """What of a run was not as its `expect` says; `names` are the job names that the account has used."""
    expect = one["expect"]
    problems = unknown("`expect`", expect, EXPECT)
    if "status" not in expect:
        problems.append("`expect` must have a status")
    elif execution.status != expect["status"]:
        problems.append(f"status {execution.status}, expected {expect['status']}")
    for field in ("error", "cause"):
        text = getattr(execution, field)
        problems += [f"{field} {text!r} does not contain {part!r}" for part in expect.get(field, []) if part not in text]
    problems += _states(execution, expect)
    problems += _calls(execution, expect)
    problems += _names(execution, names)
    problems += _endpoints(engine, expect)
    problems += _messages(execution, expect)
    if "output" in expect and not covers(expect["output"], execution.output):
        problems.append(f"output {execution.output!r}, expected {expect['output']!r}")
    if execution.waited < expect.get("waited_at_least", 0):
        problems.append(f"waited {execution.waited} s, expected at least {expect['waited_at_least']}")
    if execution.waited > expect.get("waited_at_most", execution.waited):
        problems.append(f"waited {execution.waited} s, expected at most {expect['waited_at_most']}")
    if execution.events > MOST_EVENTS:
        problems.append(f"{execution.events} history events, more than {MOST_EVENTS}")
    if execution.unused and not one.get("may_be_unused"):
        problems.append(f"outcomes and answers that nothing met: {', '.join(execution.unused)}")
    refused = [call for call in execution.calls if call.invalid]
    if not expect.get("refused_requests"):
        problems += [f"{call.state} sent a request that the API refuses: {call.invalid}" for call in refused]
    elif not refused:
        problems.append("no request was refused")
    if policy is not None:
        problems += permissions.missing(policy, execution.calls, engine.region)
    return problems


def _states(execution: Execution, expect: dict[str, Any]) -> list[str]:
    problems = [f"no state {p} was visited" for p in expect.get("visited", []) if not fnmatch.filter(execution.visited, p)]
    for pattern in expect.get("not_visited", []):
        problems += [f"state {name} was visited" for name in dict.fromkeys(fnmatch.filter(execution.visited, pattern))]
    return problems


def _fits(call: Any, wanted: Any) -> bool:
    wanted = {"call": wanted} if isinstance(wanted, str) else wanted
    if extra := set(wanted) - {"call", "state", "arguments", "refused"}:
        raise ValueError(f"an expected call has no field {', '.join(sorted(extra))}")
    return (
        fnmatch.fnmatchcase(call.call, wanted.get("call", "*"))
        and fnmatch.fnmatchcase(call.state, wanted.get("state", "*"))
        and covers(wanted.get("arguments", {}), call.arguments)
        and wanted.get("refused", call.error is not None) == (call.error is not None)
    )


def _calls(execution: Execution, expect: dict[str, Any]) -> list[str]:
    problems = []
    rest = iter(execution.calls)
    for wanted in expect.get("calls", []):
        if not any(_fits(call, wanted) for call in rest):
            problems.append(f"no call {json.dumps(wanted)} in this place")
            break
    for wanted in expect.get("not_called", []):
        problems += [f"{call.state} called {call.call}" for call in execution.calls if _fits(call, wanted)]
    for pattern, number in expect.get("count", {}).items():
        counted = sum(1 for call in execution.calls if fnmatch.fnmatchcase(call.call, pattern))
        if counted != number:
            problems.append(f"{counted} calls of {pattern}, expected {number}")
    return problems


def _names(execution: Execution, names: list[str]) -> list[str]:
    """Job names are unique in an account for ever: over retries and over executions."""
    problems = []
    for call in execution.calls:
        if call.call.partition(":")[2] in CREATES_JOB:
            name = _named(call.arguments)
            if name in names:
                problems.append(f"the job name {name} was used before")
            names.append(name)
    return problems


def _endpoints(engine: Engine, expect: dict[str, Any]) -> list[str]:
    """Endpoints as boto3 sees them after the run, with the configuration and the model behind them."""
    problems = []
    client = engine.client("sagemaker")
    for name, wanted in expect.get("endpoints", {}).items():
        exists = ("Endpoint", name) in account(engine.region).resources
        if wanted is None or not exists:
            if (wanted is None) == exists:
                problems.append(f"endpoint {name} {'exists' if exists else 'does not exist'}")
            continue
        shown = client.describe_endpoint(EndpointName=name)
        config = client.describe_endpoint_config(EndpointConfigName=shown["EndpointConfigName"])
        model = client.describe_model(ModelName=config["ProductionVariants"][0]["ModelName"])
        seen = {"endpoint": shown, "config": config, "model": model}
        for part, value in wanted.items():
            if part not in seen:
                problems.append(f"an expected endpoint has no field `{part}`")
            elif not covers(value, seen[part]):
                short = {key: seen[part].get(key) for key in value}
                problems.append(f"endpoint {name}: {part} is {short!r}, expected {value!r}")
    return problems


def _messages(execution: Execution, expect: dict[str, Any]) -> list[str]:
    problems = []
    rest = iter(execution.messages)
    for wanted in expect.get("messages", []):
        if not any(covers(wanted, message) for message in rest):
            problems.append(f"no message {json.dumps(wanted)} in {execution.messages!r}")
            break
    if expect.get("no_messages") and execution.messages:
        problems.append(f"{len(execution.messages)} messages, expected none")
    return problems


def covers(wanted: Any, seen: Any) -> bool:
    """Whether `seen` has everything in `wanted`: objects by their fields, lists item by item, texts by `*` patterns."""
    if isinstance(wanted, dict):
        return isinstance(seen, dict) and all(key in seen and covers(value, seen[key]) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(seen, list) and len(wanted) == len(seen) and all(map(covers, wanted, seen))
    if isinstance(wanted, str) and "*" in wanted:
        return fnmatch.fnmatchcase(str(seen), wanted)
    return wanted == seen and type(wanted) is type(seen) or (isinstance(wanted, (int, float)) and wanted == seen)


def load(directory: Path) -> list[tuple[str, dict[str, Any]]]:
    """All scenario files of a directory."""
    return [(path.stem, json.loads(path.read_text("utf-8"))) for path in sorted(directory.glob("*.json"))]

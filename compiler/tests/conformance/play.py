"""Runs a pipeline on the local engine and tells what it did. `cargo xtask play FILE SCENARIO` installs what it needs and starts it.

Usage: play.py --mlc PROGRAM --scratch DIR [--env NAME] FILE SCENARIO

SCENARIO is a scenario file without `pipeline`; README.md has the format. Where its runs have `expect`, that is judged too.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from suite import scenarios  # noqa: E402
from suite.engine.run import Engine, Execution  # noqa: E402
from suite.engine.sagemaker import account  # noqa: E402


def path(execution: Execution) -> list[str]:
    """The states in the order they were entered, each with what it called."""
    left = {state: [call for call in execution.calls if call.state == state] for state in set(execution.visited)}
    visits = list(execution.visited)
    lines = []
    for at, state in enumerate(visits):
        # A state that is entered again calls once each time; what is left are its retries.
        last = state not in visits[at + 1 :]
        made, left[state] = (left[state], []) if last else (left[state][:1], left[state][1:])
        told = [call.call + (f" ({short(call.error)})" if call.error else "") for call in made]
        lines.append(f"  {state:<24}{', '.join(told)}".rstrip())
    return lines


def short(error: str) -> str:
    """An error's name: boto3 has it in parentheses."""
    named = re.search(r"\((\w+)\)", error)
    return named.group(1) if named else error[:60]


def ending(execution: Execution) -> str:
    """How the execution ended."""
    waited = f"{execution.waited:.0f} s in waits" if execution.waited else "no waits"
    said = ": ".join(part for part in (execution.error, execution.cause) if part)
    return f"{execution.status} after {len(execution.visited)} states, {waited}" + (f"\n  {said}" if said else "")


def left_behind(region: str) -> list[str]:
    """Endpoints and versions of models that the account has now."""
    lines = []
    resources = account(region).resources
    for (kind, name), resource in resources.items():
        if kind == "Endpoint":
            config = resources["EndpointConfig", resource.shown["EndpointConfigName"]].shown
            variants = [f"{v['VariantName']} on {v.get('InstanceType', 'no machines of its own')}" for v in config["ProductionVariants"]]
            lines.append(f"endpoint {name}: {status(region, name)}, {', '.join(variants)}")
        if kind == "ModelPackage":
            lines.append(f"model version {name}: {resource.shown.get('ModelApprovalStatus', 'without approval')}")
    return lines


def status(region: str, endpoint: str) -> str:
    """An endpoint's status, as the API tells it."""
    import boto3

    return boto3.client("sagemaker", region_name=region).describe_endpoint(EndpointName=endpoint)["EndpointStatus"]


def play(machine: Any, scenario: dict[str, Any]) -> list[str]:
    """Runs all runs of a scenario in one account; gives what was not as expected."""
    problems = scenarios.unknown("a scenario", scenario, scenarios.SCENARIO)
    if problems:
        return problems
    names: list[str] = []
    with Engine(scenario.get("region", scenarios.REGION)) as engine:
        problems += scenarios.prepare(engine, scenario)
        deployed = engine.deploy(machine)
        for number, one in enumerate(scenario["runs"], 1):
            problems += scenarios.unknown("a run", one, scenarios.RUN)
            execution = engine.run(deployed, one.get("input", {}), one.get("outcomes"), one.get("answers"), f"play-{number}")
            print("\n".join(path(execution)))
            print(ending(execution))
            for message in execution.messages:
                print(f"message to {message['TopicArn'].rpartition(':')[2]}: {message['Message']}")
            if "expect" in one:
                problems += scenarios.judge(engine, execution, one, names, None)
            elif execution.unused:
                print(f"not needed: what the scenario says of {', '.join(execution.unused)}")
        print("\n".join(left_behind(engine.region) or ["no endpoint, no model version"]))
    return problems


def main() -> int:
    """Builds, runs and tells; 0 where nothing was other than expected."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mlc", type=Path, required=True)
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--env")
    parser.add_argument("file")
    parser.add_argument("scenario", type=Path)
    options = parser.parse_args()
    options.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.scratch) as out:
        command = [str(options.mlc), "build", options.file, "--out-dir", out] + (["--env", options.env] if options.env else [])
        built = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        if built.returncode != 0:
            return built.returncode
        machine = json.loads(next(Path(out).glob("*/state-machine.asl.json")).read_text("utf-8"))
    try:
        scenario = json.loads(options.scenario.read_text("utf-8"))
    except (OSError, ValueError) as error:
        print(f"{options.scenario}: {error}", file=sys.stderr)
        return 2
    problems = play(machine, scenario)
    for problem in problems:
        print(f"not as expected: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

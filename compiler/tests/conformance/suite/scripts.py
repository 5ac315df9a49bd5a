"""Runs the job scripts of an example on small data, in the directories where SageMaker puts things, and compares what they
write with what the compiled pipeline reads."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import xgboost


class Failed(Exception):
    """A script ended badly."""


def run(script: Path, *arguments: str | Path, **variables: str) -> str:
    """Runs a script and gives what it printed."""
    done = subprocess.run([sys.executable, str(script), *map(str, arguments)], capture_output=True, text=True, check=False,
                          env={**os.environ, **variables}, timeout=300)
    if done.returncode != 0:
        raise Failed(f"{script.name} ended with {done.returncode}: {(done.stderr or done.stdout)[-600:]}")
    return done.stdout


def payroll(example: Path, build: Path, scratch: Path) -> list[str]:
    """Features, trees as the built-in algorithm trains them, the net, and the evaluation of both."""
    shutil.rmtree(scratch, ignore_errors=True)
    machine = (build / "state-machine.asl.json").read_text("utf-8")
    request = {stage: json.loads(next((build / "jobs").glob(f"{stage}.Create*.json")).read_text("utf-8"))
               for stage in ("features", "trees", "net", "champion")}
    try:
        return _payroll(example / "jobs", request, machine, scratch)
    except Failed as failure:
        return [str(failure)]


RENAMED = {"train.py": ("val_auc=", "auc_of_validation="), "evaluate.py": ('"auc":', '"roc_auc":')}


def renamed(example: Path, build: Path, scratch: Path) -> list[str]:
    """The same with scripts that write their metrics under other names: both have to be objected to."""
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(example / "jobs", scratch / "example" / "jobs")
    for name, (right, wrong) in RENAMED.items():
        file = scratch / "example" / "jobs" / name
        text = file.read_text("utf-8")
        if right not in text:
            return [f"{name} no longer writes {right}"]
        file.write_text(text.replace(right, wrong), "utf-8")
    said = payroll(scratch / "example", build, scratch / "run")
    return [f"nobody objects to {wrong} in {name}: {said}" for name, (_, wrong) in RENAMED.items() if not any(name in text for text in said)]


def _payroll(jobs: Path, request: dict[str, Any], machine: str, scratch: Path) -> list[str]:
    problems = []
    processing, training = scratch / "processing", scratch / "training"
    run(jobs / "generate.py", processing / "input" / "payroll", "--rows", "6000")
    run(jobs / "features.py", processing)
    named = {output["OutputName"] for output in request["features"]["ProcessingOutputConfig"]["Outputs"]}
    written = {path.name for path in (processing / "output").iterdir()}
    if named != written:
        raise Failed(f"the pipeline reads the outputs {sorted(named)}, features.py writes {sorted(written)}")

    for channel in [channel["ChannelName"] for channel in request["net"]["InputDataConfig"]]:
        shutil.copytree(processing / "output" / channel, training / "input" / "data" / channel)
    given = [f"--{name}={value}" for name, value in request["net"]["HyperParameters"].items() if not name.startswith("sagemaker_")]
    log = run(jobs / "train.py", *given, SM_BASE_DIR=str(training))
    problems += _metrics(request["net"], log)
    (training / "model" / "net.npz").rename(training / "net.npz")
    again = run(jobs / "train.py", *given, SM_BASE_DIR=str(training))
    if "resumes after epoch" not in again:
        problems.append("train.py did not resume from its checkpoint")

    def rows(name: str) -> xgboost.DMatrix:
        table = np.loadtxt(processing / "output" / name / "part.csv", delimiter=",")
        return xgboost.DMatrix(table[:, 1:], label=table[:, 0])

    settings = dict(request["trees"]["HyperParameters"])
    trees = xgboost.train(settings, rows("train"), num_boost_round=min(60, int(settings.pop("num_round"))))
    (scratch / "trees").mkdir()
    trees.save_model(scratch / "trees" / "model.json")
    os.replace(scratch / "trees" / "model.json", scratch / "trees" / "xgboost-model")
    _pack(scratch / "trees" / "xgboost-model", processing / "model" / "trees")
    _pack(training / "net.npz", processing / "model" / "net")
    shutil.copytree(processing / "output" / "test", processing / "data")
    run(jobs / "evaluate.py", processing)
    place = processing / "report" / "evaluation.json"
    if not place.exists():
        raise Failed(f"the pipeline reads evaluation.json, evaluate.py writes {sorted(path.name for path in place.parent.iterdir())}")
    report = json.loads(place.read_text("utf-8"))
    return problems + _report(report, machine, request["champion"])


def _pack(file: Path, place: Path) -> None:
    place.mkdir(parents=True)
    with tarfile.open(place / "model.tar.gz", "w:gz") as packed:
        packed.add(file, arcname=file.name)


def _metrics(request: dict[str, Any], log: str) -> list[str]:
    """Every metric that the request defines is in the log, as a number from 0 to 1."""
    definitions = request["AlgorithmSpecification"].get("MetricDefinitions", [])
    problems = [] if definitions else ["the request defines no metric"]
    for metric in definitions:
        found = re.findall(metric["Regex"], log)
        if not found:
            problems.append(f"nothing in the log of train.py matches {metric['Regex']}")
        elif not 0.7 < float(found[-1]) <= 1:
            problems.append(f"{metric['Name']} is {found[-1]}")
    return problems


def _report(report: dict[str, Any], machine: str, request: dict[str, Any]) -> list[str]:
    """The report has every candidate that is mounted and every metric that the machine reads, and the models are of use."""
    mounted = {Path(item["S3Input"]["LocalPath"]).name for item in request["ProcessingInputs"]
               if "/processing/model/" in item["S3Input"]["LocalPath"]}
    problems = [] if mounted == set(report) else [f"the pipeline has the candidates {sorted(mounted)}, the report {sorted(report)}"]
    read = set(re.findall(r"\$champion\.(\w+)", machine)) - {"model", "winner"}
    for candidate, metrics in report.items():
        problems += [f"the pipeline reads {name}, evaluate.py does not write it" for name in sorted(read - set(metrics))]
        problems += [f"{name} of {candidate} is {value}" for name, value in metrics.items() if not 0.4 < value <= 1]
    return problems if read else [*problems, "the machine reads no metric"]

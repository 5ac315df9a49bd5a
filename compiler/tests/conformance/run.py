"""The conformance suite. `cargo xtask conformance [FILTER]` installs what it needs and starts it.

Usage: run.py --mlc PROGRAM --node-modules DIR --scratch DIR [--summary FILE] [FILTER]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
sys.path.insert(0, str(HERE))

from suite import cases, documents, events, scenarios, scripts, side_by_side, tutorial  # noqa: E402
from suite.builds import Compiler, Program, differences, programs  # noqa: E402
from suite.judges import consistency, metadata, npm, policy, requests, template  # noqa: E402
from suite.report import Report  # noqa: E402

JUDGES = ["json", "asl-validator", "language-service", "cfn-lint", "botocore", "jsonata", "policy_sentry", "metadata", "consistency"]
APPLIES = {
    "asl-validator": {"machine"}, "language-service": {"machine"}, "cfn-lint": {"machine"},
    "botocore": {"machine", "job", "trigger"}, "policy_sentry": {"policy", "trust"},
    "consistency": {"job", "other"},
}  # the other judges see every file
CORPUS = 40  # programs that the suite must at least have judged


def judged(found: list[documents.Document], modules: Path, version: str, places: list[str]) -> list[documents.Finding]:
    """What every judge says about the documents."""
    return (
        npm.judge(found, modules)
        + template.judge(found)
        + requests.judge(found)
        + policy.judge(found)
        + metadata.judge(found, version, places)
        + consistency.judge(found)
    )


def check_judges(report: Report, modules: Path, scratch: Path) -> None:
    """Every judge refuses what it is there to refuse, and accepts a good document."""
    cases = [(path, json.loads(path.read_text("utf-8"))) for path in sorted((HERE / "self-test/judges").glob("*.json"))]
    found, expected = [], {}
    for path, case in cases:
        expected[path.stem] = case["refused_by"]
        for name, document in {case["file"]: case.get("document"), **case.get("beside", {})}.items():
            file = scratch / path.stem / name
            file.parent.mkdir(parents=True, exist_ok=True)
            text = case["text"] if document is None else json.dumps(document, indent=2)
            file.write_text(text, "utf-8")
            found.append(documents.Document(documents.kind_of(file), f"{path.stem}/{name}", file, json.loads(text)))
    findings = judged(found, modules, "9.8.7", ["/somewhere/else"])
    for name, wanted in expected.items():
        said = {f.judge: f.message for f in findings if f.document.split("/")[0] == name}
        problems = [f"{judge} accepts it" for judge in wanted if judge not in said]
        if not wanted:
            problems = [f"{judge} refuses it: {message}" for judge, message in said.items()]
        report.check(f"judge {name}", problems)
    never = set(JUDGES) - {"json"} - {judge for wanted in expected.values() for judge in wanted}
    report.check("every judge is seen to refuse something", [f"{judge} is not" for judge in sorted(never)])
    one, other = scratch / "one", scratch / "other"
    for place, text in ((one, "a"), (other, "b")):
        place.mkdir(parents=True, exist_ok=True)
        (place / "x").write_text(text)
        (place / f"only-{text}").write_text("")
    report.check("differences are seen", [] if len(differences(one, other)) == 3 and not differences(one, one) else ["they are not"])
    report.section("self-test", f"{len(cases)} documents, good and broken, before {len(JUDGES) - 1} judges")


def check_builds(report: Report, compiler: Compiler, chosen: list[Program]) -> dict[Program, Path]:
    """Builds all programs twice."""
    built: dict[Program, Path] = {}
    for program in chosen:
        out, problems = compiler.build(program.source, program.environment)
        if report.check(f"build {program.name(ROOT)}", problems):
            built[program] = out
            again, problems = compiler.build_elsewhere(ROOT, program.source, program.environment)
            report.check(f"same bytes {program.name(ROOT)}", problems or differences(out, again))
    report.section("builds", f"{len(built)} of {len(chosen)}, each twice")
    return built


def check_documents(report: Report, built: dict[Program, Path], modules: Path, compiler: Compiler) -> None:
    """All judges over all documents."""
    every: list[documents.Document] = []
    broken: list[documents.Finding] = []
    for program, out in built.items():
        for directory in sorted(p for p in out.iterdir() if p.is_dir()):
            found, unreadable = documents.load(directory)
            prefix = program.name(ROOT)
            every += [documents.Document(d.kind, f"{prefix} {d.name}", d.path, d.data) for d in found]
            broken += [documents.Finding(f.judge, f"{prefix} {f.document}", f.message) for f in unreadable]
    findings = broken + judged(every, modules, compiler.version(), [str(ROOT), str(compiler.scratch), str(Path.home())])
    for judge in JUDGES:
        said: dict[str, list[str]] = {}
        for finding in findings:
            if finding.judge == judge:
                said.setdefault(finding.document, []).append(finding.message)
        mine = [d for d in every if d.kind in APPLIES.get(judge, {d.kind})]
        for document in mine:
            own = [m for name, messages in said.items() if name == document.name or name.startswith(f"{document.name}/") for m in messages]
            report.check(f"{judge}: {document.name}", own)
        refused = f", {len(said)} refused" if said else ""
        report.section(judge, f"{len(mine)} documents{refused}")
    node = [f for f in findings if f.judge == "node"]
    report.check("the npm judges ran", [f.message for f in node])
    kinds = Counter(document.kind for document in every)
    report.section("documents", ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())))


def check_scenarios(report: Report, compiler: Compiler | None, directory: Path, wanted: str, traces: Path) -> int:
    """Runs the scenarios of a directory."""
    traces.mkdir(parents=True, exist_ok=True)
    number = 0
    for name, scenario in scenarios.load(directory):
        if wanted and wanted not in name and wanted not in scenario.get("pipeline", ""):
            continue
        number += 1
        machine, allowed, triggers, problems = _machine(scenario, directory, compiler)
        if not problems:
            try:
                problems = scenarios.run(scenario, machine, allowed, triggers, traces / f"{directory.name}-{name}")
                problems = _objected(scenario, problems)
            except Exception as error:  # a scenario file that is wrong must fail, not stop the suite
                problems = [f"{type(error).__name__}: {error}"]
        report.check(f"scenario {name}: {scenario.get('about', '')}", problems)
    return number


def check_cases(report: Report, traces: Path, wanted: str) -> None:
    """Runs the cases of the interpreter on the engine, for their histories to be compared."""
    found = sorted((ROOT / "compiler/tests/machine").glob("*.json"))
    chosen = [path for path in found if wanted in path.name and not cases.left_out(path.stem)]
    for name, problems in (cases.run(chosen, traces) if chosen else {}).items():
        report.check(f"case {name}", problems)
    report.section("cases", f"{len(chosen)} of {len(found)} of the interpreter, for its histories to be compared")


def check_scripts(report: Report, compiler: Compiler, wanted: str) -> None:
    """Job scripts of the examples against what their pipelines read."""
    example = ROOT / "examples/payroll-fraud"
    if wanted not in "examples/payroll-fraud/payroll-fraud.mlflow":
        return
    out, problems = compiler.build(example / "payroll-fraud.mlflow", "")
    if not problems:
        build = next(out.glob("*/state-machine.asl.json")).parent
        problems = scripts.payroll(example, build, compiler.scratch / "scripts")
        report.check("scripts: a metric under another name is seen", scripts.renamed(example, build, compiler.scratch / "renamed"))
    report.check("scripts examples/payroll-fraud: the metrics that are read are those that are written", problems)
    report.section("scripts", "job scripts run on small data, and once more with their metrics renamed")


def check_side_by_side(report: Report, compiler: Compiler, modules: Path, wanted: str) -> None:
    """The pipeline of docs/coming-from.md, by hand and compiled."""
    if wanted not in "docs/coming-from.md":
        return
    page = side_by_side.Page(ROOT, compiler.scratch)
    if not report.check("page docs/coming-from.md: its programs can be read", page.faults()):
        return
    by_hand = page.by_hand()
    findings = judged([by_hand], modules, compiler.version(), [str(ROOT)])
    report.check("page docs/coming-from.md: judges accept the machine by hand", [str(finding) for finding in findings])
    scenario = json.loads((HERE / "side-by-side.json").read_text("utf-8"))
    machine, problems = page.compiled(compiler)
    problems = problems or side_by_side.played(scenario, machine, by_hand.data)
    report.check(f"page docs/coming-from.md: {scenario['about']}", problems)
    report.section("side by side", "by hand and compiled")


def check_tutorial(report: Report, compiler: Compiler, wanted: str) -> None:
    """The tutorial, command by command."""
    if wanted not in "docs/tutorial.md":
        return
    wrong = "```console\n$ mlc --version\nmlc 0\n```\n```json\n{}\n```\n<!-- change: none -->\n```diff\n-a\n```\n"
    report.check("the tutorial's reader objects", tutorial.accepts(wrong, compiler.program, compiler.scratch / "objects"))
    problems = tutorial.follow(ROOT, compiler.program, compiler.scratch / "tutorial")
    report.check("tutorial docs/tutorial.md: what it shows is what its reader sees", problems)
    report.section("tutorial", "followed from the first command to the last")


def _objected(scenario: dict[str, Any], problems: list[str]) -> list[str]:
    """Some self-tests expect what is not so: the runner must say it, point by point."""
    if "objections" not in scenario:
        return problems
    return [f"nobody objected: {text}" for text in scenario["objections"] if not any(text in said for said in problems)]


def _machine(scenario: dict[str, Any], directory: Path, compiler: Compiler | None) -> tuple[Any, Any, events.Triggers, list[str]]:
    if "machine" in scenario:
        machine = json.loads((directory / scenario["machine"]).read_text("utf-8"))
        allowed = json.loads((directory / scenario["policy"]).read_text("utf-8")) if "policy" in scenario else None
        return machine, allowed, scenario.get("triggers", {}), []
    assert compiler is not None
    out, problems = compiler.build(ROOT / scenario["pipeline"], scenario.get("env", ""))
    if problems:
        return None, None, {}, problems
    place = next(out.glob("*/state-machine.asl.json")).parent
    policy_file = place / "iam/policy.json"
    if not policy_file.exists():
        return None, None, {}, ["mlc build wrote no iam/policy.json"]
    machine = json.loads((place / "state-machine.asl.json").read_text("utf-8"))
    return machine, json.loads(policy_file.read_text("utf-8")), events.load(place), []


def main() -> int:
    """Runs everything; 0 where all passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mlc", type=Path, required=True)
    parser.add_argument("--node-modules", type=Path, required=True)
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--summary", type=Path)
    parser.add_argument("filter", nargs="?", default="")
    options = parser.parse_args()
    report = Report()
    compiler = Compiler(options.mlc.resolve(), options.scratch.resolve())

    check_judges(report, options.node_modules, options.scratch / "self-test")
    number = check_scenarios(report, None, HERE / "self-test/engine", "", options.scratch / "traces")
    report.section("engine", f"{number} scenarios on hand-written machines")

    check_cases(report, options.scratch / "traces", options.filter)

    everything = programs(ROOT)
    chosen = [p for p in everything if options.filter in p.name(ROOT)]
    if not options.filter:
        sources = len({p.source for p in everything})
        report.check("corpus", [] if sources >= CORPUS else [f"{sources} programs, at least {CORPUS} are wanted"])
    built = check_builds(report, compiler, chosen)
    check_documents(report, built, options.node_modules, compiler)
    check_scripts(report, compiler, options.filter)
    check_side_by_side(report, compiler, options.node_modules, options.filter)
    check_tutorial(report, compiler, options.filter)
    number = check_scenarios(report, compiler, HERE / "scenarios", options.filter, options.scratch / "traces")
    report.section("scenarios", f"{number} on compiled pipelines")

    if options.summary:
        options.summary.write_text(json.dumps({"passed": report.passed, "failed": report.failed}), "utf-8")
    print(f"conformance: {report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())

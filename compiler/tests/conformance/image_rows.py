"""Rows of image addresses as the SDK answers, over all frameworks: what the Rust resolver is tested with."""

INSTANCES = {"cpu": "ml.m5.xlarge", "gpu": "ml.g5.xlarge", "inf": "ml.inf2.xlarge", "trn": "ml.trn1.2xlarge", "graviton": "ml.m6g.large"}
COLUMNS = ["framework", "region", "version", "scope", "instance", "python", "base", "address"]
# Scopes nothing asks for any more, and a table that has no scope at all.
LEFT_OUT = {"eia"}

# Requests picked by hand: framework, Region, version, scope, instance type, Python version.
PICKED = [
    ("xgboost", "us-east-1", "1.7-1", "training", "ml.m5.xlarge", None),
    ("xgboost", "cn-north-1", "1.5-1", "inference", "ml.m5.large", None),
    ("sklearn", "eu-west-1", "1.2-1", "inference", "ml.m5.large", "py3"),
    ("sklearn", "us-west-2", "1.0-1", "inference", "ml.m6g.large", None),
    ("pytorch", "us-east-1", "2.3", "training", "ml.p3.2xlarge", "py311"),
    ("pytorch", "ap-south-1", "2.3.0", "inference", "ml.m5.large", "py311"),
    ("tensorflow", "us-west-2", "2.16", "training", "ml.g5.2xlarge", "py310"),
    ("linear-learner", "eu-central-1", None, None, None, None),
    ("clarify", "us-east-1", "1.0", None, None, None),
    ("model-monitor", "eu-west-1", None, None, None, None),
    ("spark", "us-east-1", "3.3", "processing", "ml.m5.xlarge", "py39"),
    ("autogluon", "us-east-1", "1.1", "inference", "ml.m5.xlarge", "py311"),
    ("forecasting-deepar", "ap-northeast-1", None, None, None, None),
]


def asked(frameworks):
    """Requests: per framework and scope the newest version (in full and short) for every processor."""
    for framework, scopes in frameworks.items():
        for name, images in scopes.items():
            if name in LEFT_OUT:
                continue
            aliases = images.get("aliases", {})
            full = list(images["versions"])[-1]
            short = [alias for alias, target in aliases.items() if target == full][-1:]
            for version in [full, *short]:
                entry = images["versions"][full]
                base = None
                if framework.startswith("huggingface") and "sub" in entry:
                    base, entry = list(entry["sub"].items())[-1]
                python = entry.get("py", [None])[-1] if "repo" in entry else list(entry["sub"])[-1]
                processors = images.get("proc") or entry.get("proc") or [None, "cpu"]
                if name == "inference_graviton":
                    processors = ["graviton"]
                for processor in processors:
                    instance = INSTANCES.get(processor) or (f"ml.{processor}.xlarge" if processor else None)
                    for scope in [name] if name != "*" else images.get("scope", [None])[:2]:
                        yield framework, version or None, scope, instance, python, base, entry


def rows(sdk, table):
    """Every request that the SDK answers, with its answer; the Regions take turns."""
    for framework, region, version, scope, instance, python in PICKED:
        address = sdk.retrieve(framework, region, version=version, image_scope=scope, instance_type=instance, py_version=python)
        yield [framework, region, version, scope, instance, python, None, address]
    turn = 0
    for framework, version, scope, instance, python, base, entry in asked(table["frameworks"]):
        one = entry if "reg" in entry else list(entry["sub"].values())[-1]
        regions = sorted(table["registries"][one["reg"]])
        regions = [region for region in regions if region in table["regions"]]
        region = regions[turn % len(regions)]
        turn += 7
        name, tool, compiled = framework, None, framework.endswith("-training-compiler") or None
        for plain in ("huggingface", "pytorch"):
            if framework in (f"{plain}-neuron", f"{plain}-neuronx"):
                name, tool = plain, framework.rsplit("-", 1)[1]
            if framework == f"{plain}-training-compiler":
                name = plain
        try:
            address = sdk.retrieve(
                name, region, version=version, py_version=python, instance_type=instance, base_framework_version=base,
                image_scope=scope, inference_tool=tool, training_compiler_config=compiled,
            )
        except (ValueError, KeyError, TypeError, UnboundLocalError):
            continue
        yield [framework, region, version, scope, instance, python, base, address]


def text(made):
    lines = ["# Image addresses as PyPI sagemaker 2.257.7 answers (image_uris.retrieve). Made by check_facts.py --write.", "\t".join(COLUMNS)]
    return "\n".join(lines + ["\t".join("-" if cell is None else cell for cell in row) for row in made]) + "\n"

"""Instance types: uses from botocore's enumerations; sizes and EC2 prices from a table given.

Sources of that table: sizes from the EC2 list of kubernetes/autoscaler (2026-01-22), accelerators from the vendors' names,
prices from aws/karpenter-provider-aws for us-east-1 (generated 2026-07-20).
"""

import re

from facts_api import load
from facts_text import document

USES = {
    "t": "TrainingInstanceType",
    "p": "ProcessingInstanceType",
    "h": "ProductionVariantInstanceType",
    "b": "TransformInstanceType",
}
# short name here -> column
COLUMNS = {"cpu": "vcpu", "mem": "mem_gib", "acc": "accel_model", "accn": "accel_count", "accmem": "accel_mem_gib_each",
           "usd": "ec2_od_us_east_1"}


def number(text):
    value = float(text)
    return int(value) if value.is_integer() else value


def order(name):
    """Family, then size: `2xlarge` before `16xlarge`."""
    _, family, size = name.split(".")
    count = re.match(r"\d+", size)
    small = ["nano", "micro", "small", "medium", "large", "xlarge"]
    return family, small.index(size) if size in small else len(small) + int(count.group())


def table(rows):
    model = load("sagemaker")["shapes"]
    uses = {}
    for letter, shape in USES.items():
        for name in model[shape]["enum"]:
            if name.startswith("ml."):
                uses[name] = uses.get(name, "") + letter
    sizes = {}
    for row in rows:
        size = {short: row[column] for short, column in COLUMNS.items() if row.get(column)}
        if "cpu" in size and "mem" in size:
            sizes[row["ml_type"]] = {short: text if short == "acc" else number(text) for short, text in size.items()}
    types = {}
    for name in sorted(uses, key=order):
        types[name] = {"uses": uses[name], **({"size": sizes[name]} if name in sizes else {})}
    meta = {
        "source": "uses: PyPI botocore 1.44.5, enumerations of the SageMaker model (2026-11-17); cpu, mem: kubernetes/autoscaler EC2 list "
        "(2026-01-22); acc, accn, accmem: vendors' names; usd: EC2 on-demand USD an hour, Linux, us-east-1, "
        "aws/karpenter-provider-aws (2026-07-20)",
        "date": "2026-11-17",
        "licence": "Apache-2.0; facts only",
        "made_by": "generate.py",
        "key": "uses: t training, p processing, h hosting, b batch transform",
    }
    return document({"_meta": meta, "types": types})


def rows(committed):
    """The table that a committed instances.json was made from, as far as it was used."""
    found = []
    for name, entry in committed["types"].items():
        size = entry.get("size", {})
        found.append({"ml_type": name, **{column: str(size[short]) for short, column in COLUMNS.items() if short in size}})
    return found

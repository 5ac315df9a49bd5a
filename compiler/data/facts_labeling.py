"""What Ground Truth has ready for its built-in tasks: functions, worker pages, algorithms and prices, from the documentation
that botocore's model of `CreateLabelingJob` carries. Nothing else names the accounts that own them."""

import re

from facts_api import load
from facts_text import document

FUNCTION = re.compile(r"arn:aws:lambda:([a-z0-9-]+):(\d+):function:(PRE|ACS)-(\w+)")
PRICED = {
    "bounding box tasks": "bounding_box",
    "image classification, text classification, and custom tasks": "other",
    "semantic segmentation tasks": "semantic_segmentation",
}


def plain(text):
    """Documentation without its tags, in single spaces."""
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text)).strip()


def functions(text):
    """The account of each Region, and the tasks that have a function in all of them."""
    accounts, tasks = {}, {}
    for region, account, _, task in FUNCTION.findall(text):
        if accounts.setdefault(region, account) != account:
            raise SystemExit(f"two accounts own the functions of {region}")
        tasks.setdefault(task, set()).add(region)
    return accounts, [task for task, regions in tasks.items() if regions == set(accounts)]


def prices(text):
    """What a task may cost, in dollars, by the kind of task."""
    found = {}
    for section in text.split("Use one of the following prices for ")[1:]:
        kind = next((word for start, word in PRICED.items() if section.startswith(start)), None)
        if kind:
            found[kind] = [float(price) for price in re.findall(r"\d\.\d{3}", section)]
    return found


def table():
    import botocore

    shapes = load("sagemaker")["shapes"]

    def told(shape, member=None):
        return plain((shapes[shape]["members"][member] if member else shapes[shape])["documentation"])

    accounts, before = functions(told("HumanTaskConfig", "PreHumanTaskLambdaArn"))
    owners, after = functions(told("AnnotationConsolidationConfig", "AnnotationConsolidationLambdaArn"))
    if accounts != owners or sorted(before) != sorted(after):
        raise SystemExit("the functions before and after a task are in other Regions or for other tasks")
    pages = re.findall(r"sagemaker:[a-z-]+:(\d+):human-task-ui/(\w+)", told("UiConfig", "HumanTaskUiArn"))
    learners = re.findall(
        r":(\d+):labeling-job-algorithm-specification/([a-z-]+)",
        told("LabelingJobAlgorithmsConfig", "LabelingJobAlgorithmSpecificationArn"),
    )
    meta = {
        "source": f"PyPI botocore {botocore.__version__}, data/sagemaker/*/service-2.json, documentation of CreateLabelingJob",
        "date": "2026-11-17",
        "licence": "Apache-2.0; facts only, documentation text left out",
        "made_by": "generate.py",
        "key": "accounts: Region -> account of the functions PRE-<task> and ACS-<task>; pages: worker page -> account; "
        "learners: algorithm of automated labelling -> account; prices: kind of task -> dollars that a task of the public may cost",
    }
    return document({
        "_meta": meta,
        "accounts": accounts,
        "tasks": before,
        "pages": {name: account for account, name in pages},
        "learners": {name: account for account, name in learners},
        "prices": prices(told("PublicWorkforceTaskPrice")),
    })

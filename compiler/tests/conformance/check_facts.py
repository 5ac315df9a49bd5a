#!/usr/bin/env python3
"""Compares the committed fact tables with the packages they are made from. Sizes and prices of instance types are in no
package: of instances.json only the uses are compared.

    check_facts.py [--sagemaker-wheel FILE] [--write]

needs botocore, policy_sentry and packaging importable. Without a wheel it is fetched by pip into the folder given by
--downloads. `--write` rewrites the image address rows instead of comparing them.
"""

import argparse
import ast
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent.parent / "data"
ROWS = HERE.parent / "data" / "image-addresses.tsv"
sys.path[:0] = [str(DATA), str(HERE)]
sys.dont_write_bytecode = True

import generate  # noqa: E402
import image_rows  # noqa: E402
import image_sdk  # noqa: E402


def wheel(given, downloads):
    if given:
        return given
    name = f"sagemaker=={generate.SAGEMAKER}"
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", downloads, name], check=True)
    return next(pathlib.Path(downloads).glob(f"sagemaker-{generate.SAGEMAKER}-*.whl"))


def differences(committed, made, path=""):
    """The places where two JSON values differ, and how many places were looked at."""
    if isinstance(committed, dict) and isinstance(made, dict):
        seen, places = 0, []
        for key in [*committed, *(key for key in made if key not in committed)]:
            if key not in committed or key not in made:
                places.append(f"{path}/{key}: only in the {'committed table' if key in committed else 'packages'}")
                seen += 1
                continue
            count, inner = differences(committed[key], made[key], f"{path}/{key}")
            seen, places = seen + count, places + inner
        if list(committed) != list(made) and not places:
            places.append(f"{path}: another order")
        return seen, places
    return 1, [] if committed == made else [f"{path}: committed {committed!r}, packages {made!r}"]


def estimator_names(archive, keyword):
    """The hyperparameters that the SDK's estimator of a built-in algorithm declares."""
    with zipfile.ZipFile(archive) as opened:
        source = ast.parse(opened.read(f"sagemaker/amazon/{keyword}.py").decode())
    for node in ast.walk(source):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "hp":
            named = [one.value for one in node.keywords if one.arg == "name"]
            yield (named or node.args)[0].value


# Algorithms of which the SDK has no class that declares hyperparameters.
UNDECLARED = {
    *("xgboost", "blazingtext", "deepar", "image_classification", "object_detection", "semantic_segmentation", "seq2seq"),
    *("lightgbm", "catboost", "tabtransformer"),
}


def undeclared(archive):
    """Hyperparameters that the SDK has and algorithms.json lacks, and how many were looked for."""
    table = json.loads((DATA / "algorithms.json").read_text())["algorithms"]
    seen, places = 0, []
    for keyword, algorithm in table.items():
        if keyword in UNDECLARED:
            continue
        held = {one["name"] for one in algorithm["hyperparameters"]}
        for name in estimator_names(archive, keyword):
            seen += 1
            if name not in held:
                places.append(f"{keyword}: {name} is missing")
    return seen, places


def priced():
    """Types with a price that are no types, or cost something else in instances.json; and how many were looked at."""
    types = json.loads((DATA / "instances.json").read_text())["types"]
    regions = json.loads((DATA / "prices.json").read_text())["regions"]
    seen, places = 0, []
    for region, prices in regions.items():
        for name, price in prices.items():
            seen += 1
            if name not in types:
                places.append(f"{region}: {name} is no instance type")
            # A few types have a price and no sizes in what is published.
            elif region == "us-east-1" and "size" in types[name] and price != types[name]["size"].get("usd"):
                places.append(f"{name}: {price} in {region}, another price in instances.json")
    return seen, places


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sagemaker-wheel")
    options.add_argument("--downloads", default=tempfile.mkdtemp())
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    generate.check_versions()
    archive = wheel(given.sagemaker_wheel, given.downloads)
    made = generate.tables(archive, generate.committed_rows(), generate.committed_prices())
    passed = failed = 0
    for name, text in made.items():
        seen, places = differences(json.loads((DATA / name).read_text()), json.loads(text))
        passed, failed = passed + seen - len(places), failed + len(places)
        print(f"{name}: {seen} values compared, {len(places)} differ")
        for place in places[:20]:
            print(f"  {place}")
    seen, places = undeclared(archive)
    passed, failed = passed + seen - len(places), failed + len(places)
    print(f"algorithms.json: {seen} hyperparameters of the SDK looked for, {len(places)} missing")
    for place in places:
        print(f"  {place}")
    seen, places = priced()
    passed, failed = passed + seen - len(places), failed + len(places)
    print(f"prices.json: {seen} prices looked at, {len(places)} do not fit instances.json")
    for place in places[:20]:
        print(f"  {place}")
    sdk = image_sdk.load(archive, pathlib.Path(tempfile.mkdtemp()))
    answers = image_rows.text(image_rows.rows(sdk, json.loads(made["images.json"])))
    if given.write:
        ROWS.write_text(answers)
    wanted, held = answers.splitlines(), ROWS.read_text().splitlines()
    wrong = sorted(set(wanted) ^ set(held))
    passed, failed = passed + len(wanted) - len(wrong), failed + len(wrong)
    print(f"{ROWS.name}: {len(wanted)} lines compared, {len(wrong)} differ")
    for line in wrong[:20]:
        print(f"  {line}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

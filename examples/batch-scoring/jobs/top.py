"""The share of all accounts with the highest scores."""

import argparse
import csv
import heapq
import json
import os
import pathlib

ROOT = pathlib.Path(os.environ.get("PROCESSING", "/opt/ml/processing"))


def score(card, row):
    """The linear part orders accounts as the score does."""
    return card["intercept"] + sum(weight * float(row[column] or 0) for column, weight in card["weights"].items())


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--share", type=float, required=True)
    share = options.parse_args().share
    card = json.loads(next((ROOT / "input" / "scorecard").rglob("*.json")).read_text())
    scored = []
    for file in sorted((ROOT / "input" / "accounts").rglob("*.csv")):
        with file.open(newline="") as lines:
            scored += [(score(card, row), row["id"]) for row in csv.DictReader(lines)]
    (ROOT / "output" / "top").mkdir(parents=True, exist_ok=True)
    with (ROOT / "output" / "top" / "top.csv").open("w", newline="") as written:
        csv.writer(written).writerows((name, f"{value:.4f}") for value, name in heapq.nlargest(max(1, round(share * len(scored))), scored))


if __name__ == "__main__":
    main()

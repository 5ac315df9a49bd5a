"""Scores accounts by a scorecard: `{"intercept": -2, "weights": {"balance": -0.1}}`. Writes id, score and whether to look at it."""

import csv
import json
import math
import os
import pathlib

ROOT = pathlib.Path(os.environ.get("PROCESSING", "/opt/ml/processing"))


def score(card, row):
    """A number from 0 to 1."""
    total = card["intercept"] + sum(weight * float(row[column] or 0) for column, weight in card["weights"].items())
    return 1 / (1 + math.exp(-total))


def main():
    card = json.loads(next((ROOT / "input" / "scorecard").rglob("*.json")).read_text())
    threshold = float(os.environ["THRESHOLD"])
    (ROOT / "output" / "scores").mkdir(parents=True, exist_ok=True)
    for file in sorted((ROOT / "input" / "accounts").rglob("*.csv")):
        with file.open(newline="") as read, (ROOT / "output" / "scores" / file.name).open("w", newline="") as written:
            out = csv.writer(written)
            for row in csv.DictReader(read):
                value = score(card, row)
                out.writerow([row["id"], f"{value:.4f}", int(value >= threshold)])


if __name__ == "__main__":
    main()

"""Puts names over the columns of scored applications, and the decision that follows from a score beside it."""

import csv
import pathlib
import sys

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/opt/ml/processing")
#: From this probability of a late instalment an application is refused; the monitor of the pipeline has the same.
THRESHOLD = 0.6


def main():
    place = ROOT / "output" / "decisions"
    place.mkdir(parents=True, exist_ok=True)
    with (place / "part.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["late", "refused", "score"])
        for scored in sorted((ROOT / "input" / "scores").rglob("*.out")):
            for late, score in csv.reader(scored.open()):
                table.writerow([late, int(float(score) >= THRESHOLD), score])


if __name__ == "__main__":
    main()

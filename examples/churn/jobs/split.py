"""Splits customers (CSV with a header, `churned` among the columns) by a hash of their id: label first, no header."""

import argparse
import csv
import hashlib
import pathlib

ROOT = pathlib.Path("/opt/ml/processing")
SETS = {"train": range(0, 7), "validation": range(7, 9), "test": range(9, 10)}


def bucket(seed, customer):
    """0 to 9, the same for a customer whenever the seed is the same."""
    return hashlib.sha256(f"{seed}:{customer}".encode()).digest()[0] % 10


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seed", default="7")
    options.add_argument("--root", type=pathlib.Path, default=ROOT)
    given = options.parse_args()
    places = {}
    for name in SETS:
        place = given.root / "output" / name
        place.mkdir(parents=True, exist_ok=True)
        places[name] = (place / "part.csv").open("w", newline="")
    for file in sorted((given.root / "input" / "customers").rglob("*.csv")):
        with file.open(newline="") as lines:
            for row in csv.DictReader(lines):
                number = bucket(given.seed, row.pop("customer"))
                name = next(name for name, numbers in SETS.items() if number in numbers)
                csv.writer(places[name]).writerow([row.pop("churned"), *row.values()])
    for place in places.values():
        place.close()


if __name__ == "__main__":
    main()

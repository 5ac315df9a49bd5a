"""Splits customers (CSV with a header, `churned` among the columns) by a hash of their id: label first, no header."""

import argparse
import csv
import hashlib
import json
import os
import pathlib

import boto3

ROOT = pathlib.Path("/opt/ml/processing")
SETS = {"train": range(0, 7), "validation": range(7, 9), "test": range(9, 10)}


def salt():
    """The value of the secret that the pipeline names; it has only handed on the name and the key."""
    answer = boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["SALT"])
    return json.loads(answer["SecretString"])[os.environ["SALT_KEY"]]


def bucket(seed, customer):
    """0 to 9, the same for a customer whenever the seed is the same."""
    return hashlib.sha256(f"{seed}:{customer}".encode()).digest()[0] % 10


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seed", default="7")
    options.add_argument("--root", type=pathlib.Path, default=ROOT)
    given = options.parse_args()
    seed = f"{given.seed}:{salt()}"
    places = {}
    for name in SETS:
        place = given.root / "output" / name
        place.mkdir(parents=True, exist_ok=True)
        places[name] = (place / "part.csv").open("w", newline="")
    for file in sorted((given.root / "input" / "customers").rglob("*.csv")):
        with file.open(newline="") as lines:
            for row in csv.DictReader(lines):
                number = bucket(seed, row.pop("customer"))
                name = next(name for name, numbers in SETS.items() if number in numbers)
                csv.writer(places[name]).writerow([row.pop("churned"), *row.values()])
    for place in places.values():
        place.close()


if __name__ == "__main__":
    main()

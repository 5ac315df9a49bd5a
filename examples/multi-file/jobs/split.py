"""Splits a table in parquet by row: the target first, then every other number; `--share` of the rows to learn from."""

import argparse
import os
import pathlib

import numpy as np
import pyarrow.parquet as pq
import pyarrow.types as types

ROOT = pathlib.Path(os.environ.get("PROCESSING", "/opt/ml/processing"))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--target", required=True)
    options.add_argument("--share", type=float, default=0.8)
    given = options.parse_args()
    table = pq.read_table(ROOT / "input" / "table")
    numbers = [field.name for field in table.schema if types.is_integer(field.type) or types.is_floating(field.type)]
    columns = [given.target, *(name for name in numbers if name != given.target)]
    rows = np.column_stack([table[name].to_numpy() for name in columns])
    learn = np.random.default_rng(7).random(len(rows)) < given.share
    for name, chosen in {"train": learn, "test": ~learn}.items():
        place = ROOT / "output" / name
        place.mkdir(parents=True, exist_ok=True)
        np.savetxt(place / "part.csv", rows[chosen], delimiter=",", fmt="%.6g")


if __name__ == "__main__":
    main()

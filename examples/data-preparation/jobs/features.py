"""Joined orders to rows of numbers: what a customer spends next, then what is known of the order, which is put into the
feature group, too."""

import os
import pathlib

import numpy as np
import pyarrow.parquet as pq

ROOT = pathlib.Path(os.environ.get("PROCESSING", "/opt/ml/processing"))
COLUMNS = ["spent_next", "amount", "items", "days_since_last"]


def put(table):
    """Every order as a record of the feature group."""
    import boto3

    store = boto3.client("sagemaker-featurestore-runtime")
    for row in table.select(["order", "ordered_at", "segment", "amount", "items"]).to_pylist():
        record = [{"FeatureName": name, "ValueAsString": str(value)} for name, value in row.items() if value is not None]
        store.put_record(FeatureGroupName=os.environ["FEATURE_GROUP"], Record=record)


def main():
    table = pq.read_table(ROOT / "input" / "orders")
    put(table)
    numbers = [table[name].to_numpy() for name in COLUMNS]
    segments = table["segment"].to_numpy(zero_copy_only=False)
    known = [(segments == name).astype(float) for name in ("new", "regular", "business")]
    rows = np.column_stack([*numbers, *known]).astype(float)
    test = np.random.default_rng(7).random(len(rows)) < 0.2
    for name, chosen in {"train": ~test, "test": test}.items():
        place = ROOT / "output" / name
        place.mkdir(parents=True, exist_ok=True)
        np.savetxt(place / "part.csv", rows[chosen], delimiter=",", fmt="%.6g")


if __name__ == "__main__":
    main()

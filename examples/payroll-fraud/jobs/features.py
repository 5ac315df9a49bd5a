"""Turns payroll entries into training, validation and test sets: CSV without a header, the label first.

Besides the plain columns it writes how far an entry is from the nearest of a few groups of normal entries: frauds that
look like nobody else stand out, also those of a kind never seen before.

On several machines each takes its own files (the data should be sharded then); a row's hash decides which set it is in.
"""

import pathlib
import sys

import numpy as np
import pyarrow.parquet as pq
from sklearn.cluster import KMeans

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/opt/ml/processing")
COLUMNS = ["grade", "hours", "salary", "same_account", "days_employed"]
GROUPS = 8


def read(directory):
    """All entries of a directory: employees, columns as a matrix, labels."""
    files = sorted(directory.rglob("*.parquet"))
    if not files:
        sys.exit(f"no parquet files in {directory}")
    tables = [pq.read_table(file) for file in files]
    column = lambda name: np.concatenate([table[name].to_numpy() for table in tables])
    return column("employee"), np.column_stack([column(name) for name in COLUMNS]).astype(float), column("fraud").astype(int)


def part_of(employees):
    """0 to 9 for each employee, the same on every machine and in every month."""
    return (employees.astype(np.uint64) * np.uint64(2654435761) >> np.uint64(7)) % np.uint64(10)


def main():
    employees, values, fraud = read(ROOT / "input" / "payroll")
    part = part_of(employees)
    training = part < 7
    scale = values[training].std(axis=0) + 1e-9
    scaled = (values - values[training].mean(axis=0)) / scale
    groups = KMeans(GROUPS, n_init=4, random_state=7).fit(scaled[training & (fraud == 0)])
    distance = groups.transform(scaled).min(axis=1)
    table = np.column_stack([fraud, scaled, distance])
    for name, rows in {"train": training, "validation": (part == 7) | (part == 8), "test": part == 9}.items():
        place = ROOT / "output" / name
        place.mkdir(parents=True, exist_ok=True)
        np.savetxt(place / "part.csv", table[rows], delimiter=",", fmt="%.6g")
        print(f"{name}: {rows.sum()} rows, {fraud[rows].sum()} frauds")


if __name__ == "__main__":
    main()

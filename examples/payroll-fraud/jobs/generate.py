"""Writes sample payroll data, with frauds in it: `python generate.py DIRECTORY [--rows 5000] [--seed 1]`.

Three kinds of fraud, as they happen: payments to a bank account that several employees share, hours nobody can work, and
a salary that has grown far beyond those of the same grade.
"""

import argparse
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq


def entries(rows, seed, share=0.05):
    """A table of entries as columns, `fraud` among them."""
    random = np.random.default_rng(seed)
    grade = random.integers(1, 6, rows)
    hours = np.clip(random.normal(160, 12, rows), 40, 220)
    salary = 1500 + 700 * grade + random.normal(0, 150, rows)
    same_account = np.ones(rows)
    days_employed = random.integers(10, 6000, rows).astype(float)
    fraud = random.random(rows) < share
    kind = random.integers(0, 3, rows)
    shared, overtime, raised = (fraud & (kind == number) for number in range(3))
    same_account[shared] = random.integers(1, 5, shared.sum())
    hours[overtime] = random.normal(205, 25, overtime.sum())
    salary[raised] *= random.uniform(1.1, 1.6, raised.sum())
    days_employed[fraud] = random.integers(1, 3000, fraud.sum())
    return {"employee": np.arange(rows), "grade": grade, "hours": hours, "salary": salary,
            "same_account": same_account, "days_employed": days_employed, "fraud": fraud.astype(int)}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("directory", type=pathlib.Path)
    options.add_argument("--rows", type=int, default=5000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    given.directory.mkdir(parents=True, exist_ok=True)
    table = pa.table(entries(given.rows, given.seed))
    half = given.rows // 2
    for number, part in enumerate([table.slice(0, half), table.slice(half)]):
        pq.write_table(part, given.directory / f"part-{number}.parquet")


if __name__ == "__main__":
    main()

"""How many accounts a region has, and what they hold."""

import argparse
import csv
import json
import os
import pathlib

ROOT = pathlib.Path(os.environ.get("PROCESSING", "/opt/ml/processing"))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--region", required=True)
    region = options.parse_args().region
    accounts, balance = 0, 0.0
    for file in sorted((ROOT / "input" / "accounts").rglob("*.csv")):
        with file.open(newline="") as lines:
            for row in csv.DictReader(lines):
                if row["region"] == region:
                    accounts, balance = accounts + 1, balance + float(row["balance"] or 0)
    (ROOT / "output" / "report").mkdir(parents=True, exist_ok=True)
    (ROOT / "output" / "report" / f"{region}.json").write_text(json.dumps({"region": region, "accounts": accounts, "balance": balance}))


if __name__ == "__main__":
    main()

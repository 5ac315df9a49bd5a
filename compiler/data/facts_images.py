"""Where AWS publishes its images: from the configuration files in the wheel of the sagemaker SDK."""

import json
import zipfile

from facts_text import document

FOLDER = "sagemaker/image_uri_config/"
# Names of what is kept, and how it is written here.
ENTRY = {"py_versions": "py", "repository": "repo", "processors": "proc", "container_version": "cv", "tag_prefix": "tag",
         "sdk_versions": "sdk"}


def configs(wheel):
    """framework -> configuration, as published."""
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith(FOLDER) and name.endswith(".json"))
        found = {name[len(FOLDER) : -len(".json")]: json.loads(archive.read(name)) for name in names}
    del found["instance_gpu_info"]
    return found


class Registries:
    """Region-to-account maps; most frameworks share one of a few."""

    def __init__(self):
        self.sets = {}

    def id(self, accounts):
        text = json.dumps(accounts, sort_keys=True)
        return self.sets.setdefault(text, f"r{len(self.sets)}")

    def table(self):
        return {name: json.loads(text) for text, name in self.sets.items()}


def entry(config, registries):
    """One version of a framework; a version without a repository of its own holds variants under `sub`."""
    made = {}
    if "repository" not in config:
        made["sub"] = {key: entry(value, registries) for key, value in config.items() if isinstance(value, dict) and key != "version_aliases"}
        if "version_aliases" in config:
            made["aliases"] = config["version_aliases"]
        return made
    for key, value in config.items():
        if key == "registries":
            made["reg"] = registries.id(value)
        elif key in ENTRY:
            if value or key == "tag_prefix":
                made[ENTRY[key]] = value
        elif key == "version_aliases":
            made["aliases"] = value
        else:
            raise SystemExit(f"an image entry has a field {key}, which nothing here knows")
    return made


def scope(config, registries):
    made = {}
    for key, value in config.items():
        if key == "versions":
            made["versions"] = {version: entry(one, registries) for version, one in value.items()}
        elif key == "version_aliases":
            made["aliases"] = value
        elif key == "processors":
            made["proc"] = value
        elif key == "scope":
            made["scope"] = value
        else:
            raise SystemExit(f"an image configuration has a field {key}, which nothing here knows")
    return made


def regions(accounts):
    """Region -> [partition, dns suffix], for every Region that some image is published in."""
    import botocore.session

    data = botocore.session.get_session().get_data("endpoints")
    found = {}
    for partition in data["partitions"]:
        for region in partition["regions"]:
            found[region] = [partition["partition"], partition["dnsSuffix"]]
    return {region: found[region] for region in sorted(set(found) | {one for table in accounts for one in table}) if region in found}


def table(wheel):
    registries, frameworks = Registries(), {}
    for name, config in configs(wheel).items():
        if "versions" in config:
            frameworks[name] = {"*": scope(config, registries)}
        else:
            frameworks[name] = {use: scope(one, registries) for use, one in config.items()}
    meta = {
        "source": "PyPI sagemaker 2.257.7, sagemaker/image_uri_config/*.json; Regions: PyPI botocore 1.44.5, data/endpoints.json",
        "date": "2026-11-23",  # read on that day: the wheel carries no date
        "licence": "Apache-2.0; facts only",
        "made_by": "generate.py",
        "key": "regions: name -> partition, DNS suffix; registries: set -> Region -> account; frameworks: name -> scope ('*': the "
        "scopes listed in 'scope') -> proc processors, aliases short -> full version, versions -> reg registry set, repo, py "
        "Python versions, proc, cv processor -> end of the tag, tag start of the tag, sdk Neuron versions, sub variants",
    }
    sets = registries.table()
    return document({"_meta": meta, "regions": regions(sets.values()), "registries": sets, "frameworks": frameworks})

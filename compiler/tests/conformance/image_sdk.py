"""The SDK's own image resolver, taken out of its wheel without the SDK's dependencies."""

import ast
import importlib.util
import re
import sys
import types
import zipfile

MODULE = "sagemaker/image_uris.py"


class Anything:
    """Stands for what the resolver imports and never uses for a plain image."""

    def __getattr__(self, name):
        return self

    def __call__(self, *given, **named):
        return self


def family(instance_type):
    """As sagemaker/utils.py has it."""
    match = re.match(r"^ml[\._]([a-z\d\-]+)\.?\w*$", instance_type) if isinstance(instance_type, str) else None
    return match[1] if match else ""


def constants(text):
    """The upper-case assignments of a source text whose values are plain."""
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
            value = node.value
            if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "set":
                value = value.args[0]
            try:
                found[node.targets[0].id] = ast.literal_eval(value)
            except ValueError:
                continue
    return found


def load(wheel, folder):
    """`image_uris` of the wheel, unpacked into `folder`; its imports from the SDK are replaced by what it needs of them."""
    import botocore.loaders
    import botocore.regions

    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name == MODULE or name.startswith("sagemaker/image_uri_config/"):
                archive.extract(name, folder)
        lists = constants(archive.read("sagemaker/fw_utils.py").decode())
    resolver = botocore.regions.EndpointResolver(botocore.loaders.Loader().load_data("endpoints"))
    known = {
        **lists,
        "get_instance_type_family": family,
        "_botocore_resolver": lambda: resolver,
        "SPARK_NAME": "spark",
        "override_pipeline_parameter_var": lambda function: function,
        "is_pipeline_variable": lambda value: False,
        "is_jumpstart_model_input": lambda *given: False,
    }
    source = (folder / MODULE).read_text()
    for imported in ast.walk(ast.parse(source)):
        if isinstance(imported, ast.ImportFrom) and (imported.module or "").startswith("sagemaker"):
            path = imported.module.split(".")
            for end in range(1, len(path) + 1):
                sys.modules.setdefault(".".join(path[:end]), types.ModuleType(".".join(path[:end]))).__path__ = []
            for one in imported.names:
                inner = types.SimpleNamespace(**known)
                value = known.get(one.name, inner if one.name in ("utils", "defaults") else Anything())
                setattr(sys.modules[imported.module], one.name, value)
    spec = importlib.util.spec_from_file_location("sagemaker.image_uris", folder / MODULE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

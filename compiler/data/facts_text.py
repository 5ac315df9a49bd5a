"""How the tables are written: one entry a line, so that a diff shows the entry that changed."""

import json


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def document(sections):
    """A JSON object of `sections`: a dict section is written one entry a line, anything else on one line."""
    parts = []
    for name, value in sections.items():
        if isinstance(value, dict) and not name.startswith("_"):
            inner = ",\n".join(f"{compact(key)}:{compact(entry)}" for key, entry in value.items())
            parts.append(f"{compact(name)}:{{\n{inner}\n}}")
        else:
            parts.append(f"{compact(name)}:{compact(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"

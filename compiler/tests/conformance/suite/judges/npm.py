"""asl-validator, AWS's language service and npm jsonata, all in one Node process."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from ..documents import Document, Finding, expressions


def judge(documents: list[Document], modules: Path) -> list[Finding]:
    """Judges all machines, and every expression of every document."""
    asked = {
        "machines": [{"name": d.name, "path": str(d.path)} for d in documents if d.kind == "machine"],
        "expressions": [
            {"name": f"{d.name}{pointer}", "text": text} for d in documents for pointer, text in expressions(d.data)
        ],
    }
    script = Path(__file__).with_name("judge.js")
    done = subprocess.run(
        ["node", str(script)], input=json.dumps(asked), capture_output=True, text=True, check=False,
        env=os.environ | {"NODE_PATH": str(modules)},
    )
    if done.returncode != 0:
        return [Finding("node", "judge.js", done.stderr.strip()[-2000:])]
    return [Finding(found["judge"], found["document"], found["message"]) for found in json.loads(done.stdout)]

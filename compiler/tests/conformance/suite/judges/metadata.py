"""Nothing that changes without the source changing: no version of mlc, no time, no hash, no path."""

from __future__ import annotations

import re

from ..documents import Document, Finding

HEXADECIMAL = re.compile(r"(?<![0-9a-fA-F])[0-9a-f]{32,128}(?![0-9a-fA-F])")
MOMENT = re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d")
PATH = re.compile(r"(?<![\w:/.])/(home|tmp|root|usr|var|work|Users|private|mnt)/|\b[A-Za-z]:\\\\")
# Addresses inside a SageMaker container, and image digests that the user wrote.
ALLOWED = re.compile(r"/opt/ml/[\w./-]*|@sha256:[0-9a-f]{64}")


def judge(documents: list[Document], version: str, places: list[str]) -> list[Finding]:
    """Judges the text of every emitted file. `places`: directories that may not appear."""
    findings = []
    stamp = re.compile(rf"\bmlc\b[^\"\n]{{0,20}}{re.escape(version)}\b|[Gg]enerated (by|at|on)\b")
    for document in documents:
        text = ALLOWED.sub("", document.path.read_text("utf-8"))
        for what, pattern in (("a hash", HEXADECIMAL), ("a time", MOMENT), ("a path", PATH), ("a version", stamp)):
            if match := pattern.search(text):
                findings.append(Finding("metadata", document.name, f"{what}: {match.group()[:80]}"))
        findings += [Finding("metadata", document.name, f"the path {place}") for place in places if place in text]
    return findings

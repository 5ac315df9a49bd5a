"""Closed tickets to pairs of prompt and completion, without addresses and numbers of people; one in ten is held out."""

import hashlib
import json
import os
import pathlib
import re

ROOT = pathlib.Path(os.environ.get("PROCESSING", "/opt/ml/processing"))
PRIVATE = [(re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "<e-mail>"), (re.compile(r"\+?\d[\d ()/-]{6,}\d"), "<number>")]


def cleaned(text):
    """The text without what tells who wrote it."""
    for pattern, word in PRIVATE:
        text = pattern.sub(word, text)
    return " ".join(text.split())


def main():
    outputs = {}
    for name, file in {"train": "pairs.jsonl", "prompts": "prompts.jsonl"}.items():
        (ROOT / "output" / name).mkdir(parents=True, exist_ok=True)
        outputs[name] = (ROOT / "output" / name / file).open("w")
    for file in sorted((ROOT / "input" / "tickets").rglob("*.jsonl")):
        for line in file.read_text().splitlines():
            ticket = json.loads(line)
            if ticket.get("status") != "closed" or not ticket.get("answer"):
                continue
            held_out = hashlib.sha256(str(ticket["id"]).encode()).digest()[0] % 10 == 0
            pair = {"prompt": cleaned(ticket["question"]), "completion": cleaned(ticket["answer"])}
            outputs["prompts" if held_out else "train"].write(json.dumps(pair) + "\n")
    for output in outputs.values():
        output.close()


if __name__ == "__main__":
    main()

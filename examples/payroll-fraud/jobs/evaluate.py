"""Measures boosted trees and the net on the same rows. Runs in the XGBoost image, the only one that reads the trees."""

import json
import pathlib
import sys
import tarfile
import tempfile

import numpy as np
import xgboost
from sklearn.metrics import recall_score, roc_auc_score

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/opt/ml/processing")


def probabilities(model, rows):
    """What a model says: trees in a file of XGBoost, or weights of a net."""
    if (model / "xgboost-model").exists():
        trees = xgboost.Booster()
        trees.load_model(str(model / "xgboost-model"))
        return trees.predict(xgboost.DMatrix(rows))
    weights = np.load(model / "net.npz")
    layers = len(weights.files) // 2
    for layer in range(layers):
        rows = rows @ weights[f"weight_{layer}"] + weights[f"bias_{layer}"]
        rows = np.maximum(rows, 0) if layer < layers - 1 else 1 / (1 + np.exp(-rows))
    return rows[:, 0]


def main():
    rows = np.concatenate([np.loadtxt(file, delimiter=",", ndmin=2) for file in sorted((ROOT / "data").rglob("*.csv"))])
    report = {}
    for candidate in sorted(path for path in (ROOT / "model").iterdir() if path.is_dir()):
        with tempfile.TemporaryDirectory() as unpacked:
            with tarfile.open(candidate / "model.tar.gz") as packed:
                packed.extractall(unpacked)
            said = probabilities(pathlib.Path(unpacked), rows[:, 1:])
        report[candidate.name] = {
            "recall": float(recall_score(rows[:, 0], said > 0.5)),
            "auc": float(roc_auc_score(rows[:, 0], said)),
        }
    place = ROOT / "report"
    place.mkdir(parents=True, exist_ok=True)
    (place / "evaluation.json").write_text(json.dumps(report, indent=2))
    print(json.dumps(report))


if __name__ == "__main__":
    main()

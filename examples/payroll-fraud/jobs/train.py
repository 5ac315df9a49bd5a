"""A small neural net for rows of numbers with the label first.

Resumes from the newest checkpoint after a spot interruption. Prints `val_auc=` after every epoch, which the pipeline
reads, and leaves its weights as `net.npz`, which needs nothing but numpy to be read.
"""

import argparse
import os
import pathlib
import pickle
import sys

import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.neural_network import MLPClassifier


def read(directory):
    """Rows and labels of all CSV files in a directory."""
    rows = np.concatenate([np.loadtxt(file, delimiter=",", ndmin=2) for file in sorted(directory.rglob("*.csv"))])
    return rows[:, 1:], rows[:, 0].astype(int)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--epochs", type=int, default=40)
    options.add_argument("--units", type=int, default=32)
    given, _ = options.parse_known_args()
    root = pathlib.Path(os.environ.get("SM_BASE_DIR", "/opt/ml"))
    train, validation = (read(root / "input/data" / channel) for channel in ("train", "validation"))
    checkpoint = root / "checkpoints" / "net.pickle"
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    net, done = MLPClassifier((given.units, given.units // 2), learning_rate_init=0.005, random_state=7), 0
    if checkpoint.exists():
        net, done = pickle.loads(checkpoint.read_bytes())
        print(f"resumes after epoch {done}")
    for epoch in range(done + 1, given.epochs + 1):
        net.partial_fit(*train, classes=[0, 1])
        auc = roc_auc_score(validation[1], net.predict_proba(validation[0])[:, 1])
        print(f"epoch={epoch} val_auc={auc:.4f}", flush=True)
        unfinished = checkpoint.with_suffix(".unfinished")
        unfinished.write_bytes(pickle.dumps((net, epoch)))
        unfinished.replace(checkpoint)
    model = root / "model"
    model.mkdir(parents=True, exist_ok=True)
    weights = {f"weight_{i}": w for i, w in enumerate(net.coefs_)}
    weights.update({f"bias_{i}": b for i, b in enumerate(net.intercepts_)})
    np.savez(model / "net.npz", **weights)


def probabilities(weights, rows):
    """What the net says, from its weights alone."""
    layers = len(weights.files) // 2
    for layer in range(layers):
        rows = rows @ weights[f"weight_{layer}"] + weights[f"bias_{layer}"]
        rows = np.maximum(rows, 0) if layer < layers - 1 else 1 / (1 + np.exp(-rows))
    return rows[:, 0]


def model_fn(directory):
    """Called by the serving container."""
    return np.load(pathlib.Path(directory) / "net.npz")


def predict_fn(rows, model):
    """Called by the serving container."""
    return probabilities(model, np.atleast_2d(rows))


if __name__ == "__main__":
    sys.exit(main())

"""The auc of each candidate. Trees are read by XGBoost; a model of Linear Learner holds its weights in an MXNet archive."""

import json
import pathlib
import struct
import tarfile
import tempfile
import zipfile

import numpy as np
import xgboost
from sklearn.metrics import roc_auc_score

ROOT = pathlib.Path("/opt/ml/processing")


def mxnet_arrays(file):
    """The arrays of a `.params` file of MXNet: magic, count, arrays, names."""
    data, at = file.read_bytes(), 0

    def take(form):
        nonlocal at
        values = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize("<" + form)
        return values

    _, _, count = take("QQQ")
    arrays = []
    for _ in range(count):
        _, _, dimensions = take("IiI")
        shape = take(f"{dimensions}q")
        take("iii")
        size = int(np.prod(shape))
        arrays.append(np.frombuffer(data, "<f4", size, at).reshape(shape))
        at += 4 * size
    names = []
    for _ in range(take("Q")[0]):
        (length,) = take("Q")
        names.append(data[at:at + length].decode())
        at += length
    return dict(zip(names, arrays))


def scores(model, rows):
    """What a model says of each row."""
    if (model / "xgboost-model").exists():
        trees = xgboost.Booster()
        trees.load_model(str(model / "xgboost-model"))
        return trees.predict(xgboost.DMatrix(rows))
    with zipfile.ZipFile(next(model.glob("model_algo-1"))) as packed:
        packed.extractall(model)
    arrays = mxnet_arrays(next(model.glob("*.params")))
    weight = next(value for name, value in arrays.items() if name.endswith("weight"))
    bias = next(value for name, value in arrays.items() if name.endswith("bias"))
    return rows @ weight.ravel() + bias.ravel()[0]


def main():
    rows = np.concatenate([np.loadtxt(file, delimiter=",", ndmin=2) for file in sorted((ROOT / "data").rglob("*.csv"))])
    report = {}
    for candidate in sorted((ROOT / "model").iterdir()):
        with tempfile.TemporaryDirectory() as unpacked:
            with tarfile.open(candidate / "model.tar.gz") as packed:
                packed.extractall(unpacked)
            report[candidate.name] = {"auc": float(roc_auc_score(rows[:, 0], scores(pathlib.Path(unpacked), rows[:, 1:])))}
    (ROOT / "report").mkdir(parents=True, exist_ok=True)
    (ROOT / "report" / "evaluation.json").write_text(json.dumps(report))


if __name__ == "__main__":
    main()

"""The accuracy of the net, over all photos and in its worst class."""

import argparse
import json
import pathlib
import tarfile

import torch
from torchvision import datasets, transforms

ROOT = pathlib.Path("/opt/ml/processing")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--batch", type=int, default=64)
    given = options.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    steps = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor()])
    data = datasets.ImageFolder(ROOT / "data", steps)
    report = {}
    for candidate in sorted((ROOT / "model").iterdir()):
        with tarfile.open(candidate / "model.tar.gz") as packed:
            packed.extractall(candidate)
        net = torch.jit.load(str(candidate / "model.pth"), map_location=device).eval()
        right, total = torch.zeros(len(data.classes)), torch.zeros(len(data.classes))
        with torch.no_grad():
            for images, labels in torch.utils.data.DataLoader(data, batch_size=given.batch):
                said = net(images.to(device)).argmax(1).cpu()
                total += torch.bincount(labels, minlength=len(total))
                right += torch.bincount(labels[said == labels], minlength=len(total))
        report[candidate.name] = {"accuracy": (right.sum() / total.sum()).item(), "worst_class": (right / total.clamp(min=1)).min().item()}
    (ROOT / "report").mkdir(parents=True, exist_ok=True)
    (ROOT / "report" / "evaluation.json").write_text(json.dumps(report))


if __name__ == "__main__":
    main()

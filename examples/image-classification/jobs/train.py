"""A residual net over folders of photos, one folder a class; one process a machine, gradients shared by DistributedDataParallel.

The script lies inside the model's archive as well, where the serving container finds it.
"""

import argparse
import io
import json
import os
import pathlib
import shutil

import torch
import torch.distributed as distributed
from PIL import Image
from torch.nn.parallel import DistributedDataParallel
from torchvision import datasets, models, transforms


PREPARED = [transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor()]


def photos(channel, size, train):
    """Batches of a channel."""
    steps = [transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor()] if train else PREPARED
    data = datasets.ImageFolder(os.environ[f"SM_CHANNEL_{channel.upper()}"], transforms.Compose(steps))
    return torch.utils.data.DataLoader(data, batch_size=size, shuffle=train, num_workers=4, drop_last=train), data.classes


@torch.no_grad()
def accuracy(net, batches, device):
    """The share of photos in the right class."""
    net.eval()
    right = total = 0
    for images, labels in batches:
        right += (net(images.to(device)).argmax(1) == labels.to(device)).sum().item()
        total += len(labels)
    return right / total


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--epochs", type=int)
    options.add_argument("--batch_size", type=int)
    options.add_argument("--learning_rate", type=float)
    given, _ = options.parse_known_args()
    hosts = json.loads(os.environ["SM_HOSTS"])
    rank = hosts.index(os.environ["SM_CURRENT_HOST"])
    os.environ.setdefault("MASTER_ADDR", hosts[0])
    os.environ.setdefault("MASTER_PORT", "29500")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    distributed.init_process_group("nccl" if device.type == "cuda" else "gloo", rank=rank, world_size=len(hosts))
    batches, classes = photos("train", given.batch_size, True)
    validation, _ = photos("validation", given.batch_size, False)
    net = DistributedDataParallel(models.resnet50(num_classes=len(classes)).to(device))
    optimizer = torch.optim.SGD(net.parameters(), lr=given.learning_rate * len(hosts), momentum=0.9, weight_decay=1e-4)
    checkpoint = pathlib.Path("/opt/ml/checkpoints/net.pt")
    done = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device)
        net.module.load_state_dict(state["net"])
        optimizer.load_state_dict(state["optimizer"])
        done = state["epoch"]
    # Every machine has its own part of the photos, and none may wait for a batch that another does not have.
    least = torch.tensor(len(batches), device=device)
    distributed.all_reduce(least, distributed.ReduceOp.MIN)
    for epoch in range(done + 1, given.epochs + 1):
        net.train()
        for _, (images, labels) in zip(range(int(least)), batches):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(net(images.to(device)), labels.to(device)).backward()
            optimizer.step()
        if rank == 0:
            print(f"epoch={epoch} val_accuracy={accuracy(net.module, validation, device):.4f}", flush=True)
            unfinished = checkpoint.with_suffix(".unfinished")
            torch.save({"net": net.module.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}, unfinished)
            unfinished.replace(checkpoint)
        distributed.barrier()
    if rank == 0:
        model = pathlib.Path(os.environ["SM_MODEL_DIR"])
        torch.jit.script(net.module.cpu().eval()).save(str(model / "model.pth"))
        (model / "classes.json").write_text(json.dumps(classes))
        (model / "code").mkdir()
        shutil.copy(__file__, model / "code" / "inference.py")


def model_fn(directory):
    """Called by the serving container."""
    place = pathlib.Path(directory)
    return torch.jit.load(str(place / "model.pth")).eval(), json.loads((place / "classes.json").read_text())


def input_fn(photo, _content_type):
    """Called by the serving container."""
    return transforms.Compose(PREPARED)(Image.open(io.BytesIO(photo)).convert("RGB"))


@torch.no_grad()
def predict_fn(photo, model):
    """Called by the serving container."""
    net, classes = model
    shares = net(photo.unsqueeze(0)).softmax(1)[0]
    return {"class": classes[int(shares.argmax())], "share": float(shares.max())}


def output_fn(said, _accept):
    """Called by the serving container."""
    return json.dumps(said)


if __name__ == "__main__":
    main()

"""The trained networks as Ultralytics `.pt` files, for `YOLO(path)`: to compare with, or to go on from."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from training.weights import load_state

if TYPE_CHECKING:
    from pathlib import Path


def write_pt(name: str, run: Path, folder: Path, classes: int) -> Path:
    """Write `<name>.pt` from a run folder; the detector's is Ultralytics' own checkpoint already."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.pt"
    if name == "detection":
        shutil.copyfile(run / "ultralytics" / "weights" / "best.pt", path)
        return path
    from ultralytics.models import YOLO
    from ultralytics.nn.tasks import ClassificationModel

    network: Any = ClassificationModel("yolov8n-cls.yaml", nc=classes, verbose=False)
    network.load_state_dict(load_state(run / "best.pt"))
    network.task = "classify"
    wrapper: Any = YOLO("yolov8n-cls.yaml", verbose=False)
    wrapper.model = network
    wrapper.ckpt = {"train_args": {"task": "classify", "model": "yolov8n-cls.yaml"}}
    wrapper.save(path)
    return path

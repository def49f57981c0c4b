"""Train the size-n detector with Ultralytics' own trainer, on letterboxed scans and from a local file.

Scans are letterboxed by the application's own preprocessing before they are written for the trainer, so the
network sees in training what it will see afterwards; boxes move with them.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

os.environ.setdefault("YOLO_AUTOINSTALL", "false")

import torch
from PIL import Image
from ultralytics.models.yolo.detect import DetectionTrainer
from ultralytics.nn.tasks import DetectionModel

from fracview.core.boxes import xyxy_to_cxcywh
from training.runs import RunFolder
from training.weights import load_backbone, load_state

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from training.cache import ScanCache
    from training.fracatlas import Scan


@dataclass(frozen=True, slots=True)
class DetectorRecipe:
    """What a run needs besides data.

    Attributes
    ----------
    size, batch, epochs, seed
        Input side in pixels, scans a step, epochs, seed of everything.
    background
        Non-fractured scans added without boxes, as a share of the fractured ones.
    settings
        Further Ultralytics training arguments (augmentation, optimiser, schedule).
    """

    size: int = 576
    batch: int = 16
    epochs: int = 60
    seed: int = 7
    background: float = 0.3
    settings: dict[str, Any] | None = None


DEFAULT_SETTINGS: dict[str, Any] = {
    "optimizer": "AdamW",
    "lr0": 0.0015,
    "lrf": 0.02,
    "cos_lr": True,
    "weight_decay": 0.02,
    "warmup_epochs": 2.0,
    "degrees": 15.0,
    "translate": 0.1,
    "scale": 0.5,
    "shear": 3.0,
    "fliplr": 0.5,
    "flipud": 0.1,
    "hsv_h": 0.0,
    "hsv_s": 0.0,
    "hsv_v": 0.4,
    "mosaic": 1.0,
    "close_mosaic": 12,
}


def choose_scans(scans: Sequence[Scan], part: dict[str, str], recipe: DetectorRecipe) -> dict[str, list[str]]:
    """Image ids for ``train`` (fractured, and some background drawn by seed) and ``val`` (fractured)."""
    chosen = {
        name: [s.image_id for s in scans if s.boxes_xyxy and s.path and part[s.image_id] == name]
        for name in ("train", "val")
    }
    plain = [s.image_id for s in scans if not s.boxes_xyxy and s.path and part[s.image_id] == "train"]
    count = min(round(recipe.background * len(chosen["train"])), len(plain))
    drawn = np.random.default_rng(recipe.seed).choice(plain, count, replace=False)
    chosen["train"] += sorted(str(name) for name in drawn)
    return chosen


def write_dataset(
    folder: Path, scans: Sequence[Scan], cache: ScanCache, chosen: dict[str, list[str]]
) -> Path:
    """Write letterboxed PNGs and YOLO label files; returns the data file for the trainer.

    Labels are ``0 cx cy w h`` as fractions of the letterboxed square.
    """
    by_id = {scan.image_id: scan for scan in scans}
    where = {image_id: index for index, image_id in enumerate(cache.image_ids)}
    for part, names in chosen.items():
        for kind in ("images", "labels"):
            (folder / kind / part).mkdir(parents=True, exist_ok=True)
        for name in names:
            index = where[name]
            stem = name.removesuffix(".jpg")
            Image.fromarray(np.asarray(cache.images[index])).save(folder / "images" / part / f"{stem}.png")
            boxes = np.array(by_id[name].boxes_xyxy, np.float32).reshape(-1, 4)
            text = _label_lines(cache.letterboxes[index].to_input(boxes) / np.float32(cache.size))
            (folder / "labels" / part / f"{stem}.txt").write_text(text)
    data = folder / "data.yaml"
    data.write_text(
        f"path: {folder.resolve()}\ntrain: images/train\nval: images/val\nnc: 1\nnames: [fracture]\n"
    )
    return data


def _label_lines(boxes_xyxy: NDArray[np.float32]) -> str:
    centres = xyxy_to_cxcywh(boxes_xyxy)
    return "".join(f"0 {x:.6f} {y:.6f} {width:.6f} {height:.6f}\n" for x, y, width, height in centres)


class HalfPrecisionOnCpu(DetectionModel):
    """Ultralytics' detection network whose training pass runs in bfloat16 on the CPU; losses stay in float32.

    Its trainer offers bfloat16 on CUDA only; on a CPU with AVX-512 BF16 it takes two thirds of the time.
    """

    def predict(self, x: torch.Tensor, *arguments: Any, **named: Any) -> Any:
        """Forward pass; see `DetectionModel.predict`."""
        if not self.training or x.device.type != "cpu":
            return super().predict(x, *arguments, **named)
        with torch.autocast("cpu", torch.bfloat16):
            found = super().predict(x, *arguments, **named)
        return _to_float32(found)


def _to_float32(found: Any) -> Any:
    if isinstance(found, torch.Tensor):
        return found.float()
    if isinstance(found, dict):
        return {key: _to_float32(value) for key, value in found.items()}
    return [_to_float32(value) for value in found]


class LocalStartTrainer(DetectionTrainer):
    """Ultralytics' detection trainer, started from a local file."""

    start: Path

    def get_model(self, cfg: Any = None, weights: Any = None, verbose: bool = False) -> DetectionModel:
        """The network of `cfg`; every tensor of `start` that fits is copied (the class head does not)."""
        model = HalfPrecisionOnCpu(cfg, nc=self.data["nc"], ch=self.data["channels"], verbose=verbose)
        if weights is not None:
            model.load(weights)
        else:
            load_backbone(model, self.start)  # refuses what does not fit; neck and head follow
            state, own = load_state(self.start), model.state_dict()
            fitting = {
                key: value for key, value in state.items() if key in own and own[key].shape == value.shape
            }
            model.load_state_dict(fitting, strict=False)
        return model


def train(data: Path, recipe: DetectorRecipe, folder: Path, start: Path) -> Path:
    """Train, or go on where a killed run stopped; returns the checkpoint of the best validation epoch."""
    run = RunFolder(folder)
    run.open({"recipe": asdict(recipe), "defaults": DEFAULT_SETTINGS, "start": start.name})
    last, best = (folder / "ultralytics" / "weights" / name for name in ("last.pt", "best.pt"))
    if _has_ended(last):
        save_weights(best, folder / "best.safetensors")
        return best
    arguments: dict[str, Any] = {
        "model": str(last) if last.exists() else "yolov8n.yaml",
        "resume": str(last) if last.exists() else False,
        "data": str(data),
        "imgsz": recipe.size,
        "batch": recipe.batch,
        "epochs": recipe.epochs,
        "seed": recipe.seed,
        "project": str(folder.resolve()),
        "name": "ultralytics",
        "exist_ok": True,
        "device": "cpu",
        "amp": False,
        "workers": 1,
        "cache": "ram",
        "patience": 0,
        "plots": False,
        "pretrained": False,
        "nbs": recipe.batch,
    }
    LocalStartTrainer.start = start
    trainer = LocalStartTrainer(overrides=arguments | DEFAULT_SETTINGS | (recipe.settings or {}))
    trainer.args.workers = 1  # its constructor sets 0 on a CPU, and mosaics then wait for the network
    torch.set_num_threads(os.cpu_count() or 1)
    trainer.add_callback("on_fit_epoch_end", lambda t: _log_epoch(run, t))
    trainer.train()
    save_weights(best, folder / "best.safetensors")
    return best


def _has_ended(last: Path) -> bool:
    """Whether Ultralytics closed this checkpoint; it refuses to resume one that it closed."""
    return last.exists() and torch.load(last, map_location="cpu", weights_only=False)["epoch"] < 0


def save_weights(checkpoint: Path, path: Path) -> None:
    """Averaged network of an Ultralytics checkpoint as float32 tensors, for others to start from."""
    from safetensors.torch import save_file

    content = torch.load(checkpoint, weights_only=False)
    network = content["ema"] or content["model"]
    save_file({key: value.float().contiguous() for key, value in network.state_dict().items()}, path)


def _log_epoch(run: RunFolder, trainer: Any) -> None:
    if trainer.epoch < trainer.epochs:  # the best checkpoint's closing evaluation counts as one more epoch
        run.write_epoch(_epoch_line(trainer))


def _epoch_line(trainer: Any) -> dict[str, Any]:
    figures = {key: float(value) for key, value in trainer.metrics.items()}
    return {"epoch": trainer.epoch, **figures, "seconds": round(trainer.epoch_time or 0.0, 1)}

"""Running one of Ultralytics' own trainers: quiet, seeded, resumable, started from a local file."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("YOLO_AUTOINSTALL", "false")

import torch
from ultralytics.nn.tasks import load_checkpoint
from ultralytics.utils import LOGGER

from fracview.core.errors import UsageError
from training.families.epochs import EpochLog, best_epoch, epoch_log, lines_of, refuse_not_finite
from training.families.plan import device_words
from training.weights import load_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import nn

    from training.families.plan import Plan
    from training.runs import RunFolder

LEAST_FITTING = 0.75
"""Share of a network's tensors that a file must fill; a head of another number of classes is left out."""

NO_AUGMENTATION: dict[str, Any] = {
    "mosaic": 0.0, "mixup": 0.0, "degrees": 0.0, "translate": 0.0, "scale": 0.0, "shear": 0.0,
    "fliplr": 0.0, "flipud": 0.0, "hsv_h": 0.0, "hsv_s": 0.0, "hsv_v": 0.0, "erasing": 0.0,
    "auto_augment": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trained:
    """What a run left.

    Attributes
    ----------
    network
        The averaged network of the best epoch, float32, in evaluation mode, on the plan's device.
    about
        `epochs`, `best_epoch`, `start`, `library`, `device`, as `Predictions` takes them.
    """

    network: Any
    about: dict[str, Any]


class Followed:
    """Mixed into a trainer: its network starts from a file, and its epochs are logged."""

    start: Path | None
    log: EpochLog

    def get_model(self, cfg: Any = None, weights: Any = None, verbose: bool = False) -> nn.Module:
        """The network of `cfg`; with `weights` (a resumed run) those, else those of `start`."""
        network: nn.Module = super().get_model(cfg, weights, verbose)  # type: ignore[misc]
        if weights is None and self.start is not None:
            load_fitting(network, self.start)
        return network

    def save_model(self) -> Any:
        """Log the epoch, then save it: a run that is killed between the two repeats the epoch."""
        _told(self, self.log)
        return super().save_model()  # type: ignore[misc]


def load_fitting(network: nn.Module, path: Path) -> float:
    """Copy every tensor that fits; returns their share.

    Raises
    ------
    UsageError
        Where fewer than `LEAST_FITTING` do: weights of another network.
    """
    state = load_checkpoint(path)[0].state_dict() if path.suffix == ".pt" else load_state(path)
    own = network.state_dict()
    fitting = {key: value for key, value in state.items() if key in own and own[key].shape == value.shape}
    share = len(fitting) / len(own)
    if share < LEAST_FITTING:
        message = f"only {share:.0%} of the tensors fit the network"
        cure = "Use weights of the same family and size."
        raise UsageError(message, reason="wrong_weights", path=path, cure=cure)
    network.load_state_dict(fitting, strict=False)
    return share


def trained(trainer: type, plan: Plan, run: RunFolder, data: Path, start: Path | None) -> Trained:
    """Train the plan's network on `data`, or go on where a killed run stopped.

    Raises
    ------
    FracViewError
        Where the loss is not finite any more.
    """
    folder = run.path / "ultralytics" / "weights"
    last, best = folder / "last.pt", folder / "best.pt"
    if not _has_ended(last, plan):
        arguments = _arguments(plan, run, data, last if last.exists() else f"{plan.model}.yaml")
        with _quiet(), epoch_log(run, plan.model, plan.epochs) as log:
            kind = type(trainer.__name__, (Followed, trainer), {"start": start, "log": log})
            running = kind(overrides=arguments)
            # Ultralytics would go back to its last checkpoint and try again, in silence
            running.add_callback("on_train_batch_end", lambda t: refuse_not_finite(float(t.loss.detach())))
            running.train()
    found = load_checkpoint(best if best.exists() else last)[0]
    about = {
        "epochs": len(lines_of(run)),
        "best_epoch": best_epoch(run),
        "start": start.name if start else "scratch",
        "library": f"ultralytics-{version('ultralytics')}",
        "device": device_words(plan.device),
    }
    return Trained(found.float().eval().to(plan.device), about)


def _has_ended(last: Path, plan: Plan) -> bool:
    """Whether Ultralytics would refuse to resume this checkpoint: it was closed, or was just about to be."""
    if not last.exists():
        return False
    epoch = torch.load(last, map_location="cpu", weights_only=False)["epoch"]
    return epoch < 0 or epoch + 1 >= plan.epochs


def _arguments(plan: Plan, run: RunFolder, data: Path, model: Path | str) -> dict[str, Any]:
    resumed = not isinstance(model, str)
    arguments: dict[str, Any] = {
        "model": str(model),
        "resume": str(model) if resumed else False,
        "data": str(data),
        "imgsz": plan.size,
        "batch": plan.batch,
        "epochs": plan.epochs,
        "patience": plan.patience,
        "seed": plan.seed,
        "optimizer": plan.optimizer,
        "project": str(run.path.resolve()),
        "name": "ultralytics",
        "exist_ok": True,
        "device": plan.device.removeprefix("cuda").removeprefix(":") or "0" if plan.on_cuda else "cpu",
        "amp": "bf16" if plan.on_cuda else False,  # asking for True runs a check that downloads a network
        "workers": 8 if plan.on_cuda else 0,
        "cache": "ram",
        "plots": False,
        "pretrained": False,
        "verbose": False,
        "single_cls": False,
    }
    if plan.learning_rate:
        arguments["lr0"] = plan.learning_rate
    return arguments | augmentation_arguments(plan) | dict(plan.library)


def augmentation_arguments(plan: Plan) -> dict[str, Any]:
    """Ultralytics' arguments for the plan's augmentation; its own where the plan says ``default``.

    Raises
    ------
    UsageError
        Where Ultralytics has no such policy.
    """
    if plan.augmentation == "default":
        return {}
    if plan.augmentation == "none":
        return NO_AUGMENTATION
    if plan.augmentation in {"autoaugment", "randaugment"}:
        return {"auto_augment": plan.augmentation}
    message, cure = f"Ultralytics has no {plan.augmentation}", "Choose autoaugment or randaugment."
    raise UsageError(message, reason="bad_setting", field="augmentation", cure=cure)


def _told(trainer: Any, log: EpochLog) -> None:
    """The line of the epoch that a trainer is about to save."""
    losses = {f"train/{key}": float(value) for key, value in trainer.tloss.items()}
    figures = {key: float(value) for key, value in trainer.metrics.items()}
    log.write(trainer.epoch, sum(losses.values()), float(trainer.fitness), **losses, **figures, **trainer.lr)


@contextmanager
def _quiet() -> Iterator[None]:
    """Ultralytics' own lines and bars are off while ours is on."""
    before = LOGGER.level
    LOGGER.setLevel(logging.ERROR)
    try:
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
            yield
    finally:
        LOGGER.setLevel(before)


def batches(images: Any, plan: Plan) -> Iterator[torch.Tensor]:
    """(n, s, s) uint8 squares as (b, 3, s, s) float32 in [0, 1] on the plan's device."""
    for start in range(0, len(images), plan.batch):
        grey = torch.from_numpy(images[start : start + plan.batch]).to(plan.device).float().div_(255.0)
        yield grey[:, None].expand(-1, 3, -1, -1).contiguous()

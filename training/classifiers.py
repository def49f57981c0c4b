"""Train a size-n classifier: letterboxed scans, balanced epochs, boxes as a second task, weight averaging.

The network is Ultralytics' yolov8n-cls. While it learns to tell fractured from not, a 1 x 1 head on its two
last stages learns where the reference boxes lie; that head is thrown away afterwards.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from fracview.core.errors import FracViewError, UsageError
from training.augment import Augmentation, augment, box_mask
from training.runs import RunFolder, save_checkpoint
from training.weights import load_backbone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

Judge = Callable[[nn.Module], float]
"""Takes the averaged network in evaluation mode, returns a figure of merit on the validation part."""

STRIDE16, STRIDE32 = 6, 8
"""Backbone layers whose activations feed the box head (128 and 256 channels for size n)."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run needs besides data.

    Attributes
    ----------
    size, batch, epochs, seed
        Input side in pixels, scans a step, epochs, seed of everything.
    learning_rate, weight_decay, label_smoothing
        AdamW with a one-cycle schedule; cross entropy.
    scans_per_epoch
        Drawn anew each epoch, an equal share from each class (with replacement where a class is small).
    box_weight
        Weight of the box mask loss; 0 switches the second task off.
    average
        Decay a step of the exponential moving average of the weights.
    """

    size: int = 384
    batch: int = 24
    epochs: int = 30
    seed: int = 7
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.05
    label_smoothing: float = 0.05
    scans_per_epoch: int = 1920
    box_weight: float = 1.0
    average: float = 0.998
    augmentation: Augmentation = field(default_factory=Augmentation)


@dataclass(frozen=True, eq=False, slots=True)
class LabelledScans:
    """Letterboxed scans with what is to be learnt.

    Attributes
    ----------
    images
        (n, s, s) uint8.
    labels
        (n,) class indices.
    boxes_xyxy
        Reference boxes of each scan in pixels of the (s, s) square.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    boxes_xyxy: Sequence[NDArray[np.float32]]


class TwoTaskClassifier(nn.Module):
    """A yolov8n-cls network and the box head beside it."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        from ultralytics.nn.tasks import ClassificationModel

        self.network = ClassificationModel("yolov8n-cls.yaml", nc=classes, verbose=False)
        self.network.model[-1].drop.p = 0.2
        self.near = nn.Conv2d(128, 1, 1)
        self.far = nn.Conv2d(256, 1, 1)

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(N, 3, H, W) to class logits (N, classes) and box logits (N, H/16, W/16)."""
        kept: dict[int, torch.Tensor] = {}
        x = images
        for index, layer in enumerate(self.network.model[:-1]):
            x = layer(x)
            if index in (STRIDE16, STRIDE32):
                kept[index] = x
        boxes = self.near(kept[STRIDE16]) + F.interpolate(self.far(kept[STRIDE32]), scale_factor=2.0)
        return class_logits(self.network, x), boxes[:, 0]


def class_logits(network: nn.Module, features: torch.Tensor) -> torch.Tensor:
    """Logits of Ultralytics' Classify head in any mode (in evaluation it would apply softmax itself)."""
    head: Any = network.model[-1]  # type: ignore[index]
    pooled = head.pool(head.conv(features)).flatten(1)
    logits: torch.Tensor = head.linear(head.drop(pooled))
    return logits


def train(
    scans: LabelledScans,
    classes: int,
    recipe: Recipe,
    folder: Path,
    start: Path,
    judge: Judge,
) -> dict[str, Any]:
    """Train, or go on where a killed run stopped; returns the last line of the log.

    Parameters
    ----------
    start
        Weights whose backbone the network starts from.
    judge
        Takes the averaged network (evaluation mode) after each epoch and returns a figure of merit on
        the validation part; the best epoch is kept.

    Raises
    ------
    UsageError
        Where a class has no scan, the folder holds another run, or `start` does not fit.
    FracViewError
        Where the loss is not finite any more.
    """
    _refuse_missing_classes(scans, classes)
    run = RunFolder(folder)
    run.open({"recipe": asdict(recipe), "classes": classes, "scans": len(scans.labels), "start": start.name})
    torch.manual_seed(recipe.seed)
    model = TwoTaskClassifier(classes)
    load_backbone(model.network, start)
    state = _State(model, recipe, steps=recipe.epochs * (recipe.scans_per_epoch // recipe.batch))
    first = state.resume(run)
    line: dict[str, Any] = state.line
    for epoch in range(first, recipe.epochs):
        began = time.monotonic()
        losses = [state.step(*batch) for batch in _batches(scans, classes, recipe, epoch)]
        merit = judge(state.average.module.network.eval())
        line = {
            "epoch": epoch,
            "loss": float(np.mean(losses, axis=0)[0]),
            "box_loss": float(np.mean(losses, axis=0)[1]),
        }
        line |= {
            "merit": merit,
            "best": max(merit, state.best),
            "seconds": round(time.monotonic() - began, 1),
        }
        if merit > state.best:
            save_checkpoint(run.best, {"average": state.average.module.network.state_dict(), "epoch": epoch})
        state.best, state.line = line["best"], line
        run.write_epoch(line)  # before the checkpoint: a run killed between the two repeats the epoch
        state.save(run, epoch)
    return line


def _refuse_missing_classes(scans: LabelledScans, classes: int) -> None:
    missing = sorted(set(range(classes)) - set(scans.labels.tolist()))
    if missing:
        message = f"there is no scan to learn class {missing[0]} of {classes} from"
        raise UsageError(message, reason="no_scans", cure="Add scans of that class to the training part.")


class _State:
    """Network, its average, optimiser and schedule: all that a step changes."""

    def __init__(self, model: TwoTaskClassifier, recipe: Recipe, steps: int) -> None:
        self.recipe = recipe
        self.model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        decay = recipe.average
        self.average = torch.optim.swa_utils.AveragedModel(
            model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(decay), use_buffers=True
        )
        self.optimizer = torch.optim.AdamW(_groups(model, recipe), lr=recipe.learning_rate)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer,
            recipe.learning_rate,
            total_steps=steps,
            pct_start=0.15,
            div_factor=10,
            final_div_factor=100,
        )
        self.best = -math.inf
        self.line: dict[str, Any] = {}

    def step(self, images: torch.Tensor, labels: torch.Tensor, masks: torch.Tensor) -> tuple[float, float]:
        """One optimiser step; returns the two losses."""
        self.model.train()
        with torch.autocast("cpu", torch.bfloat16):
            logits, boxes = self.model(images)
        loss = F.cross_entropy(logits.float(), labels, label_smoothing=self.recipe.label_smoothing)
        box_loss = F.binary_cross_entropy_with_logits(boxes.float(), masks, pos_weight=torch.tensor(8.0))
        total = loss + self.recipe.box_weight * box_loss
        if not torch.isfinite(total):
            message = "the loss is not finite any more"
            raise FracViewError(
                message, reason="diverged", cure="Lower the learning rate or change the seed."
            )
        self.optimizer.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        self.optimizer.step()
        self.schedule.step()
        self.average.update_parameters(self.model)
        return float(loss.detach()), float(box_loss.detach())

    def save(self, run: RunFolder, epoch: int) -> None:
        names = ("model", "average", "optimizer", "schedule")
        content = {name: getattr(self, name).state_dict() for name in names}
        save_checkpoint(run.last, content | {"epoch": epoch, "best": self.best, "line": self.line})

    def resume(self, run: RunFolder) -> int:
        """Load the last checkpoint, if any; returns the epoch to go on with."""
        if not run.last.exists():
            return 0
        content = torch.load(run.last, weights_only=True)
        for name in ("model", "average", "optimizer", "schedule"):
            getattr(self, name).load_state_dict(content[name])
        self.best, self.line = content["best"], content["line"]
        return int(content["epoch"]) + 1


def _groups(model: nn.Module, recipe: Recipe) -> list[dict[str, Any]]:
    """Weight decay on kernels only, not on biases and batch-norm parameters."""
    kernels = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    return [{"params": kernels, "weight_decay": recipe.weight_decay}, {"params": others, "weight_decay": 0.0}]


def _batches(scans: LabelledScans, classes: int, recipe: Recipe, epoch: int) -> Any:
    """Yield (images, labels, masks) of one epoch; depends on seed and epoch alone."""
    rng = np.random.default_rng([recipe.seed, epoch])
    share = recipe.scans_per_epoch // classes
    drawn = [_draw(np.flatnonzero(scans.labels == label), share, rng) for label in range(classes)]
    order = rng.permutation(np.concatenate(drawn))
    for start in range(0, recipe.batch * (len(order) // recipe.batch), recipe.batch):
        chosen = order[start : start + recipe.batch]
        made = [
            _example(scans, int(index), recipe, np.random.default_rng(rng.integers(2**63)))
            for index in chosen
        ]
        images = np.stack([image for image, _ in made])[:, None]
        pixels = torch.from_numpy(images).float().div_(255.0).expand(-1, 3, -1, -1)
        masks = torch.from_numpy(np.stack([mask for _, mask in made]))
        yield (
            pixels.contiguous(memory_format=torch.channels_last),
            torch.from_numpy(scans.labels[chosen]),
            masks,
        )


def _draw(pool: NDArray[np.intp], count: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """`count` of `pool`: every member as often as it goes, the rest at random without repeats."""
    whole, rest = divmod(count, len(pool))
    return np.concatenate([np.tile(pool, whole), rng.choice(pool, rest, replace=False)])


def _example(
    scans: LabelledScans, index: int, recipe: Recipe, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    image = np.asarray(scans.images[index])
    mask = box_mask(scans.boxes_xyxy[index], image.shape[0], recipe.size // 16)
    picture, moved = augment(image, mask, recipe.size, recipe.augmentation, rng)
    assert moved is not None
    return picture, moved


@torch.inference_mode()
def predict(network: nn.Module, images: NDArray[np.uint8], size: int, batch: int = 32) -> NDArray[np.float32]:
    """(n, s, s) letterboxed scans to (n, classes) class logits, without augmentation."""
    import cv2

    network.eval()
    found = []
    for start in range(0, len(images), batch):
        shrunk = [
            cv2.resize(np.asarray(i), (size, size), interpolation=cv2.INTER_AREA)
            for i in images[start : start + batch]
        ]
        pixels = torch.from_numpy(np.stack(shrunk)[:, None]).float().div_(255.0).expand(-1, 3, -1, -1)
        x = pixels.contiguous(memory_format=torch.channels_last)
        for layer in network.model[:-1]:  # type: ignore[index]
            x = layer(x)
        found.append(class_logits(network, x).float().numpy())
    return np.concatenate(found)

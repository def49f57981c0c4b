"""torchvision's detectors: Faster R-CNN (two stages) and SSD (one)."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from fracview.core.matching import NO_PARTNER, match_greedy
from fracview.core.metrics import average_precision
from training.families import pictures, pretrained, torch_networks
from training.families.loop import fit
from training.families.merit import detector_merit
from training.families.plan import device_words, plan_of
from training.families.torch_training import TorchState
from training.families.yolo_det import MOST, SCORE_FLOOR, in_original
from training.suite.predictions import Predictions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from torch import nn

    from training.families.pictures import Pictures
    from training.families.plan import Plan
    from training.runs import RunFolder
    from training.suite.options import RunOptions
    from training.suite.protocols import ProtocolData
    from training.suite.rows import Row
    from training.suite.samples import Samples


def train(row: Row, data: ProtocolData, run: RunFolder, options: RunOptions) -> Predictions:
    """See `training.families.Family`."""
    plan = plan_of(row, options)
    start = pretrained.torchvision_weights(plan.model, options)
    torch.manual_seed(plan.seed)
    model = torch_networks.detector(plan, start, SCORE_FLOOR, MOST)
    squares = pictures.pictures_of(data, options.work, plan.size)
    trainee = TorchDetector(model, plan, part(data.train, squares), part(data.val, squares))
    ended = fit(trainee, plan, run, plan.model)
    boxes = trainee.boxes(squares.of(data.test))
    return Predictions(
        boxes=in_original(boxes, squares.letterboxes(data.test)),
        epochs=ended.epochs,
        best_epoch=ended.best_epoch,
        start=start.name if start else "scratch",
        library=f"torchvision-{version('torchvision')}",
        device=device_words(plan.device),
    )


Part = tuple["NDArray[np.uint8]", "list[NDArray[np.float32]]"]
"""(n, s, s) squares, and the (m, 4) reference boxes of each in its pixels."""


def part(samples: Samples, squares: Pictures) -> Part:
    """A part as the detector takes it."""
    moved = [
        box.to_input(np.array(scan.boxes_xyxy, np.float32).reshape(-1, 4))
        for scan, box in zip(samples.scans, squares.letterboxes(samples), strict=True)
    ]
    return squares.of(samples), moved


class TorchDetector(TorchState):
    """A torchvision detector in training (`training.families.loop.Trainee`)."""

    def __init__(self, model: nn.Module, plan: Plan, train: Part, val: Part) -> None:
        super().__init__(model, plan)
        self.train, self.val = train, val

    def epoch(self, number: int) -> Iterator[float]:
        """See `Trainee`; half of the scans are mirrored, unless nothing is to be augmented."""
        rng = self.begin(number)
        images, boxes = self.train
        order = rng.permutation(len(images))
        for start in range(0, len(order), self.plan.batch):
            rows = order[start : start + self.plan.batch]
            if len(rows) == 1 and len(order) > 1:
                continue  # batch norm cannot take it
            mirrored = rng.random(len(rows)) < (0.0 if self.plan.augmentation == "none" else 0.5)
            shown = [
                example(images[row], boxes[row], bool(flip)) for row, flip in zip(rows, mirrored, strict=True)
            ]
            with self.mixed():
                losses = self.model(*self._placed(shown))
            yield self.step(sum(one.float() for one in losses.values()))

    def _placed(
        self, shown: Sequence[tuple[NDArray[np.uint8], NDArray[np.float32]]]
    ) -> tuple[list[torch.Tensor], list[dict[str, torch.Tensor]]]:
        """Pictures and targets as torchvision takes them; class 0 is background."""
        targets = [
            {
                "boxes": torch.from_numpy(boxes).to(self.plan.device),
                "labels": torch.ones(len(boxes), dtype=torch.int64, device=self.plan.device),
            }
            for _, boxes in shown
        ]
        return [self._pixels(image) for image, _ in shown], targets

    def _pixels(self, image: NDArray[np.uint8]) -> torch.Tensor:
        grey = torch.from_numpy(np.array(image)).to(self.plan.device).float().div_(255.0)
        return grey.expand(3, -1, -1)

    @torch.inference_mode()
    def boxes(self, images: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        """One (m, 5) array a square: xyxy in its pixels and score, best first."""
        self.model.eval()
        found = []
        for start in range(0, len(images), self.plan.batch):
            batch = [self._pixels(image) for image in images[start : start + self.plan.batch]]
            with self.mixed():
                answers: list[dict[str, Any]] = self.model(batch)
            found += [
                torch.cat([one["boxes"], one["scores"][:, None]], 1).float().cpu().numpy() for one in answers
            ]
        return found

    def judge(self) -> float:
        """See `Trainee`."""
        images, boxes = self.val
        return detector_merit(ap50(self.boxes(images), boxes))


def example(
    image: NDArray[np.uint8], boxes_xyxy: NDArray[np.float32], flip: bool
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """A square and its boxes, mirrored left to right together."""
    if not flip:
        return image, boxes_xyxy
    mirrored = boxes_xyxy.copy()
    mirrored[:, [0, 2]] = image.shape[1] - boxes_xyxy[:, [2, 0]]
    return image[:, ::-1], mirrored


def ap50(found: Sequence[NDArray[np.float32]], reference: Sequence[NDArray[np.float32]]) -> float:
    """Average precision at an overlap of 0.5 over all scans; nan where there is nothing to find."""
    hits = [
        match_greedy(one[:, :4], boxes) != NO_PARTNER for one, boxes in zip(found, reference, strict=True)
    ]
    scores = np.concatenate([np.zeros(0), *(one[:, 4] for one in found)])
    matched = np.concatenate([np.zeros(0, bool), *hits])
    return average_precision(scores, matched, sum(len(boxes) for boxes in reference))

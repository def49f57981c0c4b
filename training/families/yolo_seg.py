"""YOLOv8 segmentation, by Ultralytics' own trainer: boxes, and an outline for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import torch
from ultralytics.models.yolo.segment import SegmentationTrainer
from ultralytics.utils.ops import process_mask

from training.families import pictures, pretrained, ultralytics_folders
from training.families.plan import plan_of
from training.families.ultralytics_runs import batches, trained
from training.families.yolo_det import STRIDE, in_original, suppressed
from training.suite.predictions import Predictions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.core.letterbox import Letterbox
    from training.runs import RunFolder
    from training.suite.options import RunOptions
    from training.suite.protocols import ProtocolData
    from training.suite.rows import Row


def train(row: Row, data: ProtocolData, run: RunFolder, options: RunOptions) -> Predictions:
    """See `training.families.Family`."""
    plan = plan_of(row, options, STRIDE)
    start = pretrained.ultralytics_weights(plan.model, options)
    squares = pictures.pictures_of(data, options.work, plan.size)
    folder = ultralytics_folders.outline_folder(data, squares, options.work)
    found = trained(SegmentationTrainer, plan, run, folder, start)
    letterboxes = squares.letterboxes(data.test)
    boxes: list[NDArray[np.float32]] = []
    outlines: list[list[NDArray[np.float32]]] = []
    with torch.inference_mode():
        for pixels in batches(squares.of(data.test), plan):
            for kept, drawn in _answers(found.network(pixels), plan.size):
                boxes.append(kept)
                outlines.append(drawn)
    moved = [
        [to_original(outline, letterbox) for outline in drawn]
        for drawn, letterbox in zip(outlines, letterboxes, strict=True)
    ]
    return Predictions(boxes=in_original(boxes, letterboxes), polygons=moved, **found.about)


def _answers(answers: Any, size: int) -> list[tuple[NDArray[np.float32], list[NDArray[np.float32]]]]:
    """Boxes and outlines of each scan of a batch, in the pixels of the square."""
    detected, prototypes = answers[0]
    found = []
    for kept, prototype in zip(suppressed(detected), prototypes, strict=True):
        masks = process_mask(prototype, kept[:, 6:], kept[:, :4], (size, size), upsample=True)
        boxes = kept[:, :5].cpu().numpy()
        drawn = [outline(mask) for mask in masks.cpu().numpy()]
        found.append((boxes, drawn))
    return found


def outline(mask: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(m, 2) pixel edges around the largest piece of a mask; without a piece, no point at all.

    OpenCV gives the centres of border pixels; their edge is taken to lie half a pixel away from the middle.
    """
    pieces, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not pieces:
        return np.zeros((0, 2), np.float32)
    points = max(pieces, key=cv2.contourArea).reshape(-1, 2).astype(np.float32) + 0.5
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    return np.asarray(points + 0.5 * np.sign(points - middle), np.float32)


def to_original(points: NDArray[np.float32], letterbox: Letterbox) -> NDArray[np.float32]:
    """(m, 2) points of the square in the pixels of the scan."""
    return letterbox.to_original(np.hstack([points, points]))[:, :2]

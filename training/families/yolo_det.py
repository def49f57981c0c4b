"""YOLOv8 detectors, by Ultralytics' own trainer, on letterboxed scans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from ultralytics.models.yolo.detect import DetectionTrainer
from ultralytics.utils.nms import non_max_suppression

from training.families import pictures, pretrained, ultralytics_folders
from training.families.plan import plan_of
from training.families.ultralytics_runs import batches, trained
from training.suite.predictions import Predictions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.core.letterbox import Letterbox
    from training.runs import RunFolder
    from training.suite.options import RunOptions
    from training.suite.protocols import ProtocolData
    from training.suite.rows import Row

STRIDE = 32

SCORE_FLOOR, OVERLAP, MOST = 0.001, 0.7, 300
"""As Ultralytics' validator asks: least score, overlap of the suppression, boxes a scan."""


def train(row: Row, data: ProtocolData, run: RunFolder, options: RunOptions) -> Predictions:
    """See `training.families.Family`."""
    plan = plan_of(row, options, STRIDE)
    start = pretrained.ultralytics_weights(plan.model, options)
    squares = pictures.pictures_of(data, options.work, plan.size)
    folder = ultralytics_folders.box_folder(data, squares, options.work)
    found = trained(DetectionTrainer, plan, run, folder, start)
    boxes: list[NDArray[np.float32]] = []
    with torch.inference_mode():
        for pixels in batches(squares.of(data.test), plan):
            boxes += [kept[:, :5].cpu().numpy() for kept in suppressed(found.network(pixels))]
    return Predictions(boxes=in_original(boxes, squares.letterboxes(data.test)), **found.about)


def suppressed(answers: object, classes: int = 1) -> list[torch.Tensor]:
    """(m, 6 + extras) rows of each scan: xyxy in the square, score, class; best first."""
    kept: list[torch.Tensor] = non_max_suppression(
        answers, SCORE_FLOOR, OVERLAP, max_det=MOST, nc=classes, max_time_img=1.0
    )
    return kept


def in_original(boxes: list[NDArray[np.float32]], letterboxes: list[Letterbox]) -> list[NDArray[np.float32]]:
    """(m, 5) boxes and scores moved from each square into the pixels of the scan."""
    return [
        np.hstack([letterbox.to_original(found[:, :4]), found[:, 4:5]]).astype(np.float32)
        for found, letterbox in zip(boxes, letterboxes, strict=True)
    ]

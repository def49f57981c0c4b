"""RT-DETR, by Ultralytics' own trainer, on letterboxed scans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from ultralytics.models.rtdetr.train import RTDETRTrainer

from fracview.core.boxes import cxcywh_to_xyxy
from training.families import pictures, pretrained, ultralytics_folders
from training.families.plan import plan_of
from training.families.ultralytics_runs import batches, trained
from training.families.yolo_det import MOST, SCORE_FLOOR, STRIDE, in_original
from training.suite.predictions import Predictions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.runs import RunFolder
    from training.suite.options import RunOptions
    from training.suite.protocols import ProtocolData
    from training.suite.rows import Row


def train(row: Row, data: ProtocolData, run: RunFolder, options: RunOptions) -> Predictions:
    """See `training.families.Family`."""
    plan = plan_of(row, options, STRIDE)
    start = pretrained.ultralytics_weights(plan.model, options)
    squares = pictures.pictures_of(data, options.work, plan.size)
    folder = ultralytics_folders.box_folder(data, squares, options.work)
    found = trained(RTDETRTrainer, plan, run, folder, start)
    boxes: list[NDArray[np.float32]] = []
    with torch.inference_mode():
        for pixels in batches(squares.of(data.test), plan):
            boxes += [chosen(answer, plan.size) for answer in found.network(pixels)[0].cpu().numpy()]
    return Predictions(boxes=in_original(boxes, squares.letterboxes(data.test)), **found.about)


def chosen(answers: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """(queries, 6) shares cx, cy, w, h, score, class to (m, 5) xyxy in the square and score, best first.

    There is nothing to suppress: each query answers for one box.
    """
    kept = answers[answers[:, 4] > SCORE_FLOOR]
    kept = kept[np.argsort(-kept[:, 4], kind="stable")][:MOST]
    return np.hstack([cxcywh_to_xyxy(kept[:, :4]) * size, kept[:, 4:5]]).astype(np.float32)

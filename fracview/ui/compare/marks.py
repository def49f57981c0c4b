"""From an evaluation to what is drawn over one image, at given thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fracview.core.comparison.pairing import NO_PARTNER
from fracview.ui.compare.kinds import FP, TP
from fracview.ui.compare.overlay import BoxMark, Marks, ReferenceMark

if TYPE_CHECKING:
    from fracview.core.comparison.evaluation import Evaluation


def marks_at(evaluation: Evaluation, image: int, score: float, iou: float, *, lines: bool = False) -> Marks:
    """Reference and boxes of one image; what no answer was given to is missed by nobody."""
    joined, matching = evaluation.images[image], evaluation.matching(iou)
    rows = np.flatnonzero(evaluation.annotations.image == image)
    boxes = np.flatnonzero((evaluation.detections.image == image) & (evaluation.detections.values >= score))
    counted = set(boxes.tolist())
    missed = {
        int(evaluation.annotations.source[row])
        for row in rows
        if not evaluation.crowd[row] and int(matching.found_by[row]) not in counted
    }
    reference = tuple(
        ReferenceMark(one.box_xyxy, one.polygons_xy, number in missed, one.crowd)
        for number, one in enumerate(joined.annotated.annotations)
    )
    return Marks(reference, tuple(_box(evaluation, iou, int(row)) for row in boxes), lines)


def boxes_at(evaluation: Evaluation, image: int, score: float, iou: float) -> tuple[BoxMark, ...]:
    """The boxes of one image alone."""
    rows = np.flatnonzero((evaluation.detections.image == image) & (evaluation.detections.values >= score))
    return tuple(_box(evaluation, iou, int(row)) for row in rows)


def _box(evaluation: Evaluation, iou: float, row: int) -> BoxMark:
    matching, detections = evaluation.matching(iou), evaluation.detections
    x1, y1, x2, y2 = detections.xyxy[row].tolist()
    partner, score = int(matching.partner[row]), float(detections.values[row])
    if partner == NO_PARTNER:
        return BoxMark((x1, y1, x2, y2), score, "" if matching.ignored[row] else FP)
    source = int(evaluation.annotations.source[partner])
    return BoxMark((x1, y1, x2, y2), score, TP, float(matching.iou[row]), source)

"""Columns of the two long tables of a comparison: one row a box, one row an image."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TP, FP, FN = "TP", "FP", "FN"
NO_BOX = -1


@dataclass(frozen=True, eq=False, slots=True)
class BoxTable:
    """Every box that is right, wrong or missing; sorted by image, in it TP and FP by score, then FN.

    Detections below the score threshold and those on crowd annotations stand in no row.

    Attributes
    ----------
    image
        (n,) intp, index into `Evaluation.images`.
    kind
        (n,) str: `TP`, `FP` or `FN`.
    score
        (n,) float64, of the detection; nan for a FN.
    iou
        (n,) float64: with the partner for a TP; for a FP the largest with any annotation, for a FN the
        largest with any detection that counts; 0 where there is none.
    detection
        (n,) intp, index into `PredictedImage.boxes`, or `NO_BOX` for a FN.
    annotation
        (n,) intp, index into `AnnotatedImage.annotations`, or `NO_BOX` for a FP.
    """

    image: NDArray[np.intp]
    kind: NDArray[np.str_]
    score: NDArray[np.float64]
    iou: NDArray[np.float64]
    detection: NDArray[np.intp]
    annotation: NDArray[np.intp]

    def __len__(self) -> int:
        """Rows."""
        return len(self.image)

    def of(self, image: int) -> BoxTable:
        """Rows of one image, as views."""
        low, high = np.searchsorted(self.image, [image, image + 1])
        return BoxTable(*(getattr(self, column.name)[low:high] for column in fields(self)))


@dataclass(frozen=True, eq=False, slots=True)
class ImageTable:
    """All images of the evaluation, those that do not count included.

    Attributes
    ----------
    counted
        (n,) bool: has an answer and lies within the snapshot's mask; else its counts are 0.
    tp, fp, fn
        (n,) intp, boxes.
    lowest_iou
        (n,) float64, of its pairs; nan where it has none.
    top_score
        (n,) float64, of any box; 0 without a box, nan without an answer.
    probability
        (n,) float64, of a fracture; nan where none was said.
    fractured
        (n,) bool, the reference.
    region, region_answer
        (n,) intp into `Evaluation.regions`, -1 where not known or not said.
    """

    counted: NDArray[np.bool_]
    tp: NDArray[np.intp]
    fp: NDArray[np.intp]
    fn: NDArray[np.intp]
    lowest_iou: NDArray[np.float64]
    top_score: NDArray[np.float64]
    probability: NDArray[np.float64]
    fractured: NDArray[np.bool_]
    region: NDArray[np.intp]
    region_answer: NDArray[np.intp]

    def __len__(self) -> int:
        """Rows."""
        return len(self.counted)

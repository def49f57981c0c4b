"""Small comparisons made up for the tests of what is written of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.analysis import Status
from fracview.core.annotation import AnnotatedImage, Annotation, DataNote, ReferenceStandard
from fracview.core.comparison import Evaluation
from fracview.core.prediction import PredictedBox, PredictedImage, Predictions
from fracview.export.comparison.signature import Side, Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOUND, MISSED, WRONG, PLAIN, SILENT = "found.png", "missed.png", "=wrong.png", "plain.png", "<b>silent.png"
BOX = (20.0, 30.0, 60.0, 80.0)
SIZE = (120, 100)
"""Columns and rows of every picture."""

THRESHOLDS = Thresholds(0.3, 0.5, 0.5, "made up")


def reference() -> ReferenceStandard:
    """Two fractured images, two others, and one that gets no answer."""
    drawn = (Annotation(BOX),)
    images = (
        AnnotatedImage(FOUND, SIZE, drawn, True, "hand", {"frontal": True, "hardware": False}, "valid"),
        AnnotatedImage(MISSED, SIZE, drawn, True, "leg", {"lateral": True, "hardware": True}, "valid"),
        AnnotatedImage(WRONG, SIZE, region="hand", flags={"frontal": True, "hardware": False}),
        AnnotatedImage(PLAIN, SIZE, region="hip", flags={"oblique": True, "hardware": False}),
        AnnotatedImage(SILENT, SIZE, drawn, True, "hand", {"frontal": True, "hardware": False}),
    )
    notes = (DataNote("no_file", "x.png", "x.png is annotated and not there."),) * 2
    return ReferenceStandard(images, "COCO JSON", Path("folder/made-up.json"), "a" * 64, notes)


def answers(better: bool = False) -> Predictions:
    """One hit, one miss (found as well where `better`), one wrong box, one right no, one failure."""
    hand = {"hand": 0.9, "leg": 0.1}
    missed = (PredictedBox(BOX, 0.6),) if better else (PredictedBox(BOX, 0.1),)
    images = (
        PredictedImage(FOUND, boxes=(PredictedBox((20.0, 30.0, 60.0, 75.0), 0.8),), probability=0.9),
        PredictedImage(MISSED, boxes=missed, probability=0.2, region_probabilities=hand),
        PredictedImage(WRONG, boxes=(PredictedBox((70.0, -2.0, 90.0, 20.0), 0.7),), probability=0.6),
        PredictedImage(PLAIN, probability=0.1, region_probabilities={"hip": 0.8, "leg": 0.2}),
        PredictedImage(SILENT, Status.FAILED, reason="unexpected: <it> broke"),
    )
    name = "second" if better else "first"
    return Predictions(images, f"{name} & made up", {"network": name * 4})


def side(better: bool = False, thresholds: Thresholds = THRESHOLDS) -> Side:
    return Side(Evaluation(reference(), answers(better), thresholds.fracture), thresholds)


def silent_side() -> Side:
    """Nothing was answered: no number is defined."""
    nobody = Predictions((), "nobody", {})
    return Side(Evaluation(reference(), nobody, THRESHOLDS.fracture), THRESHOLDS)


def display(name: str) -> NDArray[np.uint8] | None:
    """Grey pictures; none for an image without one."""
    columns, rows = SIZE
    return None if name == PLAIN else np.full((rows, columns), 90, dtype=np.uint8)

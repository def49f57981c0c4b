"""A reference standard small enough to reckon by hand, with answers to it."""

from __future__ import annotations

from pathlib import Path

from fracview.core.analysis import Status
from fracview.core.annotation import AnnotatedImage, Annotation, DataNote, ReferenceStandard
from fracview.core.prediction import PredictedBox, PredictedImage, Predictions

LEFT, RIGHT = (10.0, 10.0, 50.0, 50.0), (60.0, 10.0, 100.0, 50.0)
NAMES = ("found.png", "missed.png", "false.png", "quiet.png", "unread.png")


def reference(source: Path = Path("standard.json")) -> ReferenceStandard:
    """Two fractured images with an annotation each, two without, and one that nobody answers on."""
    outline = ((10.0, 10.0), (50.0, 10.0), (30.0, 50.0))
    images = (
        AnnotatedImage(
            NAMES[0], (256, 128), (Annotation(LEFT, (outline,)),), True, "hand", {"hardware": True}
        ),
        AnnotatedImage(NAMES[1], (256, 128), (Annotation(LEFT), Annotation(RIGHT, crowd=True)), True, "leg"),
        AnnotatedImage(NAMES[2], (256, 128), region="hand"),
        AnnotatedImage(NAMES[3], (256, 128), region="hip"),
        AnnotatedImage(NAMES[4], (256, 128), (Annotation(LEFT),), True, "leg"),
    )
    notes = (DataNote("no_file", NAMES[4], "There is no file of this name."),)
    return ReferenceStandard(images, "COCO JSON", source, "ab" * 32, notes)


def predictions() -> Predictions:
    """At score 0.25 and IoU 0.5: one found, one missed, one false; a box on a crowd counts nowhere."""
    loose = (14.0, 10.0, 50.0, 50.0)  # IoU 0.9
    images = (
        PredictedImage(NAMES[0], boxes=(PredictedBox(loose, 0.8),), probability=0.9,
                       region_probabilities={"hand": 0.9, "leg": 0.1}),
        PredictedImage(NAMES[1], boxes=(PredictedBox(LEFT, 0.2), PredictedBox(RIGHT, 0.7)), probability=0.3,
                       region_probabilities={"hand": 0.7, "leg": 0.3}),
        PredictedImage(NAMES[2], boxes=(PredictedBox(RIGHT, 0.6),), probability=0.55),
        PredictedImage(NAMES[3], probability=0.1, region_probabilities={"hip": 1.0}),
        PredictedImage(NAMES[4], Status.UNREADABLE, reason="truncated: it ends early"),
    )  # fmt: skip
    return Predictions(images, "by hand", {"file": "cd" * 32})

"""Predictions made up for a reference standard: most annotations found, some loosely, some boxes too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fracview.core.analysis import Status
from fracview.core.prediction import PredictedBox, PredictedImage, Predictions

if TYPE_CHECKING:
    from fracview.core.annotation import AnnotatedImage, ReferenceStandard

REGIONS = ("hand", "leg", "hip", "shoulder", "mixed")


def made_predictions(reference: ReferenceStandard, seed: int = 0, unread: int = 3) -> Predictions:
    """One answer an image; the last `unread` could not be read."""
    generator = np.random.default_rng(seed)
    images = [made_image(image, generator) for image in reference.images]
    for place in range(len(images) - min(unread, len(images)), len(images)):
        name = images[place].name
        images[place] = PredictedImage(name, Status.UNREADABLE, reason="truncated: it ends early")
    return Predictions(tuple(images), "made up", {"file": "0" * 64})


def made_image(image: AnnotatedImage, generator: np.random.Generator) -> PredictedImage:
    """An answer that is right more often than not."""
    boxes = []
    for one in image.annotations:
        x1, y1, x2, y2 = one.box_xyxy
        if generator.random() < 0.75:
            dx, dy = generator.normal(0, 0.12, 2) * (x2 - x1, y2 - y1)
            boxes.append(_box(x1 + dx, y1 + dy, x2 + dx, y2 + dy, generator.beta(3, 2)))
    for _ in range(generator.poisson(0.5)):
        x, y, side = generator.uniform(20, 300, 3)
        boxes.append(_box(x, y, x + side, y + side, generator.beta(1.5, 4)))
    low, high = (4, 2) if image.fractured else (2, 6)
    said = dict.fromkeys(REGIONS, 0.1)
    right = image.region if image.region in REGIONS and generator.random() < 0.9 else "hand"
    said[right] = 0.6
    return PredictedImage(
        image.name,
        boxes=tuple(boxes),
        probability=float(generator.beta(low, high)),
        region_probabilities=said,
    )


def _box(x1: float, y1: float, x2: float, y2: float, score: float) -> PredictedBox:
    return PredictedBox((float(x1), float(y1), float(x2), float(y2)), float(score))

"""Comparisons made up for the tests, and the second opinion on their average precision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.analysis import Status
from fracview.core.annotation import AnnotatedImage, Annotation, ReferenceStandard
from fracview.core.comparison import Evaluation
from fracview.core.prediction import PredictedBox, PredictedImage, Predictions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fracview.core.annotation import Box

REGIONS = ("hand", "leg", "hip", "shoulder", "mixed")


def annotated(name: str, *boxes: Box, crowds: Sequence[Box] = (), **known: object) -> AnnotatedImage:
    """An image with plain annotations and then crowds."""
    drawn = [Annotation(box) for box in boxes] + [Annotation(box, crowd=True) for box in crowds]
    known.setdefault("fractured", bool(drawn))
    return AnnotatedImage(name, annotations=tuple(drawn), **known)  # type: ignore[arg-type]


def predicted(name: str, *boxes: tuple[Box, float], **said: object) -> PredictedImage:
    return PredictedImage(name, boxes=tuple(PredictedBox(*box) for box in boxes), **said)  # type: ignore[arg-type]


def reference_of(images: Sequence[AnnotatedImage]) -> ReferenceStandard:
    return ReferenceStandard(tuple(images), "COCO JSON", Path("made-up.json"), "0" * 64)


def predictions_of(images: Sequence[PredictedImage]) -> Predictions:
    return Predictions(tuple(images), "made up", {})


def evaluation_of(
    reference: Sequence[AnnotatedImage], predictions: Sequence[PredictedImage], threshold: float = 0.5
) -> Evaluation:
    return Evaluation(reference_of(reference), predictions_of(predictions), threshold)


def random_case(seed: int, most_images: int = 12, least_images: int = 1) -> Evaluation:
    """Ties of scores and of overlaps, empty images, crowds, duplicates; at times over 100 boxes an image."""
    rng = np.random.default_rng(seed)
    reference, predictions = [], []
    for number in range(int(rng.integers(least_images, most_images + 1))):
        drawn = [_box(rng) for _ in range(rng.choice([0, 0, 1, 1, 2, 3, 6]))]
        drawn += drawn[: int(rng.random() < 0.15)]
        crowds = [_box(rng, 12) for _ in range(rng.choice([0, 0, 0, 1, 2]))]
        found = [_near(rng, box) for box in drawn for _ in range(int(rng.integers(0, 4)))]
        found += [_box(rng) for _ in range(rng.choice([0, 0, 1, 4, 130], p=[0.3, 0.2, 0.3, 0.18, 0.02]))]
        found += found[: int(rng.integers(0, 3))]
        scored = [(found[at], float(rng.integers(0, 11)) / 10) for at in rng.permutation(len(found))]
        name = f"image{number:03}.png"
        mixed = rng.permutation(len(drawn) + len(crowds))
        marks = [*(Annotation(box) for box in drawn), *(Annotation(box, crowd=True) for box in crowds)]
        region = str(rng.choice(["", *REGIONS]))
        reference.append(
            AnnotatedImage(
                name, annotations=tuple(marks[at] for at in mixed), fractured=bool(drawn), region=region
            )
        )
        chances = rng.dirichlet(np.ones(5))
        predictions.append(
            predicted(
                name,
                *scored,
                probability=float(rng.integers(0, 21)) / 20,
                region_probabilities=dict(zip(REGIONS, chances.tolist(), strict=True))
                if rng.random() < 0.8
                else None,
            )
        )
    return evaluation_of(reference, predictions)


def with_failures(evaluation: Evaluation, seed: int) -> Evaluation:
    """The same with some answers taken away: missing, or of a status that is no answer."""
    rng = np.random.default_rng(seed)
    kept = []
    for image in evaluation.predictions.images:
        fate = rng.choice(["kept", "kept", "missing", "failed"])
        if fate == "kept":
            kept.append(image)
        elif fate == "failed":
            kept.append(PredictedImage(image.name, Status.FAILED, image.boxes, image.probability))
    return Evaluation(evaluation.reference, Predictions(tuple(kept), "made up", {}))


def coco_average_precision(evaluation: Evaluation) -> tuple[float, float]:
    """AP@0.5 and AP@[.5:.95] of the answered images by faster-coco-eval; -1 with nothing to find."""
    reference, results = coco_of(evaluation)
    return judged_by_coco(reference, results)


def coco_of(evaluation: Evaluation) -> tuple[dict[str, object], list[dict[str, object]]]:
    """Reference and results of the answered images as COCO's own files hold them."""
    answered = [image for image in evaluation.images if image.predicted is not None and image.answered]
    marks = [(image.index, one) for image in answered for one in image.annotated.annotations]
    reference: dict[str, object] = {
        "info": {},
        "images": [{"id": image.index + 1, "width": 9999, "height": 9999} for image in answered],
        "categories": [{"id": 1, "name": "fracture"}],
        "annotations": [
            {
                "id": number,
                "image_id": index + 1,
                "category_id": 1,
                "bbox": _xywh(one.box_xyxy),
                "area": _xywh(one.box_xyxy)[2] * _xywh(one.box_xyxy)[3],
                "iscrowd": int(one.crowd),
            }
            for number, (index, one) in enumerate(marks, 1)
        ],
    }
    results: list[dict[str, object]] = [
        {"image_id": image.index + 1, "category_id": 1, "bbox": _xywh(box.box_xyxy), "score": box.score}
        for image in answered
        if image.predicted is not None
        for box in image.predicted.boxes
    ]
    return reference, results


def judged_by_coco(reference: dict[str, object], results: list[dict[str, object]]) -> tuple[float, float]:
    faster_coco_eval = pytest.importorskip("faster_coco_eval", reason="a second opinion is not installed")
    truth = faster_coco_eval.COCO(reference)
    judged = faster_coco_eval.COCOeval_faster(truth, truth.loadRes(results), "bbox")
    judged.evaluate()
    judged.accumulate()
    judged.summarize()
    return float(judged.stats[1]), float(judged.stats[0])


def _box(rng: np.random.Generator, most: int = 8) -> Box:
    x, y = rng.integers(0, 12, 2)
    width, height = rng.integers(1, most + 1, 2)
    return float(x), float(y), float(x + width), float(y + height)


def _near(rng: np.random.Generator, box: Box) -> Box:
    x1, y1, x2, y2 = np.array(box) + rng.integers(-1, 2, 4) * rng.choice([0.0, 0.25, 1.0])
    return float(x1), float(y1), float(max(x2, x1 + 0.5)), float(max(y2, y1 + 0.5))


def box_of(values: Sequence[float] | NDArray[np.float64]) -> Box:
    x1, y1, x2, y2 = (float(value) for value in values)
    return x1, y1, x2, y2


def _xywh(box: Box) -> list[float]:
    return [box[0], box[1], box[2] - box[0], box[3] - box[1]]

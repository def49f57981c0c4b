"""The whole evaluation beside faster-coco-eval in the same run, and what a move of a slider costs.

Run by itself (``python -m tests.benchmarks.bench_comparison --help``) or by `make bench`. The data are made
up in the size of FracAtlas: as many images and annotations, with `--boxes` detections an image.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import statistics
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.annotation import AnnotatedImage, Annotation, ReferenceStandard
from fracview.core.comparison import QUEUES, Evaluation, average_precision, average_precision_range
from fracview.core.prediction import PredictedBox, PredictedImage, Predictions

if TYPE_CHECKING:
    from collections.abc import Callable

IMAGES, FRACTURED, ANNOTATIONS = 4083, 717, 922
ROUNDS = 5
REGIONS = ("hand", "leg", "hip", "shoulder", "mixed")
MOVES = ((0.25, 0.5), (0.05, 0.55), (0.6, 0.35), (0.001, 0.45), (0.0, 0.5))
"""Score and IoU thresholds of a reader at the sliders."""


@dataclass(frozen=True)
class Timing:
    """Seconds of each round: ours and theirs from values in memory to AP, and what they came to."""

    ours: list[float]
    theirs: list[float]
    ap_ours: tuple[float, float]
    ap_theirs: tuple[float, float]

    @property
    def ratio(self) -> float:
        """Our time over theirs, the median over rounds of neighbours."""
        return statistics.median(o / t for o, t in zip(self.ours, self.theirs, strict=True))

    def line(self, boxes: int) -> str:
        ours, theirs = statistics.median(self.ours), statistics.median(self.theirs)
        return (
            f"{boxes:>4} boxes an image: whole evaluation {ours * 1e3:8.1f} ms, faster-coco-eval "
            f"{theirs * 1e3:8.1f} ms, ratio {self.ratio:.3f} "
            f"(AP@[.5:.95] {self.ap_ours[1]:.6f} | {self.ap_theirs[1]:.6f})"
        )


def made_up(boxes: int, seed: int = 0) -> tuple[ReferenceStandard, Predictions]:
    """FracAtlas in numbers, with about `boxes` detections an image."""
    rng = np.random.default_rng(seed)
    counts = np.zeros(IMAGES, dtype=int)
    fractured = rng.choice(IMAGES, FRACTURED, replace=False)
    counts[fractured] = 1
    np.add.at(counts, rng.choice(fractured, ANNOTATIONS - FRACTURED), 1)
    annotated, predicted = [], []
    for number, count in enumerate(counts):
        drawn = [_box(rng) for _ in range(count)]
        found = [_near(rng, box) for box in drawn for _ in range(2)] + [_box(rng) for _ in range(boxes)]
        scores = np.round(np.concatenate([rng.random(2 * count), rng.random(boxes) ** 4]), 4).tolist()
        name, region = f"IMG{number:07}.jpg", str(rng.choice(REGIONS))
        annotated.append(
            AnnotatedImage(
                name,
                (373, 454),
                tuple(map(Annotation, drawn)),
                bool(count),
                region,
                {"hardware": bool(rng.random() < 0.02), "frontal": True},
            )
        )
        chances = dict(zip(REGIONS, rng.dirichlet(np.ones(5)).tolist(), strict=True))
        said = tuple(PredictedBox(box, score) for box, score in zip(found, scores, strict=True))
        predicted.append(
            PredictedImage(name, boxes=said, probability=float(rng.random()), region_probabilities=chances)
        )
    return (
        ReferenceStandard(tuple(annotated), "FracAtlas", Path("made-up"), "0" * 64),
        Predictions(tuple(predicted), "made up", {}),
    )


def measure(boxes: int, rounds: int = ROUNDS) -> Timing:
    """Both in turns, each turn beginning with the other one than the last; dictionaries are made before."""
    reference, predictions = made_up(boxes)
    truth, results = _as_coco(reference, predictions)
    spent: tuple[list[float], list[float]] = ([], [])
    values: list[tuple[float, float]] = [(0.0, 0.0), (0.0, 0.0)]
    runs: tuple[Callable[[], tuple[float, float]], ...] = (
        lambda: _ours(reference, predictions),
        lambda: _theirs(truth, results),
    )
    for number in range(rounds):
        for which in (0, 1) if number % 2 else (1, 0):
            started = time.perf_counter()
            values[which] = runs[which]()
            spent[which].append(time.perf_counter() - started)
    return Timing(*spent, *values)


def slider_lines(boxes: int, rounds: int = 20) -> list[str]:
    """Milliseconds of a move: thresholds never asked for before, known ones, and all that a page shows."""
    reference, predictions = made_up(boxes)
    evaluation = Evaluation(reference, predictions)
    evaluation.at(0.5, 0.99).figures()
    new, known, everything = [], [], []
    for number in range(rounds):
        score, iou = MOVES[number % len(MOVES)]
        at = partial(evaluation.at, score, iou + number / 1e4)
        new.append(_milliseconds(at))
        known.append(_milliseconds(at))
        everything.append(_milliseconds(partial(_page, evaluation, score, iou + number / 1e4)))
    worst = f"{max(new):.1f}, {max(known):.1f}, {max(everything):.1f}"
    middle = ", ".join(f"{statistics.median(each):.1f}" for each in (new, known, everything))
    return [
        f"{boxes:>4} boxes an image: at() of a new IoU, of a known one, and all tables, figures, queues",
        f"     median {middle} ms; worst {worst} ms",
    ]


def _page(evaluation: Evaluation, score: float, iou: float) -> None:
    snapshot = evaluation.at(score, iou)
    snapshot.figures()
    snapshot.boxes()
    snapshot.image_rows()
    for queue in QUEUES.values():
        queue(evaluation, snapshot)


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1e3


def _ours(reference: ReferenceStandard, predictions: Predictions) -> tuple[float, float]:
    evaluation = Evaluation(reference, predictions)
    return average_precision(evaluation, 0.5).value, average_precision_range(evaluation).value


def _theirs(truth: dict[str, object], results: list[dict[str, object]]) -> tuple[float, float]:
    from faster_coco_eval import COCO, COCOeval_faster

    with contextlib.redirect_stdout(io.StringIO()):
        known = COCO(truth)
        judged = COCOeval_faster(known, known.loadRes(results), "bbox")
        judged.params.areaRng, judged.params.areaRngLbl = [[0, 1e10]], ["all"]
        judged.params.maxDets = [100]
        judged.evaluate()
        judged.accumulate()
    precision = judged.eval["precision"][:, :, 0, 0, 0]
    return float(precision[0].mean()), float(precision.mean())


def _as_coco(
    reference: ReferenceStandard, predictions: Predictions
) -> tuple[dict[str, object], list[dict[str, object]]]:
    annotations = [
        {"image_id": at, "category_id": 1, "bbox": _xywh(one.box_xyxy), "area": 1.0, "iscrowd": 0}
        for at, image in enumerate(reference.images, 1)
        for one in image.annotations
    ]
    for number, one in enumerate(annotations, 1):
        one["id"] = number
    truth: dict[str, object] = {
        "info": {},
        "images": [{"id": at + 1, "width": 373, "height": 454} for at in range(len(reference.images))],
        "categories": [{"id": 1, "name": "fracture"}],
        "annotations": annotations,
    }
    results: list[dict[str, object]] = [
        {"image_id": at, "category_id": 1, "bbox": _xywh(box.box_xyxy), "score": box.score}
        for at, image in enumerate(predictions.images, 1)
        for box in image.boxes
    ]
    return truth, results


def _box(rng: np.random.Generator) -> tuple[float, float, float, float]:
    x, y, width, height = (float(value) for value in rng.uniform((0, 0, 10, 10), (320, 400, 60, 60)))
    return x, y, x + width, y + height


def _near(
    rng: np.random.Generator, box: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(value) for value in np.array(box) + rng.normal(0, 2, 4))
    return x1, y1, max(x2, x1 + 1), max(y2, y1 + 1)


def _xywh(box: tuple[float, float, float, float]) -> list[float]:
    return [box[0], box[1], box[2] - box[0], box[3] - box[1]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boxes", type=int, nargs="+", default=[1, 10, 100], help="detections an image")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    for boxes in given.boxes:
        lines = [measure(boxes, given.rounds).line(boxes), *slider_lines(boxes)]
        sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()

"""In which order to look at the images: every queue is a rule that stands in its docstring.

Each takes an evaluation and one of its snapshots, and gives (k,) intp indices into `Evaluation.images`: only
images that the snapshot counts, and of equal rank in the order of the reference standard.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.comparison.rows import FP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.core.comparison.evaluation import Evaluation
    from fracview.core.comparison.snapshot import Snapshot

FAR_IOU = 0.1
"""A box that overlaps every annotation by less lies where nothing was drawn."""

SUSPICION = 0.5
"""From which a label is likely wrong; half way between the networks' no and their yes."""

CONTRADICTION = 2.0
"""What a reference standard that contradicts itself counts: more than any network can say."""


def only_fn(evaluation: Evaluation, snapshot: Snapshot) -> NDArray[np.intp]:  # noqa: ARG001 - all alike
    """Images with a missed annotation; most missed first, then those where nothing else was found."""
    chosen = np.flatnonzero(snapshot.image_fn)
    return chosen[np.lexsort((snapshot.image_tp[chosen], -snapshot.image_fn[chosen]))]


def only_fp(evaluation: Evaluation, snapshot: Snapshot) -> NDArray[np.intp]:
    """Images with a wrong box; the one of the highest score first."""
    highest = _highest_wrong(evaluation, snapshot)
    return _descending(highest, snapshot.image_fp > 0)


def lowest_iou(evaluation: Evaluation, snapshot: Snapshot) -> NDArray[np.intp]:  # noqa: ARG001 - all alike
    """Images with a pair; the loosest pair first."""
    lowest = snapshot.image_rows().lowest_iou
    return _descending(-lowest, snapshot.image_tp > 0)


def worst_disagreement(evaluation: Evaluation, snapshot: Snapshot) -> NDArray[np.intp]:
    """Images where anything is wrong; the largest sum of all that is wrong first.

    The sum is 1 for each missed annotation, the score of each wrong box, and the distance of the fracture
    probability from the label (0 or 1; nothing where there is no probability). In the queue are images with a
    missed annotation or a wrong box, or whose probability lies on the wrong side of the threshold.
    """
    size = len(evaluation.images)
    boxes = snapshot.boxes()
    wrong = boxes.kind == FP
    scores = np.bincount(boxes.image[wrong], weights=boxes.score[wrong], minlength=size)
    distance = np.nan_to_num(np.abs(evaluation.fractured - evaluation.probability))
    called = evaluation.probability >= snapshot.fracture_threshold
    miscalled = ~np.isnan(evaluation.probability) & (called != evaluation.fractured)
    chosen = (snapshot.image_fn > 0) | (snapshot.image_fp > 0) | miscalled
    return _descending(snapshot.image_fn + scores + distance, chosen & snapshot.counted)


def likely_label_errors(evaluation: Evaluation, snapshot: Snapshot) -> NDArray[np.intp]:
    """Images whose reference the networks, or the reference itself, contradict; the strongest first.

    The largest of these, from `SUSPICION` on:

    - `CONTRADICTION` where the label says fracture and nothing is annotated, or the other way round;
    - of an image without a fracture: the mean of its probability and its best score (both say yes);
    - of a fractured one: one minus that mean (both say no), the best score being of any box anywhere;
    - of a fractured one: the best score of a box that overlaps every annotation by less than `FAR_IOU` (one
      may have been left undrawn).

    Where an image has no probability its best score stands alone. Thresholds of the snapshot do not matter,
    but for which images it counts.
    """
    fractured, top = evaluation.fractured, np.nan_to_num(evaluation.top_score)
    said = np.where(np.isnan(evaluation.probability), top, (evaluation.probability + top) / 2)
    drawn = np.array([bool(image.annotated.annotations) for image in evaluation.images], dtype=bool)
    detections = evaluation.detections
    far = evaluation.best_iou < FAR_IOU
    undrawn = np.zeros(len(fractured))
    np.maximum.at(undrawn, detections.image[far], detections.values[far])
    suspicion = np.where(fractured, np.maximum(1 - said, undrawn), said)
    suspicion = np.where(fractured != drawn, CONTRADICTION, suspicion)
    return _descending(suspicion, snapshot.counted & (suspicion >= SUSPICION))


Queue = Callable[["Evaluation", "Snapshot"], "NDArray[np.intp]"]

QUEUES: dict[str, Queue] = {
    "only_fn": only_fn,
    "only_fp": only_fp,
    "lowest_iou": lowest_iou,
    "worst_disagreement": worst_disagreement,
    "likely_label_errors": likely_label_errors,
}


def _highest_wrong(evaluation: Evaluation, snapshot: Snapshot) -> NDArray[np.float64]:
    boxes = snapshot.boxes()
    wrong = boxes.kind == FP
    highest = np.full(len(evaluation.images), -np.inf)
    np.maximum.at(highest, boxes.image[wrong], boxes.score[wrong])
    return highest


def _descending(values: NDArray[np.float64], chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The chosen places by their value, largest first, equal ones in their order."""
    places = np.flatnonzero(chosen)
    return places[np.argsort(-values[places], kind="stable")]

"""Which detection has found which annotation, for all images at once, by COCO's rule.

Within an image detections choose in the order of their scores (equal scores: in the order given); each takes
the free annotation that it overlaps most (equal overlaps: the later), if the overlap reaches the threshold.
A detection that finds none may fall on a crowd annotation, any number of them on one: it is then neither
right nor wrong. As a low score chooses last, a pair at one score threshold is a pair at every lower one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fracview.core.comparison.join import JoinedImage

NO_PARTNER = -1


@dataclass(frozen=True, eq=False, slots=True)
class FlatBoxes:
    """Boxes of all answered images in one table, sorted by image.

    Attributes
    ----------
    image
        (n,) intp, index into `Evaluation.images`.
    source
        (n,) intp, index among the boxes, or annotations, of that image.
    xyxy
        (n, 4) float64, pixels of the image as shown, edges.
    values
        (n,) float64: of detections the score, of annotations 1.0 where crowd, else 0.0.
    """

    image: NDArray[np.intp]
    source: NDArray[np.intp]
    xyxy: NDArray[np.float64]
    values: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Pairs:
    """Every detection and annotation of one image that overlap, in the order in which they are tried.

    Attributes
    ----------
    detection, annotation
        (p,) intp, rows of the flat tables.
    iou
        (p,) float64, above 0; for a crowd annotation, intersection over the detection's area.
    crowd
        (p,) bool, of the annotation.
    """

    detection: NDArray[np.intp]
    annotation: NDArray[np.intp]
    iou: NDArray[np.float64]
    crowd: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Matching:
    """Who has found whom at one IoU threshold, whatever the score.

    Attributes
    ----------
    partner
        (n detections,) intp, row of the annotation or `NO_PARTNER`; crowd annotations are never partners.
    iou
        (n detections,) float64, with the partner; 0 where there is none.
    ignored
        (n detections,) bool: falls on a crowd annotation, neither right nor wrong.
    found_by
        (n annotations,) intp, row of the detection or `NO_PARTNER`.
    """

    partner: NDArray[np.intp]
    iou: NDArray[np.float64]
    ignored: NDArray[np.bool_]
    found_by: NDArray[np.intp]


def flat_detections(images: Sequence[JoinedImage]) -> FlatBoxes:
    """Detections of the answered images, within an image best score first, equal scores in their order."""
    boxes = [
        (image.index, place, *box.box_xyxy, box.score)
        for image in images
        if image.predicted is not None and image.answered
        for place, box in enumerate(image.predicted.boxes)
    ]
    flat = _flat(boxes)
    order = np.lexsort((-flat.values, flat.image))
    return FlatBoxes(flat.image[order], flat.source[order], flat.xyxy[order], flat.values[order])


def flat_annotations(images: Sequence[JoinedImage]) -> FlatBoxes:
    """Annotations of the answered images, in the order of the file."""
    return _flat(
        [
            (image.index, place, *one.box_xyxy, float(one.crowd))
            for image in images
            if image.answered
            for place, one in enumerate(image.annotated.annotations)
        ]
    )


def pairs_of(detections: FlatBoxes, annotations: FlatBoxes, image_count: int) -> Pairs:
    """All pairs that overlap: by detection, then by IoU from above, then the later annotation first."""
    counts = np.bincount(annotations.image, minlength=image_count)
    firsts = np.cumsum(counts) - counts
    repeats = counts[detections.image]
    detection = np.repeat(np.arange(len(detections.image)), repeats)
    ends = np.cumsum(repeats)
    within = np.arange(len(detection)) - np.repeat(ends - repeats, repeats)
    annotation = firsts[detections.image[detection]] + within
    crowd = annotations.values[annotation] > 0
    iou = _row_iou(detections.xyxy[detection], annotations.xyxy[annotation], crowd)
    kept = np.flatnonzero(iou > 0)
    kept = kept[np.lexsort((-annotation[kept], -iou[kept], detection[kept]))]
    return Pairs(detection[kept], annotation[kept], iou[kept], crowd[kept])


def match(pairs: Pairs, detections: FlatBoxes, annotations: FlatBoxes, threshold: float) -> Matching:
    """Partners at an IoU threshold in (0, 1], inclusive.

    In each round the first pair that is left of every image is a match, and whatever shares a box with it
    falls away: there are as many rounds as the image with most matches has.
    """
    count, found = len(detections.image), len(annotations.image)
    partner = np.full(count, NO_PARTNER, dtype=np.intp)
    overlap = np.zeros(count)
    found_by = np.full(found, NO_PARTNER, dtype=np.intp)
    reached = pairs.iou >= min(threshold, 1 - 1e-10)
    left = np.flatnonzero(reached & ~pairs.crowd)
    while left.size:
        images = detections.image[pairs.detection[left]]
        first = left[np.flatnonzero(np.diff(images, prepend=-1))]
        chosen, taken = pairs.detection[first], pairs.annotation[first]
        partner[chosen], found_by[taken], overlap[chosen] = taken, chosen, pairs.iou[first]
        free = (partner[pairs.detection[left]] == NO_PARTNER) & (
            found_by[pairs.annotation[left]] == NO_PARTNER
        )
        left = left[free]
    ignored = np.zeros(count, dtype=bool)
    ignored[pairs.detection[reached & pairs.crowd]] = True
    return Matching(partner, overlap, ignored & (partner == NO_PARTNER), found_by)


def _flat(rows: list[tuple[int, int, float, float, float, float, float]]) -> FlatBoxes:
    table = np.array(rows, dtype=np.float64).reshape(-1, 7)
    image, source = table[:, 0].astype(np.intp), table[:, 1].astype(np.intp)
    return FlatBoxes(image, source, np.ascontiguousarray(table[:, 2:6]), table[:, 6].copy())


def _row_iou(
    boxes: NDArray[np.float64], others: NDArray[np.float64], crowd: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """(p,) overlap of each row with the same row of the other table."""
    sides = np.minimum(boxes[:, 2:], others[:, 2:]) - np.maximum(boxes[:, :2], others[:, :2])
    shared = np.where((sides > 0).all(axis=1), sides[:, 0] * sides[:, 1], 0.0)
    own = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    theirs = (others[:, 2] - others[:, 0]) * (others[:, 3] - others[:, 1])
    union = np.where(crowd, own, own + theirs - shared)
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)

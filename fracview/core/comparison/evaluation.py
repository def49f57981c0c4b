"""Predictions beside a reference standard: built once, asked at any threshold."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.comparison.join import JoinedImage, join, unreferenced
from fracview.core.comparison.pairing import (
    NO_PARTNER,
    FlatBoxes,
    Matching,
    Pairs,
    flat_annotations,
    flat_detections,
    match,
    pairs_of,
)
from fracview.core.comparison.snapshot import Snapshot
from fracview.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fracview.core.annotation import ReferenceStandard
    from fracview.core.prediction import Predictions

REGIONS = ("hand", "leg", "hip", "shoulder", "mixed")
"""The region classes in the order in which tables list them; others that occur follow by name."""

DEFAULT_FRACTURE_THRESHOLD = 0.5
UNKNOWN = -1
_MATCHINGS_KEPT = 64


class Evaluation:
    """One reference standard, one side's predictions, and every array that the numbers need.

    Arrays over images have as many entries as `images`. Images without an answer (missing in the predictions,
    or of another status than analyzed) are in `images`, are listed in `unanswered`, and take part in no
    number: neither their annotations nor their absence of boxes counts.

    Parameters
    ----------
    reference, predictions
        The two sides; joined by file name.
    fracture_threshold
        Probability from which an image counts as fractured, inclusive.

    Attributes
    ----------
    images
        All images of the reference standard, in its order.
    answered
        (n images,) bool.
    unanswered
        Those without an answer.
    unreferenced
        Names of predicted images that the reference standard does not hold; they take part in nothing.
    fractured
        (n images,) bool, the reference's label.
    probability
        (n images,) float64, nan where none was said or there is no answer.
    regions
        Region classes that occur on either side, after `REGIONS`.
    region, region_answer
        (n images,) intp into `regions`, or `UNKNOWN`: the reference's, and the likeliest answer.
    detections, annotations
        Flat tables of the answered images (`fracview.core.comparison.pairing`).

    Raises
    ------
    UsageError
        A name twice on one side; a box, score or probability that is no finite number.
    """

    def __init__(
        self,
        reference: ReferenceStandard,
        predictions: Predictions,
        fracture_threshold: float = DEFAULT_FRACTURE_THRESHOLD,
    ) -> None:
        self.reference = reference
        self.predictions = predictions
        self.fracture_threshold = fracture_threshold
        self.images: tuple[JoinedImage, ...] = join(reference, predictions)
        self.unanswered = tuple(image for image in self.images if not image.answered)
        self.unreferenced = unreferenced(reference, predictions)
        self.answered: NDArray[np.bool_] = np.array([image.answered for image in self.images], dtype=bool)
        self.fractured: NDArray[np.bool_] = np.array([i.annotated.fractured for i in self.images], dtype=bool)
        self.probability = _probabilities(self.images)
        self.regions = _regions(self.images)
        self.region = _indices([image.annotated.region for image in self.images], self.regions)
        self.region_answer = _indices([_region_said(image) for image in self.images], self.regions)
        self.detections: FlatBoxes = flat_detections(self.images)
        self.annotations: FlatBoxes = flat_annotations(self.images)
        self._check_finite()
        self.crowd: NDArray[np.bool_] = self.annotations.values > 0
        self.pairs: Pairs = pairs_of(self.detections, self.annotations, len(self.images))
        self._matchings: dict[float, Matching] = {}

    def at(
        self,
        confidence: float,
        iou: float,
        images: NDArray[np.bool_] | None = None,
        fracture_threshold: float | None = None,
    ) -> Snapshot:
        """Everything at one score threshold and one IoU threshold, both inclusive.

        Parameters
        ----------
        confidence
            Least score of a box that counts.
        iou
            Least overlap of a pair, in (0, 1].
        images
            (n images,) bool: which to count; all where None. Unanswered ones never count.
        fracture_threshold
            In place of the evaluation's own.

        Raises
        ------
        UsageError
            An IoU outside (0, 1], a threshold that is no number, or a mask of another length.
        """
        if np.isnan(confidence):
            raise UsageError("A score threshold is a number.", reason="bad_threshold", field="score")
        threshold = self.fracture_threshold if fracture_threshold is None else fracture_threshold
        return Snapshot(self, confidence, iou, self.counted(images), threshold)

    def matching(self, iou: float) -> Matching:
        """Partners at an IoU threshold; the last ones asked for are kept.

        Raises
        ------
        UsageError
            An IoU outside (0, 1].
        """
        if not 0 < iou <= 1:
            message = f"An IoU threshold lies above 0 and at most at 1, not at {iou}."
            raise UsageError(message, reason="bad_threshold", field="iou")
        known = self._matchings.get(iou)
        if known is None:
            known = match(self.pairs, self.detections, self.annotations, iou)
            while len(self._matchings) >= _MATCHINGS_KEPT:
                self._matchings.pop(next(iter(self._matchings)), None)
            self._matchings[iou] = known
        return known

    def found_score(self, iou: float) -> NDArray[np.float64]:
        """(n annotations,) score of the detection that finds each at an IoU threshold, or nan."""
        found_by = self.matching(iou).found_by
        score = np.full(len(found_by), np.nan)
        found = found_by != NO_PARTNER
        score[found] = self.detections.values[found_by[found]]
        return score

    def counted(self, images: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
        """(n images,) bool: the answered ones of a mask.

        Raises
        ------
        UsageError
            A mask of another length.
        """
        if images is None:
            return self.answered
        mask = np.asarray(images, dtype=bool)
        if mask.shape != self.answered.shape:
            message = f"A mask over {len(self.images)} images has the shape {mask.shape}."
            raise UsageError(message, reason="bad_mask", field="images")
        return mask & self.answered

    @cached_property
    def by_score(self) -> NDArray[np.intp]:
        """(n detections,) rows of `detections`, best score first; equal scores in the order of the images."""
        return np.argsort(-self.detections.values, kind="stable")

    @cached_property
    def rank(self) -> NDArray[np.intp]:
        """(n detections,) place of each detection in its own image, from 0."""
        counts = np.bincount(self.detections.image, minlength=len(self.images))
        return np.arange(len(self.detections.image)) - (np.cumsum(counts) - counts)[self.detections.image]

    @cached_property
    def best_iou(self) -> NDArray[np.float64]:
        """(n detections,) largest IoU with any annotation but crowds, taken or not; 0 without one."""
        best = np.zeros(len(self.detections.image))
        own = ~self.pairs.crowd
        np.maximum.at(best, self.pairs.detection[own], self.pairs.iou[own])
        return best

    @cached_property
    def top_score(self) -> NDArray[np.float64]:
        """(n images,) best score of any box; 0 where an answer holds none, nan without an answer."""
        top = np.where(self.answered, 0.0, np.nan)
        np.maximum.at(top, self.detections.image, self.detections.values)
        return top

    def annotation_count(self, images: NDArray[np.bool_] | None = None) -> int:
        """How many annotations there are to find: crowds and unanswered images left out."""
        mask = self.counted(images)
        return int((mask[self.annotations.image] & ~self.crowd).sum())

    def _check_finite(self) -> None:
        for flat, what in ((self.detections, "prediction"), (self.annotations, "annotation")):
            wrong = ~(np.isfinite(flat.xyxy).all(axis=1) & np.isfinite(flat.values))
            if wrong.any():
                name = self.images[int(flat.image[np.argmax(wrong)])].name
                message = f"A {what} of {name} holds a value that is no finite number."
                raise UsageError(message, reason="not_finite", field=name, cure="Correct the file.")


def _probabilities(images: Sequence[JoinedImage]) -> NDArray[np.float64]:
    values = np.full(len(images), np.nan)
    for image in images:
        if image.predicted is None or not image.answered or image.predicted.probability is None:
            continue
        probability = image.predicted.probability
        if not 0 <= probability <= 1:
            message = f"The probability {probability} of {image.name} is outside 0 to 1."
            raise UsageError(message, reason="bad_probability", field=image.name, cure="Correct the file.")
        values[image.index] = probability
    return values


def _region_said(image: JoinedImage) -> str:
    return image.predicted.region if image.predicted is not None and image.answered else ""


def _regions(images: Sequence[JoinedImage]) -> tuple[str, ...]:
    seen = {image.annotated.region for image in images} | {_region_said(image) for image in images}
    return (*REGIONS, *sorted(seen - {*REGIONS, ""}))


def _indices(names: Sequence[str], regions: tuple[str, ...]) -> NDArray[np.intp]:
    places = {name: place for place, name in enumerate(regions)}
    return np.array([places.get(name, UNKNOWN) for name in names], dtype=np.intp)

"""A comparison at one score threshold and one IoU threshold: what was found, missed and invented."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.comparison.classification import (
    Confusion,
    fracture_confusion,
    region_confusion,
    region_right,
    sensitivity,
    specificity,
)
from fracview.core.comparison.figures import Figure, f1_score, mean, proportion
from fracview.core.comparison.pairing import NO_PARTNER
from fracview.core.comparison.rows import FN, FP, NO_BOX, TP, BoxTable, ImageTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.core.comparison.evaluation import Evaluation
    from fracview.core.comparison.pairing import Matching


class Snapshot:
    """What `Evaluation.at` gives; counts are ready, tables and figures are made when asked for.

    Attributes
    ----------
    evaluation, score, iou, fracture_threshold
        What it is of: least score of a box, least IoU of a pair, least probability of a fractured image.
    counted
        (n images,) bool: the answered images within the mask.
    tp, fp, fn
        Boxes in all.
    image_tp, image_fp, image_fn
        (n images,) intp, boxes; 0 in images that are not counted.
    """

    def __init__(
        self,
        evaluation: Evaluation,
        score: float,
        iou: float,
        counted: NDArray[np.bool_],
        fracture_threshold: float,
    ) -> None:
        self.evaluation = evaluation
        self.score = score
        self.iou = iou
        self.counted = counted
        self.fracture_threshold = fracture_threshold
        self._matching: Matching = evaluation.matching(iou)
        detections, annotations = evaluation.detections, evaluation.annotations
        self._shown = (detections.values >= score) & counted[detections.image]
        hit = self._shown & (self._matching.partner != NO_PARTNER)
        self._wrong = self._shown & ~hit & ~self._matching.ignored
        self._hit = hit
        found = evaluation.found_score(iou) >= score
        self._missed = ~found & ~evaluation.crowd & counted[annotations.image]
        size = len(evaluation.images)
        self.image_tp = np.bincount(detections.image[hit], minlength=size)
        self.image_fp = np.bincount(detections.image[self._wrong], minlength=size)
        self.image_fn = np.bincount(annotations.image[self._missed], minlength=size)
        self.tp, self.fp, self.fn = (
            int(self.image_tp.sum()),
            int(self.image_fp.sum()),
            int(self.image_fn.sum()),
        )

    @property
    def image_count(self) -> int:
        """Images that count."""
        return int(self.counted.sum())

    @property
    def annotation_count(self) -> int:
        """Annotations to find."""
        return self.tp + self.fn

    @property
    def protocol(self) -> str:
        """How the counts of boxes came about, in words."""
        return (
            f"IoU >= {self.iou:g}, score >= {self.score:g}, best score first, {self.image_count} images, "
            f"{self.annotation_count} annotations"
        )

    @cached_property
    def precision(self) -> Figure:
        """Share of boxes that are right."""
        return proportion(self.tp, self.tp + self.fp, f"Precision of boxes, {self.protocol}")

    @cached_property
    def recall(self) -> Figure:
        """Share of annotations that were found."""
        return proportion(self.tp, self.tp + self.fn, f"Recall of boxes, {self.protocol}")

    @cached_property
    def f1(self) -> Figure:
        """Harmonic mean of precision and recall."""
        return f1_score(self.tp, self.fp, self.fn, f"F1 of boxes, {self.protocol}")

    @cached_property
    def fp_per_image(self) -> Figure:
        """Wrong boxes an image, over all counted images, with and without a fracture."""
        squares = float((self.image_fp.astype(np.float64) ** 2).sum())
        return mean(self.fp, squares, self.image_count, f"FP boxes per image, {self.protocol}")

    @cached_property
    def fracture_confusion(self) -> Confusion:
        """Images by reference and by probability, at `fracture_threshold`; those without one are left out."""
        called = self.evaluation.probability >= self.fracture_threshold
        counted = self.counted & ~np.isnan(self.evaluation.probability)
        rule = f"probability >= {self.fracture_threshold:g}"
        return fracture_confusion(self.evaluation.fractured, called, counted, rule)

    @cached_property
    def box_confusion(self) -> Confusion:
        """Images by reference and by whether any box reaches the score threshold."""
        rule = f"any box of score >= {self.score:g}"
        return fracture_confusion(self.evaluation.fractured, self._any_box, self.counted, rule)

    @cached_property
    def region_confusion(self) -> Confusion:
        """Images by region of the reference and by likeliest region; none said: the last column."""
        return region_confusion(
            self.evaluation.region, self.evaluation.region_answer, self.counted, self.evaluation.regions
        )

    @cached_property
    def sensitivity_by_probability(self) -> Figure:
        """Share of fractured images whose probability reaches `fracture_threshold`."""
        return sensitivity(self.fracture_confusion)

    @cached_property
    def specificity_by_probability(self) -> Figure:
        """Share of other images whose probability stays below `fracture_threshold`."""
        return specificity(self.fracture_confusion)

    @cached_property
    def sensitivity_by_box(self) -> Figure:
        """Share of fractured images with a box at the score threshold, wherever it lies."""
        return sensitivity(self.box_confusion)

    @cached_property
    def specificity_by_box(self) -> Figure:
        """Share of other images without a box at the score threshold."""
        return specificity(self.box_confusion)

    @cached_property
    def region_accuracy(self) -> Figure:
        """Share of images whose region was named right, of those with a region on both sides."""
        return region_right(self.region_confusion)

    def figures(self) -> dict[str, Figure]:
        """All numbers of the snapshot by name, in the order in which they are shown."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "fp_per_image": self.fp_per_image,
            "sensitivity_by_probability": self.sensitivity_by_probability,
            "specificity_by_probability": self.specificity_by_probability,
            "sensitivity_by_box": self.sensitivity_by_box,
            "specificity_by_box": self.specificity_by_box,
            "region_accuracy": self.region_accuracy,
        }

    def boxes(self) -> BoxTable:
        """Every right, wrong and missing box."""
        return self._boxes

    def image_rows(self) -> ImageTable:
        """Every image of the evaluation."""
        return self._image_rows

    @cached_property
    def _any_box(self) -> NDArray[np.bool_]:
        any_box = np.zeros(len(self.evaluation.images), dtype=bool)
        any_box[self.evaluation.detections.image[self._shown]] = True
        return any_box

    @cached_property
    def _boxes(self) -> BoxTable:
        evaluation, matching = self.evaluation, self._matching
        detections, annotations = evaluation.detections, evaluation.annotations
        said, missed = np.flatnonzero(self._hit | self._wrong), np.flatnonzero(self._missed)
        hit = self._hit[said]
        none = np.full(len(missed), NO_BOX, dtype=np.intp)
        partner = np.where(hit, matching.partner[said], 0)
        source = annotations.source[partner] if len(annotations.source) else np.zeros_like(partner)
        image = np.concatenate([detections.image[said], annotations.image[missed]])
        order = np.argsort(image, kind="stable")  # detections of an image lie best score first already
        columns = (
            image,
            np.concatenate([np.where(hit, TP, FP), np.full(len(missed), FN)]),
            np.concatenate([detections.values[said], np.full(len(missed), np.nan)]),
            np.concatenate(
                [np.where(hit, matching.iou[said], evaluation.best_iou[said]), self._near[missed]]
            ),
            np.concatenate([detections.source[said], none]),
            np.concatenate([np.where(hit, source, NO_BOX), annotations.source[missed]]),
        )
        return BoxTable(*(column[order] for column in columns))

    @cached_property
    def _near(self) -> NDArray[np.float64]:
        """(n annotations,) largest IoU with any detection that counts."""
        pairs = self.evaluation.pairs
        shown = self._shown[pairs.detection]
        near = np.zeros(len(self.evaluation.annotations.image))
        np.maximum.at(near, pairs.annotation[shown], pairs.iou[shown])
        return near

    @cached_property
    def _image_rows(self) -> ImageTable:
        evaluation = self.evaluation
        lowest = np.full(len(evaluation.images), np.inf)
        np.minimum.at(lowest, evaluation.detections.image[self._hit], self._matching.iou[self._hit])
        return ImageTable(
            counted=self.counted,
            tp=self.image_tp,
            fp=self.image_fp,
            fn=self.image_fn,
            lowest_iou=np.where(np.isinf(lowest), np.nan, lowest),
            top_score=evaluation.top_score,
            probability=evaluation.probability,
            fractured=evaluation.fractured,
            region=evaluation.region,
            region_answer=evaluation.region_answer,
        )

"""The numbers of a comparison in one list, and by what is known of the images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.comparison.classification import (
    BY_BOX,
    area_under_roc,
    brier_score,
    calibration_error,
)
from fracview.core.comparison.curves import average_precision, average_precision_range
from fracview.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from fracview.core.comparison.evaluation import Evaluation
    from fracview.core.comparison.figures import Figure

STRATA = ("region", "body part", "view", "hardware", "multiscan", "part")
VIEWS = ("frontal", "lateral", "oblique")
BODY_PARTS = ("hand", "leg", "hip", "shoulder")
PARTS = ("train", "valid", "test")
ALL, UNKNOWN = "all", "unknown"


@dataclass(frozen=True, eq=False, slots=True)
class Stratum:
    """Some of the images: `mask` is (n images,) bool, unanswered ones included."""

    name: str
    mask: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class StratumRow:
    """The numbers of one stratum.

    Attributes
    ----------
    name
        Of the stratum.
    images, unanswered, annotations
        How many count, how many have no answer, and how many annotations there are to find.
    figures
        As `summary` gives them.
    """

    name: str
    images: int
    unanswered: int
    annotations: int
    figures: Mapping[str, Figure]


def strata(evaluation: Evaluation, by: str) -> tuple[Stratum, ...]:
    """The images by one property; strata without an image are left out.

    Views and body parts are not exclusive: an image with two counts in both. Every other property divides the
    images, those that nothing is known of in a stratum of their own.

    Parameters
    ----------
    evaluation
        Whose reference standard to ask.
    by
        One of `STRATA`.

    Raises
    ------
    UsageError
        Another property.
    """
    images = [image.annotated for image in evaluation.images]
    if by == "region":
        names = [image.region or UNKNOWN for image in images]
        masks = [(name, _equal(names, name)) for name in (*evaluation.regions, UNKNOWN)]
    elif by == "part":
        names = [image.part or "no part" for image in images]
        known = [*PARTS, *sorted(set(names) - {*PARTS, "no part"}), "no part"]
        masks = [(name, _equal(names, name)) for name in known]
    elif by in ("view", "body part"):
        flags = VIEWS if by == "view" else BODY_PARTS
        masks = [(flag, np.array([image.flags.get(flag, False) for image in images], bool)) for flag in flags]
        masks.append((UNKNOWN, ~np.any([mask for _, mask in masks], axis=0)))
    elif by in ("hardware", "multiscan"):
        said = [image.flags.get(by) for image in images]
        names = [UNKNOWN if flag is None else f"{'' if flag else 'no '}{by}" for flag in said]
        masks = [(name, _equal(names, name)) for name in (by, f"no {by}", UNKNOWN)]
    else:
        message = f"Images are not told apart by {by!r}, but by {', '.join(STRATA)}."
        raise UsageError(message, reason="bad_strata", field="by")
    return tuple(Stratum(name, mask) for name, mask in masks if mask.any())


def summary(
    evaluation: Evaluation,
    confidence: float,
    iou: float,
    images: NDArray[np.bool_] | None = None,
    bootstrap: int = 0,
    seed: int = 0,
) -> dict[str, Figure]:
    """All numbers by name: those at the thresholds (`Snapshot.figures`), then those over all scores.

    Parameters
    ----------
    evaluation, images
        The evaluation, and a mask over its images.
    confidence, iou
        Score and IoU threshold, inclusive.
    bootstrap, seed
        Resamplings for the intervals of AP, AUC, Brier score and ECE; none where 0, as they take long.
    """
    return {
        **evaluation.at(confidence, iou, images).figures(),
        "average_precision_50": average_precision(evaluation, 0.5, images, bootstrap=bootstrap, seed=seed),
        "average_precision_50_95": average_precision_range(
            evaluation, images, bootstrap=bootstrap, seed=seed
        ),
        "auc_by_probability": area_under_roc(evaluation, images=images, bootstrap=bootstrap, seed=seed),
        "auc_by_box": area_under_roc(evaluation, BY_BOX, images, bootstrap=bootstrap, seed=seed),
        "brier": brier_score(evaluation, images, bootstrap=bootstrap, seed=seed),
        "ece": calibration_error(evaluation, images=images, bootstrap=bootstrap, seed=seed),
    }


def table(
    evaluation: Evaluation,
    confidence: float,
    iou: float,
    by: str,
    bootstrap: int = 0,
    seed: int = 0,
    first: StratumRow | None = None,
) -> tuple[StratumRow, ...]:
    """One row for all images, then one a stratum; parameters and errors as `summary` and `strata`.

    `first` is the row of all images where it is at hand, as of a table by another property.
    """

    def row(stratum: Stratum) -> StratumRow:
        return StratumRow(
            stratum.name,
            int(evaluation.counted(stratum.mask).sum()),
            int((stratum.mask & ~evaluation.answered).sum()),
            evaluation.annotation_count(stratum.mask),
            summary(evaluation, confidence, iou, stratum.mask, bootstrap, seed),
        )

    first = first or row(Stratum(ALL, np.ones(len(evaluation.images), dtype=bool)))
    return (first, *map(row, strata(evaluation, by)))


def _equal(names: list[str], name: str) -> NDArray[np.bool_]:
    return np.array([each == name for each in names], dtype=bool)

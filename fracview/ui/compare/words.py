"""Figures of the core as texts: value, interval, n and protocol; remarks on images."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from fracview.ui.compare.numbers import ShownFigure

if TYPE_CHECKING:
    from fracview.core.comparison.figures import Figure
    from fracview.core.comparison.join import JoinedImage

NAMES = {
    "average_precision_50": "AP at IoU 0.5",
    "average_precision_50_95": "AP at IoU 0.5 to 0.95",
    "average_precision": "AP at this IoU",
    "precision": "Precision of boxes",
    "recall": "Recall of boxes",
    "f1": "F1 of boxes",
    "fp_per_image": "FP boxes per image",
    "auc_by_probability": "AUC, by probability",
    "sensitivity_by_probability": "Sensitivity, by probability",
    "specificity_by_probability": "Specificity, by probability",
    "auc_by_box": "AUC, by best box",
    "sensitivity_by_box": "Sensitivity, by any box",
    "specificity_by_box": "Specificity, by any box",
    "region_accuracy": "Region named right",
    "ece": "Calibration error (ECE)",
    "brier": "Brier score",
}
"""What each number is called, in the order in which they stand."""
NONE = "—"


def shown_figure(key: str, figure: Figure) -> ShownFigure:
    """One row of the numbers."""
    return ShownFigure(
        key,
        NAMES[key],
        figure.value,
        value_text(figure),
        interval_text(figure),
        str(figure.n),
        figure.protocol,
    )


def with_second(shown: ShownFigure, first: Figure, second: Figure) -> ShownFigure:
    """The same row with the second's number beside it; both figures are of the images that both answered."""
    difference = second.value - first.value
    text = NONE if math.isnan(difference) else f"{difference:+.3f}"
    beside = (
        f"Second: {value_text(second)} ({interval_text(second)}), n = {second.n}; {second.protocol}\n"
        f"First on the images that both answered: {value_text(first)}, n = {first.n}"
    )
    return replace(
        shown,
        second=value_text(second),
        difference=text,
        second_value=second.value,
        difference_value=difference,
        beside=beside,
    )


def value_text(figure: Figure) -> str:
    """Three digits, or a dash where there is no value."""
    return NONE if math.isnan(figure.value) else f"{figure.value:.3f}"


def interval_text(figure: Figure) -> str:
    """Both ends, or a dash where no interval was reckoned."""
    if not figure.has_interval or math.isnan(figure.value):
        return NONE
    return f"{figure.low:.3f}–{figure.high:.3f}"


def remark_of(image: JoinedImage) -> str:
    """Region and view of an image, or why there is no answer."""
    if not image.answered:
        return f"no answer: {image.why_unanswered.partition(':')[0].replace('_', ' ')}"
    known = image.annotated.flags.items()
    flags = [name for name, said in known if said and name != image.annotated.region]
    return ", ".join(part for part in (image.annotated.region, *flags) if part)

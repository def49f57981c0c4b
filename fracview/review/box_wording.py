"""Sentences on the boxes and the threshold they are shown from; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.analysis import Tier
from fracview.export.captions import TIER_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.review.shown import ShownDetection, ShownFindings

THRESHOLD_DIGITS = 3


def boxes_sentence(shown: ShownFindings) -> str:
    """How many of how many boxes are shown; where there are none, whether that is an answer."""
    if shown.kind != "analyzed":
        return f"No boxes: {shown.word}."
    if shown.box_points is None or shown.box_threshold is None:
        return "No boxes: no detector ran. This is not a negative result."
    total, visible = len(shown.detections), sum(box.shown for box in shown.detections)
    score = f"{shown.box_threshold:.{THRESHOLD_DIGITS}f}"
    return f"{visible} of {total} {_boxes(total)} shown: score {score} or more."


def threshold_note(shown: ShownFindings) -> str:
    """What a moved threshold does: lets faint boxes in, or hides marked ones; "" where it does neither."""
    if shown.box_points is None or shown.box_threshold is None:
        return ""
    point = shown.box_points.high_sensitivity
    if shown.box_threshold < point:
        faint = [box for box in shown.detections if box.shown and box.tier is Tier.NOT_FOUND]
        named = f"The threshold is below the high-sensitivity point ({point:.{THRESHOLD_DIGITS}f})"
        return f"{named}: {_lie(len(faint))} below it too." if faint else f"{named}; no box lies there."
    hidden = [box for box in shown.detections if not box.shown and box.tier is not Tier.NOT_FOUND]
    return f"Hidden by the threshold: {_counted(hidden)}." if hidden else ""


def _counted(boxes: Sequence[ShownDetection]) -> str:
    counts = ((sum(box.tier is tier for box in boxes), tier) for tier in (Tier.DEFINITE, Tier.DOUBT))
    return ", ".join(f"{count} {TIER_WORDS[tier]}" for count, tier in counts if count)


def _boxes(count: int) -> str:
    return "box" if count == 1 else "boxes"


def _lie(count: int) -> str:
    return f"{count} {_boxes(count)} shown {'lies' if count == 1 else 'lie'}"

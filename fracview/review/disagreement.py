"""Where the probability and the boxes of one frame contradict each other: worth a second look.

Only definite answers count. On 978 analysed scans of FracAtlas's validation and test parts, 3 were definite
without a box (all 3 fractured) and 1 not found beside a definite box (not fractured). Boxes of tier doubt
beside a not found would have been 67 scans more, a fifteenth of the folder, and none of them was fractured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.analysis import Tier
from fracview.core.outcome import outcome

if TYPE_CHECKING:
    from fracview.core.analysis import Analysis

PROBABILITY_WITHOUT_BOX = "probability_without_box"
BOX_WITHOUT_PROBABILITY = "box_without_probability"

CODES = {"": 0, PROBABILITY_WITHOUT_BOX: 1, BOX_WITHOUT_PROBABILITY: 2}
"""What `disagreement` may say, as numbers for columns; 0 is agreement."""

WORDS = {
    PROBABILITY_WITHOUT_BOX: "a definite fracture, yet no region at the detector's high-sensitivity point",
    BOX_WITHOUT_PROBABILITY: "no fracture found, yet a region that the detector calls definite",
}
"""Each in words, to follow a count or a colon."""


def disagreement(analysis: Analysis) -> str:
    """How probability and boxes contradict each other, as a key of `WORDS`; "" where they do not.

    Only of analysed frames. Where no detector ran, its silence is no answer and contradicts nothing.
    """
    result = outcome(analysis)
    tiers = {detection.tier for detection in analysis.detections}
    if result == Tier.NOT_FOUND.value and Tier.DEFINITE in tiers:
        return BOX_WITHOUT_PROBABILITY
    detector_ran = "detection" in analysis.provenance.operating_points
    if result == Tier.DEFINITE.value and detector_ran and tiers <= {Tier.NOT_FOUND}:
        return PROBABILITY_WITHOUT_BOX
    return ""

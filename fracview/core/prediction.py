"""What networks, or another product, said of images: the other side of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.core.analysis import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fracview.core.annotation import Box


@dataclass(frozen=True, slots=True)
class PredictedBox:
    """One detection: box in pixels of the image as shown (edges), score from 0 to 1."""

    box_xyxy: Box
    score: float


@dataclass(frozen=True, slots=True)
class PredictedImage:
    """What was said of one image.

    Attributes
    ----------
    name
        File name without folders, as in the reference standard.
    status
        Anything but `Status.ANALYZED` is no answer: such an image is counted apart and never as a negative.
    boxes
        Detections, in any order; may be empty.
    probability
        Of a fracture, or None where the source says none.
    region_probabilities
        By region class; empty where the source says none.
    reason
        Why there is no answer, or "".
    """

    name: str
    status: Status = Status.ANALYZED
    boxes: tuple[PredictedBox, ...] = ()
    probability: float | None = None
    region_probabilities: Mapping[str, float] | None = None
    reason: str = ""

    @property
    def region(self) -> str:
        """The likeliest region class, or "" where none is said."""
        said = self.region_probabilities
        return max(said, key=lambda name: said[name]) if said else ""


@dataclass(frozen=True, slots=True)
class Predictions:
    """One side's answers.

    Attributes
    ----------
    images
        One a name.
    source
        For a reader: ``this program: detection-n 3fa9c1, ...`` or the file's name.
    signature
        Names and SHA-256 of the networks, or the file's SHA-256: what the numbers are of.
    """

    images: tuple[PredictedImage, ...]
    source: str
    signature: Mapping[str, str]

"""Both sides of a comparison, image by image: joined by file name, nothing dropped without a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.core.analysis import Status
from fracview.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.core.annotation import AnnotatedImage, ReferenceStandard
    from fracview.core.prediction import PredictedImage, Predictions


@dataclass(frozen=True, slots=True)
class JoinedImage:
    """One image of the reference standard with what was said of it.

    Attributes
    ----------
    index
        Its place in `Evaluation.images` and in every array over images.
    name
        File name without folders.
    annotated
        The reference.
    predicted
        The answer, or None where there is none of any kind.
    """

    index: int
    name: str
    annotated: AnnotatedImage
    predicted: PredictedImage | None

    @property
    def answered(self) -> bool:
        """Whether there is an answer that can be right or wrong."""
        return self.predicted is not None and self.predicted.status is Status.ANALYZED

    @property
    def why_unanswered(self) -> str:
        """Why there is no answer, as a code or sentence; "" where there is one."""
        if self.predicted is None:
            return "no prediction"
        return "" if self.answered else self.predicted.reason or self.predicted.status.value


def join(reference: ReferenceStandard, predictions: Predictions) -> tuple[JoinedImage, ...]:
    """Every image of the reference standard, in its order, with its prediction.

    Raises
    ------
    UsageError
        A name that stands twice on one side: which of the two is meant cannot be known.
    """
    _refuse_twice([image.name for image in reference.images], "reference standard")
    _refuse_twice([image.name for image in predictions.images], "predictions")
    said = {image.name: image for image in predictions.images}
    return tuple(
        JoinedImage(index, image.name, image, said.get(image.name))
        for index, image in enumerate(reference.images)
    )


def unreferenced(reference: ReferenceStandard, predictions: Predictions) -> tuple[str, ...]:
    """Names of predicted images that the reference standard does not hold, in the order of prediction."""
    known = {image.name for image in reference.images}
    return tuple(image.name for image in predictions.images if image.name not in known)


def _refuse_twice(names: Sequence[str], side: str) -> None:
    if len(set(names)) == len(names):
        return
    seen: set[str] = set()
    twice = next(name for name in names if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    message = f"{twice} stands twice in the {side}."
    raise UsageError(
        message, reason="duplicate_image", field=twice, cure="Give each image a name of its own."
    )

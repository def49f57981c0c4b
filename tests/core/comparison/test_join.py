"""Images meet by name; what has no answer is told apart from what has an empty one."""

from __future__ import annotations

import pytest

from fracview.core.analysis import Status
from fracview.core.comparison.join import join, unreferenced
from fracview.core.errors import UsageError
from fracview.core.prediction import PredictedImage
from tests.core.comparison.cases import annotated, predicted, predictions_of, reference_of

BOX = (0.0, 0.0, 4.0, 4.0)


def test_images_keep_the_order_of_the_reference_standard() -> None:
    reference = reference_of([annotated("b", BOX), annotated("a"), annotated("c")])
    predictions = predictions_of([predicted("a", (BOX, 0.5)), predicted("x"), predicted("b")])
    images = join(reference, predictions)
    assert [(image.index, image.name) for image in images] == [(0, "b"), (1, "a"), (2, "c")]
    assert images[1].predicted is predictions.images[0]
    assert images[2].predicted is None
    assert unreferenced(reference, predictions) == ("x",)


def test_an_empty_answer_is_an_answer_and_a_failure_is_none() -> None:
    reference = reference_of([annotated(name) for name in "abcd"])
    failed = PredictedImage("b", Status.UNREADABLE, reason="truncated: half of it is missing")
    refused = PredictedImage("c", Status.OUT_OF_SCOPE)
    images = join(reference, predictions_of([predicted("a"), failed, refused]))
    assert [image.answered for image in images] == [True, False, False, False]
    why = ["", "truncated: half of it is missing", "out_of_scope", "no prediction"]
    assert [image.why_unanswered for image in images] == why


def test_a_name_twice_is_refused_on_either_side() -> None:
    once, twice = ["a", "b"], ["a", "b", "b"]
    with pytest.raises(UsageError, match="b stands twice in the reference standard"):
        join(reference_of([annotated(n) for n in twice]), predictions_of([predicted(n) for n in once]))
    with pytest.raises(UsageError, match="b stands twice in the predictions"):
        join(reference_of([annotated(n) for n in once]), predictions_of([predicted(n) for n in twice]))

"""The evaluation: what is in its arrays, what it refuses, and that unanswered images count nowhere."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fracview.core.analysis import Status
from fracview.core.comparison import Evaluation, summary
from fracview.core.comparison.evaluation import UNKNOWN
from fracview.core.errors import UsageError
from fracview.core.prediction import PredictedImage
from tests.core.comparison.cases import (
    annotated,
    evaluation_of,
    predicted,
    predictions_of,
    random_case,
    with_failures,
)

A, B = (0.0, 0.0, 10.0, 10.0), (20.0, 0.0, 30.0, 10.0)


def test_arrays_over_images_say_what_both_sides_said() -> None:
    evaluation = evaluation_of(
        [annotated("a", A, region="leg"), annotated("b", region="wrist"), annotated("c", A, region="hip")],
        [
            predicted(
                "a", (B, 0.2), (A, 0.7), probability=0.9, region_probabilities={"leg": 0.3, "hip": 0.7}
            ),
            predicted("b"),
        ],
    )
    assert evaluation.answered.tolist() == [True, True, False]
    assert [image.name for image in evaluation.unanswered] == ["c"]
    assert evaluation.fractured.tolist() == [True, False, True]
    assert evaluation.probability[0] == 0.9
    assert np.isnan(evaluation.probability[1:]).all()
    assert evaluation.regions == ("hand", "leg", "hip", "shoulder", "mixed", "wrist")
    assert evaluation.region.tolist() == [1, 5, 2]
    assert evaluation.region_answer.tolist() == [2, UNKNOWN, UNKNOWN]
    assert evaluation.detections.source.tolist() == [1, 0]
    assert evaluation.top_score[:2].tolist() == [0.7, 0.0]
    assert math.isnan(evaluation.top_score[2])
    assert evaluation.annotation_count() == 1


@pytest.mark.parametrize("seed", range(10))
def test_numbers_are_as_if_unanswered_images_did_not_exist(seed: int) -> None:
    whole = with_failures(random_case(seed, most_images=30), seed)
    assert whole.unanswered or len(whole.images) < 5
    answered = [image for image in whole.images if image.predicted is not None and image.answered]
    alone = evaluation_of(
        [image.annotated for image in answered],
        [image.predicted for image in answered if image.predicted is not None],
    )
    ours, expected = summary(whole, 0.3, 0.5), summary(alone, 0.3, 0.5)
    assert ours.keys() == expected.keys()
    for key, figure in ours.items():
        assert figure.value == pytest.approx(expected[key].value, nan_ok=True), key
        assert (figure.n, figure.protocol) == (expected[key].n, expected[key].protocol)


def test_a_failure_never_is_a_negative() -> None:
    failed = PredictedImage("a", Status.FAILED, probability=0.1)
    snapshot = evaluation_of([annotated("a", A)], [failed]).at(0.25, 0.5)
    assert (snapshot.tp, snapshot.fp, snapshot.fn, snapshot.image_count) == (0, 0, 0, 0)
    assert all(math.isnan(figure.value) for figure in snapshot.figures().values())
    assert snapshot.fracture_confusion.n == snapshot.box_confusion.n == snapshot.region_confusion.n == 0


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(UsageError, match="prediction of a holds a value"):
        evaluation_of([annotated("a")], [predicted("a", (A, math.nan))])
    with pytest.raises(UsageError, match="annotation of a holds a value"):
        evaluation_of([annotated("a", (0.0, 0.0, math.inf, 1.0))], [predicted("a")])
    for probability in (-0.1, 1.1, math.nan):
        with pytest.raises(UsageError, match="outside 0 to 1"):
            evaluation_of([annotated("a")], [predicted("a", probability=probability)])


def test_thresholds_and_masks_that_make_no_sense_are_refused() -> None:
    evaluation = evaluation_of([annotated("a")], [predicted("a")])
    for iou in (0.0, -0.5, 1.01, math.nan):
        with pytest.raises(UsageError, match="IoU threshold"):
            evaluation.at(0.5, iou)
    with pytest.raises(UsageError, match="score threshold"):
        evaluation.at(math.nan, 0.5)
    with pytest.raises(UsageError, match="mask over 1 images"):
        evaluation.at(0.5, 0.5, np.ones(2, dtype=bool))


def test_the_last_matchings_are_kept_and_no_more() -> None:
    evaluation = random_case(0)
    assert evaluation.matching(0.5) is evaluation.matching(0.5)
    for iou in np.linspace(0.1, 0.9, 200):
        evaluation.matching(float(iou))
    assert len(evaluation._matchings) <= 64


def test_nothing_at_all_can_be_evaluated() -> None:
    evaluation = Evaluation(evaluation_of([], []).reference, predictions_of([]))
    assert evaluation.at(0.5, 0.5).figures()["precision"].n == 0
    assert len(evaluation.at(0.5, 0.5).boxes()) == 0
    assert math.isnan(summary(evaluation, 0.5, 0.5)["average_precision_50"].value)

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fracview.core.annotation import AnnotatedImage, Annotation, ReferenceStandard
from fracview.core.comparison import Evaluation
from fracview.core.prediction import PredictedBox, PredictedImage, Predictions
from fracview.ui.compare.curves_shown import EMPTY, MOST_VERTICES, Curves
from fracview.ui.compare.state import State
from tests.ui.compare.standard import predictions, reference


def test_the_point_stands_where_the_numbers_are() -> None:
    evaluation = Evaluation(reference(), predictions())
    curves = Curves(evaluation)
    for score in (0.1, 0.25, 0.65):
        state = State(score=score)
        point, snapshot = curves.at(state)["precision_recall"].point, evaluation.at(score, state.iou)
        assert point == pytest.approx((snapshot.recall.value, snapshot.precision.value))


def test_only_the_point_moves_while_the_overlap_stays() -> None:
    curves = Curves(Evaluation(reference(), predictions()))
    before, after = curves.at(State()), curves.at(State(score=0.65))
    assert before["froc"].x is after["froc"].x
    assert before["froc"].point != after["froc"].point
    assert curves.at(State(iou=0.95))["froc"].y.max() < before["froc"].y.max()


def test_reliability_has_its_bins() -> None:
    shown = Curves(Evaluation(reference(), predictions())).at(State())["reliability"]
    assert shown.at.tolist() == [1.0, 3.0, 5.0, 9.0]
    assert shown.y.tolist() == [0.0, 1.0, 0.0, 1.0]


def test_long_curves_are_thinned_and_keep_their_ends() -> None:
    box = (0.0, 0.0, 10.0, 10.0)
    scores = np.linspace(0.01, 0.99, 5000)
    images = tuple(AnnotatedImage(f"{n}.png", annotations=(Annotation(box),)) for n in range(5000))
    said = tuple(
        PredictedImage(image.name, boxes=(PredictedBox(box, float(score)),))
        for image, score in zip(images, scores, strict=True)
    )
    standard = ReferenceStandard(images, "COCO JSON", Path("many"), "")
    shown = Curves(Evaluation(standard, Predictions(said, "", {}))).at(State())["precision_recall"]
    assert len(shown.x) == MOST_VERTICES
    assert (shown.at[0], shown.at[-1]) == (pytest.approx(0.99), pytest.approx(0.01))


def test_where_there_is_nothing_it_says_so() -> None:
    nobody = Curves(Evaluation(reference(), Predictions((), "", {}))).at(State())
    assert {len(one.x) for one in nobody.values()} == {0}
    assert {one.note for one in nobody.values()} == {EMPTY}
    assert all(one.point is None for one in nobody.values())


def test_states_are_values() -> None:
    assert replace(State(), score=0.25) == State()

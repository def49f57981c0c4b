from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fracview.core.analysis import Status
from fracview.core.comparison import Evaluation, average_precision, summary
from fracview.core.prediction import PredictedBox, PredictedImage, Predictions
from fracview.ui.compare.second import Second
from fracview.ui.compare.state import State
from tests.ui.compare.standard import LEFT, NAMES, RIGHT, predictions, reference

FIRST = Evaluation(reference(), predictions())


def other(**changed: PredictedImage) -> Predictions:
    """The first's answers again, but for some images, named without their ending."""
    images = tuple(changed.get(image.name.partition(".")[0], image) for image in predictions().images)
    return Predictions(images, "another", {})


def test_the_same_answers_differ_nowhere() -> None:
    second = Second(FIRST, predictions(), bootstrap=0)
    first, theirs = second.figures(State(), FIRST.at(0.25, 0.5).figures())
    assert {key: figure.value for key, figure in first.items() if key in theirs} == {
        key: pytest.approx(theirs[key].value, nan_ok=True) for key in first
    }
    assert second.order(State()).tolist() == []


def test_both_sides_are_of_the_images_that_both_answered() -> None:
    silent = PredictedImage(NAMES[1], Status.UNREADABLE, reason="truncated")
    second = Second(FIRST, other(missed=silent), bootstrap=20)
    assert np.flatnonzero(second.both).tolist() == [0, 2, 3]
    first, theirs = second.figures(State(), FIRST.at(0.25, 0.5).figures())
    assert first["recall"].value == 1.0  # the missed one is not among them
    assert theirs["recall"].n == 1
    expected = summary(second.evaluation, 0.25, 0.5, second.both, 20, 11)
    assert theirs["average_precision_50"] == expected["average_precision_50"]
    assert theirs["average_precision"] == average_precision(second.evaluation, 0.5, second.both)
    assert set(first) == set(theirs)


def test_what_only_one_finds_comes_before_what_only_one_invents() -> None:
    said = {image.name: image for image in predictions().images}
    finds = replace(said[NAMES[1]], boxes=(PredictedBox(LEFT, 0.9), PredictedBox(RIGHT, 0.7)))
    invents = replace(said[NAMES[3]], boxes=(PredictedBox(LEFT, 0.3),))
    second = Second(FIRST, other(missed=finds, quiet=invents), bootstrap=0)
    assert second.order(State()).tolist() == [1, 3]
    assert second.order(State(score=0.5)).tolist() == [1]
    assert second.order(State(score=0.95)).tolist() == []


def test_another_call_is_a_difference_without_any_box() -> None:
    said = {image.name: image for image in predictions().images}
    second = Second(FIRST, other(quiet=replace(said[NAMES[3]], probability=0.8)), bootstrap=0)
    assert second.order(State()).tolist() == [3]
    assert second.order(State(probability=0.05)).tolist() == []


def test_counts_are_of_all_that_the_second_answered() -> None:
    second = Second(FIRST, predictions(), bootstrap=0)
    assert second.snapshot(State()).tp == FIRST.at(0.25, 0.5).tp
    for step in range(100):  # what was reckoned for a step of a slider is not kept for ever
        second.figures(State(iou=0.3 + step / 200), {})
    assert len(second._ap) <= 60

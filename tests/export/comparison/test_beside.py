from __future__ import annotations

import json
from dataclasses import replace

import pytest

from fracview.core.comparison import Evaluation
from fracview.core.prediction import Predictions
from fracview.export.comparison.beside import beside
from fracview.export.comparison.signature import Side
from tests.export.comparison.sides import FOUND, THRESHOLDS, answers, reference, side


def test_both_sides_and_what_lies_between_them() -> None:
    said = beside(side(), side(better=True), 10)
    assert (said["first"], said["second"], said["images"]) == ("first & made up", "second & made up", 4)
    recall = said["figures"]["recall"]
    assert (recall["first"]["value"], recall["second"]["value"]) == (0.5, 1.0)
    assert recall["second_minus_first"] == 0.5
    assert json.loads(json.dumps(said, allow_nan=False)) == said


def test_who_found_what_adds_up() -> None:
    said = beside(side(), side(better=True), 0)
    assert said["annotations_found_by"] == {
        "both": 1,
        "only the first": 0,
        "only the second": 1,
        "neither": 0,
    }
    assert sum(said["images_called_right_by"].values()) == 4


def test_only_images_that_both_have_answered_count() -> None:
    one = Predictions(tuple(image for image in answers().images if image.name == FOUND), "one", {})
    said = beside(side(), Side(Evaluation(reference(), one, 0.5), THRESHOLDS), 0)
    assert said["images"] == 1
    assert said["figures"]["recall"]["first"]["value"] == 1.0
    assert said["figures"]["auc_by_probability"]["second_minus_first"] is None


def test_where_one_side_says_no_probability_both_are_judged_by_their_boxes() -> None:
    boxes = tuple(replace(image, probability=None) for image in answers().images)
    mute = Side(Evaluation(reference(), Predictions(boxes, "mute", {}), 0.5), THRESHOLDS)
    assert beside(side(), mute, 0)["images_called_right_by"] == {
        "both": 2,
        "only the first": 0,
        "only the second": 0,
        "neither": 2,
    }


@pytest.mark.parametrize("iou", [0.5, 0.75])
def test_the_first_side_beside_itself_differs_in_nothing(iou: float) -> None:
    made = side(thresholds=replace(THRESHOLDS, iou=iou))
    said = beside(made, made, 0)
    assert {one["second_minus_first"] for one in said["figures"].values()} <= {0.0, None}

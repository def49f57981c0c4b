"""What was said of an image: the region is the likeliest one, or none."""

from __future__ import annotations

from fracview.core.analysis import Status
from fracview.core.prediction import PredictedImage


def test_the_region_is_the_likeliest() -> None:
    assert PredictedImage("a.png", region_probabilities={"hand": 0.2, "leg": 0.7, "hip": 0.1}).region == "leg"


def test_where_no_region_is_said_there_is_none() -> None:
    assert PredictedImage("a.png").region == ""
    assert PredictedImage("a.png", region_probabilities={}).region == ""


def test_an_image_without_a_word_is_an_answer_without_boxes() -> None:
    image = PredictedImage("a.png")
    assert (image.status, image.boxes, image.probability) == (Status.ANALYZED, (), None)

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from fracview import __version__
from fracview.core.comparison import Evaluation
from fracview.export.comparison.signature import Side, remarks, signature
from tests.export.comparison.sides import THRESHOLDS, answers, reference, side, silent_side


def test_the_signature_says_what_the_numbers_are_of() -> None:
    signed = signature(side(), datetime(2026, 3, 1, 12, 30, tzinfo=UTC))
    assert signed == {
        "program": f"FracView {__version__}",
        "made": "2026-03-01T12:30:00+00:00",
        "use": "Research use only, not a medical device.",
        "reference standard": "COCO JSON: made-up.json",
        "reference standard SHA-256": "a" * 64,
        "predictions": "first & made up",
        "predictions: network": "first" * 4,
        "images": 5,
        "images answered": 4,
        "annotations of answered images": 2,
        "boxes in the answers": 3,
        "lowest score in the answers": 0.1,
        "score threshold": 0.3,
        "IoU threshold": 0.5,
        "fracture threshold": 0.5,
        "thresholds from": "made up",
    }


def test_without_a_box_there_is_no_lowest_score() -> None:
    assert signature(silent_side())["lowest score in the answers"] is None
    assert remarks(silent_side()) == []


def test_a_snapshot_is_taken_at_all_three_thresholds() -> None:
    snapshot = side(thresholds=replace(THRESHOLDS, score=0.05, iou=0.9, fracture=0.7)).snapshot()
    assert (snapshot.score, snapshot.iou, snapshot.fracture_threshold) == (0.05, 0.9, 0.7)


def _part(fractured: bool) -> Side:
    images = tuple(image for image in reference().images if image.fractured == fractured)
    evaluation = Evaluation(replace(reference(), images=images), answers(), 0.5)
    return Side(evaluation, THRESHOLDS)


def test_images_of_one_kind_only_are_remarked_upon() -> None:
    assert remarks(_part(fractured=True))[0].startswith("Every answered image is fractured")
    assert remarks(_part(fractured=False))[0].startswith("No answered image is fractured")
    assert not any("fractured" in one for one in remarks(side()))


def test_answers_cut_off_at_a_score_are_remarked_upon() -> None:
    assert any("average precision is lower" in one for one in remarks(side()))  # the lowest is 0.1
    assert any(
        "lies above the threshold" in one for one in remarks(side(thresholds=replace(THRESHOLDS, score=0.05)))
    )

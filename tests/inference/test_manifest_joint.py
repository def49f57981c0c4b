"""The joint reading: what a manifest may say of it, and the probability that comes of it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fracview.core.analysis import Tier
from fracview.core.errors import ModelFolderError
from fracview.inference.manifest_fields import Fields
from fracview.inference.manifest_joint import JointReading

POINT = {"fitted_on": "nine scans", "sensitivity": 0.9, "specificity": 0.5}
JOINT: dict[str, Any] = {
    "detection_sha256": "a" * 64,
    "fracture_weight": 0.5,
    "detection_weight": 1.5,
    "bias": 0.25,
    "floor": 0.001,
    "fitted_on": "nine scans",
    "ece": 0.02,
    "operating_points": {
        "high_sensitivity": POINT | {"threshold": 0.2},
        "high_specificity": POINT | {"threshold": 0.6},
    },
}


def read(**changes: Any) -> JointReading:
    return JointReading.from_fields(Fields(JOINT | changes, Path("manifest.json"), "joint"))


def test_it_is_written_as_it_is_read() -> None:
    assert json.loads(json.dumps(read().to_json())) == JOINT


def test_the_probability_is_a_logistic_regression_on_log_odds() -> None:
    odds = 0.25 + 0.5 * math.log(0.8 / 0.2) + 1.5 * math.log(0.3 / 0.7)
    assert read().probability(0.8, 0.3) == pytest.approx(1 / (1 + math.exp(-odds)))


def test_no_box_counts_as_a_score_at_the_floor() -> None:
    joint = read()
    assert joint.probability(0.8, 0.0) == joint.probability(0.8, 0.001)
    assert joint.probability(1.0, 1.0) == joint.probability(0.999, 0.999) < 1.0


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_better_box_never_lowers_it_and_it_is_a_probability(alone: float, low: float, high: float) -> None:
    joint = read(bias=-800.0)
    low, high = sorted((low, high))
    assert 0.0 <= joint.probability(alone, low) <= joint.probability(alone, high) <= 1.0


def test_the_tiers_are_of_the_joint_probability() -> None:
    thresholds = read().thresholds
    assert [thresholds.tier(value) for value in (0.1, 0.2, 0.6)] == [
        Tier.NOT_FOUND, Tier.DOUBT, Tier.DEFINITE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"detection_sha256": "abc"}, "joint.detection_sha256"),
        ({"bias": None}, "joint.bias"),
        ({"bias": float("nan")}, "joint.bias"),
        ({"floor": 0.0}, "joint.floor"),
        ({"floor": 0.6}, "joint.floor"),
        ({"surplus": 1}, "joint.surplus"),
        (
            {
                "operating_points": {
                    **JOINT["operating_points"],
                    "high_specificity": POINT | {"threshold": 0.1},
                }
            },
            "joint.operating_points.high_specificity.threshold",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ModelFolderError) as caught:
        read(**changes)
    assert caught.value.field == field

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from fracview.core.analysis import Analysis, OperatingPoints, Provenance, Status, Tier


@pytest.mark.parametrize(
    ("score", "tier"),
    [
        (0.0, Tier.NOT_FOUND),
        (0.1999, Tier.NOT_FOUND),
        (0.2, Tier.DOUBT),
        (0.69, Tier.DOUBT),
        (0.7, Tier.DEFINITE),
    ],
)
def test_tiers_include_their_threshold(score: float, tier: Tier) -> None:
    assert OperatingPoints(0.2, 0.7).tier(score) is tier


def test_equal_thresholds_leave_no_doubt() -> None:
    points = OperatingPoints(0.5, 0.5)
    assert {points.tier(score / 100) for score in range(101)} == {Tier.DEFINITE, Tier.NOT_FOUND}


def test_the_four_ends_are_four_words() -> None:
    assert [status.value for status in Status] == ["analyzed", "out_of_scope", "unreadable", "failed"]


def test_an_analysis_without_findings_says_nothing_found_nothing() -> None:
    analysis = Analysis(Path("a.png"), 0, "", Status.FAILED, "run_failed: x", Provenance("0"))
    assert analysis.fracture is None
    assert analysis.region is None
    with pytest.raises(dataclasses.FrozenInstanceError):
        analysis.reason = ""  # type: ignore[misc]

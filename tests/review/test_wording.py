from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fracview.core.analysis import OperatingPoints, Tier
from fracview.core.impression import Impression
from fracview.core.verdict import Verdict
from fracview.review.wording import clock, contradiction, digits_for, impression_line, verdict_line
from tests.export.analyses import DOUBT_BOX, FAINT_BOX

POINTS = OperatingPoints(0.0503, 0.3214)


@pytest.mark.parametrize(
    ("value", "digits"),
    [(0.87, 2), (0.01, 2), (0.0502, 4), (0.0493, 3), (0.0503, 2), (0.3213, 4), (0.3215, 2)],
)
def test_a_number_has_as_many_digits_as_keep_it_on_its_side_of_the_points(value: float, digits: int) -> None:
    assert digits_for([value], POINTS) == digits


def test_several_numbers_share_their_digits_and_none_need_two() -> None:
    assert digits_for([0.87, 0.0502], POINTS) == 4
    assert digits_for([], POINTS) == digits_for([0.0502], None) == 2


def test_classifier_and_detector_that_agree_do_not_contradict() -> None:
    assert contradiction(Tier.DOUBT, [DOUBT_BOX], POINTS) == ""
    assert contradiction(Tier.NOT_FOUND, [FAINT_BOX], POINTS) == ""
    assert contradiction(None, [DOUBT_BOX], POINTS) == contradiction(Tier.DEFINITE, [], None) == ""


def test_a_suspected_fracture_without_a_marked_region_is_a_contradiction() -> None:
    said = contradiction(Tier.DOUBT, [FAINT_BOX], POINTS)
    assert said == "Yet the detector marks no region at its high-sensitivity point (0.05)."


def test_the_time_of_today_is_short_and_of_another_day_has_its_date() -> None:
    now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    local = datetime(2026, 11, 25, 11, 30, tzinfo=UTC).astimezone()
    assert clock("2026-11-25T11:30:00+00:00", now) == f"{local:%H:%M}"
    assert clock("2026-11-20T11:30:00+00:00", now).startswith("2026-11-20 ")
    assert clock("yesterday") == "yesterday"


def test_the_verdict_names_who_and_says_where_nobody_is_named() -> None:
    time = "2020-01-01T12:00:00+00:00"
    assert verdict_line(Verdict.AGREE, "M. Curie", time).startswith("agree, by M. Curie, saved 2020-01-01")
    assert "reader not named" in verdict_line(Verdict.UNSURE, "", time)
    assert verdict_line(None, "M. Curie", time) == "No verdict yet."


def test_a_first_impression_in_a_line() -> None:
    line = impression_line(Impression.NO_FRACTURE, 12.4, "no time")
    assert line == "no fracture, after 12 s, saved no time"
    assert impression_line(Impression.UNSURE, None, "no time") == "unsure, saved no time"

from __future__ import annotations

import pytest

from fracview.core.analysis import OperatingPoints
from fracview.ui.findings.point_marks import Track, place_labels

TRACK = Track(left=12.0, length=236.0, width=260.0)


def advance(text: str) -> float:
    return 6.5 * len(text)


def test_the_scale_is_linear_and_ends_at_0_and_1() -> None:
    assert TRACK.x_of(0.0) == 12.0
    assert TRACK.x_of(0.5) == 130.0
    assert TRACK.x_of(1.0) == 248.0
    assert TRACK.x_of(1.2) == 248.0


@pytest.mark.parametrize(
    "points", [(0.0503, 0.3214), (0.0, 1.0), (0.93, 0.97), (0.001, 0.002), (0.49, 0.51), (0.5, 0.5)]
)
def test_labels_are_never_cut_off_and_never_on_top_of_each_other(points: tuple[float, float]) -> None:
    labels = place_labels(OperatingPoints(*points), 2, TRACK, advance)
    assert labels[0].row != labels[1].row
    for label in labels:
        assert label.left >= 0.0
        assert label.right <= TRACK.width
        assert label.right - label.left == advance(label.text)


def test_labels_say_name_and_value_and_stand_right_of_their_marks_where_they_can() -> None:
    high, low = place_labels(OperatingPoints(0.0503, 0.3214), 2, TRACK, advance)
    assert (high.text, low.text) == ("high specificity 0.32", "high sensitivity 0.05")
    assert low.beside_its_mark
    assert low.left - low.mark_x < 8.0
    assert high.beside_its_mark
    moved = place_labels(OperatingPoints(0.9, 0.95), 4, TRACK, advance)
    assert not moved[0].beside_its_mark
    assert moved[0].text == "high specificity 0.9500"

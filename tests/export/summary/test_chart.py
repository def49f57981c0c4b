from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fracview.core.outcome import ANSWERS
from fracview.export.summary.chart import HEIGHT, LEAST, TOP, WIDTH, histogram

column = st.lists(st.integers(0, 10**7), min_size=20, max_size=20)


@given(column, column, column, st.dictionaries(st.text(max_size=5), st.floats(0, 1), max_size=2))
def test_everything_lies_within_the_picture(
    definite: list[int], doubt: list[int], not_found: list[int], points: dict[str, float]
) -> None:
    bins = dict(zip(ANSWERS, (definite, doubt, not_found), strict=True))
    drawn = histogram(bins, points)
    for bar in drawn.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH
        assert bar.height >= LEAST
        assert bar.y >= TOP
        assert bar.y + bar.height <= drawn.floor + 0.2
    for mark in (*drawn.counts, *drawn.scale, *drawn.points):
        assert 0 <= mark.x <= WIDTH
        assert 0 < mark.y <= HEIGHT
    assert len(drawn.bars) == sum(count > 0 for counts in bins.values() for count in counts)


def test_heights_are_as_the_counts() -> None:
    bins = {name: [0] * 20 for name in ANSWERS}
    bins["not_found"][0], bins["definite"][19], bins["doubt"][19] = 100, 25, 25
    drawn = histogram(bins, {"high-sensitivity point": 0.18, "high-specificity point": 0.62})
    low, high_doubt, high = drawn.bars
    assert (low.outcome, high_doubt.outcome, high.outcome) == ("not_found", "doubt", "definite")
    assert abs(low.height - 4 * high.height) < 0.3
    assert abs(high.y + high.height - high_doubt.y) < 0.2
    assert [mark.text for mark in drawn.counts] == ["100", "50"]
    assert [mark.text for mark in drawn.points] == [
        "high-sensitivity point 0.18",
        "high-specificity point 0.62",
    ]


def test_nothing_at_all_can_be_drawn() -> None:
    drawn = histogram({name: [0] * 20 for name in ANSWERS}, {})
    assert drawn.bars == drawn.counts == drawn.points == ()
    assert [mark.text for mark in drawn.scale][::5] == ["0.0", "0.5", "1.0"]

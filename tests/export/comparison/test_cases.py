from __future__ import annotations

import pytest

from fracview.export.comparison import cases as module
from fracview.export.comparison.cases import cases
from tests.export.comparison.sides import FOUND, MISSED, WRONG, display, side


def test_the_worst_disagreements_come_first_and_say_what_is_wrong() -> None:
    made = cases(side(), display)
    assert [one.name for one in made] == [MISSED, WRONG]
    assert made[0].caption == f"{MISSED}: reference fractured, probability 0.20; TP 0, FP 0, FN 1"
    assert made[1].caption == f"{WRONG}: reference not fractured, probability 0.60; TP 0, FP 1, FN 0"
    assert FOUND not in {one.name for one in made}
    assert all(one.jpeg.startswith(b"\xff\xd8") for one in made)


def test_a_case_without_a_picture_is_passed_over() -> None:
    made = cases(side(), lambda name: None if name == MISSED else display(name))
    assert [one.name for one in made] == [WRONG]


def test_no_more_are_drawn_than_the_page_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CASES", 1)
    assert [one.name for one in cases(side(), display)] == [MISSED]

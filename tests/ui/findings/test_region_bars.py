from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fracview.ui.findings.region_bars import RegionBars
from tests.ui.findings.shown import STATES

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_five_bars_say_their_numbers_and_without_an_answer_why_there_are_none(qtbot: QtBot) -> None:
    bars = RegionBars()
    qtbot.addWidget(bars)
    bars.show_region(STATES["definite"])
    assert bars.words() == (
        "Probability of each region: hand 0.90, hip 0.04, leg 0.03, mixed 0.02, shoulder 0.01."
    )
    assert bars.accessibleName() == bars.words()
    bars.show_region(STATES["failed"])
    assert bars.words() == "No region: failed."


def test_nothing_below_moves_from_one_radiograph_to_the_next(qtbot: QtBot) -> None:
    bars = RegionBars()
    qtbot.addWidget(bars)
    heights = set()
    for state in STATES.values():
        bars.show_region(state)
        heights.add(bars.sizeHint().height())
    assert len(heights) == 1


def test_bars_are_as_long_as_their_probabilities(qtbot: QtBot) -> None:
    bars = RegionBars()
    qtbot.addWidget(bars)
    bars.resize(260, bars.sizeHint().height())
    halves = (("a", 1.0), ("b", 0.5), ("c", 0.0))
    bars.show_region(replace(STATES["definite"], region="", region_probabilities=halves))
    image = bars.grab().toImage()
    columns = range(40, 220)
    rows = [8, 25, 42]
    lit = [sum(image.pixelColor(x, y).lightness() > 90 for x in columns) for y in rows]
    assert lit[2] == 0
    assert abs(lit[0] - 2 * lit[1]) <= 20
    assert lit[1] > 50

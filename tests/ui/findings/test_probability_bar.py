from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from fracview.core.analysis import Fracture, OperatingPoints, Tier
from fracview.ui import theme
from fracview.ui.findings.probability_bar import ProbabilityBar
from tests.export.analyses import PROVENANCE, analysis
from tests.ui.findings.shown import STATES, done

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from fracview.review.shown import ShownFindings

SHIPPED = OperatingPoints(0.0503, 0.3214)


@pytest.fixture
def bar(qtbot: QtBot) -> ProbabilityBar:
    widget = ProbabilityBar()
    qtbot.addWidget(widget)
    widget.resize(264, widget.sizeHint().height())
    return widget


def painted(bar: ProbabilityBar) -> np.ndarray:
    """Pixels as (rows, columns, 3) uint8."""
    image = bar.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def needle_columns(bar: ProbabilityBar) -> np.ndarray:
    """Columns in which the bar, top to bottom, is as bright as the needle."""
    rect = bar._bar_rect().toRect()
    text = np.array(QColor(theme.TEXT).getRgb()[:3])
    inside = painted(bar)[rect.top() + 2 : rect.bottom() - 2]
    return np.flatnonzero((np.abs(inside - text.astype(int)).max(axis=2) < 30).all(axis=0))


def shown(probability: float, points: OperatingPoints = SHIPPED) -> ShownFindings:
    provenance = replace(PROVENANCE, operating_points={"fracture": points})
    return done(analysis(fracture=Fracture(probability, points.tier(probability)), provenance=provenance))


@pytest.mark.parametrize("probability", [0.0, 0.01, 0.0502, 0.25, 0.5, 0.87, 1.0])
def test_the_needle_stands_at_the_probability_on_a_linear_scale(
    bar: ProbabilityBar, probability: float
) -> None:
    bar.show_probability(shown(probability))
    rect = bar._bar_rect()
    columns = needle_columns(bar)
    assert len(columns) > 0
    assert abs(columns.mean() + 0.5 - (rect.left() + probability * rect.width())) < 1.0


@pytest.mark.parametrize("name", [name for name, state in STATES.items() if state.probability is None])
def test_without_an_answer_there_is_no_needle_but_words(bar: ProbabilityBar, name: str) -> None:
    bar.show_probability(STATES[name])
    assert len(needle_columns(bar)) == 0
    assert bar.words() == f"Probability of a fracture: {STATES[name].bar_words}."
    assert bar.accessibleName() == bar.words()


def test_the_words_that_replace_the_needle_are_painted_and_differ(bar: ProbabilityBar) -> None:
    pictures = set()
    for name in ("waiting", "running", "failed", "out of scope"):
        bar.show_probability(STATES[name])
        pictures.add(painted(bar).tobytes())
    assert len(pictures) == 4


def test_both_points_are_named_with_their_values_in_words(bar: ProbabilityBar) -> None:
    bar.show_probability(shown(0.87))
    assert "0.87 on a scale from 0 to 1: definite" in bar.words()
    assert "High-sensitivity point 0.05, high-specificity point 0.32" in bar.words()


def test_a_number_just_below_a_point_does_not_look_equal_to_it(bar: ProbabilityBar) -> None:
    bar.show_probability(shown(0.0502))
    assert "0.0502" in bar.words()
    assert "High-sensitivity point 0.0503" in bar.words()


def test_the_three_zones_look_different(bar: ProbabilityBar) -> None:
    bar.show_probability(shown(0.02, OperatingPoints(0.3, 0.6)))
    rect = bar._bar_rect()
    row = painted(bar)[int(rect.bottom()) - 3].astype(int)
    zones = [row[int(rect.left() + at * rect.width()) :][:20] for at in (0.15, 0.35, 0.85)]
    means = [zone.mean() for zone in zones]
    assert means[0] < means[1] < means[2]
    assert zones[1].std(axis=0).max() > zones[2].std(axis=0).max() == 0.0


def test_an_answer_without_operating_points_has_a_needle_and_no_zones(bar: ProbabilityBar) -> None:
    bar.show_probability(replace(shown(0.5), points=None))
    assert len(needle_columns(bar)) > 0
    assert "point" not in bar.words()


def test_nothing_is_painted_outside_a_narrow_bar(bar: ProbabilityBar) -> None:
    bar.resize(180, bar.height())
    for tier_probability in (0.0, 1.0):
        bar.show_probability(shown(tier_probability, OperatingPoints(0.93, 0.97)))
        edge = painted(bar)
        assert (edge[:, -1] == QColor(theme.PANEL).getRgb()[:3]).all()


def test_tiers_are_those_of_the_points() -> None:
    assert shown(0.0503).tier is Tier.DOUBT

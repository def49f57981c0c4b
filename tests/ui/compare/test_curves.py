from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.ui.compare.curves import CURVES, CurveTabs, ShownCurve
from fracview.ui.theme import apply_theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def curve(note: str = "AUC 0.8") -> ShownCurve:
    x = np.array([0.0, 0.5, 1.0])
    return ShownCurve(x, np.array([0.0, 0.8, 1.0]), np.array([0.9, 0.4, 0.1]), (0.5, 0.8), note)


@pytest.fixture
def tabs(qtbot: QtBot, dressed: QApplication) -> CurveTabs:
    made = CurveTabs()
    qtbot.addWidget(made)
    made.resize(420, 320)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_hidden_curves_are_drawn_when_they_are_looked_at(tabs: CurveTabs) -> None:
    tabs.show_curves({name: curve(name) for name in CURVES})
    assert tabs.plots["precision_recall"].note.text() == "precision_recall"
    assert tabs.plots["roc"].curve is None
    tabs.setCurrentWidget(tabs.plots["roc"])
    assert tabs.plots["roc"].note.text() == "roc"
    assert tabs.plots["roc"].point.getData()[0].tolist() == [0.5]


def test_a_click_tells_the_threshold_of_the_nearest_vertex(tabs: CurveTabs) -> None:
    told: list[tuple[str, float]] = []
    tabs.point_chosen.connect(lambda name, at: told.append((name, at)))
    tabs.show_curves({name: curve() for name in CURVES})
    tabs.plots["precision_recall"].choose_near(0.51, 0.79)
    tabs.plots["precision_recall"].choose_near(0.0, 1.0)
    assert told == [("precision_recall", pytest.approx(0.4))]


def test_without_a_curve_a_click_means_nothing(tabs: CurveTabs) -> None:
    told: list[tuple[str, float]] = []
    tabs.point_chosen.connect(lambda name, at: told.append((name, at)))
    tabs.plots["froc"].choose_near(0.5, 0.5)
    empty = ShownCurve(np.empty(0), np.empty(0), np.empty(0), note="no answers")
    tabs.show_curves({"precision_recall": empty})
    tabs.plots["precision_recall"].choose_near(0.5, 0.5)
    assert told == []


def test_curves_follow_the_theme(tabs: CurveTabs, dressed: QApplication) -> None:
    tabs.show_curves({name: curve() for name in CURVES})
    dark = tabs.grab().toImage()
    apply_theme(dressed, "light")
    try:
        assert tabs.grab().toImage().pixelColor(10, 200).lightness() > dark.pixelColor(10, 200).lightness()
    finally:
        apply_theme(dressed, "dark")

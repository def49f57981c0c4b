from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from fracview.ui.compare.sliders import LEAST_IOU, NAMES, Sliders

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def sliders(qtbot: QtBot) -> Sliders:
    made = Sliders()
    qtbot.addWidget(made)
    return made


def test_what_the_program_shows_is_not_told(sliders: Sliders) -> None:
    told: list[tuple[str, float]] = []
    sliders.changed.connect(lambda name, value: told.append((name, value)))
    for name in NAMES:
        sliders.show_value(name, 0.4321)
    assert told == []
    assert {slider.value() for slider in sliders.sliders.values()} == {432}


@pytest.mark.parametrize("name", NAMES)
def test_slider_and_field_go_together(sliders: Sliders, name: str) -> None:
    told: list[tuple[str, float]] = []
    sliders.changed.connect(lambda which, value: told.append((which, value)))
    sliders.sliders[name].setValue(700)
    assert sliders.fields[name].value() == pytest.approx(0.7)
    sliders.fields[name].setValue(0.25)
    assert sliders.sliders[name].value() == 250
    assert told == [(name, pytest.approx(0.7)), (name, pytest.approx(0.25))]


def test_an_overlap_of_nothing_is_no_pair(sliders: Sliders) -> None:
    sliders.sliders["iou"].setValue(0)
    assert sliders.fields["iou"].value() == pytest.approx(LEAST_IOU)


def test_scrolling_the_panel_moves_no_threshold(sliders: Sliders) -> None:
    for part in (*sliders.sliders.values(), *sliders.fields.values()):
        before = part.value()
        event = QWheelEvent(
            QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(part, event)
        assert part.value() == before

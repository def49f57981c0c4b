from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from fracview.core.analysis import OperatingPoints
from fracview.ui.findings.threshold import ThresholdControl, exact

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

POINTS = OperatingPoints(0.08660776, 0.29971489)


@pytest.fixture
def control(qtbot: QtBot) -> ThresholdControl:
    widget = ThresholdControl()
    qtbot.addWidget(widget)
    widget.resize(264, 100)
    widget.show_threshold(POINTS.high_sensitivity, POINTS)
    return widget


@pytest.fixture
def told(control: ThresholdControl) -> list[float]:
    values: list[float] = []
    control.changed.connect(values.append)
    return values


def test_showing_a_threshold_tells_nothing(control: ThresholdControl, told: list[float]) -> None:
    control.show_threshold(0.5, POINTS)
    control.show_threshold(None, None)
    assert told == []
    assert not control.isEnabled()


def test_slider_and_field_move_together_and_tell_once(control: ThresholdControl, told: list[float]) -> None:
    control.slider.setValue(450)
    assert control.field.value() == 0.45
    control.field.setValue(0.2)
    assert control.slider.value() == 200
    assert told == [0.45, 0.2]


def test_the_points_themselves_can_be_set_though_the_steps_are_coarser(
    control: ThresholdControl, told: list[float]
) -> None:
    control.slider.setValue(300)
    control.slider.setValue(87)
    assert told == [POINTS.high_specificity, POINTS.high_sensitivity]
    assert exact(88, POINTS) == 0.088
    assert exact(87, None) == 0.087


def test_reset_asks_and_is_there_only_away_from_the_point(qtbot: QtBot, control: ThresholdControl) -> None:
    assert not control.reset.isEnabled()
    control.show_threshold(0.5, POINTS)
    with qtbot.waitSignal(control.reset_asked):
        qtbot.mouseClick(control.reset, Qt.MouseButton.LeftButton)


def test_a_click_on_the_groove_goes_there(qtbot: QtBot, control: ThresholdControl, told: list[float]) -> None:
    control.slider.resize(264, 24)
    track = control.slider.track()
    place = QPoint(round(track.x_of(0.75)), control.slider.height() // 2)
    qtbot.mouseClick(control.slider, Qt.MouseButton.LeftButton, pos=place)
    assert told[-1] == pytest.approx(0.75, abs=0.01)


def test_scrolling_over_it_moves_no_threshold(control: ThresholdControl, told: list[float]) -> None:
    for widget in (control.slider, control.field):
        event = QWheelEvent(
            QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)
        assert not event.isAccepted()
    assert told == []


def test_ticks_are_painted_where_the_handle_would_stand(control: ThresholdControl) -> None:
    control.slider.resize(264, 24)
    control.slider.setValue(900)
    image, track = control.slider.grab().toImage(), control.slider.track()
    bottom = control.slider.height() - 1
    dark = image.pixelColor(round(track.x_of(0.6)), bottom)
    for point in (POINTS.high_sensitivity, POINTS.high_specificity):
        columns = [round(track.x_of(point)) + shift for shift in (-1, 0, 1)]
        assert any(image.pixelColor(x, bottom) != dark for x in columns)

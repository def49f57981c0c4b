"""The reader's hands: real mouse and wheel events on a viewport that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from fracview.core.view import Orientation
from fracview.ui.canvas.tools import ToolName
from fracview.ui.canvas.viewport import WHEEL_STEP, Viewport
from tests.ui.canvas.scenes import (
    CTRL,
    LEFT,
    MIDDLE,
    NO_TEXTS,
    PLAIN,
    RIGHT,
    box,
    boxes,
    drag,
    move,
    noise,
    picture_of,
    press,
    release,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ORIENTATIONS = [Orientation(turns, mirrored) for turns in range(4) for mirrored in (False, True)]


@pytest.fixture
def viewport(qtbot: QtBot) -> Viewport:
    viewport = Viewport()
    qtbot.addWidget(viewport)
    viewport.resize(700, 500)
    viewport.show()
    viewport.show_picture(picture_of(noise()), NO_TEXTS)
    return viewport


def wheel(
    viewport: Viewport, at: tuple[float, float], angle: int, modifiers: Qt.KeyboardModifier = PLAIN
) -> None:
    where = QPointF(*at)
    everywhere = QPointF(viewport.mapToGlobal(QPoint(0, 0))) + where
    turned = QPoint(0, angle)
    phase, no_button = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
    event = QWheelEvent(where, everywhere, QPoint(), turned, no_button, modifiers, phase, False)
    QApplication.sendEvent(viewport, event)


# Wheel


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("angle", [120, -120, 15, 360])
def test_the_wheel_zooms_at_the_mouse(viewport: Viewport, orientation: Orientation, angle: int) -> None:
    viewport.set_view(viewport.view.turned_to(orientation).zoomed_to(3.0))
    at = (281.0, 333.0)
    before, zoom = viewport.image_point(QPointF(*at)), viewport.view.zoom
    wheel(viewport, at, angle)
    assert viewport.view.zoom == pytest.approx(zoom * WHEEL_STEP ** (angle / 120))
    assert viewport.image_point(QPointF(*at)) == pytest.approx(before)


def test_a_wheel_that_turns_pages_zooms_with_ctrl(viewport: Viewport, qtbot: QtBot) -> None:
    viewport.wheel_turns_pages = True
    turned: list[int] = []
    viewport.next_asked.connect(turned.append)
    before = viewport.view
    for angle in (-120, -120, 120):
        wheel(viewport, (300, 200), angle)
    assert turned == [1, 1, -1]
    assert viewport.view == before
    wheel(viewport, (300, 200), 120, CTRL)
    assert viewport.view.zoom > before.zoom
    assert turned == [1, 1, -1]


def test_a_fine_wheel_turns_a_page_only_for_a_whole_step(viewport: Viewport) -> None:
    viewport.wheel_turns_pages = True
    turned: list[int] = []
    viewport.next_asked.connect(turned.append)
    for _ in range(15):
        wheel(viewport, (300, 200), -16)
    assert turned == [1, 1]
    wheel(viewport, (300, 200), 119)
    assert turned == [1, 1], "the other way begins anew"
    wheel(viewport, (300, 200), 241)
    assert turned == [1, 1, -1, -1, -1]


def test_a_wheel_sideways_does_nothing(viewport: Viewport) -> None:
    before = viewport.view
    wheel(viewport, (300, 200), 0)
    assert viewport.view == before


# Moving


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_the_middle_button_moves_the_picture_with_the_hand(
    viewport: Viewport, orientation: Orientation
) -> None:
    viewport.set_view(viewport.view.turned_to(orientation).zoomed_to(3.0))
    point, voi = viewport.image_point(QPointF(300, 200)), viewport.voi
    drag(viewport, (300, 200), (310, 180), (350, 170), button=MIDDLE)
    assert viewport.image_point(QPointF(350, 170)) == pytest.approx(point)
    assert viewport.voi is voi


def test_the_tool_goes_on_when_another_button_is_pressed_and_let_go(viewport: Viewport) -> None:
    viewport.tool = ToolName.RULER
    press(viewport, (300, 200))
    move(viewport, (340, 230), LEFT)
    press(viewport, (340, 230), RIGHT)
    release(viewport, (340, 230), RIGHT)
    press(viewport, (340, 230), MIDDLE)
    release(viewport, (340, 230), MIDDLE)
    assert viewport.open_measurement is not None
    move(viewport, (360, 250), LEFT)
    release(viewport, (360, 250))
    [ruler] = viewport.measurements
    assert ruler.points[0] == pytest.approx(viewport.image_point(QPointF(300, 200)))
    assert ruler.points[1] == pytest.approx(viewport.image_point(QPointF(360, 250)))


def test_moving_without_a_button_changes_nothing(viewport: Viewport) -> None:
    before = (viewport.view, viewport.voi)
    move(viewport, (100, 100))
    move(viewport, (400, 300))
    assert (viewport.view, viewport.voi) == before


def test_the_next_radiograph_may_come_while_a_button_is_down(viewport: Viewport) -> None:
    for tool in ToolName:
        viewport.tool = tool
        viewport.show_picture(picture_of(noise()), NO_TEXTS)
        press(viewport, (300, 200))
        move(viewport, (340, 230), LEFT)
        viewport.show_picture(picture_of(noise(50, 60), key=(1, 0)), NO_TEXTS)
        move(viewport, (350, 240), LEFT)
        release(viewport, (350, 240))
        assert viewport.measurements == ()
        press(viewport, (300, 200))
        viewport.show_picture(None, NO_TEXTS)
        move(viewport, (350, 240), LEFT)
        release(viewport, (350, 240))
        viewport.forget()


def test_without_a_radiograph_hands_do_nothing(viewport: Viewport, qtbot: QtBot) -> None:
    viewport.show_picture(None, NO_TEXTS)
    with qtbot.assertNotEmitted(viewport.view_changed), qtbot.assertNotEmitted(viewport.detection_clicked):
        for tool in ToolName:
            viewport.tool = tool
            drag(viewport, (300, 200), (340, 230))
        wheel(viewport, (300, 200), 120)
        drag(viewport, (300, 200), (300, 200))


# Clicks


def at_middle_of(viewport: Viewport, xyxy: tuple[float, float, float, float]) -> tuple[float, float]:
    return viewport.view.to_view((xyxy[0] + xyxy[2]) / 2, (xyxy[1] + xyxy[3]) / 2)


@pytest.fixture
def clicked(viewport: Viewport) -> list[int]:
    numbers: list[int] = []
    viewport.detection_clicked.connect(numbers.append)
    return numbers


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_click_on_a_box_says_its_number(
    viewport: Viewport, clicked: list[int], orientation: Orientation
) -> None:
    viewport.set_drawn(boxes(box(1, 40, 40, 90, 80), box(2, 200, 150, 260, 200)))
    viewport.set_view(viewport.view.turned_to(orientation))
    at = at_middle_of(viewport, (200, 150, 260, 200))
    drag(viewport, at, (at[0] + 2, at[1] - 2))
    outside = at_middle_of(viewport, (300, 20, 310, 30))
    drag(viewport, outside, outside)
    assert clicked == [2]


def test_a_small_box_within_a_large_one_can_be_clicked(viewport: Viewport, clicked: list[int]) -> None:
    viewport.set_drawn(boxes(box(1, 20, 20, 380, 280), box(2, 200, 150, 220, 170)))
    for xyxy in [(200, 150, 220, 170), (30, 30, 60, 60)]:
        at = at_middle_of(viewport, xyxy)
        drag(viewport, at, at)
    assert clicked == [2, 1]


def test_a_tiny_box_need_not_be_hit_to_the_pixel(viewport: Viewport, clicked: list[int]) -> None:
    viewport.set_drawn(boxes(box(1, 200, 150, 201, 151)))
    x, y = viewport.view.to_view(200, 150)
    drag(viewport, (x - 2.5, y), (x - 2.5, y))
    drag(viewport, (x - 6.0, y), (x - 6.0, y))
    assert clicked == [1]


def test_what_is_not_drawn_cannot_be_clicked(viewport: Viewport, clicked: list[int]) -> None:
    here = (40, 40, 90, 80)
    at = at_middle_of(viewport, here)
    viewport.set_drawn(boxes(box(1, *here, shown=False)))
    drag(viewport, at, at)
    viewport.set_drawn(boxes(box(1, *here), key=(5, 0)))
    drag(viewport, at, at)
    viewport.set_drawn(boxes(box(1, *here)))
    viewport.set_boxes_shown(False)
    drag(viewport, at, at)
    viewport.set_boxes_shown(True)
    viewport.set_all_hidden(True)
    drag(viewport, at, at)
    assert clicked == []
    viewport.set_all_hidden(False)
    drag(viewport, at, at)
    assert clicked == [1]


def test_a_drag_or_another_button_is_no_click(viewport: Viewport, clicked: list[int]) -> None:
    viewport.set_drawn(boxes(box(1, 40, 40, 390, 280)))
    at = at_middle_of(viewport, (40, 40, 390, 280))
    drag(viewport, at, (at[0] + 30, at[1]), at)
    drag(viewport, at, at, button=MIDDLE)
    drag(viewport, at, at, button=RIGHT)
    assert clicked == []


def test_a_double_click_asks_for_the_full_screen(viewport: Viewport, qtbot: QtBot) -> None:
    with qtbot.waitSignal(viewport.full_screen_asked, timeout=500):
        qtbot.mouseDClick(viewport, LEFT, pos=QPoint(300, 200))
    with qtbot.assertNotEmitted(viewport.full_screen_asked):
        qtbot.mouseDClick(viewport, MIDDLE, pos=QPoint(300, 200))
        qtbot.mouseDClick(viewport, RIGHT, pos=QPoint(300, 200))
        viewport.tool = ToolName.RULER
        qtbot.mouseDClick(viewport, LEFT, pos=QPoint(300, 200))


def test_the_second_press_of_a_quick_hand_measures_as_well(viewport: Viewport, qtbot: QtBot) -> None:
    """Qt calls it a double click where the end of an angle follows quickly on its vertex."""
    viewport.tool = ToolName.ANGLE
    drag(viewport, (200, 200), (300, 200))
    qtbot.mouseDClick(viewport, LEFT, pos=QPoint(302, 150))
    [angle] = viewport.measurements
    assert angle.is_angle


def test_a_right_click_asks_for_the_menu_where_it_was(viewport: Viewport, qtbot: QtBot) -> None:
    at = QPoint(300, 200)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, viewport.mapToGlobal(at))
    with qtbot.waitSignal(viewport.menu_asked, timeout=500) as asked:
        QApplication.sendEvent(viewport, event)
    assert asked.args == [viewport.mapToGlobal(at)]


def test_a_press_takes_the_keys(viewport: Viewport, qtbot: QtBot) -> None:
    assert viewport.focusPolicy() == Qt.FocusPolicy.StrongFocus
    viewport.activateWindow()
    press(viewport, (300, 200))
    release(viewport, (300, 200))
    qtbot.waitUntil(viewport.hasFocus, timeout=2000)

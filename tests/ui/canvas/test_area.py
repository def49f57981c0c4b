from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.core.view import Orientation, View
from fracview.ui.canvas.area import Beside, CanvasArea
from tests.ui.canvas.scenes import NO_TEXTS, noise, picture_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def area(qtbot: QtBot) -> CanvasArea:
    area = CanvasArea()
    qtbot.addWidget(area)
    area.resize(1000, 600)
    area.show()
    area.main.show_picture(picture_of(noise(300, 400)), NO_TEXTS)
    return area


def in_step(area: CanvasArea) -> bool:
    """Whether both show the same share of their own radiographs."""
    one, other = area.main.view, area.second.view
    return (
        one.orientation == other.orientation
        and one.fitted == other.fitted
        and other.zoom / other.fit_zoom == pytest.approx(one.zoom / one.fit_zoom)
        and shares(other) == pytest.approx(shares(one))
    )


def shares(view: View) -> tuple[float, float]:
    return view.center[0] / view.columns, view.center[1] / view.rows


def test_one_viewport_has_all_the_room_until_another_is_asked_for(area: CanvasArea) -> None:
    assert area.second.isHidden()
    assert area.main.width() == 1000
    area.set_beside(Beside.PLAIN)
    assert not area.second.isHidden()


def test_what_stands_beside_goes_round_and_is_told(area: CanvasArea) -> None:
    told: list[Beside] = []
    area.beside_changed.connect(told.append)
    for _ in range(3):
        area.next_beside()
    assert told == [Beside.PLAIN, Beside.OTHER, Beside.NOTHING]
    assert area.beside is Beside.NOTHING


def test_zoom_and_place_go_together_whichever_is_moved(area: CanvasArea, qtbot: QtBot) -> None:
    area.set_beside(Beside.OTHER)
    qtbot.waitUntil(lambda: area.second.width() > 300)
    area.second.show_picture(picture_of(noise(500, 200), key=(1, 0)), NO_TEXTS)
    area.link()
    assert in_step(area)
    area.main.set_view(area.main.view.zoomed(3.7, (100, 90)).panned(12, 7))
    assert in_step(area)
    area.second.set_view(area.second.view.zoomed(0.8, (50, 60)).panned(-12, 70))
    assert in_step(area)
    area.second.turn(1)
    assert area.main.view.orientation == Orientation(1)
    area.main.set_view(area.main.view.fit())
    assert area.second.view.fitted
    assert in_step(area)


def test_opening_the_second_again_does_not_move_the_main_one(area: CanvasArea, qtbot: QtBot) -> None:
    area.set_beside(Beside.PLAIN)
    qtbot.waitUntil(lambda: area.second.width() > 300)
    area.second.show_picture(area.main.picture, NO_TEXTS)
    area.link()
    area.set_beside(Beside.NOTHING)
    qtbot.waitUntil(lambda: area.main.width() == 1000)
    area.main.set_view(area.main.view.zoomed_to(5.0).panned(40, -30))
    view = area.main.view
    area.set_beside(Beside.PLAIN)
    qtbot.waitUntil(lambda: area.main.width() < 600)
    assert (area.main.view.zoom, area.main.view.center) == (view.zoom, view.center)
    assert in_step(area)


def test_another_size_of_the_window_keeps_them_in_step(area: CanvasArea, qtbot: QtBot) -> None:
    area.set_beside(Beside.OTHER)
    qtbot.waitUntil(lambda: area.second.width() > 300)
    area.second.show_picture(picture_of(noise(500, 200), key=(1, 0)), NO_TEXTS)
    area.main.set_view(area.main.view.zoomed(3.7))
    view = area.main.view
    area.resize(1400, 800)
    qtbot.waitUntil(lambda: area.second.width() > 600)
    assert area.main.view.zoom == view.zoom
    assert in_step(area)


def test_an_unreadable_radiograph_beside_leaves_the_other_alone(area: CanvasArea) -> None:
    area.set_beside(Beside.OTHER)
    area.second.show_picture(None, NO_TEXTS)
    area.main.set_view(area.main.view.zoomed(2.0))
    view = area.main.view
    area.second.turn(1)
    area.link()
    assert area.main.view == view
    area.second.show_picture(picture_of(noise(500, 200), key=(1, 0)), NO_TEXTS)
    area.main.show_picture(None, NO_TEXTS)
    beside = area.second.view
    area.link()
    assert area.second.view == beside

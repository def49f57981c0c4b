"""What the viewport paints and remembers, without a hand on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage

from fracview.core.measure import Measurement
from fracview.core.view import Orientation
from fracview.core.windowing import Voi, VoiFunction, full_range_voi
from fracview.ui import theme
from fracview.ui.canvas import corners, drawn, magnifier
from fracview.ui.canvas.picture import CornerTexts, Drawn, Overlay
from fracview.ui.canvas.viewport import Viewport
from tests.ui.canvas.scenes import NO_TEXTS, box, boxes, hover, is_box_colour, noise, painted, picture_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from fracview.ui.canvas.surface import Surface

RULER = Measurement(((10.0, 10.0), (50.0, 40.0)))
FULL = full_range_voi("full range", 0, 4095)
NARROW = Voi("manual", VoiFunction.LINEAR, 900, 300)


@pytest.fixture
def surface(qtbot: QtBot) -> Surface:
    surface = Viewport()  # knows where the mouse is
    qtbot.addWidget(surface)
    surface.resize(700, 500)
    return surface


@pytest.fixture
def opened(surface: Surface) -> Surface:
    surface.show_picture(picture_of(noise(), FULL), NO_TEXTS)
    return surface


# One radiograph after another


def test_a_radiograph_opens_fitted_as_acquired_with_its_first_window(opened: Surface) -> None:
    assert opened.view.fitted
    assert opened.view.zoom == 500 / 300
    assert opened.view.orientation.as_acquired
    assert opened.voi is FULL
    assert not opened.inverted
    assert opened.measurements == ()


def test_how_a_radiograph_was_looked_at_comes_back_with_it(opened: Surface) -> None:
    first = opened.picture
    opened.set_view(opened.view.turned_to(Orientation(1, True)).zoomed(3.7).panned(12, -30))
    opened.set_voi(NARROW, inverted=True)
    opened.begin_measurement(RULER)
    opened.finish_measurement()
    left = (opened.view, opened.voi, opened.inverted, opened.measurements)
    before = painted(opened)

    opened.show_picture(picture_of(noise(200, 200), FULL, key=(1, 0)), NO_TEXTS)
    assert (opened.view.fitted, opened.voi, opened.inverted, opened.measurements) == (True, FULL, False, ())
    opened.show_picture(first, NO_TEXTS)
    assert (opened.view, opened.voi, opened.inverted, opened.measurements) == left
    assert np.array_equal(painted(opened), before)


def test_frames_of_a_file_are_remembered_apart(opened: Surface) -> None:
    opened.set_voi(NARROW)
    opened.show_picture(picture_of(noise(), FULL, key=(0, 1)), NO_TEXTS)
    assert opened.voi is FULL


def test_a_fitted_radiograph_comes_back_fitted_to_the_size_of_now(opened: Surface) -> None:
    first = opened.picture
    opened.show_picture(picture_of(noise(), FULL, key=(1, 0)), NO_TEXTS)
    opened.resize(350, 500)
    opened.show_picture(first, NO_TEXTS)
    assert (opened.view.width, opened.view.zoom) == (350, 350 / 400)


def test_a_radiograph_that_could_not_be_read_in_between_loses_nothing(opened: Surface) -> None:
    first = opened.picture
    opened.begin_measurement(RULER)
    opened.finish_measurement()
    opened.show_picture(None, CornerTexts(notice=("Unreadable",)))
    assert opened.measurements == ()
    opened.show_picture(first, NO_TEXTS)
    assert opened.measurements == (RULER,)


def test_a_measurement_begun_on_one_radiograph_is_not_finished_on_another(opened: Surface) -> None:
    opened.begin_measurement(RULER)
    opened.show_picture(picture_of(noise(), FULL, key=(1, 0)), NO_TEXTS)
    opened.finish_measurement()
    assert opened.measurements == ()


def test_what_is_half_measured_can_be_dropped(opened: Surface) -> None:
    opened.begin_measurement(RULER)
    opened.finish_measurement()
    opened.begin_measurement(Measurement(((1.0, 1.0), (9.0, 9.0))))
    opened.drop_measurement()
    assert opened.measurements == (RULER,)


def test_another_folder_begins_anew(opened: Surface) -> None:
    opened.set_voi(NARROW)
    opened.begin_measurement(RULER)
    opened.finish_measurement()
    opened.forget()
    assert opened.picture is None
    assert opened.measurements == ()
    assert not painted(opened).any()
    opened.show_picture(picture_of(noise(), FULL), NO_TEXTS)
    assert (opened.voi, opened.measurements) == (FULL, ())


def test_the_oldest_of_very_many_is_forgotten(surface: Surface) -> None:
    pixels = noise(20, 20)
    for number in range(202):
        surface.show_picture(picture_of(pixels, FULL, key=(number, 0)), NO_TEXTS)
        surface.set_voi(NARROW)
    surface.show_picture(picture_of(pixels, FULL, key=(201, 0)), NO_TEXTS)
    assert surface.voi is NARROW
    surface.show_picture(picture_of(pixels, FULL, key=(0, 0)), NO_TEXTS)
    assert surface.voi is FULL


# What belongs to whom


def test_findings_of_another_radiograph_are_never_drawn(opened: Surface) -> None:
    opened.set_drawn(boxes(box(1, 10, 10, 90, 90), key=(7, 0)))
    assert opened.drawn_detections == ()
    assert not is_box_colour(painted(opened)).any()
    opened.set_drawn(boxes(box(1, 10, 10, 90, 90)))
    assert is_box_colour(painted(opened)).any()
    opened.show_picture(picture_of(noise(), FULL, key=(1, 0)), NO_TEXTS)
    assert not is_box_colour(painted(opened)).any()


def test_the_assistant_can_be_switched_off_and_everything_hidden(opened: Surface) -> None:
    opened.set_corner_state(corners.NONE)
    plain = painted(opened)
    opened.set_drawn(boxes(box(1, 10, 10, 90, 90), overlay=Overlay(_red(), 0, "Conv")))
    with_assistant = painted(opened)
    opened.begin_measurement(RULER)
    opened.finish_measurement()
    with_all = painted(opened)

    opened.set_boxes_shown(False)
    assert opened.drawn_detections == ()
    measured = painted(opened)
    assert not is_box_colour(measured).any()
    assert not np.array_equal(measured, plain), "measurements are the reader's own"
    opened.set_boxes_shown(True)
    opened.set_all_hidden(True)
    assert opened.drawn_detections == ()
    assert opened.hidden_words == "everything drawn is hidden"
    assert np.array_equal(painted(opened)[60:], plain[60:]), "nothing but the sign that says so"
    opened.set_all_hidden(False)
    assert np.array_equal(painted(opened), with_all)
    opened.clear_measurements()
    assert np.array_equal(painted(opened), with_assistant)


def _red() -> QImage:
    image = QImage(8, 6, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(255, 0, 0))
    return image


# Window


def test_every_change_of_the_window_is_told_and_painted(surface: Surface, qtbot: QtBot) -> None:
    surface.set_corner_state(corners.NONE)
    surface.resize(400, 300)
    surface.show_picture(picture_of(noise(), FULL), NO_TEXTS)
    full = painted(surface)
    for change in (lambda: surface.set_voi(NARROW), surface.invert, lambda: surface.choose_voi(0)):
        with qtbot.waitSignal(surface.voi_changed, timeout=500):
            change()
    assert surface.inverted
    assert np.array_equal(painted(surface), 255 - full)


def test_windows_are_chosen_by_number_and_too_high_a_number_does_nothing(opened: Surface) -> None:
    assert opened.picture is not None
    vois = opened.picture.display.vois
    opened.choose_voi(1)
    assert opened.voi is vois[1]
    opened.choose_voi(len(vois))
    assert opened.voi is vois[1]


def test_without_a_radiograph_nothing_can_be_windowed_or_reset(surface: Surface, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(surface.voi_changed), qtbot.assertNotEmitted(surface.view_changed):
        surface.set_voi(NARROW)
        surface.choose_voi(0)
        surface.invert()
        surface.reset()
        surface.turn(1)
        surface.actual_size()
        surface.begin_measurement(RULER)
        surface.finish_measurement()
    assert surface.measurements == ()
    assert not painted(surface).any()


def test_colour_is_inverted_as_it_says(surface: Surface) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    surface.resize(400, 300)
    surface.set_corner_state(corners.NONE)
    surface.show_picture(picture_of(pixels), NO_TEXTS)
    assert np.array_equal(painted(surface), pixels)
    surface.invert()
    assert np.array_equal(painted(surface), 255 - pixels.astype(int))
    surface.show_picture(picture_of(pixels, key=(1, 0)), NO_TEXTS)
    assert np.array_equal(painted(surface), pixels)


def test_padding_is_black_on_the_screen_and_inverted_too(surface: Surface) -> None:
    background = np.zeros((300, 400), dtype=bool)
    background[:, :200] = True
    surface.resize(400, 300)
    surface.set_corner_state(corners.NONE)
    surface.show_picture(picture_of(noise(), FULL, background=background), NO_TEXTS)
    for _ in range(2):
        image = painted(surface)
        assert not image[:, :200].any()
        assert image[:, 200:].mean() > 100
        surface.invert()


# View


def test_reset_leads_back_to_how_it_was_opened(opened: Surface) -> None:
    opened.begin_measurement(RULER)
    opened.finish_measurement()
    before = opened.view
    opened.turn(1)
    opened.flip(vertically=True)
    opened.set_view(opened.view.zoomed(3))
    opened.set_voi(NARROW, inverted=True)
    opened.reset()
    assert (opened.view, opened.voi, opened.inverted) == (before, FULL, False)
    assert opened.measurements == (RULER,), "what was measured stays"


@pytest.mark.parametrize(("width", "height"), [(700, 500), (701, 501), (350, 211)])
def test_actual_size_shows_each_pixel_on_one_of_the_screen_unsmoothed(
    surface: Surface, width: int, height: int
) -> None:
    surface.set_corner_state(corners.NONE)
    surface.resize(width, height)
    picture = picture_of(noise(301, 401), FULL)
    surface.show_picture(picture, NO_TEXTS)
    surface.actual_size()
    assert surface.view.zoom == 1.0
    levels = picture.display.grey_levels(FULL)[picture.display.pyramid.levels[0]]
    left, top = (round(edge) for edge in surface.view.to_view(0, 0))
    image = painted(surface)[max(0, top) : top + 301, max(0, left) : left + 401, 0]
    shown = levels[max(0, -top) : height - top, max(0, -left) : width - left]
    assert np.array_equal(image, shown)


def test_a_change_of_the_view_is_told_but_not_where_it_follows(opened: Surface, qtbot: QtBot) -> None:
    with qtbot.waitSignal(opened.view_changed, timeout=500) as told:
        opened.turn(1)
    assert told.args == [opened.view]
    with qtbot.assertNotEmitted(opened.view_changed):
        opened.set_view(opened.view.zoomed(2), quietly=True)


def test_another_size_keeps_the_fit_and_is_not_the_readers_doing(opened: Surface, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(opened.view_changed), qtbot.waitSignal(opened.resized, timeout=500):
        opened.show()
        opened.resize(350, 400)
    assert (opened.view.width, opened.view.height, opened.view.zoom) == (350, 400, 350 / 400)


@pytest.mark.parametrize("name", ["flip", "turn"])
def test_turning_and_flipping_act_on_what_is_shown(surface: Surface, name: str) -> None:
    surface.set_corner_state(corners.NONE)
    surface.resize(300, 300)
    surface.show_picture(picture_of(noise(300, 300), FULL), NO_TEXTS)
    surface.turn(1)
    before = painted(surface)
    if name == "flip":
        surface.flip(vertically=False)
        assert np.array_equal(painted(surface)[120:], np.fliplr(before)[120:])  # the badge stands above
    else:
        surface.turn(-1)
        assert np.array_equal(painted(surface)[:, 120:], np.rot90(before)[:, 120:])


def test_a_finding_out_of_view_is_brought_into_the_middle(opened: Surface, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(opened.view_changed):
        opened.center_on((10, 10, 30, 30))
    opened.set_view(opened.view.zoomed_to(20.0))
    opened.center_on((10, 10, 30, 30))
    assert opened.view.center == (20, 20)
    assert opened.view.zoom == 20.0


# The pixel under the mouse


def live(surface: Surface) -> str:
    return surface._live_lines(private=True)[0]


def test_the_pixel_under_the_mouse_is_told_in_the_files_own_values(surface: Surface) -> None:
    pixels = noise()
    hover(surface, (350, 250))
    surface.show_picture(picture_of(pixels, FULL), NO_TEXTS)
    x, y = surface.image_point(QPointF(350, 250))
    assert live(surface) == f"x 200  y 150: {pixels[150, 200]}"
    assert (int(x), int(y)) == (200, 150)
    surface.show_picture(picture_of(pixels, FULL, key=(1, 0), turned_about=4095.0), NO_TEXTS)
    assert live(surface) == f"x 200  y 150: {4095 - int(pixels[150, 200])}"


def test_colour_is_told_by_channel_and_padding_by_name(surface: Surface) -> None:
    hover(surface, (350, 250))
    colour = np.full((300, 400, 3), (1, 20, 255), np.uint8)
    surface.show_picture(picture_of(colour), NO_TEXTS)
    assert live(surface) == "x 200  y 150: 1 20 255"
    grey = np.full((300, 400), 255, np.uint8)
    everywhere = np.ones((300, 400), dtype=bool)
    surface.show_picture(picture_of(grey, key=(1, 0), background=everywhere), NO_TEXTS)
    assert live(surface) == "x 200  y 150: padding"


def test_beside_the_radiograph_there_is_no_pixel(surface: Surface) -> None:
    surface.show_picture(picture_of(noise(), FULL), NO_TEXTS)
    assert live(surface) == ""
    hover(surface, (2, 250))
    assert live(surface) == ""


# The magnifying glass


def test_the_glass_shows_what_lies_under_the_mouse_larger(opened: Surface) -> None:
    opened.set_corner_state(corners.NONE)
    plain = painted(opened)
    opened.set_magnifier(True)
    assert np.array_equal(painted(opened), plain), "no mouse, no glass"
    hover(opened, (300, 250))
    ys, xs = np.nonzero((painted(opened) != plain).any(axis=-1))
    radius = magnifier.RADIUS_PX
    assert abs((xs.min() + xs.max()) / 2 - 300) < 2
    assert abs((ys.min() + ys.max()) / 2 - 250) < 2
    assert abs((xs.max() - xs.min()) / 2 - radius) < 3


def test_through_the_glass_too_boxes_and_layer_maps_lie_on_their_pixels(
    surface: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a box would be drawn at its unmagnified place across magnified pixels."""
    monkeypatch.setattr(drawn, "draw_scale", lambda *_: None)
    pixels = np.zeros((300, 400), np.uint16)
    pixels[140:170, 180:220] = 4095
    surface.set_corner_state(corners.NONE)
    surface.show_picture(picture_of(pixels, FULL), NO_TEXTS)
    surface.set_magnifier(True)
    mouse = QPointF(*surface.view.to_view(195, 150))
    hover(surface, (mouse.x(), mouse.y()))
    bright = painted(surface)[..., 0] > 127
    surface.set_drawn(boxes(box(1, 180, 140, 220, 170)))
    lines = is_box_colour(painted(surface))
    row, column = int(mouse.y()), int(mouse.x())
    for inside, line in ((bright[row], lines[row]), (bright[:, column], lines[:, column])):
        edges = np.flatnonzero(inside)
        found = np.flatnonzero(line)
        assert abs(found.min() + 1 - edges.min()) <= 2
        assert abs(found.max() - edges.max()) <= 2

    surface.set_voi(full_range_voi("black", 1e6, 2e6))
    layer = QImage(400, 300, QImage.Format.Format_ARGB32_Premultiplied)
    layer.fill(0)
    for x in range(180, 220):
        for y in range(140, 170):
            layer.setPixelColor(x, y, QColor(255, 0, 0))
    surface.set_drawn(Drawn((0, 0), overlay=Overlay(layer, 0, "Conv"), opacity=1.0))
    hot = painted(surface)[..., 0] > 127
    for inside, line in ((bright[row], hot[row]), (bright[:, column], hot[:, column])):
        assert np.abs(np.flatnonzero(line)[[0, -1]] - np.flatnonzero(inside)[[0, -1]]).max() <= 2


def test_the_glass_covers_labels_and_has_a_rim(opened: Surface) -> None:
    opened.set_corner_state(corners.NONE)
    opened.set_magnifier(True)
    hover(opened, (300, 250))
    image = painted(opened)
    accent = QColor(theme.ACCENT).getRgb()[:3]
    assert (np.abs(image[250, int(300 + magnifier.RADIUS_PX)] - accent) < 30).all()


def test_what_is_hidden_is_hidden_through_the_glass_too(opened: Surface) -> None:
    opened.set_magnifier(True)
    hover(opened, (300, 250))
    opened.set_drawn(boxes(box(1, 100, 100, 200, 200)))
    opened.set_all_hidden(True)
    assert not is_box_colour(painted(opened)).any()


# As a widget


def test_the_widget_paints_what_paint_all_paints(opened: Surface) -> None:
    opened.set_drawn(boxes(box(1, 100, 100, 200, 200)))
    grabbed = opened.grab().toImage()
    lines = np.frombuffer(grabbed.constBits(), np.uint8).reshape(500, -1, 4)[..., 2::-1]
    assert np.array_equal(lines, painted(opened))


def test_what_the_threshold_hides_is_said_on_the_picture(opened: Surface) -> None:
    found = boxes(box(1, 10, 10, 90, 90)).detections
    opened.set_drawn(
        Drawn(key=opened.picture.key, detections=tuple(replace(one, shown=False) for one in found))
    )
    assert opened.hidden_words == "1 box is hidden by the threshold"
    opened.set_boxes_shown(False)
    assert opened.hidden_words == "the assistant is off: 1 box is hidden"

"""Each tool through real mouse events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from fracview.core.measure import measurement_text
from fracview.core.radiograph import PixelSpacing
from fracview.core.windowing import Voi, VoiFunction, full_range_voi
from fracview.ui.canvas.tools import TOOLS, WINDOW_E_FOLD_PX, ToolName
from fracview.ui.canvas.viewport import Viewport
from tests.ui.canvas.scenes import CTRL, NO_TEXTS, PLAIN, SHIFT, drag, move, noise, picture_of, press

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

START = (300.0, 200.0)
RNG = np.random.default_rng(20230805)
DEPTHS: dict[str, tuple[NDArray[Any], Voi]] = {
    "8 bit": (RNG.integers(0, 256, (300, 400)).astype(np.uint8), Voi("identity", VoiFunction.IDENTITY)),
    "12 bit": (noise(), Voi("BONE", VoiFunction.LINEAR, 2000, 3000)),
    "16 bit, signed": (noise().astype(np.int16) - 2048, full_range_voi("full range", -2048, 2047)),
    "sigmoid": (noise(), Voi("BONE", VoiFunction.SIGMOID, 2000, 3000)),
    "float, 0 to 1": (RNG.uniform(0, 1, (300, 400)).astype(np.float32), full_range_voi("auto", 0, 1)),
    "float, tiny": (RNG.uniform(0, 1e-3, (300, 400)).astype(np.float32), full_range_voi("auto", 0, 1e-3)),
    "table": (
        noise(),
        Voi("table", VoiFunction.LUT, lut=np.repeat(np.arange(256, dtype=np.uint8), 16)),
    ),
}


@pytest.fixture
def viewport(qtbot: QtBot) -> Viewport:
    viewport = Viewport()
    qtbot.addWidget(viewport)
    viewport.resize(700, 500)
    viewport.show_picture(picture_of(noise(), full_range_voi("full range", 0, 4095)), NO_TEXTS)
    return viewport


def moved(viewport: Viewport, right: float, down: float, modifiers: Any = PLAIN) -> Voi:
    """The window after a drag of many small moves, as a hand makes them."""
    steps = 20
    points = [(START[0] + right * n / steps, START[1] + down * n / steps) for n in range(steps + 1)]
    drag(viewport, *points, modifiers=modifiers)
    return viewport.voi


# Window


def test_every_tool_has_its_hand() -> None:
    assert set(TOOLS) == set(ToolName)


def test_right_is_wider_and_left_narrower(viewport: Viewport) -> None:
    center, width = viewport.voi.center, viewport.voi.width
    wider = moved(viewport, 50, 0)
    assert wider.center == pytest.approx(center)
    assert wider.width == pytest.approx(width * np.exp(50 / WINDOW_E_FOLD_PX))
    assert moved(viewport, -50, 0).width == pytest.approx(width)
    assert moved(viewport, -50, 0).width < width


def test_up_is_brighter_unless_the_reader_set_it_the_other_way(viewport: Viewport) -> None:
    before = viewport.voi
    up = moved(viewport, 0, -40)
    assert up.width == pytest.approx(before.width)
    assert up.center == pytest.approx(before.center - before.width / 10)
    viewport.drag_up_darkens = True
    assert moved(viewport, 0, -40).center == pytest.approx(before.center)
    assert moved(viewport, 0, -40).center > before.center


@pytest.mark.parametrize(("modifiers", "speed"), [(PLAIN, 1), (CTRL, 4), (CTRL | SHIFT, 16), (SHIFT, 1)])
def test_ctrl_is_faster_and_ctrl_shift_much_faster(viewport: Viewport, modifiers: Any, speed: int) -> None:
    center, width = viewport.voi.center, viewport.voi.width
    assert moved(viewport, 10, 0, modifiers).width == pytest.approx(
        width * np.exp(speed * 10 / WINDOW_E_FOLD_PX)
    )
    viewport.reset()
    assert moved(viewport, 0, -10, modifiers).center == pytest.approx(center - speed * 10 / 400 * width)


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_small_drag_is_a_small_change_at_any_depth(viewport: Viewport, depth: str) -> None:
    """The picture never jumps: neither when dragging begins nor while it goes on."""
    pixels, voi = DEPTHS[depth]
    picture = picture_of(pixels, voi, key=(1, 0))
    viewport.show_picture(picture, NO_TEXTS)
    codes = picture.display.pyramid.levels[0]
    shown = picture.display.grey_levels(viewport.voi)[codes].astype(int)
    for step in [(1, 0), (0, -1), (-1, 0), (0, 1), (-3, 2), (2, -3)]:
        drag(viewport, START, (START[0] + step[0], START[1] + step[1]))
        now = picture.display.grey_levels(viewport.voi)[codes].astype(int)
        assert np.abs(now - shown).max() <= 6, step
        shown = now


@pytest.mark.parametrize("depth", DEPTHS)
def test_any_depth_can_be_windowed_much_narrower_and_wider(viewport: Viewport, depth: str) -> None:
    pixels, voi = DEPTHS[depth]
    picture = picture_of(pixels, voi, key=(1, 0))
    viewport.show_picture(picture, NO_TEXTS)
    spread = picture.display.high - picture.display.low
    assert moved(viewport, -600, 0).width < spread / 8
    assert moved(viewport, 1400, 0).width > spread * 2


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize(
    "towards", [(-5000, 0), (5000, 0), (0, 5000), (0, -5000), (5000, -5000), (-5000, 5000)]
)
def test_no_drag_loses_the_picture(viewport: Viewport, depth: str, towards: tuple[int, int]) -> None:
    """However far it was dragged, the way back is a few screens."""
    pixels, voi = DEPTHS[depth]
    picture = picture_of(pixels, voi, key=(1, 0))
    viewport.show_picture(picture, NO_TEXTS)
    for _ in range(8):
        moved(viewport, *towards, CTRL | SHIFT)
    display, far = picture.display, viewport.voi
    spread = display.high - display.low
    assert far.width <= 16.5 * spread
    assert far.width >= min(display.step, 1.0)
    assert display.low - far.width <= far.center <= display.high + far.width
    assert not viewport.picture or viewport.picture.display.grey_levels(far).shape[0] > 0


def test_a_window_of_the_file_that_lies_far_out_is_not_snatched_in(viewport: Viewport) -> None:
    far = Voi("FAR", VoiFunction.LINEAR, 90000, 2_000_000)
    viewport.show_picture(picture_of(noise(), far, key=(1, 0)), NO_TEXTS)
    drag(viewport, START, (START[0] + 1, START[1]))
    assert (viewport.voi.center, viewport.voi.width) == (90000, 2_000_000)
    drag(viewport, START, (START[0] - 1, START[1]))
    assert viewport.voi.width == pytest.approx(2_000_000 * np.exp(-1 / WINDOW_E_FOLD_PX))


def test_dragging_leaves_inversion_and_the_files_windows_alone(viewport: Viewport) -> None:
    viewport.invert()
    assert viewport.picture is not None
    vois = viewport.picture.display.vois
    manual = moved(viewport, 30, 30)
    assert viewport.inverted
    assert manual.explanation == "manual"
    assert viewport.picture.display.vois == vois


def test_colour_cannot_be_windowed(viewport: Viewport, qtbot: QtBot) -> None:
    viewport.show_picture(picture_of(np.zeros((300, 400, 3), np.uint8), key=(1, 0)), NO_TEXTS)
    with qtbot.assertNotEmitted(viewport.voi_changed):
        moved(viewport, 50, 50)


# Zoom and pan


def test_the_zoom_tool_enlarges_upwards_around_the_middle(viewport: Viewport) -> None:
    viewport.tool = ToolName.ZOOM
    before = viewport.view
    drag(viewport, START, (300, 150), (300, 100))
    assert viewport.view.zoom == pytest.approx(before.zoom * np.exp(0.5))
    assert viewport.view.center == pytest.approx(before.center)
    drag(viewport, START, (300, 300))
    assert viewport.view.zoom == pytest.approx(before.zoom)


def test_the_pan_tool_moves_the_picture_with_the_hand(viewport: Viewport) -> None:
    viewport.tool = ToolName.PAN
    point = viewport.image_point(QPointF(*START))
    drag(viewport, START, (333, 190))
    assert viewport.image_point(QPointF(333, 190)) == pytest.approx(point)


# Ruler and angle


def at(viewport: Viewport, x: float, y: float) -> tuple[float, float]:
    """View point of an image point."""
    return viewport.view.to_view(x, y)


@pytest.mark.parametrize(
    ("spacing", "text"),
    [
        (None, "50.0 px, no calibration"),
        (PixelSpacing(0.2, 0.2, "PixelSpacing"), "10.0 mm by PixelSpacing"),
        (
            PixelSpacing(0.2, 0.2, "ImagerPixelSpacing", at_detector=True),
            "10.0 mm at detector, not corrected for magnification",
        ),
    ],
)
def test_a_ruler_measures_from_press_to_release(
    viewport: Viewport, spacing: PixelSpacing | None, text: str
) -> None:
    viewport.show_picture(picture_of(noise(), key=(1, 0), spacing=spacing), NO_TEXTS)
    viewport.tool = ToolName.RULER
    viewport.turn(1)
    viewport.set_view(viewport.view.zoomed(2.3))
    drag(viewport, at(viewport, 150, 120), at(viewport, 160, 130), at(viewport, 180, 160))
    [ruler] = viewport.measurements
    assert measurement_text(ruler, spacing) == text
    assert viewport.open_measurement is None


def test_a_ruler_is_seen_while_it_is_drawn_and_several_stay(viewport: Viewport) -> None:
    viewport.tool = ToolName.RULER
    drag(viewport, at(viewport, 10, 20), at(viewport, 40, 60))
    press(viewport, at(viewport, 100, 100))
    move(viewport, at(viewport, 130, 140))
    assert len(viewport.measurements) == 2
    assert viewport.measurements[1] is viewport.open_measurement


def test_a_length_can_be_clicked_from_end_to_end(viewport: Viewport) -> None:
    viewport.tool = ToolName.RULER
    first, second = at(viewport, 100, 50), at(viewport, 160, 50)
    drag(viewport, first, first)
    assert viewport.open_measurement is not None, "the other end is still to come"
    drag(viewport, second, second)
    assert viewport.open_measurement is None
    [length] = viewport.measurements
    assert measurement_text(length, None).startswith("60.0 px")


def test_an_angle_is_dragged_along_one_side_and_clicked_at_the_end_of_the_other(viewport: Viewport) -> None:
    viewport.tool = ToolName.ANGLE
    drag(viewport, at(viewport, 100, 50), at(viewport, 90, 90), at(viewport, 100, 100))
    assert viewport.open_measurement is not None, "the second side follows the mouse"
    end = at(viewport, 160, 100)
    drag(viewport, end, end)
    [angle] = viewport.measurements
    assert viewport.open_measurement is None
    assert measurement_text(angle, None) == "90.0°"


def test_the_end_of_an_angle_can_be_dragged_into_place(viewport: Viewport) -> None:
    viewport.tool = ToolName.ANGLE
    drag(viewport, at(viewport, 100, 50), at(viewport, 100, 100))
    drag(viewport, at(viewport, 160, 100), at(viewport, 150, 50))
    [angle] = viewport.measurements
    assert measurement_text(angle, None) == "45.0°"


def test_an_angle_can_be_clicked_point_by_point(viewport: Viewport) -> None:
    viewport.tool = ToolName.ANGLE
    for x, y in [(100, 50), (100, 100), (160, 100)]:
        point = at(viewport, x, y)
        drag(viewport, point, point)
    [angle] = viewport.measurements
    assert viewport.open_measurement is None
    assert measurement_text(angle, None) == "90.0°"

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPainter

from fracview.core.view import Orientation
from fracview.core.windowing import Voi, VoiFunction, full_range_voi, turn_window
from fracview.ui import theme
from fracview.ui.canvas import corners
from fracview.ui.canvas.corners import window_text
from fracview.ui.canvas.picture import CornerTexts, Picture
from fracview.ui.canvas.surface import Surface
from tests.ui.canvas.scenes import NO_TEXTS, noise, painted, picture_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

TEXTS = CornerTexts(
    top_left=("file",),
    top_right=("view 1 of 2",),
    bottom_right=("DX",),
    bottom_left=("image 3 of 9",),
    top_left_private=("DOE^JOHN", "born 1970"),
    top_right_private=("HIP FOR DR. ROE",),
)
PRIVATE = {"DOE^JOHN", "born 1970", "HIP FOR DR. ROE"}
NAMED = Voi("DR ROES WINDOW", VoiFunction.LINEAR, 550, 1024, label="window 1 LINEAR c=550 w=1024")


@pytest.fixture
def surface(qtbot: QtBot) -> Surface:
    surface = Surface()
    qtbot.addWidget(surface)
    surface.resize(700, 500)
    return surface


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that a corner draws."""
    lines: list[str] = []
    inner = corners._lines

    def listen(painter: QPainter, area: object, texts: tuple[str, ...], **where: bool) -> None:
        lines.extend(texts)
        inner(painter, area, texts, **where)  # type: ignore[arg-type]

    monkeypatch.setattr(corners, "_lines", listen)
    return lines


def black(surface: Surface, texts: CornerTexts = TEXTS, *vois: Voi, **more: object) -> Picture:
    """A radiograph on which every text stands out."""
    picture = picture_of(np.zeros((100, 140), np.uint16), *vois, **more)
    surface.show_picture(picture, texts)
    return picture


def inked(image: NDArray[np.int_]) -> dict[str, bool]:
    """In which corners of the image something was drawn."""
    rows, columns = image.shape[0] // 3, image.shape[1] // 3
    lit = image.max(axis=-1) > 100
    return {
        "top left": bool(lit[:rows, :columns].any()),
        "top right": bool(lit[:rows, -columns:].any()),
        "bottom left": bool(lit[-rows:, :columns].any()),
        "bottom right": bool(lit[-rows:, -columns:].any()),
    }


# The window in words


def test_a_window_is_told_with_its_numbers_and_its_name() -> None:
    text = window_text(NAMED, picture_of(noise()), inverted=False)
    assert text == "C 550  W 1024  (DR ROES WINDOW)"
    assert window_text(NAMED, picture_of(noise()), inverted=True).endswith(", inverted")


@pytest.mark.parametrize("function", [VoiFunction.LINEAR, VoiFunction.LINEAR_EXACT, VoiFunction.SIGMOID])
def test_of_a_turned_radiograph_the_numbers_are_the_files_own(function: VoiFunction) -> None:
    turned = Voi("BONE", function, turn_window(function, 1200, 4095), 800, turned=True)
    text = window_text(turned, picture_of(noise(), turned, turned_about=4095.0), inverted=False)
    assert text == "C 1200  W 800  (BONE)"


def test_what_has_no_center_is_told_by_its_name() -> None:
    grey = picture_of(noise())
    assert window_text(Voi("identity", VoiFunction.IDENTITY), grey, inverted=False) == "grey levels as stored"
    table = Voi("VOI LUT 1", VoiFunction.LUT, lut=np.arange(9, dtype=np.uint8), label="VOI LUT 1")
    assert window_text(table, grey, inverted=True) == "VOI LUT 1, inverted"
    colour = picture_of(np.zeros((9, 9, 3), np.uint8))
    assert window_text(grey.display.vois[0], colour, inverted=True) == "colour, not windowed, inverted"


@pytest.mark.parametrize(
    ("voi", "text"),
    [
        (NAMED, "C 550  W 1024  (window 1)"),
        (Voi("ROE", VoiFunction.LUT, lut=np.arange(9, dtype=np.uint8), label="VOI LUT 2"), "VOI LUT 2"),
        (Voi("manual", VoiFunction.LINEAR, 5, 9), "C 5  W 9  (manual)"),
        (full_range_voi("auto", 0, 10, label="auto 0.5-99.5 %"), "C 5  W 10  (auto 0.5-99.5 %)"),
        (Voi("identity", VoiFunction.IDENTITY), "grey levels as stored"),
    ],
)
def test_the_files_own_words_for_a_window_can_be_left_out(voi: Voi, text: str) -> None:
    assert window_text(voi, picture_of(noise()), inverted=False, private=False) == text


# The three states


def test_all_corners_are_written_and_none_where_none_are_wanted(surface: Surface) -> None:
    black(surface)
    assert all(inked(painted(surface)).values())
    surface.set_corner_state(corners.NONE)
    assert not any(inked(painted(surface)).values())


def test_technical_corners_name_nobody(surface: Surface, written: list[str]) -> None:
    black(surface, TEXTS, NAMED)
    painted(surface)
    assert set(written) >= PRIVATE
    assert any("DR ROES WINDOW" in line for line in written)
    written.clear()
    surface.set_corner_state(corners.TECHNICAL)
    painted(surface)
    assert set(written) >= {"file", "view 1 of 2", "DX", "image 3 of 9"}
    assert not any("ROE" in line or line in PRIVATE for line in written)
    assert "C 550  W 1024  (window 1)" in written


@pytest.mark.parametrize("state", corners.STATES)
def test_what_is_exported_names_nobody_in_any_state(surface: Surface, written: list[str], state: str) -> None:
    black(surface, TEXTS, NAMED)
    surface.set_corner_state(state)
    painted(surface, private=False)
    assert not any("ROE" in line or line in PRIVATE for line in written)
    assert bool(written) == (state != corners.NONE)
    written.clear()
    surface.show_picture(None, TEXTS)
    painted(surface, private=False)
    assert not PRIVATE & set(written)


def test_long_lines_are_cut_short_of_the_other_corner(surface: Surface) -> None:
    black(surface, CornerTexts(top_left=("W" * 400,)))
    image = painted(surface)
    lit = np.flatnonzero(image[:60].max(axis=(0, 2)) > 100)
    assert 300 < lit.max() < 0.5 * 700


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_corners_and_badge_stand_where_they_should_on_a_fine_screen(surface: Surface, ratio: float) -> None:
    """An export paints on an image of the screen's own pixels."""
    black(surface)
    surface.turn(1)
    image = painted(surface, ratio)
    assert all(inked(image).values())
    badge = (np.abs(image - QColor(theme.WARN).getRgb()[:3]) <= 2).all(axis=-1)
    ys, xs = np.nonzero(badge)
    assert ys.max() < 120 * ratio
    assert abs(xs.min() + xs.max() - image.shape[1]) <= 4 * ratio


# Badge and notice


def badge_seen(surface: Surface) -> bool:
    return bool((np.abs(painted(surface) - QColor(theme.WARN).getRgb()[:3]) <= 2).all(axis=-1).any())


def test_a_badge_says_that_the_picture_is_not_as_acquired(
    surface: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    black(surface)
    assert not badge_seen(surface)
    for turns, mirrored in [(1, False), (0, True), (2, True)]:
        surface.set_view(surface.view.turned_to(Orientation(turns, mirrored)))
        assert badge_seen(surface)
    surface.set_all_hidden(True)
    surface.set_corner_state(corners.NONE)
    assert badge_seen(surface), "whatever is hidden, this is not"
    surface.reset()
    assert not badge_seen(surface)


def test_the_notice_stands_in_the_middle_and_passes_over_empty_sentences(surface: Surface) -> None:
    surface.show_picture(None, CornerTexts(notice=("Unreadable", "", "This is not a negative result.")))
    with_gap = painted(surface)
    ys, xs = np.nonzero(with_gap.max(axis=-1) > 100)
    assert abs((xs.min() + xs.max()) / 2 - 350) < 3
    assert 150 < ys.min() < ys.max() < 350
    surface.show_picture(None, CornerTexts(notice=("Unreadable", "This is not a negative result.")))
    assert np.array_equal(painted(surface), with_gap)


def test_the_notice_can_be_written_in_a_font_sized_in_pixels(surface: Surface) -> None:
    font = surface.font()
    font.setPixelSize(14)
    surface.setFont(font)
    surface.show_picture(None, CornerTexts(notice=("Reading ...",)))
    assert (painted(surface).max(axis=-1) > 100).any()


def test_an_empty_window_has_no_words_of_its_own(surface: Surface) -> None:
    surface.show_picture(None, NO_TEXTS)
    assert not painted(surface).any()

"""A box and a layer map lie on the pixels they speak of, measured in what was painted.

A radiograph that is black but for a bright rectangle, a detection around it, and a layer map whose hot area
is that rectangle are painted through the viewport; then the three are found again in the painted pixels.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from PySide6.QtGui import QImage

from fracview.core.analysis import Tier
from fracview.core.pyramid import Pyramid
from fracview.core.view import Orientation, View
from fracview.core.windowing import full_range_voi
from fracview.ui.canvas import corners, drawn
from fracview.ui.canvas.picture import Drawn, Overlay, Picture
from fracview.ui.canvas.viewport import Viewport
from tests.ui.canvas.scenes import NO_TEXTS, box, boxes, is_box_colour, painted, picture_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

Rectangle = tuple[float, float, float, float]
ORIENTATIONS = [Orientation(turns, mirrored) for turns, mirrored in product(range(4), (False, True))]
WIDE, HIGH = 641, 577
FIT = 0.0


class Scene(NamedTuple):
    """A radiograph with its bright rectangle, and a zoom."""

    rows: int
    columns: int
    rectangle: tuple[int, int, int, int]
    zoom: float


SCENES = {
    "tiny, fitted": Scene(11, 7, (2, 3, 5, 9), FIT),
    "tiny, 20x": Scene(11, 7, (2, 3, 5, 9), 20.0),
    "small, fitted": Scene(53, 37, (9, 13, 20, 29), FIT),
    "small, 20x": Scene(53, 37, (9, 13, 20, 29), 20.0),
    "small, 3.7x": Scene(53, 37, (9, 13, 20, 29), 3.7),
    "small, in its corner": Scene(53, 37, (0, 0, 20, 29), 3.7),
    "odd, fitted": Scene(301, 455, (61, 103, 202, 250), FIT),
    "odd, 1:1": Scene(301, 455, (61, 103, 202, 250), 1.0),
    "odd, in its far corner": Scene(301, 455, (202, 103, 455, 301), FIT),
    "large, half": Scene(2049, 1601, (601, 733, 1203, 1402), 0.5),
    "large, fitted": Scene(2049, 1601, (401, 333, 1203, 1502), FIT),
    "large, in its far corner": Scene(2049, 1601, (1203, 1502, 1601, 2049), FIT),
    "large, far away": Scene(2049, 1601, (401, 333, 1203, 1502), 0.06),
    "large, 1:1": Scene(2049, 1601, (1001, 703, 1119, 832), 1.0),
    "large, 3.7x": Scene(2049, 1601, (1001, 703, 1072, 782), 3.7),
    "large, 20x": Scene(2049, 1601, (1002, 703, 1016, 720), 20.0),
    "huge, fitted": Scene(6001, 4097, (1001, 2003, 3002, 4444), FIT),
    "huge, 3.7x": Scene(6001, 4097, (4001, 5903, 4072, 5982), 3.7),
}


@pytest.fixture(autouse=True)
def without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels, colour bar and badge may lie over the rectangles."""
    for module, name in ((drawn, "draw_label"), (drawn, "draw_scale"), (corners, "draw_badge")):
        monkeypatch.setattr(module, name, lambda *_: None)


@pytest.fixture
def viewport(qtbot: QtBot) -> Viewport:
    viewport = Viewport()
    qtbot.addWidget(viewport)
    viewport.resize(WIDE, HIGH)
    viewport.set_corner_state(corners.NONE)
    return viewport


@lru_cache(maxsize=2)
def radiograph(rows: int, columns: int, rectangle: tuple[int, int, int, int], aspect: float) -> Picture:
    x1, y1, x2, y2 = rectangle
    pixels = np.zeros((rows, columns), np.uint16 if rows % 4 == 1 else np.uint8)
    pixels[y1:y2, x1:x2] = np.iinfo(pixels.dtype).max
    return picture_of(pixels, aspect=aspect)


def hot_rectangle(scene: Scene, longest: int = 768) -> QImage:
    """Red, as opaque as its pixels are covered by the rectangle; smaller or larger than the radiograph."""
    scale = longest / max(scene.rows, scene.columns)
    rows, columns = max(1, round(scene.rows * scale)), max(1, round(scene.columns * scale))
    x1, y1, x2, y2 = scene.rectangle
    down = covered(rows, y1 * rows / scene.rows, y2 * rows / scene.rows)
    across = covered(columns, x1 * columns / scene.columns, x2 * columns / scene.columns)
    alpha = np.rint(255 * np.outer(down, across)).astype(np.uint32)
    argb = np.ascontiguousarray(alpha << 24 | alpha << 16)
    image = QImage(argb.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()


def covered(cells: int, start: float, end: float) -> NDArray[np.float64]:
    edges = np.arange(cells + 1)
    return np.diff(np.clip(edges, start, end))


def place(viewport: Viewport, scene: Scene, aspect: float, orientation: Orientation) -> None:
    """The scene in the viewport, a little out of every grid."""
    viewport.forget()
    viewport.show_picture(radiograph(scene.rows, scene.columns, scene.rectangle, aspect), NO_TEXTS)
    view = viewport.view.turned_to(orientation)
    x1, y1, x2, y2 = scene.rectangle
    if scene.zoom != FIT:
        middle = view.to_view((x1 + x2) / 2, (y1 + y2) / 2)
        view = view.panned(WIDE / 2 - middle[0], HIGH / 2 - middle[1]).zoomed_to(scene.zoom)
        view = view.panned(13.37, -7.81)
    viewport.set_view(view)


def expected(view: View, rectangle: tuple[int, int, int, int]) -> Rectangle:
    ax, ay = view.to_view(rectangle[0], rectangle[1])
    bx, by = view.to_view(rectangle[2], rectangle[3])
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def bright_rectangle(brightness: NDArray[np.int_], about: Rectangle, ratio: float) -> Rectangle:
    """Edges by how much light lies on either side of the middle, in viewport pixels."""
    x, y = int((about[0] + about[2]) / 2 * ratio), int((about[1] + about[3]) / 2 * ratio)
    assert brightness[y, x] >= 254, "the rectangle is not where it should be at all"
    row, column = brightness[y] / 255.0, brightness[:, x] / 255.0
    edges = (x - row[:x].sum(), y - column[:y].sum(), x + row[x:].sum(), y + column[y:].sum())
    return tuple(float(edge) / ratio for edge in edges)  # type: ignore[return-value]


def lined_rectangle(lines: NDArray[np.bool_], about: Rectangle, ratio: float) -> Rectangle:
    """Middles of the four lines, in viewport pixels."""
    x, y = int((about[0] + about[2]) / 2 * ratio), int((about[1] + about[3]) / 2 * ratio)
    across, down = np.flatnonzero(lines[y]) + 0.5, np.flatnonzero(lines[:, x]) + 0.5
    parts = (across[across < x], down[down < y], across[across > x], down[down > y])
    assert all(1 <= len(part) <= 3 * ratio for part in parts), "a line is missing, or there are others"
    return tuple(float(part.mean()) / ratio for part in parts)  # type: ignore[return-value]


def found(viewport: Viewport, scene: Scene, ratio: float) -> dict[str, Rectangle]:
    """Rectangles of picture, box and layer map as they were painted."""
    about = expected(viewport.view, scene.rectangle)
    picture = bright_rectangle(painted(viewport, ratio)[..., 0], about, ratio)
    viewport.set_drawn(boxes(box(1, *scene.rectangle)))
    lines = lined_rectangle(is_box_colour(painted(viewport, ratio)), about, ratio)
    viewport.set_voi(full_range_voi("black", 1e6, 2e6))
    viewport.set_drawn(Drawn((0, 0), overlay=Overlay(hot_rectangle(scene), 6, "C2f"), opacity=1.0))
    layer = bright_rectangle(painted(viewport, ratio)[..., 0], about, ratio)
    return {"picture": picture, "box": lines, "layer map": layer}


def apart(rectangles: dict[str, Rectangle], view: View) -> float:
    """How far edges lie apart beyond one pixel of the radiograph and half a pixel of the viewport."""
    x_size, y_size = view.zoom, view.zoom * view.aspect
    if view.orientation.turns % 2:
        x_size, y_size = y_size, x_size
    edges = np.array([*rectangles.values()])
    spread = edges.max(axis=0) - edges.min(axis=0)
    return float((spread - np.array([x_size, y_size, x_size, y_size]) - 0.5).max())


@pytest.mark.parametrize("aspect", [1.0, 1.25])
@pytest.mark.parametrize("name", SCENES)
def test_box_and_layer_map_lie_on_their_pixels(viewport: Viewport, name: str, aspect: float) -> None:
    scene = SCENES[name]
    for orientation in ORIENTATIONS:
        place(viewport, scene, aspect, orientation)
        rectangles = found(viewport, scene, 1.0)
        rectangles["mapped"] = expected(viewport.view, scene.rectangle)
        assert apart(rectangles, viewport.view) <= 0, (orientation, rectangles)


@pytest.mark.parametrize("level", range(5))
@pytest.mark.parametrize("share", [0.6, 0.83, 1.3])
def test_they_do_so_on_every_level_of_the_pyramid(
    viewport: Viewport, level: int, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pyramid, "level_for", lambda *_: level)
    scene = Scene(2049, 1601, (801, 903, 1203, 1302), share / 2**level)
    for orientation in ORIENTATIONS[:3]:
        place(viewport, scene, 1.0, orientation)
        rectangles = found(viewport, scene, 1.0)
        rectangles["mapped"] = expected(viewport.view, scene.rectangle)
        assert apart(rectangles, viewport.view) <= 0, (orientation, rectangles)


@pytest.mark.parametrize("ratio", [1.5, 2.0])
@pytest.mark.parametrize("name", ["tiny, 20x", "odd, 1:1", "large, fitted", "huge, 3.7x"])
def test_they_do_so_on_a_fine_screen(viewport: Viewport, name: str, ratio: float) -> None:
    scene = SCENES[name]
    for orientation in ORIENTATIONS[::3]:
        place(viewport, scene, 1.0, orientation)
        rectangles = found(viewport, scene, ratio)
        rectangles["mapped"] = expected(viewport.view, scene.rectangle)
        assert apart(rectangles, viewport.view) <= 0, (orientation, rectangles)


@pytest.mark.parametrize("longest", [48, 768, 2000])
def test_they_do_so_whatever_the_size_of_the_layer_maps_picture(viewport: Viewport, longest: int) -> None:
    scene = SCENES["odd, fitted"]
    place(viewport, scene, 1.25, Orientation(1, True))
    viewport.set_voi(full_range_voi("black", 1e6, 2e6))
    viewport.set_drawn(Drawn((0, 0), overlay=Overlay(hot_rectangle(scene, longest), 6, "C2f"), opacity=1.0))
    about = expected(viewport.view, scene.rectangle)
    layer = bright_rectangle(painted(viewport)[..., 0], about, 1.0)
    assert apart({"layer map": layer, "mapped": about}, viewport.view) <= 0, layer


@pytest.mark.parametrize("tier", [Tier.DOUBT, Tier.NOT_FOUND])
def test_dots_stand_where_the_line_would(viewport: Viewport, tier: Tier) -> None:
    scene = SCENES["odd, fitted"]
    place(viewport, scene, 1.0, Orientation())
    viewport.set_drawn(boxes(box(1, *scene.rectangle, tier=tier)))
    ys, xs = np.nonzero(is_box_colour(painted(viewport)))
    outer = (xs.min() + 1, ys.min() + 1, xs.max(), ys.max())
    assert np.abs(np.array(outer) - expected(viewport.view, scene.rectangle)).max() <= 1.0


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_the_picture_is_turned_as_numpy_turns_it(viewport: Viewport, orientation: Orientation) -> None:
    pixels = np.random.default_rng(1).integers(1, 256, (7, 5), dtype=np.uint8)
    viewport.show_picture(picture_of(pixels), NO_TEXTS)
    viewport.set_view(viewport.view.turned_to(orientation).zoomed_to(30.0))
    shown = np.rot90(np.fliplr(pixels) if orientation.mirrored else pixels, -orientation.turns)
    image = painted(viewport)[..., 0]
    left, top, *_ = expected(viewport.view, (0, 0, 5, 7))
    for row, column in np.ndindex(*shown.shape):
        assert image[round(top) + 30 * row + 15, round(left) + 30 * column + 15] == shown[row, column]

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from fracview.core.analysis import LayerMap
from fracview.core.layermaps import heat_in_picture, overlay_heat
from fracview.core.letterbox import Letterbox
from fracview.ui.canvas.heat import heat_image

WIDE, HIGH = 900, 700
"""The viewport in pixels."""


class Cell(NamedTuple):
    """A hot cell, and where it lies in the radiograph: worked out by hand."""

    rows: int
    columns: int
    side: int  # of the network's input
    cells: int  # of the map, along a side
    at: tuple[int, int]  # row and column of the hot cell
    true_xyxy: tuple[float, float, float, float]  # its rectangle in original pixels


CELLS = {
    # scale 0.096: 384 x 96 at left 144; stride 8; the cell is x 192 to 200, y 160 to 168 of the input
    "tall": Cell(4000, 1000, 384, 48, (20, 24), (500, 1666.667, 583.333, 1750)),
    # scale 0.32: 160 x 640 at top 240; stride 32; x 192 to 224, y 288 to 320
    "wide": Cell(500, 2000, 640, 20, (9, 6), (600, 150, 700, 250)),
    # scale 16: 384 x 320 at left 32; stride 8; x 160 to 168, y 240 to 248
    "tiny": Cell(24, 20, 384, 48, (30, 20), (8, 15, 8.5, 15.5)),
    # scale 3/32: 384 x 288 at left 48; stride 2; x 180 to 182, y 200 to 202
    "huge, fine": Cell(4096, 3072, 384, 192, (100, 90), (1408, 2133.333, 1429.333, 2154.667)),
    # the same with stride 32; x 192 to 224, y 160 to 192
    "huge, coarse": Cell(4096, 3072, 384, 12, (5, 6), (1536, 1706.667, 1877.333, 2048)),
    # scale 384/454: 384 x round(315.49) = 315 at left 34; stride 16; x 112 to 128, y 96 to 112
    "odd": Cell(454, 373, 384, 24, (6, 7), (92.362, 113.5, 111.308, 132.417)),
    # scale 2.4: 240 x 384, nothing symmetric: 384 - 240 = 144, top 72; stride 4; x 40 to 44, y 100 to 104
    "small": Cell(100, 160, 384, 96, (25, 10), (16.667, 11.667, 18.333, 13.333)),
}


def layer(values: NDArray[np.float32], cell: Cell) -> LayerMap:
    letterbox = Letterbox(cell.rows, cell.columns, cell.side, cell.side)
    return LayerMap("layer_06", 6, "C2f", values, letterbox)


def hot(cell: Cell) -> LayerMap:
    values = np.zeros((cell.cells, cell.cells), dtype=np.float32)
    values[cell.at] = 3.5
    return layer(values, cell)


def even(cell: Cell) -> LayerMap:
    return layer(np.ones((cell.cells, cell.cells), dtype=np.float32), cell)


def argb(image: QImage) -> NDArray[np.uint8]:
    """(height, width, 4) uint8: blue, green, red, alpha, premultiplied."""
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return lines[:, : image.width()].copy()


def drawn(image: QImage, cell: Cell, transform: QTransform, **look: Any) -> NDArray[np.uint8]:
    target = QImage(WIDE, HIGH, QImage.Format.Format_ARGB32_Premultiplied)
    target.fill(look.get("ground", 0))
    painter = QPainter(target)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setOpacity(look.get("opacity", 1.0))
    painter.setTransform(transform)
    painter.drawImage(QRectF(0, 0, cell.columns, cell.rows), image)
    painter.end()
    return argb(target)


def transform_to(cell: Cell, fraction: float, turns: int = 0, *, flip: bool = False) -> QTransform:
    """Two cells fill `fraction` of the viewport's height; the hot one is a little off its middle."""
    x1, y1, x2, y2 = cell.true_xyxy
    zoom = fraction * HIGH / 2 / max(x2 - x1, y2 - y1)
    transform = QTransform()
    transform.translate(WIDE / 2 + 3.3, HIGH / 2 - 2.6)
    transform.rotate(90 * turns)
    transform.scale(-zoom if flip else zoom, zoom)
    transform.translate(-(x1 + x2) / 2, -(y1 + y2) / 2)
    return transform


def centroid(alpha: NDArray[np.uint8], transform: QTransform) -> tuple[float, float]:
    """Middle of what was drawn, in original pixels."""
    weights = alpha.astype(np.float64)
    y, x = np.mgrid[0 : alpha.shape[0], 0 : alpha.shape[1]] + 0.5
    total = weights.sum()
    inverse, invertible = transform.inverted()
    assert invertible
    return inverse.map(float((x * weights).sum() / total), float((y * weights).sum() / total))


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("fraction", [0.9, 0.35, 0.08])
def test_heat_lies_on_the_cell_at_any_zoom(name: str, fraction: float) -> None:
    cell = CELLS[name]
    transform = transform_to(cell, fraction)
    x, y = centroid(drawn(heat_image(hot(cell), cell.rows, cell.columns), cell, transform)[..., 3], transform)
    x1, y1, x2, y2 = cell.true_xyxy
    assert abs(x - (x1 + x2) / 2) < 1
    assert abs(y - (y1 + y2) / 2) < 1


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("flip", [False, True])
def test_heat_stays_on_the_cell_when_turned_and_flipped(turns: int, flip: bool) -> None:
    for cell in (CELLS["odd"], CELLS["tall"], CELLS["huge, fine"]):
        transform = transform_to(cell, 0.5, turns, flip=flip)
        image = heat_image(hot(cell), cell.rows, cell.columns)
        x, y = centroid(drawn(image, cell, transform)[..., 3], transform)
        x1, y1, x2, y2 = cell.true_xyxy
        assert abs(x - (x1 + x2) / 2) < 1
        assert abs(y - (y1 + y2) / 2) < 1


@pytest.mark.parametrize("longest", [100, 768, 1500])
def test_heat_lies_on_the_cell_whatever_the_size_of_its_picture(longest: int) -> None:
    cell = CELLS["odd"]
    image = heat_image(hot(cell), cell.rows, cell.columns, longest=longest)
    assert max(image.width(), image.height()) == longest
    transform = transform_to(cell, 0.5)
    x, y = centroid(drawn(image, cell, transform)[..., 3], transform)
    assert (x, y) == pytest.approx((101.835, 122.958), abs=1)


def test_the_middle_of_the_cell_is_the_hottest_place() -> None:
    cell = CELLS["wide"]
    transform = transform_to(cell, 0.5)
    alpha = drawn(heat_image(hot(cell), cell.rows, cell.columns, opacity=1.0), cell, transform)[..., 3]
    view_x, view_y = transform.map(650.0, 200.0)
    assert alpha[int(view_y), int(view_x)] > 245
    outside_x, outside_y = transform.map(650.0, 305.0)  # more than a cell below the cell's middle
    assert alpha[int(outside_y), int(outside_x)] == 0


@pytest.mark.parametrize("name", ["small", "odd", "tiny"])
def test_the_picture_covers_the_radiograph_and_nothing_else(name: str) -> None:
    cell = CELLS[name]
    zoom = 600 // cell.rows or 1
    transform = QTransform().translate(7, 5).scale(zoom, zoom)
    alpha = drawn(heat_image(even(cell), cell.rows, cell.columns, opacity=1.0), cell, transform)[..., 3]
    right, bottom = 7 + zoom * cell.columns, 5 + zoom * cell.rows
    assert (alpha[5:bottom, 7:right] >= 254).all()
    alpha[5:bottom, 7:right] = 0
    assert not alpha.any()


def test_heat_in_the_padding_is_cut_away_and_darkens_nothing() -> None:
    cell = CELLS["wide"]
    values = np.zeros((20, 20), dtype=np.float32)
    values[9, 6] = 1
    values[0] = 1000  # the padding above reaches down to y 240, cell 7.5
    values[19] = 1000
    padded = heat_image(layer(values, cell), cell.rows, cell.columns)
    assert np.array_equal(argb(padded), argb(heat_image(hot(cell), cell.rows, cell.columns)))


def test_a_layer_without_heat_is_wholly_transparent() -> None:
    cell = CELLS["odd"]
    cold = layer(-np.ones((24, 24), dtype=np.float32), cell)
    assert not argb(heat_image(cold, cell.rows, cell.columns)).any()


def test_it_looks_as_in_the_exported_strip() -> None:
    cell = Cell(350, 450, 384, 48, (0, 0), (0, 0, 1, 1))
    values = np.random.default_rng(4).normal(size=(48, 48)).astype(np.float32)
    image = heat_image(layer(values, cell), 350, 450, opacity=0.6, longest=450)
    ground = 140
    mixed = drawn(image, cell, QTransform(), ground=QColor(ground, ground, ground).rgba())
    heat = heat_in_picture(values, Letterbox(350, 450, 384, 384), 350, 450)
    expected = overlay_heat(np.full((350, 450), ground, dtype=np.uint8), heat, 0.6)
    assert np.abs(mixed[:350, :450, 2::-1].astype(int) - expected).max() <= 3


def test_the_painters_opacity_does_what_opacity_does() -> None:
    cell = CELLS["odd"]
    ground = QColor(90, 120, 150).rgba()
    through = transform_to(cell, 0.7)
    made = drawn(heat_image(hot(cell), 454, 373, opacity=0.4), cell, through, ground=ground)
    painted = drawn(heat_image(hot(cell), 454, 373, opacity=1.0), cell, through, ground=ground, opacity=0.4)
    assert np.abs(made.astype(int) - painted).max() <= 3


def test_a_map_of_another_radiograph_is_refused() -> None:
    with pytest.raises(ValueError, match="layer_06 maps a radiograph of 454 x 373, not 373 x 454"):
        heat_image(hot(CELLS["odd"]), 373, 454)

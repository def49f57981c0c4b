from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from fracview.core.view import Orientation, View
from fracview.core.windowing import full_range_voi
from fracview.ui.canvas.image_layer import ImageLayer
from fracview.ui.canvas.picture import Picture
from tests.ui.canvas.scenes import as_array, noise, picture_of

ORIENTATIONS = [Orientation(turns, mirrored) for turns, mirrored in product(range(4), (False, True))]
GROUND = 0xFF204060


def layer_of(picture: Picture, *, inverted: bool = False) -> ImageLayer:
    layer = ImageLayer()
    layer.set_display(picture.display)
    if not picture.display.is_colour:
        layer.set_levels(picture.display.grey_levels(picture.display.vois[0], inverted=inverted))
    return layer


def paint(layer: ImageLayer, view: View) -> NDArray[np.int_]:
    image = QImage(int(view.width), int(view.height), QImage.Format.Format_RGB32)
    image.fill(GROUND)
    painter = QPainter(image)
    layer.paint(painter, view)
    painter.end()
    return as_array(image)


def exactly(picture: Picture, orientation: Orientation = Orientation()) -> View:  # noqa: B008
    """One to one, in a viewport that the turned picture just fills."""
    rows, columns = picture.rows, picture.columns
    size = (rows, columns) if orientation.turns % 2 else (columns, rows)
    return View(rows, columns, *size, orientation=orientation).fit()


def turned(pixels: NDArray[Any], orientation: Orientation) -> NDArray[Any]:
    return np.rot90(np.fliplr(pixels) if orientation.mirrored else pixels, -orientation.turns)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_one_to_one_each_pixel_has_its_grey_level(orientation: Orientation) -> None:
    picture = picture_of(noise(120, 90), full_range_voi("", 0, 4095))
    view = exactly(picture, orientation)
    levels = picture.display.grey_levels(picture.display.vois[0])[picture.display.pyramid.levels[0]]
    image = paint(layer_of(picture), view)
    assert view.zoom == 1.0
    for channel in range(3):
        assert np.array_equal(image[..., channel], turned(levels, orientation))


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_one_to_one_each_pixel_has_its_colour(orientation: Orientation) -> None:
    pixels = np.random.default_rng(5).integers(0, 256, (120, 90, 3), dtype=np.uint8)
    picture = picture_of(pixels)
    image = paint(layer_of(picture), exactly(picture, orientation))
    assert np.array_equal(image, turned(pixels, orientation))


def test_colour_is_inverted_and_back() -> None:
    pixels = np.random.default_rng(5).integers(0, 256, (40, 30, 3), dtype=np.uint8)
    picture = picture_of(pixels)
    layer = layer_of(picture)
    before = paint(layer, exactly(picture))
    layer.set_colour_inverted(True)
    assert np.array_equal(paint(layer, exactly(picture)), 255 - before)
    layer.set_colour_inverted(False)
    assert np.array_equal(paint(layer, exactly(picture)), before)


def test_another_table_is_shown_at_once() -> None:
    picture = picture_of(noise(300, 400))
    layer, view = layer_of(picture), exactly(picture)
    before = paint(layer, view)
    layer.set_levels(picture.display.grey_levels(picture.display.vois[0], inverted=True))
    assert np.array_equal(paint(layer, view), 255 - before)


def test_what_was_painted_before_does_not_show_through() -> None:
    """Parts are kept, and their memory is used again: none may be seen in another's place."""
    picture = picture_of(noise(300, 400), full_range_voi("", 0, 4095))
    layer = layer_of(picture)
    levels = picture.display.grey_levels(picture.display.vois[0])
    here, smaller = exactly(picture), View(300, 400, 200, 150, center=(310.0, 77.0))
    first = paint(layer, here)
    for view in (smaller, here.turned_to(Orientation(2)), smaller.turned_to(Orientation(0, True)), here):
        fresh = layer_of(picture)
        assert np.array_equal(paint(layer, view), paint(fresh, view))
        layer.set_levels(levels)
        assert np.array_equal(paint(layer, view), paint(fresh, view))
    assert np.array_equal(paint(layer, here), first)


@pytest.mark.parametrize("zoom", [0.13, 0.5, 1.0, 3.7, 20.0])
def test_nothing_is_painted_beside_the_picture(zoom: float) -> None:
    picture = picture_of(np.full((131, 91), 65535, np.uint16))
    view = View(131, 91, 640, 480, center=(45.5, 131.0)).zoomed_to(zoom)
    image = paint(layer_of(picture), view)
    x1, y1 = view.to_view(0, 0)
    x2, y2 = view.to_view(91, 131)
    inside = np.zeros(image.shape[:2], dtype=bool)
    inside[max(0, round(y1)) : round(y2), max(0, round(x1)) : round(x2)] = True
    ground = [0x20, 0x40, 0x60]
    edge = np.zeros_like(inside)
    edge[max(0, int(y1) - 1) : int(y2) + 2, max(0, int(x1) - 1) : int(x2) + 2] = True
    assert (image[~edge] == ground).all()
    core = np.zeros_like(inside)
    core[max(0, int(y1) + 2) : int(y2) - 1, max(0, int(x1) + 2) : int(x2) - 1] = True
    assert (image[core] == 255).all()


def test_pixels_become_squares_when_they_are_large() -> None:
    picture = picture_of(np.array([[0, 255], [255, 0]], np.uint8))
    view = View(2, 2, 128, 128).fit()
    assert view.zoom == 64.0
    image = paint(layer_of(picture), view)[..., 0]
    assert set(np.unique(image)) == {0, 255}
    assert (image[:64, :64] == 0).all()
    assert (image[:64, 64:] == 255).all()


def test_without_a_display_or_in_an_empty_view_nothing_is_painted() -> None:
    view = View(10, 10, 50, 40).fit()
    assert (paint(ImageLayer(), view) == [0x20, 0x40, 0x60]).all()
    layer = layer_of(picture_of(noise(10, 10)))
    away = View(10, 10, 50, 40, center=(-100.0, 5.0))
    assert (paint(layer, away) == [0x20, 0x40, 0x60]).all()
    layer.set_display(None)
    assert (paint(layer, view) == [0x20, 0x40, 0x60]).all()


def test_far_away_a_picture_is_as_bright_as_near() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (2048, 2048), dtype=np.uint8)
    picture = picture_of(pixels, full_range_voi("", 100, 156))
    layer = layer_of(picture)
    flat = picture_of(np.full((2048, 2048), 127, np.uint8), full_range_voi("", 100, 156))
    for zoom in (0.3, 0.1, 0.0625):
        view = View(2048, 2048, 120, 120).fit().zoomed_to(zoom)
        image = paint(layer, view)
        assert abs(image.mean() - paint(layer_of(flat), view).mean()) < 8

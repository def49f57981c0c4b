from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from fracview.core.analysis import LayerMap
from fracview.core.layermaps import HeatShare, color_table
from fracview.core.letterbox import Letterbox
from fracview.ui.strip.tiles import (
    LONGEST,
    ShownStrip,
    ShownTile,
    StripState,
    not_available,
    share_text,
    shrunk,
    tile_images,
    with_shares,
)

ROWS, COLUMNS = 1000, 500
# scale 0.384: 384 x 192 at left 96; stride 32: cell (3, 5) is x 160 to 192, y 96 to 128 of the input
CELL_XYXY = (166.667, 250.0, 250.0, 333.333)


def layer(cells: int = 12, at: tuple[int, int] = (3, 5), index: int = 8) -> LayerMap:
    values = np.zeros((cells, cells), dtype=np.float32)
    values[at] = 2
    return LayerMap(f"layer_{index:02d}", index, "C2f", values, Letterbox(ROWS, COLUMNS, 384, 384))


def rgb(image: QImage) -> NDArray[np.uint8]:
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return lines[:, : image.width(), 2::-1]


def tiles(count: int) -> tuple[ShownTile, ...]:
    return tuple(
        ShownTile(index, "Conv", "12 x 12", QImage(4, 4, QImage.Format.Format_RGB32))
        for index in range(count)
    )


def test_a_tile_names_its_layer_and_resolution() -> None:
    (tile,) = tile_images(np.zeros((ROWS, COLUMNS), np.uint8), [layer()])
    assert (tile.index, tile.block, tile.resolution, tile.share_text) == (8, "C2f", "12 x 12", "")


def test_heat_lies_on_the_cell_in_the_small_radiograph() -> None:
    (tile,) = tile_images(np.zeros((ROWS, COLUMNS), np.uint8), [layer()])
    weights = rgb(tile.image)[..., 0].astype(float)
    y, x = np.mgrid[0 : weights.shape[0], 0 : weights.shape[1]] + 0.5
    scale = ROWS / LONGEST
    x1, y1, x2, y2 = CELL_XYXY
    # within a tenth of a tile's pixel
    assert (x * weights).sum() / weights.sum() * scale == pytest.approx((x1 + x2) / 2, abs=scale / 10)
    assert (y * weights).sum() / weights.sum() * scale == pytest.approx((y1 + y2) / 2, abs=scale / 10)


def test_the_radiograph_shows_where_the_layer_is_cold() -> None:
    picture = np.zeros((ROWS, COLUMNS), np.uint8)
    picture[:, 400:] = 200
    (tile,) = tile_images(picture, [layer()])
    right = rgb(tile.image)[:, -5:]
    assert (np.abs(right.astype(int) - 200) <= 2).all()
    middle = rgb(tile.image)[round(291.7 / ROWS * LONGEST), round(208.3 / ROWS * LONGEST)]
    assert np.abs(middle.astype(int) - 0.7 * color_table()[255]).max() < 25


@pytest.mark.parametrize("shape", [(ROWS, COLUMNS), (ROWS, COLUMNS, 3), (80, 40), (56, 28, 3), (3, 2)])
def test_any_picture_of_the_radiograph_will_do(shape: tuple[int, ...]) -> None:
    (tile,) = tile_images(np.full(shape, 90, np.uint8), [layer()])
    assert tile.image.height() == LONGEST
    assert tile.image.width() == pytest.approx(LONGEST * shape[1] / shape[0], abs=1)
    assert (rgb(tile.image)[-10:] == 90).all()


def test_a_finer_screen_gets_finer_tiles() -> None:
    (tile,) = tile_images(np.zeros((ROWS, COLUMNS), np.uint8), [layer()], longest=224)
    assert (tile.image.width(), tile.image.height()) == (112, 224)


def test_shrinking_averages() -> None:
    stripes = np.zeros((400, 300), np.uint8)
    stripes[:, ::2] = 200
    small = shrunk(stripes, 100)
    assert small.shape == (100, 75, 3)
    assert np.abs(small.astype(int) - 100).max() <= 3


def test_shrinking_takes_views_and_needles() -> None:
    whole = np.arange(100 * 90, dtype=np.uint16).astype(np.uint8).reshape(100, 90)
    assert np.array_equal(shrunk(whole[::-1, ::-1][:50], 25), shrunk(whole[::-1, ::-1][:50].copy(), 25))
    assert shrunk(np.full((5000, 2), 7, np.uint8), 100).shape == (100, 1, 3)


def test_colour_stays_colour() -> None:
    picture = np.zeros((50, 40, 3), np.uint8)
    picture[..., 0], picture[..., 2] = 180, 20
    assert (shrunk(picture, 25) == (180, 0, 20)).all()


def test_the_image_outlives_what_it_was_made_from() -> None:
    made = [tile_images(np.full((60, 30), grey, np.uint8), [layer()])[0] for grey in range(100, 120)]
    assert [int(rgb(tile.image)[-1, -1, 0]) for tile in made] == list(range(100, 120))


def test_the_share_is_that_of_the_boxes_shown() -> None:
    x1, y1, x2, y2 = CELL_XYXY
    left_half = [[x1, y1, (x1 + x2) / 2, y2]]
    (tile,) = tile_images(np.zeros((ROWS, COLUMNS), np.uint8), [layer()], left_half)
    assert tile.share_text == "50% of heat in boxes (1% of area)"
    (moved,) = with_shares([tile], [layer()], [CELL_XYXY])
    assert moved.share_text == "100% of heat in boxes (1% of area)"
    assert moved.image is tile.image
    (none,) = with_shares([tile], [layer()], [])
    assert none.share_text == ""


def test_shares_in_words() -> None:
    assert share_text(HeatShare(0.412, 0.09)) == "41% of heat in boxes (9% of area)"
    assert share_text(HeatShare(0.0, 0.002)) == "0% of heat in boxes (<1% of area)"
    assert share_text(HeatShare(float("nan"), 0.25)) == "no heat in this layer (25% of area)"


@pytest.mark.parametrize(
    ("chosen", "step", "expected"),
    [(None, 1, 0), (None, -1, 2), (0, 1, 1), (2, 1, 2), (0, -1, 0), (1, -1, 0)],
)
def test_stepping_stays_at_the_ends_and_enters_from_them(
    chosen: int | None, step: int, expected: int
) -> None:
    assert ShownStrip(tiles(3), chosen=chosen).stepped(step) == expected


def test_stepping_without_tiles_goes_nowhere() -> None:
    assert ShownStrip(state=StripState.COMPUTING).stepped(1) is None
    assert not_available("out of scope").stepped(-1) is None

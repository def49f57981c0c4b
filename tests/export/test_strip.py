from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

from fracview.core.analysis import Status
from fracview.core.layermaps import heat_share
from fracview.export import draw_strip
from fracview.export import strip as strip_module
from fracview.export.drawing import BOX_COLOUR
from fracview.export.strip import GAP, TILE
from tests.export.analyses import COLUMNS, DEFINITE_BOX, ROWS, analysis, layer_map, without_findings

GREY = np.full((ROWS, COLUMNS), 90, dtype=np.uint8)


@pytest.fixture
def tiles(monkeypatch: pytest.MonkeyPatch) -> list[Image.Image]:
    """The tiles of the last strip, in order, without the lines below them."""
    return _noted(monkeypatch, 0)


@pytest.fixture
def cell_texts(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The lines below each tile, in order."""
    return _noted(monkeypatch, 1)


def _noted(monkeypatch: pytest.MonkeyPatch, argument: int) -> list[Any]:
    noted: list[Any] = []
    cell = strip_module._cell

    def noting(*arguments: Any) -> Image.Image:
        noted.append(arguments[argument])
        return cell(*arguments)

    monkeypatch.setattr(strip_module, "_cell", noting)
    return noted


def test_every_layer_has_a_tile_that_says_what_it_is(cell_texts: list[list[str]]) -> None:
    draw_strip(GREY, analysis(layer_maps=(layer_map(0, "Conv", 80), layer_map(1, "C2f", 20))))
    assert cell_texts[0] == ["radiograph", "300 x 200 px"]
    assert cell_texts[1][:2] == ["0 Conv", "80 x 80"]
    assert cell_texts[2][:2] == ["1 C2f", "20 x 20"]


def test_the_share_of_the_heat_is_of_the_boxes_that_are_shown(cell_texts: list[list[str]]) -> None:
    heat = layer_map(cells=80)
    draw_strip(GREY, analysis(detections=(DEFINITE_BOX,), layer_maps=(heat,)))
    area = heat_share(heat.values, heat.letterbox, [DEFINITE_BOX.box_xyxy]).area
    assert cell_texts[1][2:] == ["100% of heat in boxes", f"({area:.0%} of area)"]


def test_a_map_without_heat_says_so(cell_texts: list[list[str]]) -> None:
    cold = layer_map(values=np.full((20, 20), -1.0, dtype=np.float32))
    draw_strip(GREY, analysis(layer_maps=(cold,)))
    assert cell_texts[1][2] == "no heat"


def test_without_boxes_there_is_no_share(cell_texts: list[list[str]]) -> None:
    draw_strip(GREY, analysis(detections=(), layer_maps=(layer_map(),)))
    assert len(cell_texts[1]) == 2


def test_the_heat_lies_where_it_belongs(tiles: list[Image.Image]) -> None:
    draw_strip(GREY, analysis(detections=(), layer_maps=(layer_map(cells=80),)))
    tile = np.asarray(tiles[1]).astype(int)
    y, x = np.argwhere(np.abs(tile - 90).sum(axis=2) > 60).mean(axis=0)
    assert x == pytest.approx(130 * TILE / ROWS, abs=3)
    assert y == pytest.approx(65 * TILE / ROWS, abs=3)


def test_boxes_are_drawn_on_the_radiograph_and_not_on_the_maps(tiles: list[Image.Image]) -> None:
    draw_strip(GREY, analysis(detections=(DEFINITE_BOX,), layer_maps=(layer_map(),)))
    drawn = [(np.asarray(tile) == BOX_COLOUR).all(axis=2) for tile in tiles]
    assert drawn[0][round(40 * TILE / ROWS), round(130 * TILE / ROWS)]
    assert not drawn[1].any()


def test_many_layers_wrap_into_rows() -> None:
    one_row = draw_strip(GREY, analysis(layer_maps=tuple(layer_map(i) for i in range(9))))
    two_rows = draw_strip(GREY, analysis(layer_maps=tuple(layer_map(i) for i in range(12))))
    assert two_rows.shape[1] < one_row.shape[1]
    assert two_rows.shape[0] > one_row.shape[0] + TILE


def test_without_maps_the_strip_is_the_radiograph_alone(cell_texts: list[list[str]]) -> None:
    image = draw_strip(GREY, without_findings(Status.OUT_OF_SCOPE, "gate: no"))
    assert len(cell_texts) == 1
    assert image.shape[1] < 3 * TILE
    assert (image[GAP + 10, GAP + 10] == 90).all()


@pytest.mark.parametrize("shape", [(1, 400), (400, 1), (16, 16), (2000, 1500, 3)])
def test_every_shape_of_scan_has_a_strip(shape: tuple[int, ...]) -> None:
    image = draw_strip(np.zeros(shape, dtype=np.uint8), analysis(detections=(), layer_maps=(layer_map(),)))
    assert image.ndim == 3
    assert image.dtype == np.uint8

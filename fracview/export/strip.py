"""The strip: a radiograph, then every layer map of it in a row, aligned with it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from fracview.core.analysis import Tier
from fracview.core.layermaps import color_table, heat_in_picture, heat_share, overlay_heat
from fracview.export.captions import caption_lines
from fracview.export.drawing import PANEL, TEXT, as_rgb, draw_detections, font, line_height, text_width
from fracview.export.overlay import with_caption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fracview.core.analysis import Analysis, Detection, LayerMap

TILE = 256
"""Longer side of a tile's picture in pixels."""

CELLS_A_ROW = 10
LETTERS = 15
GAP = 8
MEANING = "Where this layer responds most; not proof of why."
SCALE_MEANING = "within this layer of this image only"


def draw_strip(display_image: NDArray[np.uint8], analysis: Analysis) -> NDArray[np.uint8]:
    """Radiograph with its boxes, then one tile a layer: heat over the radiograph, and what it shows.

    Below each map stand the layer's index and block type, its resolution (h x w cells of the whole
    network input), and where there are boxes the share of its heat that lies inside them beside their
    share of the picture, which is what chance would give.

    Parameters
    ----------
    display_image
        (rows, columns[, 3]) uint8, `Radiograph.display_image` of the analysed frame.
    analysis
        With its layer maps; without them the strip is the radiograph alone.

    Returns
    -------
    (height, width, 3) uint8 RGB; more than ten tiles wrap into rows.
    """
    picture = as_rgb(display_image)
    scale = TILE / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    small = picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    boxes = [d for d in analysis.detections if d.tier is not Tier.NOT_FOUND]
    cells = [_first_cell(small, boxes, scale, picture.size)]
    cells += [_layer_cell(small, layer, boxes) for layer in analysis.layer_maps]
    sheet = _lay_out(cells)
    if analysis.layer_maps:
        sheet = _with_color_bar(sheet)
    return np.asarray(with_caption(sheet, caption_lines(analysis), LETTERS))


def _first_cell(
    small: Image.Image, boxes: Sequence[Detection], scale: float, size: tuple[int, int]
) -> Image.Image:
    tile = small.copy()
    draw_detections(tile, [_scaled(box, scale) for box in boxes], labels=False)
    return _cell(tile, ["radiograph", f"{size[1]} x {size[0]} px"])


def _scaled(detection: Detection, scale: float) -> Detection:
    x1, y1, x2, y2 = (edge * scale for edge in detection.box_xyxy)
    return replace(detection, box_xyxy=(x1, y1, x2, y2))


def _layer_cell(small: Image.Image, layer: LayerMap, boxes: Sequence[Detection]) -> Image.Image:
    heat = heat_in_picture(layer.values, layer.letterbox, small.height, small.width)
    tile = Image.fromarray(overlay_heat(np.asarray(small), heat))
    rows, columns = layer.values.shape
    lines = [f"{layer.index} {layer.block}", f"{rows} x {columns}"]
    if boxes:
        share = heat_share(layer.values, layer.letterbox, [box.box_xyxy for box in boxes])
        heat_text = "no heat" if math.isnan(share.heat) else f"{share.heat:.0%} of heat in boxes"
        lines += [heat_text, f"({share.area:.0%} of area)"]
    return _cell(tile, lines)


def _cell(tile: Image.Image, lines: Sequence[str]) -> Image.Image:
    """Tile with its lines below it, as wide as the wider of the two."""
    width = max(tile.width, *(text_width(line, LETTERS) for line in lines))
    cell = Image.new("RGB", (width, tile.height + 4 + line_height(LETTERS) * len(lines)), PANEL)
    cell.paste(tile, (0, 0))
    draw = ImageDraw.Draw(cell)
    for row, line in enumerate(lines):
        top = tile.height + 4 + row * line_height(LETTERS)
        draw.text((0, top), line, fill=TEXT, font=font(LETTERS))
    return cell


def _lay_out(cells: Sequence[Image.Image]) -> Image.Image:
    """Cells on a grid with even rows."""
    rows = math.ceil(len(cells) / CELLS_A_ROW)
    across = math.ceil(len(cells) / rows)
    wide = max(cell.width for cell in cells) + GAP
    high = max(cell.height for cell in cells) + GAP
    sheet = Image.new("RGB", (across * wide + GAP, rows * high + GAP), PANEL)
    for number, cell in enumerate(cells):
        row, column = divmod(number, across)
        sheet.paste(cell, (GAP + column * wide, GAP + row * high))
    return sheet


def _with_color_bar(sheet: Image.Image) -> Image.Image:
    """Sheet with "low [bar] high, within this layer of this image only" below it."""
    bar = Image.fromarray(color_table()[None, :, :]).resize((TILE, LETTERS))
    high = f"high, {SCALE_MEANING}. {MEANING}"
    left = GAP + text_width("low", LETTERS) + GAP
    width = max(sheet.width, left + TILE + GAP + text_width(high, LETTERS) + GAP)
    canvas = Image.new("RGB", (width, sheet.height + line_height(LETTERS)), PANEL)
    canvas.paste(sheet, (0, 0))
    draw = ImageDraw.Draw(canvas)
    middle = sheet.height + line_height(LETTERS) // 2
    draw.text((GAP, middle), "low", fill=TEXT, font=font(LETTERS), anchor="lm")
    canvas.paste(bar, (left, middle - LETTERS // 2))
    draw.text((left + TILE + GAP, middle), high, fill=TEXT, font=font(LETTERS), anchor="lm")
    return canvas

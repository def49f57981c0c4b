"""What the strip shows, as frozen values; and the makers of its tiles, for a worker thread."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from fracview.core.layermaps import heat_in_picture, heat_share, overlay_heat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from fracview.core.analysis import LayerMap
    from fracview.core.layermaps import HeatShare

LONGEST = 104
"""Longer side of a tile's picture, in device-independent pixels."""


class StripState(StrEnum):
    """Why the strip has tiles or has none: five different things."""

    OFF = "off"
    COMPUTING = "computing"
    NOT_AVAILABLE = "not_available"
    READ_FIRST = "read_first"
    SHOWN = "shown"


@dataclass(frozen=True, eq=False, slots=True)
class ShownTile:
    """One layer: its index, block type and resolution (``96 x 96``), and its map over the radiograph.

    `image` has `LONGEST` pixels on its longer side, or more for a finer screen; `share_text` says how much of
    the heat lies in the boxes, "" where there are none.
    """

    index: int
    block: str
    resolution: str
    image: QImage
    share_text: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class ShownStrip:
    """Everything the strip paints.

    Attributes
    ----------
    tiles
        In the order of the layers; empty unless `state` is `shown`.
    boxes
        How many boxes the shares are of.
    best
        Position of the tile whose layer localises best, where the network's manifest says so.
    chosen
        Position of the tile whose map lies over the radiograph.
    note
        Why there are no layer maps, where they are not available; else a remark beside the caption.
    state
        Which of the five it is.
    """

    tiles: tuple[ShownTile, ...] = ()
    boxes: int = 0
    best: int | None = None
    chosen: int | None = None
    note: str = ""
    state: StripState = StripState.SHOWN

    def stepped(self, step: int) -> int | None:
        """Position after a step of +1 or -1 from the chosen tile: stays at the ends, enters from them.

        None where there are no tiles.
        """
        if not self.tiles:
            return None
        last = len(self.tiles) - 1
        if self.chosen is None:
            return 0 if step > 0 else last
        return min(last, max(0, self.chosen + step))


COMPUTING = ShownStrip(state=StripState.COMPUTING)
READ_FIRST = ShownStrip(state=StripState.READ_FIRST)
"""Nothing is shown, and not whether there is anything to show."""


def not_available(reason: str) -> ShownStrip:
    """A strip that says why this radiograph has no layer maps."""
    return ShownStrip(note=reason, state=StripState.NOT_AVAILABLE)


def tile_images(
    picture: NDArray[np.uint8],
    layer_maps: Sequence[LayerMap],
    boxes_xyxy: ArrayLike = (),
    longest: int = LONGEST,
) -> tuple[ShownTile, ...]:
    """Tiles of all layers.

    Parameters
    ----------
    picture
        (rows, columns[, 3]) uint8 of the whole radiograph, at any size: it is shrunk once.
    layer_maps
        Of one analysis.
    boxes_xyxy
        (n, 4) in pixels of the original radiograph, those that the reader sees.
    longest
        Longer side of the tiles' pictures in device pixels.
    """
    small = shrunk(picture, longest)
    texts = share_texts(layer_maps, boxes_xyxy)
    return tuple(_tile(small, layer, text) for layer, text in zip(layer_maps, texts, strict=True))


def with_shares(
    tiles: Sequence[ShownTile], layer_maps: Sequence[LayerMap], boxes_xyxy: ArrayLike
) -> tuple[ShownTile, ...]:
    """The same tiles with the shares of other boxes: a moved threshold needs no new pictures."""
    texts = share_texts(layer_maps, boxes_xyxy)
    return tuple(replace(tile, share_text=text) for tile, text in zip(tiles, texts, strict=True))


def share_texts(layer_maps: Sequence[LayerMap], boxes_xyxy: ArrayLike) -> tuple[str, ...]:
    """A sentence a layer on how much of its heat lies in the boxes; "" for each where there are none."""
    boxes = np.asarray(boxes_xyxy, dtype=np.float32).reshape(-1, 4)
    if not len(boxes):
        return ("",) * len(layer_maps)
    return tuple(share_text(heat_share(layer.values, layer.letterbox, boxes)) for layer in layer_maps)


def share_text(share: HeatShare) -> str:
    """As in ``41% of heat in boxes (9% of area)``: the area is what chance would give."""
    area = f"({_percent(share.area)} of area)"
    if math.isnan(share.heat):
        return f"no heat in this layer {area}"
    return f"{_percent(share.heat)} of heat in boxes {area}"


def shrunk(picture: NDArray[np.uint8], longest: int) -> NDArray[np.uint8]:
    """(height, width, 3) uint8 RGB whose longer side is `longest`, averaged, never narrower than a pixel."""
    rows, columns = picture.shape[:2]
    scale = longest / max(rows, columns)
    pixels = np.ascontiguousarray(picture)
    grey = pixels.ndim == 2
    layout = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
    whole = QImage(pixels.data, columns, rows, pixels.strides[0], layout)
    small = whole.scaled(
        max(1, round(columns * scale)),
        max(1, round(rows * scale)),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    ).convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(small.constBits(), np.uint8).reshape(small.height(), small.bytesPerLine())
    return lines[:, : 3 * small.width()].reshape(small.height(), small.width(), 3).copy()


def _percent(share: float) -> str:
    """Whole per cent; what rounds to none but is some says so."""
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def _tile(small: NDArray[np.uint8], layer: LayerMap, text: str) -> ShownTile:
    rows, columns = layer.values.shape
    heat = heat_in_picture(layer.values, layer.letterbox, *small.shape[:2])
    pixels = np.ascontiguousarray(overlay_heat(small, heat))
    shared = QImage(
        pixels.data, small.shape[1], small.shape[0], pixels.strides[0], QImage.Format.Format_RGB888
    )
    image = shared.convertToFormat(QImage.Format.Format_RGB32)  # a copy, and what painters draw fastest
    return ShownTile(layer.index, layer.block, f"{rows} x {columns}", image, text)

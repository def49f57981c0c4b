"""A layer map as a picture to lay over the radiograph, transparent where the layer is cold."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from fracview.core.layermaps import color_table, heat_in_picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.core.analysis import LayerMap

LONGEST = 768
"""Longer side of the picture in pixels; the finest map has 192 cells along a side."""

OPACITY = 0.7
"""Of the hottest place, unless the reader chooses another: bone shows through it."""


def heat_image(
    layer: LayerMap, rows: int, columns: int, opacity: float = OPACITY, longest: int = LONGEST
) -> QImage:
    """Layer map over exactly the whole radiograph: heat in padding is cut away. For a worker thread.

    Drawn into the rectangle (0, 0) to (columns, rows), in the radiograph's pixel-edge coordinates and through
    any transform of a painter, each cell lies where the network saw it::

        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, columns, rows), image)

    Parameters
    ----------
    layer
        The map, with the letterbox that says how the radiograph lay in the network's input.
    rows, columns
        Size of the radiograph on the screen.
    opacity
        Of the hottest place, in [0, 1]; it falls with the heat, to 0. A picture made with 1 and drawn with
        the painter's opacity at 0.7 looks the same as one made with 0.7: a slider needs no new picture.
    longest
        Longer side of the returned picture; its pixels need not be square.

    Returns
    -------
    ARGB32 premultiplied, owning its data.

    Raises
    ------
    ValueError
        Where the map belongs to a radiograph of another size: it would be laid over the wrong places.
    """
    of_map = (layer.letterbox.rows, layer.letterbox.columns)
    if of_map != (rows, columns):
        raise ValueError(
            f"{layer.name} maps a radiograph of {of_map[0]} x {of_map[1]}, not {rows} x {columns}"
        )
    scale = longest / max(rows, columns)
    size = (max(1, round(rows * scale)), max(1, round(columns * scale)))
    heat = heat_in_picture(layer.values, layer.letterbox, *size)
    return _as_image(_argb_table(opacity)[np.rint(heat * np.float32(255)).astype(np.uint8)])


def _as_image(pixels: NDArray[np.uint32]) -> QImage:
    """Image with a copy of (height, width) uint32 0xAARRGGBB, colours premultiplied."""
    height, width = pixels.shape
    pixels = np.ascontiguousarray(pixels)
    shared = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_ARGB32_Premultiplied)
    return shared.copy()  # `shared` would outlive the array


@lru_cache(maxsize=32)
def _argb_table(opacity: float) -> NDArray[np.uint32]:
    """(256,) uint32 0xAARRGGBB premultiplied, by heat in 255ths: what `overlay_heat` mixes in."""
    alpha = np.arange(256) / 255.0 * min(1.0, max(0.0, opacity))
    channels = np.column_stack([np.full(256, 255), color_table()])
    argb = np.rint(channels * alpha[:, None]).astype(np.uint32)
    table: NDArray[np.uint32] = argb @ np.array([1 << 24, 1 << 16, 1 << 8, 1], dtype=np.uint32)
    return table

"""Layer maps made visible and measurable: scaling, alignment with the radiograph, colour, share in boxes.

A layer map covers the network input, padding included, in cells: cell (i, j) of an (h, w) map covers the
rectangle from (j * width / w, i * height / h) to ((j + 1) * width / w, (i + 1) * height / h) of the input.
Heat is the positive part: the sign rule of the maps makes "responds" positive, and the negative side
says where the layer does something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from fracview.core.letterbox import Letterbox

FULL_HEAT_PERCENTILE = 99.5
"""Heat is scaled so that this percentile over the picture is 1: a single cell does not darken the rest."""

_INFERNO = (
    (0.001, 0.000, 0.014),
    (0.087, 0.045, 0.225),
    (0.258, 0.039, 0.406),
    (0.416, 0.090, 0.433),
    (0.578, 0.148, 0.404),
    (0.736, 0.216, 0.330),
    (0.865, 0.317, 0.226),
    (0.955, 0.469, 0.100),
    (0.988, 0.645, 0.040),
    (0.964, 0.844, 0.273),
    (0.988, 0.998, 0.645),
)
"""Inferno at every tenth, RGB in [0, 1] (N. Smith and S. van der Walt, for Matplotlib; CC0)."""


class HeatShare(NamedTuple):
    """How much of the heat, and how much of the picture, lies inside boxes; both in [0, 1].

    `heat` is NaN where the map has no heat at all. Without any relation it would equal `area`.
    """

    heat: float
    area: float


def heat_in_picture(
    values: NDArray[np.float32], letterbox: Letterbox, rows: int, columns: int
) -> NDArray[np.float32]:
    """Layer map as heat over the radiograph itself: padding cut away, resampled, scaled.

    Parameters
    ----------
    values
        (h, w) signed layer map over the whole letterboxed input.
    letterbox
        How the radiograph lies in the input.
    rows, columns
        Size wanted: the radiograph's own, or a smaller picture of the whole radiograph.

    Returns
    -------
    (rows, columns) float32 in [0, 1], relative to this layer of this radiograph: maps of different layers
    or radiographs cannot be compared by it. All 0 where nothing is positive.
    """
    return scale_heat(resample_to_picture(values, letterbox, rows, columns))


def scale_heat(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Positive part over its `FULL_HEAT_PERCENTILE`, cut at 1; the maximum where that percentile is 0."""
    heat = np.maximum(values, 0.0)
    full = float(np.percentile(heat, FULL_HEAT_PERCENTILE)) or float(heat.max())
    if full <= 0.0:
        return np.zeros_like(heat)
    return np.minimum(heat / np.float32(full), np.float32(1.0))


def resample_to_picture(
    values: NDArray[np.float32], letterbox: Letterbox, rows: int, columns: int
) -> NDArray[np.float32]:
    """Layer map at the pixel centres of a picture of the whole radiograph, bilinear, signed.

    Cells that lie wholly in the padding never take part. Returns (rows, columns) float32.
    """
    i0, i1, y = _taps(rows, values.shape[0], letterbox.height, letterbox.top, letterbox.resized_rows)
    j0, j1, x = _taps(columns, values.shape[1], letterbox.width, letterbox.left, letterbox.resized_columns)
    tall = values[i0] * (1 - y)[:, None] + values[i1] * y[:, None]
    return np.asarray(tall[:, j0] * (1 - x) + tall[:, j1] * x, dtype=np.float32)


def heat_share(values: NDArray[np.float32], letterbox: Letterbox, boxes_xyxy: ArrayLike) -> HeatShare:
    """Share of the heat inside boxes: sum over cells of heat times area, inside over whole picture.

    Heat is constant within a cell, and each cell counts with the part of it that lies in the picture
    (padding does not) and in the union of the boxes, exactly: overlapping boxes are not counted twice.

    Parameters
    ----------
    values
        (h, w) signed layer map over the whole letterboxed input.
    letterbox
        How the radiograph lies in the input.
    boxes_xyxy
        (n, 4) in pixels of the original radiograph; may be empty.
    """
    boxes = letterbox.to_input(np.asarray(boxes_xyxy, dtype=np.float32).reshape(-1, 4)).astype(np.float64)
    left, right = letterbox.left, letterbox.left + letterbox.resized_columns
    top, bottom = letterbox.top, letterbox.top + letterbox.resized_rows
    boxes = np.clip(boxes, [left, top, left, top], [right, bottom, right, bottom])
    x = _edges(letterbox.width, values.shape[1], left, right, boxes[:, [0, 2]])
    y = _edges(letterbox.height, values.shape[0], top, bottom, boxes[:, [1, 3]])
    area = np.diff(y)[:, None] * np.diff(x)[None, :]
    cx, cy = (x[1:] + x[:-1]) / 2, (y[1:] + y[:-1]) / 2
    row = np.minimum(cy * values.shape[0] / letterbox.height, values.shape[0] - 1).astype(np.intp)
    column = np.minimum(cx * values.shape[1] / letterbox.width, values.shape[1] - 1).astype(np.intp)
    heat = np.maximum(values[np.ix_(row, column)].astype(np.float64), 0.0) * area
    inside = np.zeros(area.shape, dtype=np.bool_)
    for x1, y1, x2, y2 in boxes:
        inside |= ((cy > y1) & (cy < y2))[:, None] & ((cx > x1) & (cx < x2))[None, :]
    total = float(heat.sum())
    share = float(heat[inside].sum()) / total if total > 0 else float("nan")
    return HeatShare(heat=share, area=float(area[inside].sum() / area.sum()))


def color_table() -> NDArray[np.uint8]:
    """(256, 3) uint8 RGB whose lightness climbs evenly, from black to pale yellow."""
    points = np.array(_INFERNO)
    at = np.linspace(0.0, 1.0, 256)
    stops = np.linspace(0.0, 1.0, len(points))
    channels = [np.interp(at, stops, points[:, channel]) for channel in range(3)]
    return np.round(np.stack(channels, axis=1) * 255).astype(np.uint8)


def overlay_heat(
    picture: NDArray[np.uint8], heat: NDArray[np.float32], opacity: float = 0.7
) -> NDArray[np.uint8]:
    """Lay heat over a picture in colour; where there is none the picture shows unchanged.

    Parameters
    ----------
    picture
        (rows, columns) or (rows, columns, 3) uint8.
    heat
        (rows, columns) float32 in [0, 1] (`heat_in_picture`).
    opacity
        Of the hottest place, in [0, 1]; it falls with the heat, to 0.

    Returns
    -------
    (rows, columns, 3) uint8 RGB.
    """
    base = picture[..., None] if picture.ndim == 2 else picture
    colors = color_table()[np.round(heat * 255).astype(np.uint8)]
    alpha = (heat * np.float32(opacity))[..., None]
    mixed: NDArray[np.float32] = base * (1 - alpha) + colors * alpha
    return np.round(mixed).astype(np.uint8)


def _taps(
    count: int, cells: int, input_length: int, start: int, length: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """For `count` pixel centres along one axis: the two cells to mix, and the weight of the second."""
    cell = input_length / cells
    centres = (start + (np.arange(count) + 0.5) / count * length) / cell - 0.5
    first, last = int(start / cell), min(cells, int(np.ceil((start + length) / cell))) - 1
    centres = np.clip(centres, first, last)
    low = np.floor(centres).astype(np.intp)
    return low, np.minimum(low + 1, last), (centres - low).astype(np.float32)


def _edges(
    input_length: int, cells: int, start: float, end: float, of_boxes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Where anything changes along one axis: edges of cells and boxes within the picture, ascending."""
    cell_edges = np.arange(cells + 1) * (input_length / cells)
    within = cell_edges[(cell_edges > start) & (cell_edges < end)]
    return np.unique(np.concatenate([[start, end], within, of_boxes.ravel()]))

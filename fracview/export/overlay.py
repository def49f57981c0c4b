"""The overlay: a radiograph at native size with its findings, and below it what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from fracview.export.captions import caption_lines
from fracview.export.drawing import (
    PANEL,
    TEXT,
    as_rgb,
    draw_detections,
    font,
    label_size,
    line_height,
    wrap,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fracview.core.analysis import Analysis

MINIMUM_COLUMNS = 360
"""A caption below a narrower picture would be a column of syllables: the canvas grows to the right."""


def draw_overlay(display_image: NDArray[np.uint8], analysis: Analysis) -> NDArray[np.uint8]:
    """Radiograph with its boxes, and a caption below it that covers no anatomy.

    Parameters
    ----------
    display_image
        (rows, columns[, 3]) uint8, `Radiograph.display_image` of the analysed frame.
    analysis
        Any status. Boxes are solid where definite, dotted where in doubt, in one neutral hue.

    Returns
    -------
    (rows + caption, max(columns, 360), 3) uint8 RGB; the radiograph lies at the top left, unscaled.
    """
    picture = as_rgb(display_image)
    draw_detections(picture, analysis.detections, labels=True)
    return np.asarray(with_caption(picture, caption_lines(analysis), label_size(picture.size)))


def with_caption(picture: Image.Image, lines: Sequence[str], size: int) -> Image.Image:
    """Picture with a dark bar below it that holds the lines, wrapped, in letters of `size` pixels."""
    columns = max(picture.width, MINIMUM_COLUMNS)
    margin = size // 2
    wrapped = [part for line in lines for part in wrap(line, size, columns - 2 * margin)]
    bar = 2 * margin + line_height(size) * len(wrapped)
    canvas = Image.new("RGB", (columns, picture.height + bar), PANEL)
    canvas.paste(picture, (0, 0))
    draw = ImageDraw.Draw(canvas)
    for row, text in enumerate(wrapped):
        top = picture.height + margin + row * line_height(size)
        draw.text((margin, top), text, fill=TEXT, font=font(size))
    return canvas

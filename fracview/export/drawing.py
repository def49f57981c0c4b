"""Drawing with Pillow: fonts, wrapped text, solid and dotted boxes, labels.

The font is Aileron (CC0), which Pillow carries; its characters are ASCII and a few signs more.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from fracview.core.analysis import Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fracview.core.analysis import Detection

Rgb = tuple[int, int, int]
Box = tuple[float, float, float, float]

BOX_COLOUR: Rgb = (240, 228, 66)
"""The one hue of the reading mode (Okabe and Ito's yellow): no red or green verdicts on the image."""

HALO: Rgb = (16, 16, 16)
PANEL: Rgb = (24, 24, 24)
TEXT: Rgb = (232, 232, 232)
LINES_A_SIDE = 350
"""A line is one 350th of the longer side wide, so that it looks the same on every size of scan."""

_SPELLED = str.maketrans({"–": "-", "—": "-", "→": ">", "×": "x", "−": "-", "≥": ">", "≤": "<"})


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Pillow's own font at `size` pixels."""
    loaded = ImageFont.load_default(size)
    assert isinstance(loaded, ImageFont.FreeTypeFont)  # with a size, Pillow gives no bitmap font
    return loaded


def drawable(text: str) -> str:
    """Text in characters that the font has; others become a question mark."""
    return text.translate(_SPELLED).encode("ascii", errors="replace").decode("ascii")


def text_width(text: str, size: int) -> int:
    """Width of a line in pixels."""
    return math.ceil(font(size).getlength(text))


def line_height(size: int) -> int:
    """Distance between lines in pixels."""
    return round(size * 1.3)


def wrap(text: str, size: int, width: int) -> list[str]:
    """Break a line at spaces so that it fits `width` pixels; a word too long is broken anywhere."""
    lines: list[str] = []
    current = ""
    for word in drawable(text).split():
        candidate = f"{current} {word}" if current else word
        if text_width(candidate, size) <= width:
            current = candidate
            continue
        if current:
            lines.append(current)
        *full, current = _break_word(word, size, width)
        lines.extend(full)
    return [*lines, current] if current else lines


def _break_word(word: str, size: int, width: int) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def as_rgb(image: NDArray[np.uint8]) -> Image.Image:
    """Picture (rows, columns[, 3]) uint8 as a new RGB Pillow image."""
    picture = Image.fromarray(np.ascontiguousarray(image))
    return picture.convert("RGB") if picture.mode != "RGB" else picture.copy()


def draw_detections(picture: Image.Image, detections: Sequence[Detection], *, labels: bool) -> None:
    """Draw every box that is at least in doubt: solid where definite, dotted where in doubt.

    Parameters
    ----------
    picture
        RGB, at the size that the boxes are in; drawn upon.
    detections
        Boxes in pixels of `picture`, best score first: the best is drawn last, on top.
    labels
        Whether tier and score stand at each box.
    """
    draw = ImageDraw.Draw(picture)
    width = max(2, round(max(picture.size) / LINES_A_SIDE))
    shown = [d for d in reversed(detections) if d.tier is not Tier.NOT_FOUND]
    for detection in shown:
        outline = draw_solid if detection.tier is Tier.DEFINITE else draw_dotted
        outline(draw, detection.box_xyxy, width)
    if labels:
        for detection in shown:
            _draw_label(draw, detection, width, picture.size)


def draw_solid(draw: ImageDraw.ImageDraw, box: Box, width: int) -> None:
    """Solid box, `width` pixels wide, with a dark line of a pixel on either side."""
    x1, y1, x2, y2 = _ordered(box)
    half = width // 2 + 1
    draw.rectangle((x1 - half, y1 - half, x2 + half, y2 + half), outline=HALO, width=width + 2)
    half -= 1
    draw.rectangle((x1 - half, y1 - half, x2 + half, y2 + half), outline=BOX_COLOUR, width=width)


def draw_dotted(draw: ImageDraw.ImageDraw, box: Box, width: int) -> None:
    """Dotted box: dots `width` + 1 pixels across, two such apart, with a dark rim."""
    radius = (width + 1) / 2
    for x, y in _dots(_ordered(box), spacing=4 * radius):
        for grown, colour in ((radius + 1, HALO), (radius, BOX_COLOUR)):
            draw.ellipse((x - grown, y - grown, x + grown, y + grown), fill=colour)


def _ordered(box: Box) -> Box:
    """Pixel-edge box to the coordinates of the pixels at its rim, never inside out."""
    x1, y1, x2, y2 = box
    return x1, y1, max(x1, x2 - 1), max(y1, y2 - 1)


def _dots(box: Box, spacing: float) -> list[tuple[float, float]]:
    """Points along the rim, evenly on each side, corners included."""
    x1, y1, x2, y2 = box
    across = np.linspace(x1, x2, max(2, round((x2 - x1) / spacing) + 1))
    down = np.linspace(y1, y2, max(2, round((y2 - y1) / spacing) + 1))
    return [(x, y) for y in (y1, y2) for x in across] + [(x, y) for x in (x1, x2) for y in down]


def _draw_label(draw: ImageDraw.ImageDraw, detection: Detection, width: int, size: tuple[int, int]) -> None:
    """Tier and score on a dark plate: above the box, else below it, else inside, never off the picture."""
    text = f"{detection.tier.value} {detection.score:.2f}"
    pixels = label_size(size)
    wide, high = text_width(text, pixels) + pixels // 2, line_height(pixels)
    x1, y1, _, y2 = _ordered(detection.box_xyxy)
    gap = width + 2
    top = y1 - gap - high
    if top < 0:
        top = y2 + gap if y2 + gap + high <= size[1] else y1 + gap
    left = max(0.0, min(x1, size[0] - wide))
    draw.rectangle((left, top, left + wide, top + high), fill=HALO)
    draw.text((left + pixels // 4, top + high // 2), text, fill=BOX_COLOUR, font=font(pixels), anchor="lm")


def label_size(size: tuple[int, int]) -> int:
    """Font size in pixels for text on or below a picture of (columns, rows)."""
    return max(13, min(48, round(max(size) / 45)))

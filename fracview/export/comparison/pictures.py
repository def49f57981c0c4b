"""One radiograph with reference and predictions drawn on it, in the colours and letters of a comparison."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from fracview.core.comparison import FN, FP, TP
from fracview.export.drawing import as_rgb, font

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.comparison import Evaluation, Snapshot

COLOURS = {TP: "#009E73", FP: "#D55E00", FN: "#56B4E9"}
REFERENCE = "#FFFFFF"
SIDE = 560
"""Longest side of a picture in the report, in pixels."""

BRACKET = 0.28
"""Length of a corner bracket's arms, as a share of the shorter side of its box."""


def case_png(
    display_image: NDArray[np.uint8], evaluation: Evaluation, snapshot: Snapshot, image: int
) -> bytes:
    """PNG of one case: the reference as corner brackets, detections as boxes with T, F and their score.

    Parameters
    ----------
    display_image
        (rows, columns[, 3]) of the original; boxes are in its pixels.
    image
        Place of the case in `evaluation.images`.
    """
    picture = as_rgb(display_image)
    scale = min(1.0, SIDE / max(picture.size))
    picture = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    draw = ImageDraw.Draw(picture)
    boxes, case = snapshot.boxes().of(image), evaluation.images[image]
    found = case.predicted.boxes if case.predicted else ()
    for kind, score, iou, detection, annotation in zip(
        boxes.kind, boxes.score, boxes.iou, boxes.detection, boxes.annotation, strict=True
    ):
        if annotation >= 0:
            colour = COLOURS[FN] if kind == FN else REFERENCE
            corners = [value * scale for value in case.annotated.annotations[annotation].box_xyxy]
            _brackets(draw, corners, colour)
            if kind == FN:
                _tag(draw, corners, FN, colour, picture)
        if detection >= 0:
            corners = [value * scale for value in found[detection].box_xyxy]
            draw.rectangle(corners, outline=COLOURS[kind], width=2)
            said = f"{kind} {score:.2f}" + (f" IoU {iou:.2f}" if kind == TP else "")
            _tag(draw, corners, said, COLOURS[kind], picture)
    return _png(picture)


def _brackets(draw: ImageDraw.ImageDraw, box: list[float], colour: str) -> None:
    x1, y1, x2, y2 = box
    arm = max(4.0, BRACKET * min(x2 - x1, y2 - y1))
    for x, inward_x in ((x1, arm), (x2, -arm)):
        for y, inward_y in ((y1, arm), (y2, -arm)):
            draw.line([(x + inward_x, y), (x, y), (x, y + inward_y)], fill=colour, width=2)


def _tag(draw: ImageDraw.ImageDraw, box: list[float], text: str, colour: str, picture: Image.Image) -> None:
    """Above the box, or below it where there is no room; never outside the picture."""
    letters = font(13)
    left, top, right, bottom = draw.textbbox((0, 0), text, font=letters)
    width, height = right - left + 6, bottom - top + 6
    x = min(max(0.0, box[0]), max(0.0, picture.width - width))
    y = box[1] - height if box[1] >= height else min(box[3], picture.height - height)
    draw.rectangle([x, y, x + width, y + height], fill="#000000")
    draw.text((x + 3 - left, y + 3 - top), text, fill=colour, font=letters)


def _png(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return stream.getvalue()

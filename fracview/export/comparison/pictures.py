"""One radiograph with reference and predictions drawn on it, in the colours and letters of a comparison."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from fracview.core.comparison import FN, FP, TP
from fracview.export.comparison.tags import Rectangle, place_tag
from fracview.export.drawing import as_rgb, font, line_height, text_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.comparison import Evaluation, Snapshot

COLOURS = {TP: "#009E73", FP: "#D55E00", FN: "#56B4E9"}
REFERENCE = "#FFFFFF"
PLATE = "#101010"
SIDE = 720
"""Longest side of a picture in the report, in pixels; a smaller original is enlarged, twice at most."""

LETTERS = 15
BRACKET = 0.28
"""Length of a corner bracket's arms, as a share of the shorter side of its box."""

JPEG_QUALITY = 90


def case_jpeg(
    display_image: NDArray[np.uint8], evaluation: Evaluation, snapshot: Snapshot, image: int
) -> bytes:
    """JPEG of one case: the reference as corner brackets, detections as boxes with letters, score and IoU.

    Parameters
    ----------
    display_image
        (rows, columns[, 3]) of the original; boxes are in its pixels.
    image
        Place of the case in `evaluation.images`.
    """
    picture = as_rgb(display_image)
    scale = min(2.0, SIDE / max(picture.size))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    picture = picture.resize(size, Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(picture)
    marks = list(_marks(evaluation, snapshot, image, scale))
    for corners, colour, bracket, _ in sorted(marks, key=lambda mark: mark[2]):  # brackets over boxes
        (_brackets if bracket else _box)(draw, corners, colour)
    taken: list[Rectangle] = []
    for corners, colour, _, text in marks:
        if text:
            others = [other for other, *_ in marks if other != corners]
            plate = place_tag(corners, _plate_size(text), size, taken, others)
            taken.append(plate)
            draw.rectangle(plate, fill=PLATE, outline=colour)
            middle = ((plate[0] + plate[2]) / 2, (plate[1] + plate[3]) / 2)
            draw.text(middle, text, fill=colour, font=font(LETTERS), anchor="mm")
    return _jpeg(picture)


_Mark = tuple[Rectangle, str, bool, str]


def _marks(evaluation: Evaluation, snapshot: Snapshot, image: int, scale: float) -> Iterator[_Mark]:
    """Corners in the picture, colour, whether it is a bracket, and the words at it ("" for none)."""
    boxes, case = snapshot.boxes().of(image), evaluation.images[image]
    found = case.predicted.boxes if case.predicted else ()
    for row in range(len(boxes)):
        kind, annotation, detection = str(boxes.kind[row]), boxes.annotation[row], boxes.detection[row]
        if annotation >= 0:
            drawn = case.annotated.annotations[annotation].box_xyxy
            colour = COLOURS[FN] if kind == FN else REFERENCE
            yield _scaled(drawn, scale), colour, True, FN if kind == FN else ""
        if detection >= 0:
            said = f"{kind} {boxes.score[row]:.2f}" + (f" IoU {boxes.iou[row]:.2f}" if kind == TP else "")
            yield _scaled(found[detection].box_xyxy, scale), COLOURS[kind], False, said


def _scaled(box: Rectangle, scale: float) -> Rectangle:
    x1, y1, x2, y2 = (value * scale for value in box)
    return x1, y1, x2, y2


def _box(draw: ImageDraw.ImageDraw, box: Rectangle, colour: str) -> None:
    x1, y1, x2, y2 = box
    draw.rectangle((x1 - 2, y1 - 2, max(x1, x2) + 2, max(y1, y2) + 2), outline=PLATE, width=4)
    draw.rectangle((x1 - 1, y1 - 1, max(x1, x2) + 1, max(y1, y2) + 1), outline=colour, width=2)


def _brackets(draw: ImageDraw.ImageDraw, box: Rectangle, colour: str) -> None:
    x1, y1, x2, y2 = box
    arm = max(4.0, BRACKET * min(x2 - x1, y2 - y1))
    for line, width in ((PLATE, 4), (colour, 2)):
        for x, inward_x in ((x1, arm), (x2, -arm)):
            for y, inward_y in ((y1, arm), (y2, -arm)):
                draw.line([(x + inward_x, y), (x, y), (x, y + inward_y)], fill=line, width=width)


def _plate_size(text: str) -> tuple[float, float]:
    return text_width(text, LETTERS) + 8.0, line_height(LETTERS) + 2.0


def _jpeg(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return stream.getvalue()

"""What every box and outline must satisfy, whatever file it stands in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.core.annotation import Box, Polygon
    from fracview.reading.annotations.problems import Place

OUTSIDE_PX = 1.0
"""How far a corner may lie outside its image: nearer it is moved to the edge, farther is refused."""

ROUNDING_PX = 1e-6
"""So little outside is an artefact of arithmetic and not worth a note."""

_PLAIN = frozenset((int, float))

Size = tuple[int, int]
"""Columns and rows."""


def number(value: object, place: Place) -> float:
    """A finite number.

    Raises
    ------
    AnnotationError
        Not a number (a truth value is none), NaN, or infinite.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        place.refuse(f"A number is expected here, not {kind(value)}.", "not_a_number")
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        place.refuse(f"The number is {result}, not finite.", "not_finite")
    return result


def parsed_number(text: str, place: Place) -> float:
    """A finite number from text; raises as `number`."""
    try:
        value = float(text)
    except ValueError:
        place.refuse(f"A number is expected here, not {shown(text)}.", "not_a_number")
    return number(value, place)


def numbers(values: object, place: Place, count: int | None = None) -> tuple[float, ...]:
    """A list of finite numbers, `count` of them where that is given; raises as `number`."""
    if not isinstance(values, list):
        place.refuse(f"A list of numbers is expected here, not {kind(values)}.", "not_a_list")
    if count is not None and len(values) != count:
        place.refuse(f"{count} numbers are expected here, not {len(values)}.", "wrong_count")
    if _PLAIN.issuperset(map(type, values)):
        try:
            result = tuple(map(float, values))
        except OverflowError:
            result = (math.nan,)
        if all(map(math.isfinite, result)):
            return result
    return tuple(number(value, place.at(index)) for index, value in enumerate(values))


def image_size(width: object, height: object, place: Place) -> Size:
    """Columns and rows, both positive whole numbers.

    Raises
    ------
    AnnotationError
        Anything else.
    """
    result = []
    for name, value in (("width", width), ("height", height)):
        side = number(value, place.at(name))
        if side < 1 or side != int(side):
            place.at(name).refuse(f"The size of an image cannot be {side:g}.", "bad_size")
        result.append(int(side))
    return result[0], result[1]


def box_from_xywh(values: Sequence[float], place: Place) -> Box:
    """Left, top, width, height to edges.

    Raises
    ------
    AnnotationError
        A width or height that is zero or negative.
    """
    x, y, width, height = values
    for index, side in ((2, width), (3, height)):
        if side <= 0:
            name = "width" if index == 2 else "height"
            reason = "negative_size" if side < 0 else "zero_size"
            place.at(index).refuse(f"The {name} of this box is {side:g}; it must be positive.", reason)
    return x, y, number(x + width, place), number(y + height, place)


def ordered_box(box: Sequence[float], place: Place) -> Box:
    """Edges whose first corner is the upper left one.

    Raises
    ------
    AnnotationError
        Swapped corners, or a box without width or height.
    """
    x1, y1, x2, y2 = box
    if x2 < x1 or y2 < y1:
        place.refuse(f"The corners of this box are swapped ({plain(box)}).", "swapped_corners")
    if x2 == x1 or y2 == y1:
        place.refuse(f"This box has no width or no height ({plain(box)}).", "zero_size")
    return x1, y1, x2, y2


def box_inside(box: Box, size: Size | None, place: Place) -> tuple[Box, bool]:
    """Box with its edges inside the image, and whether that moved one visibly.

    Raises
    ------
    AnnotationError
        A box that lies more than `OUTSIDE_PX` outside, or wholly.
    """
    columns, rows = size or (math.inf, math.inf)
    x1, y1, x2, y2 = box
    beyond = max(-x1, -y1, x2 - columns, y2 - rows, 0.0)
    if beyond == 0.0:
        return box, False
    if beyond > OUTSIDE_PX:
        message = f"This box ({plain(box)}) lies {beyond:.4g} px outside its image"
        message += "." if size is None else f" of {columns} x {rows} px."
        place.refuse(message, "outside")
    inside = (max(0.0, x1), max(0.0, y1), min(float(columns), x2), min(float(rows), y2))
    return ordered_box(inside, place), beyond > ROUNDING_PX


def polygon(flat: Sequence[float], size: Size | None, place: Place) -> Polygon:
    """Outline from x and y in turn, its corners moved to the image's edge where they lie just outside.

    Raises
    ------
    AnnotationError
        Fewer than three corners, an odd count of numbers, or a corner more than `OUTSIDE_PX` outside.
    """
    if len(flat) % 2:
        place.refuse(f"An outline needs an even count of numbers, not {len(flat)}.", "wrong_count")
    if len(flat) < 6:
        place.refuse(f"An outline needs three corners, not {len(flat) // 2}.", "wrong_count")
    columns, rows = size or (math.inf, math.inf)
    xs, ys = flat[::2], flat[1::2]
    beyond = max(-min(xs), -min(ys), max(xs) - columns, max(ys) - rows)
    if beyond > OUTSIDE_PX:
        place.refuse(f"This outline lies {beyond:.4g} px outside its image.", "outside")
    if beyond > 0:
        xs = [min(max(x, 0.0), columns) for x in xs]
        ys = [min(max(y, 0.0), rows) for y in ys]
    return tuple(zip(xs, ys, strict=True))


def around(polygons: Sequence[Polygon], place: Place) -> Box:
    """The smallest box around outlines; raises where it has no width or height."""
    xs = [x for each in polygons for x, _ in each]
    ys = [y for each in polygons for _, y in each]
    return ordered_box((min(xs), min(ys), max(xs), max(ys)), place)


def kind(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """What a JSON value is, in words."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "a truth value", type(None): "nothing"}
    return names.get(type(value), "a number")


def shown(text: str) -> str:
    """A text from a file, for a message: on one line, short, printable."""
    cut = text if len(text) <= 40 else f"{text[:40]}…"
    return ascii(cut) if not cut.isprintable() else f"'{cut}'"


def plain(values: Sequence[float]) -> str:
    """Numbers for a message."""
    return ", ".join(f"{value:g}" for value in values)

"""COCO's run-length masks, as lists and as compressed text, and the outlines of a mask's pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.core.annotation import Polygon
from fracview.reading.annotations.checks import image_size, kind
from fracview.reading.source import MAX_PIXELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.reading.annotations.problems import Place


def mask_of(segmentation: dict[str, Any], place: Place) -> NDArray[np.bool_]:
    """Mask of a run-length segmentation.

    Parameters
    ----------
    segmentation
        ``size`` (rows, columns) and ``counts``: a list of run lengths, or COCO's compressed text. Runs go
        down the columns, left to right, and begin with the background.
    place
        For errors.

    Returns
    -------
    (rows, columns) bool.

    Raises
    ------
    AnnotationError
        Wrong types, or runs that do not add up to the size.
    """
    size = segmentation.get("size")
    if not isinstance(size, list) or len(size) != 2:
        place.at("size").refuse("Rows and columns of the mask are expected here.", "bad_size")
    columns, rows = image_size(size[1], size[0], place.at("size"))
    if columns * rows > MAX_PIXELS:
        place.at("size").refuse(f"A mask of {columns} x {rows} px is too large.", "bad_size")
    at = place.at("counts")
    runs = _runs(segmentation.get("counts"), at)
    if sum(runs) != columns * rows:
        at.refuse(f"The runs cover {sum(runs):,} px; the mask has {columns * rows:,}.", "bad_mask")
    values = np.zeros(len(runs), dtype=np.bool_)
    values[1::2] = True
    mask = np.repeat(values, runs).reshape(columns, rows).T
    if not mask.any():
        at.refuse("This mask is empty.", "bad_mask")
    return mask


def outlines(mask: NDArray[np.bool_]) -> list[Polygon]:
    """Outlines along the edges of a mask's pixels: corners are pixel corners, x then y.

    Areas that touch only at a corner have outlines of their own; a hole is an outline too, turned the other
    way. The area inside, counted with its sign, is exactly the mask's.
    """
    padded = np.pad(mask, 1).astype(np.int8)
    across = np.diff(padded, axis=0)[:, 1:-1]  # (rows + 1, columns): +1 where the mask begins below
    along = np.diff(padded, axis=1)[1:-1, :]  # (rows, columns + 1): +1 where it begins to the right
    steps: dict[tuple[int, int], list[tuple[int, int]]] = {}
    # The mask lies to the right of every step (y down): right along its upper edge, left along its lower.
    for found, start, end in (
        (across == 1, (0, 0), (1, 0)),
        (across == -1, (1, 0), (0, 0)),
        (along == 1, (0, 1), (0, 0)),
        (along == -1, (0, 0), (0, 1)),
    ):
        for y, x in np.argwhere(found).tolist():
            steps.setdefault((x + start[0], y + start[1]), []).append((x + end[0], y + end[1]))
    loops = []
    while steps:
        loops.append(_loop(steps))
    return loops


def _loop(steps: dict[tuple[int, int], list[tuple[int, int]]]) -> Polygon:
    """Take one closed loop out of `steps`; only corners where it turns are kept."""
    first = next(iter(steps))
    corners = [first]
    heading = (0, 0)
    here = first
    while True:
        ahead = steps[here]
        # Two ways on where areas touch at a corner: the right turn stays with its own area.
        right = (here[0] - heading[1], here[1] + heading[0])
        there = right if len(ahead) > 1 and right in ahead else ahead[0]
        ahead.remove(there)
        if not ahead:
            del steps[here]
        turned = (there[0] - here[0], there[1] - here[1])
        if turned == heading:
            corners[-1] = there
        else:
            corners.append(there)
        heading, here = turned, there
        if here == first:
            break
    corners.pop()  # the first again
    if len(corners) > 2 and _straight(corners[-1], corners[0], corners[1]):
        corners.pop(0)
    return tuple((float(x), float(y)) for x, y in corners)


def _straight(one: tuple[int, int], two: tuple[int, int], three: tuple[int, int]) -> bool:
    return (one[0] == two[0] == three[0]) or (one[1] == two[1] == three[1])


def _runs(counts: object, place: Place) -> list[int]:
    if isinstance(counts, str):
        return _uncompressed(counts, place)
    if not isinstance(counts, list):
        place.refuse(f"A list of runs or a compressed text is expected here, not {kind(counts)}.", "bad_mask")
    for index, run in enumerate(counts):
        if type(run) is not int or run < 0:
            place.at(index).refuse("A run is a whole number, zero or more.", "bad_mask")
    return counts


def _uncompressed(text: str, place: Place) -> list[int]:
    """Runs from COCO's text.

    Each is groups of 5 bits, the lowest first, the 6th bit saying that more follow; from the fourth run on
    as the difference to the last but one.
    """
    runs: list[int] = []
    value = shift = 0
    for position, character in enumerate(text):
        code = ord(character) - 48
        if not 0 <= code < 64 or shift > 60:
            place.refuse(f"Character {position} of this compressed mask is none of COCO's.", "bad_mask")
        value |= (code & 31) << shift
        shift += 5
        if code & 32:
            continue
        if code & 16:
            value -= 1 << shift
        if len(runs) > 2:
            value += runs[-2]
        if value < 0:
            place.refuse(f"This compressed mask has a negative run at character {position}.", "bad_mask")
        runs.append(value)
        value = shift = 0
    if shift:
        place.refuse("This compressed mask ends in the middle of a run.", "bad_mask")
    return runs

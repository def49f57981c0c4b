"""Where the words at a box go: beside it, off the other boxes and off the other words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Rectangle = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels of the picture."""

GAP = 4.0
RINGS = 4
"""How many plates' heights away from its box the words may go."""


def place_tag(
    box: Rectangle,
    plate: tuple[float, float],
    picture: tuple[int, int],
    taken: Sequence[Rectangle],
    others: Sequence[Rectangle],
) -> Rectangle:
    """Rectangle for a plate of words: the nearest place that hides least.

    Parameters
    ----------
    box
        What the words are of.
    plate, picture
        Width and height. A plate that is larger than the picture begins at its edge.
    taken
        Plates that are there already: to hide one is worst.
    others
        Other boxes: better not hidden either.
    """
    best, lowest = None, float("inf")
    for distance, place in enumerate(_places(box, plate)):
        here = _inside(place, plate, picture)
        hidden = 10 * sum(_overlap(here, one) for one in taken)
        hidden += sum(_overlap(here, one) for one in others) + _overlap(here, box)
        cost = hidden / (plate[0] * plate[1]) + 0.02 * distance
        if best is None or cost < lowest:
            best, lowest = here, cost
    assert best is not None  # there is always a first place
    return best


def _places(box: Rectangle, plate: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Left and top corners, nearest first: above, below, right, left, and then further away."""
    x1, y1, x2, y2 = box
    wide, high = plate
    for ring in range(RINGS):
        away = GAP + ring * (high + 2)
        above, below = y1 - high - away, y2 + away
        yield from ((x1, above), (x1, below), (x2 - wide, above), (x2 - wide, below))
        yield from ((x2 + away, y1), (x1 - wide - away, y1), (x2 + away, y2 - high))


def _inside(place: tuple[float, float], plate: tuple[float, float], picture: tuple[int, int]) -> Rectangle:
    left = max(0.0, min(place[0], picture[0] - 1 - plate[0]))
    top = max(0.0, min(place[1], picture[1] - 1 - plate[1]))
    return left, top, left + plate[0], top + plate[1]


def _overlap(one: Rectangle, other: Rectangle) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0

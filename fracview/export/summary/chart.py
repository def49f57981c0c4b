"""The histogram of the probability as shapes of an SVG, measured in its own units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.core.outcome import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH, HEIGHT = 900, 270
LEFT, RIGHT, TOP, BOTTOM = 8, 8, 40, 24
"""Margins: numbers stand above, the scale below."""

MIDDLE = 0.5
LEAST = 1.5
"""A bar of a single frame is so high, however many stand beside it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a column: outcome, and its rectangle."""

    outcome: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Text at a place; `anchor` as SVG has it."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Histogram:
    """Everything to draw; `points` are the operating points, from the top of the chart to its floor."""

    bars: tuple[Bar, ...]
    counts: tuple[Mark, ...]
    scale: tuple[Mark, ...]
    points: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT
    top: int = TOP
    floor: int = HEIGHT - BOTTOM


def histogram(bins: Mapping[str, Sequence[int]], points: Mapping[str, float]) -> Histogram:
    """Columns of the three answers upon each other, linear, with the count above each.

    Parameters
    ----------
    bins
        For each answer, counts of equal bins from 0 to 1.
    points
        Probability by name of the operating point; empty where frames have different ones.
    """
    totals = [sum(column) for column in zip(*(bins[name] for name in ANSWERS), strict=True)]
    highest = max([*totals, 1])
    room = HEIGHT - TOP - BOTTOM - 14  # the highest column's count stands below the names of the points
    bars: list[Bar] = []
    counts: list[Mark] = []
    step = (WIDTH - LEFT - RIGHT) / len(totals)
    for index, total in enumerate(totals):
        y = float(HEIGHT - BOTTOM)
        for name in reversed(ANSWERS):
            if bins[name][index]:
                height = max(LEAST, room * bins[name][index] / highest)
                y -= height
                left = LEFT + index * step + 1
                bars.append(Bar(name, round(left, 1), round(y, 1), round(step - 2, 1), round(height, 1)))
        if total:
            counts.append(Mark(round(LEFT + (index + 0.5) * step, 1), round(y - 4, 1), f"{total:,}"))
    scale = [Mark(_x(one / 10), HEIGHT - 6, f"{one / 10:.1f}", _anchor(one)) for one in range(11)]
    return Histogram(tuple(bars), tuple(counts), tuple(scale), _points(points))


def _points(points: Mapping[str, float]) -> tuple[Mark, ...]:
    """Each name on a line of its own, on the side of its point that has the room."""
    ordered = sorted(points.items(), key=lambda item: item[1])
    return tuple(
        Mark(_x(value), 12 + 15 * row, f"{name} {value:.2f}", "end" if value > MIDDLE else "start")
        for row, (name, value) in enumerate(ordered)
    )


def _x(probability: float) -> float:
    return round(LEFT + probability * (WIDTH - LEFT - RIGHT), 1)


def _anchor(tenth: int) -> str:
    return {0: "start", 10: "end"}.get(tenth, "middle")

"""Filled tables as PNG plots: the paper's figure hollow, ours solid with its interval; confusion matrices."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from training.tables.cells import Filled, Line

MAIN = ("accuracy", "ap50", "energy", "fractured")
"""The figure that a table is plotted by: the first of these that it has."""

BLUE, GREY = "#1f77b4", "#777777"


def plot(filled: Filled, path: Path) -> bool:
    """Draw one table; False, and no file, where there is nothing to draw."""
    if filled.confusion is not None:
        save_canvas(_matrix(*filled.confusion), path)
        return True
    lines = main_lines(filled)
    if not lines:
        return False
    save_canvas(_dots(filled, lines), path)
    return True


def main_lines(filled: Filled) -> tuple[Line, ...]:
    """The lines of the figure that the table is plotted by."""
    named = {line.figure for line in filled.lines}
    main = next((name for name in MAIN if name in named), "")
    lines = tuple(line for line in filled.lines if line.figure == main)
    return lines if any(line.paper is not None or line.ours is not None for line in lines) else ()


def _dots(filled: Filled, lines: Sequence[Line]) -> Canvas:
    figure = Canvas(figsize=(8, 1.4 + 0.28 * len(lines)), layout="constrained")
    axes = figure.add_subplot()
    for place, line in enumerate(lines):
        if line.paper is not None:
            axes.plot(line.paper, place, "o", mfc="white", mec=GREY, ms=7)
        if line.ours is not None and not math.isnan(line.ours.value):
            _ours(axes, place, line)
    axes.set_yticks(range(len(lines)), [f"{line.network} ({line.protocol})" for line in lines], fontsize=8)
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.3)
    axes.set_xlabel(f"{lines[0].figure}; hollow: the paper's, solid: ours with 95 % interval, square: a try")
    axes.set_title(f"{filled.table.label}. {filled.table.title}", fontsize=9, wrap=True)
    return figure


def _ours(axes: Any, place: int, line: Line) -> None:
    assert line.ours is not None
    axes.plot(line.ours.value, place, "s" if line.tried else "o", color=BLUE, ms=5)
    if line.ours.low is not None and line.ours.high is not None:
        axes.hlines(place, line.ours.low, line.ours.high, color=BLUE, lw=1.5)


def _matrix(classes: Sequence[str], counts: Sequence[Sequence[int]], signature: str) -> Canvas:
    figure = Canvas(figsize=(5.5, 5.5), layout="constrained")
    axes = figure.add_subplot()
    shares = [[count / max(sum(row), 1) for count in row] for row in counts]
    axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    for y, row in enumerate(counts):
        for x, count in enumerate(row):
            ink = "white" if shares[y][x] > 0.5 else "black"
            axes.text(x, y, f"{count}\n{shares[y][x]:.2f}", ha="center", va="center", color=ink)
    axes.set_xticks(range(len(classes)), classes)
    axes.set_yticks(range(len(classes)), classes)
    axes.set_xlabel("answer")
    axes.set_ylabel("reference")
    axes.set_title(signature.replace("|", " | "), fontsize=6, wrap=True)
    return figure


def save_canvas(figure: Canvas, path: Path) -> None:
    """Write a drawing as a PNG that names no program."""
    FigureCanvasAgg(figure)
    figure.savefig(path, dpi=130, metadata={"Software": None})

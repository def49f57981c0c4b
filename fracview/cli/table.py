"""The table that a person reads: worst first."""

from __future__ import annotations

import os
from bisect import insort
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fracview.core.analysis import Status, Tier
from fracview.export.captions import reason_sentence
from fracview.review.severity import is_discordant, severity
from fracview.review.summary import outcome
from fracview.review.texts import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.core.analysis import Analysis

PLAIN_WIDTH = 100_000
"""Columns where nobody's window ends: a line is never folded in a pipe."""

STYLE = {"definite": "bold yellow", "doubt": "yellow", "failed": "bold", "unreadable": "bold"}
DISCORDANT = "definite box, low probability: look"
COLUMNS = ("result", "probability", "region", "boxes", "file", "note")


@dataclass(frozen=True, slots=True)
class Row:
    """What the table says of one frame.

    `discordant` where the classifier found no fracture and the detector's box is definite.
    """

    outcome: str
    probability: float
    region: str
    boxes: str
    file: str
    note: str
    discordant: bool = False

    @classmethod
    def of(cls, analysis: Analysis) -> Row:
        """Row of an analysis of any status."""
        fracture, region = analysis.fracture, analysis.region
        return cls(
            outcome(analysis),
            fracture.probability if fracture else -1.0,
            f"{region.label} {region.probabilities[region.label]:.2f}" if region else "",
            _boxes(analysis),
            printable(_place(analysis)),
            printable(_note(analysis)),
            is_discordant(analysis),
        )

    def cells(self) -> list[Text]:
        """Cells in the order of `COLUMNS`; never markup, whatever a file is called."""
        probability = f"{self.probability:.2f}" if self.probability >= 0 else ""
        word = self.outcome.replace("_", " ")
        texts = [word, probability, self.region, self.boxes, self.file, self.note]
        return [Text(texts[0], style=STYLE.get(self.outcome, "")), *(Text(text) for text in texts[1:])]


class WorstRows:
    """Rows in order, worst first; the best are dropped beyond `limit`, so that a run takes no more memory."""

    def __init__(self, limit: int | None = None) -> None:
        self.worst: list[Row] = []
        self._limit = limit

    def add(self, row: Row) -> None:
        """Take in one row; of equals the first to come stays first."""
        insort(self.worst, row, key=_severity)
        if self._limit is not None and len(self.worst) > self._limit:
            self.worst.pop()


def _severity(row: Row) -> tuple[int, bool, float]:
    return severity(row.outcome, row.probability, row.discordant)


def print_table(rows: Sequence[Row], *, total: int | None = None) -> None:
    """Print rows to standard output, in the order given, and how many of `total` are not among them."""
    console = Console(highlight=False, markup=False)
    shown, below = list(rows), ""
    if console.is_terminal:
        shown, below = _shortened(shown)
    else:
        console.width = PLAIN_WIDTH
    if below:
        print(f"Files below {below}")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in COLUMNS:
        table.add_column(name, justify="right" if name == "probability" else "left", overflow="fold")
    for row in shown:
        table.add_row(*row.cells())
    if console.is_terminal:
        console.print(table)
    else:
        _print_plain(console, table)
    if total is not None and total > len(rows):
        print(f"... and {total - len(rows)} more")


def _shortened(rows: Sequence[Row]) -> tuple[list[Row], str]:
    """Rows whose files are named from their common folder on, and that folder; "" where there is none."""
    try:
        folder = os.path.commonpath([Path(row.file).parent for row in rows])
    except ValueError:  # absolute and relative paths, or none at all
        folder = ""
    if folder in ("", "."):
        return list(rows), ""
    return [replace(row, file=os.path.relpath(row.file, folder)) for row in rows], folder


def _print_plain(console: Console, table: Table) -> None:
    """Print for a pipe or a file: without the blanks that fill the last column."""
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        print(line.rstrip())


def _place(analysis: Analysis) -> str:
    return f"{analysis.path} frame {analysis.frame}" if analysis.frame else str(analysis.path)


def _boxes(analysis: Analysis) -> str:
    words = ((Tier.DEFINITE, "definite"), (Tier.DOUBT, "doubt"))
    counted = ((sum(d.tier is tier for d in analysis.detections), word) for tier, word in words)
    return ", ".join(f"{count} {word}" for count, word in counted if count)


def _note(analysis: Analysis) -> str:
    parts = [] if analysis.status is Status.ANALYZED else [reason_sentence(analysis.reason)]
    parts += [DISCORDANT] if is_discordant(analysis) else []
    *first, last = [*parts, *analysis.warnings] or [""]
    return "; ".join([*(part.rstrip(".") for part in first), last])

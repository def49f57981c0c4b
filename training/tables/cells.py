"""Tables as lines of text, before they are Markdown, CSV or a plot: one line a row and figure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.suite.outcomes import best_of
from training.suite.tries import try_words
from training.tables.reasons import default_reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from training.suite.outcomes import Figure, Outcome
    from training.suite.rows import Row, Suite, Table
    from training.suite.signature import Signature
    from training.tables.reasons import Reason

TRY, SHORT = "try", "short"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of one row.

    Attributes
    ----------
    network
        Model and setting, as the first column shows them.
    paper, ours
        Printed figure and ours; None where there is none.
    signature
        What exactly gave `ours`; never empty where `ours` is there.
    reason
        Why `ours` is not there, as the table says it ("not run: ..."); "" where it is.
    tried
        Whether `ours` only shows that the recipe runs.
    mark
        What stands beside `ours` where the run was not the row's own: "try", or its epochs ("8/200 epochs").
    """

    table: str
    row: str
    network: str
    protocol: str
    figure: str
    paper: float | None
    ours: Figure | None
    signature: str = ""
    reason: str = ""
    tried: bool = False
    mark: str = ""

    @property
    def difference(self) -> float | None:
        """Ours less the paper's; None where either is missing, or ours is a mere try."""
        if self.paper is None or self.ours is None or self.tried or math.isnan(self.ours.value):
            return None
        return self.ours.value - self.paper


@dataclass(frozen=True, slots=True)
class Filled:
    """A table with its lines in row order.

    Attributes
    ----------
    notes
        The table's, and its rows' (named by row unless many share it).
    confusion
        (classes, counts, signature), or None.
    """

    table: Table
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    confusion: tuple[tuple[str, ...], tuple[tuple[int, ...], ...], str] | None = None


def fill(
    suite: Suite,
    outcomes: Sequence[Outcome],
    counted: Sequence[Line] = (),
    reasons: Sequence[Reason] = (),
    tries: Mapping[str, Signature] | None = None,
) -> tuple[Filled, ...]:
    """Every table of the suite, filled from outcomes.

    Parameters
    ----------
    counted
        Lines made elsewhere (`counts`, `explained`); they replace a row's own.
    reasons
        Why rows were not run.
    tries
        Rows whose recipe ran through once.
    """
    why = _Why(suite, tuple(reasons), tries or {})
    return tuple(_fill(suite, table, outcomes, counted, why) for table in suite.tables)


@dataclass(frozen=True, slots=True)
class _Why:
    """Why rows have no figure of ours."""

    suite: Suite
    reasons: tuple[Reason, ...]
    tries: Mapping[str, Signature]

    def of(self, row: Row) -> str:
        written = (one.text for one in self.reasons if one.fits(self.suite, row))
        reason = next(written, default_reason(self.suite, row))
        tried = try_words(self.tries, row.of or row.id)
        return f"{reason}; {tried}" if tried else reason


def _fill(
    suite: Suite,
    table: Table,
    outcomes: Sequence[Outcome],
    counted: Sequence[Line],
    why: _Why,
) -> Filled:
    lines: list[Line] = []
    confusion = None
    for row in suite.rows_of(table.id):
        given = [line for line in counted if line.row == row.id]
        lines += given or _lines(suite, table, row, outcomes, why)
        shown = best_of(outcomes, row.id, row.protocol)
        if shown is not None and shown.confusion and not row.trains:
            confusion = (shown.classes, shown.confusion, str(shown.signature))
    notes = (*table.notes, *_row_notes(suite.rows_of(table.id)))
    return Filled(table, tuple(lines), notes, confusion)


def _row_notes(rows: Sequence[Row]) -> list[str]:
    """Each note once, with the rows that it is of, unless it is of more than three."""
    of: dict[str, list[str]] = {}
    for row in rows:
        for note in row.notes:
            of.setdefault(note, []).append(row.id)
    return [note if len(ids) > 3 else f"{', '.join(ids)}: {note}" for note, ids in of.items()]


def _lines(suite: Suite, table: Table, row: Row, outcomes: Sequence[Outcome], why: _Why) -> list[Line]:
    """Under the row's own protocol, and under each other one that it was run under."""
    others = {one.protocol for one in outcomes if one.row_id == row.id} - {row.protocol}
    lines: list[Line] = []
    for protocol in (row.protocol, *sorted(others)):
        outcome = best_of(outcomes, row.id, protocol)
        names = _names(table, row, outcome)
        if outcome is None:
            lines += [_line(suite, table, row, protocol, name, why.of(row)) for name in names or ("",)]
        else:
            lines += [_filled_line(suite, table, row, outcome, name) for name in names or ("",)]
    return lines


def _names(table: Table, row: Row, outcome: Outcome | None) -> tuple[str, ...]:
    """Printed figures in their order, then those that only we have."""
    ours: Iterable[str] = outcome.figures if outcome else ()
    return tuple(dict.fromkeys((*table.figures, *row.paper, *ours)))


def _line(suite: Suite, table: Table, row: Row, protocol: str, name: str, reason: str) -> Line:
    paper = row.paper.get(name)
    said = f"not run: {reason}"
    return Line(table.id, row.id, network(suite, row), protocol, name, paper, None, reason=said)


def _filled_line(suite: Suite, table: Table, row: Row, outcome: Outcome, name: str) -> Line:
    tried = outcome.signature.run == TRY
    ours = outcome.figures.get(name)
    paper = row.paper.get(name)
    return Line(
        table=table.id,
        row=row.id,
        network=network(suite, row),
        protocol=outcome.protocol,
        figure=name,
        paper=paper,
        ours=ours,
        signature=str(outcome.signature) if ours else "",
        reason="" if ours else _missing(outcome, name),
        tried=tried,
        mark=_mark(outcome),
    )


def _mark(outcome: Outcome) -> str:
    run = outcome.signature.run
    return TRY if run == TRY else f"{outcome.signature.epochs} epochs" if run == SHORT else ""


def _missing(outcome: Outcome, name: str) -> str:
    return "not given by the run" if name or not outcome.confusion else "see the matrix"


def network(suite: Suite, row: Row) -> str:
    """What a reader calls the row: its model and setting."""
    model = row.model or (suite.row(row.of).model if row.of else "")
    return ", ".join(part for part in (model, row.setting) if part) or row.id

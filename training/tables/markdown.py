"""Filled tables as Markdown and CSV."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from training.tables.cells import Filled, Line

HEAD = ("network", "figure", "paper", "ours", "difference", "95 % interval", "n", "signature")
CSV_HEAD = (
    "table", "row", "network", "protocol", "figure", "paper", "ours", "difference", "low", "high", "n",
    "signature", "reason",
)  # fmt: skip
COUNTS = ("fractured", "non_fractured", "n", "imgsz", "size", "best_epoch")
"""Figures that are whole numbers."""

SHOWN = {"ap50": "mAP@0.5", "ap50_95": "mAP@[.5:.95]", "auc": "AUC", "f1": "F1"}


def to_markdown(tables: Sequence[Filled], notes: Iterable[str] = ()) -> str:
    """All tables, each with its notes and the signatures that its figures point to."""
    head = [*(f"- {note}" for note in notes), ""]
    return "\n".join([*head, *(_table(one) for one in tables)])


def to_csv(tables: Sequence[Filled]) -> str:
    """One line a row and figure, every figure with its whole signature."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_HEAD)
    for one in tables:
        for line in one.lines:
            writer.writerow(_csv_row(line))
    return out.getvalue()


def _csv_row(line: Line) -> list[object]:
    ours = line.ours
    measured = [ours.low, ours.high, ours.n] if ours else [None, None, None]
    values = [line.paper, ours.value if ours else None, line.difference, *measured]
    return [
        line.table, line.row, line.network, line.protocol, line.figure,
        *("" if value is None else value for value in values), line.signature, line.reason,
    ]  # fmt: skip


def _table(filled: Filled) -> str:
    signatures: dict[str, int] = {}
    rows = []
    before = None
    for line in filled.lines:
        key = (line.row, line.protocol)
        rows.append(_line(line, signatures, first=key != before))
        before = key
    parts = [f"## {filled.table.label}. {filled.table.title}", ""]
    parts += [f"| {' | '.join(HEAD)} |", "|" + "---|" * len(HEAD), *rows, ""]
    if filled.confusion:
        classes, counts, signature = filled.confusion
        number = signatures.setdefault(signature, len(signatures) + 1)
        parts += [*_confusion(classes, counts, number), ""]
    parts += [f"- [{number}] `{text}`" for text, number in signatures.items()]
    parts += [f"- {note}" for note in filled.notes]
    return "\n".join([*parts, ""])


def _line(line: Line, signatures: dict[str, int], *, first: bool) -> str:
    ours, number = line.ours, ""
    if ours:
        number = f"[{signatures.setdefault(line.signature, len(signatures) + 1)}]"
    cells = (
        _name(line) if first else "",
        SHOWN.get(line.figure, line.figure.replace("_", " ")),
        _number(line.figure, line.paper),
        _ours(line, first=first),
        _difference(line),
        f"{ours.low:.3f} to {ours.high:.3f}"
        if ours and ours.low is not None and ours.high is not None
        else "",
        str(ours.n) if ours else "",
        number,
    )
    return f"| {' | '.join(cells)} |"


def _name(line: Line) -> str:
    return f"{line.network} ({line.protocol})"


def _ours(line: Line, *, first: bool) -> str:
    """Ours, or why not; the reason in full on the first line of a row."""
    if line.ours is None:
        return line.reason if first else line.reason.split(":")[0]
    return _number(line.figure, line.ours.value) + (f" ({line.mark})" if line.mark else "")


def _difference(line: Line) -> str:
    if line.difference is None:
        return ""
    digits = 0 if line.figure in COUNTS else 3
    return f"{line.difference:+.{digits}f}"


def _number(figure: str, value: float | None) -> str:
    if value is None:
        return ""
    if math.isnan(value):
        return "undefined"
    if figure in COUNTS:
        return f"{value:.0f}"
    return f"{value:.6g}" if figure == "learning_rate" else f"{value:.3f}"


def _confusion(classes: Sequence[str], counts: Sequence[Sequence[int]], number: int) -> list[str]:
    head = [
        f"| reference \\ answer [{number}] | " + " | ".join(classes) + " |",
        "|" + "---|" * (len(classes) + 1),
    ]
    return head + [
        f"| {name} | {' | '.join(str(one) for one in row)} |"
        for name, row in zip(classes, counts, strict=True)
    ]

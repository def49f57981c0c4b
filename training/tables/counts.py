"""Table VII: scans by region and label, counted from `dataset.csv` alone."""

from __future__ import annotations

import csv
import hashlib
import json
from typing import TYPE_CHECKING, Any

from fracview.core.errors import UsageError
from training import fracatlas
from training.fracatlas import REGIONS
from training.runs import save_text
from training.suite.outcomes import Figure
from training.tables.cells import Line, network

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from training.suite.rows import Suite

LABELS = ("fractured", "non_fractured")
TOTAL = "total"
Counts = dict[str, dict[str, int]]


def count_scans(table: Path) -> Counts:
    """Rows of a `dataset.csv` by region, then by label; ``total`` is over all regions.

    A scan with the mixed flag is mixed; rows without a file count.

    Raises
    ------
    UsageError
        Where the file is missing or a row has no region.
    """
    if not table.is_file():
        message, cure = "there is no dataset.csv", "Name the FracAtlas folder with --data."
        raise UsageError(message, reason="not_fracatlas", path=table, cure=cure)
    counts = {region: dict.fromkeys(LABELS, 0) for region in (*REGIONS, TOTAL)}
    with table.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            label = LABELS[0] if row["fractured"] == "1" else LABELS[1]
            for region in (fracatlas.region_of(row), TOTAL):
                counts[region][label] += 1
    return counts


def counted(data_root: Path) -> dict[str, Any]:
    """Counts of a FracAtlas folder, with the SHA-256 of the table they come from."""
    table = data_root / "dataset.csv"
    return {"counts": count_scans(table), "sha256": hashlib.sha256(table.read_bytes()).hexdigest()}


def save_counts(data_root: Path, file: Path) -> None:
    """Count, and write what `counted` gives."""
    save_text(file, json.dumps(counted(data_root), indent=1) + "\n")


def read_counts(file: Path) -> dict[str, Any] | None:
    """What `save_counts` wrote; None where there is no file."""
    content: dict[str, Any] | None = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
    return content


def counted_lines(suite: Suite, content: dict[str, Any]) -> tuple[Line, ...]:
    """Lines of the rows that are counted, from what `counted` gave."""
    signature = f"counted|dataset.csv:{content['sha256'][:8]}"
    rows = [row for row in suite.rows if row.task == "counts"]
    return tuple(
        Line(
            table=row.table,
            row=row.id,
            network=network(suite, row),
            protocol="dataset.csv",
            figure=label,
            paper=row.paper.get(label),
            ours=_figure(content["counts"], str(row.settings["view"]), label),
            signature=signature,
        )
        for row in rows
        for label in LABELS
    )


def _figure(counts: Counts, region: str, label: str) -> Figure:
    value = counts[region][label]
    return Figure(value, value)


def differing(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines whose count is not the printed one."""
    return tuple(line for line in lines if line.ours is None or line.paper != line.ours.value)

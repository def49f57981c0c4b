"""A record as one row of a table, safe to open in a spreadsheet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fracview.export.records import Record

Cell = str | int | float

TASKS_WITH_POINTS = ("fracture", "detection")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
SEPARATOR = " | "


def columns(region_labels: Sequence[str], extra: Sequence[str] = ()) -> list[str]:
    """Column names: the record's keys joined by dots, in the record's order, then `extra`."""
    points = [
        f"provenance.operating_points.{task}.{point}"
        for task in TASKS_WITH_POINTS
        for point in ("high_sensitivity", "high_specificity")
    ]
    return [
        *("path", "frame", "sha256", "status", "reason"),
        *("fracture.probability", "fracture.tier", "region.label"),
        *(f"region.probabilities.{label}" for label in region_labels),
        *("detections", "warnings"),
        *("provenance.app_version", "provenance.models", "provenance.provider", "provenance.provider_note"),
        *("provenance.preprocessing", "provenance.voi", *points),
        *("elapsed_ms", *extra),
    ]


def flatten(record: Record, guard: Callable[[str], str] | None = None) -> dict[str, Cell]:
    """Record to cells by column name; what the record has no value for is left out.

    `detections` become JSON text in one cell, since their number varies; warnings are joined by a bar;
    models read ``name sha256``. `guard` is what every text goes through: by default `harmless`, after which
    none is one that a spreadsheet would run as a formula.
    """
    nested = dict(record)
    nested["detections"] = json.dumps(record["detections"], allow_nan=False)
    nested["warnings"] = SEPARATOR.join(record["warnings"])
    models = SEPARATOR.join(f"{m['name']} {m['sha256']}" for m in record["provenance"]["models"])
    nested["provenance"] = {**record["provenance"], "models": models}
    cells: dict[str, Cell] = {}
    _collect("", nested, cells, guard or harmless)
    return cells


def _collect(prefix: str, value: object, cells: dict[str, Cell], guard: Callable[[str], str]) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            _collect(f"{prefix}.{key}" if prefix else key, item, cells, guard)
    elif isinstance(value, str):
        cells[prefix] = guard(value)
    elif isinstance(value, int | float):
        cells[prefix] = value


def harmless(text: str) -> str:
    """Text that no spreadsheet runs: a leading = + - @, tab or line end is preceded by an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text

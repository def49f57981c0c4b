"""Why rows were not run: `training/results/not_run.json`, the first entry that fits."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from fracview.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from training.suite.rows import Row, Suite


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence, and the rows it is for: a pattern of id, table, family or model."""

    rows: str
    text: str

    def fits(self, suite: Suite, row: Row) -> bool:
        """Whether it is for this row, or for the one that this row is read off."""
        source = suite.row(row.of) if row.of else row
        names = (row.id, row.table, source.id, source.family, source.model)
        return any(fnmatchcase(name, self.rows) for name in names if name)


def default_reason(suite: Suite, row: Row) -> str:
    """What is missing where nobody has written down why."""
    kind = next(table.kind for table in suite.tables if table.id == row.table)
    if row.family == "explain":
        return "`python -m training explain` has not measured it"
    if kind == "pictures":
        return "a picture, drawn by `tables --data --out`"
    if row.of:
        return f"read off {row.of}, of which there is no outcome"
    return "there is no outcome of it"


def read_reasons(path: Path) -> tuple[Reason, ...]:
    """The file's entries; none where there is no file.

    Raises
    ------
    UsageError
        Where it is no list of objects with ``rows`` and ``reason``.
    """
    if not path.is_file():
        return ()
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return tuple(Reason(one["rows"], one["reason"]) for one in entries)
    except (ValueError, KeyError, TypeError) as error:
        cure = 'Write [{"rows": PATTERN, "reason": SENTENCE}, ...].'
        raise UsageError("these are no reasons", reason="bad_reasons", path=path, cure=cure) from error

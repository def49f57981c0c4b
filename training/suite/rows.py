"""A suite file as rows: which network on which task, what the paper printed, what it left unsaid.

A `[table.ID]` of the file is a table of the paper. A row inherits the table's settings, then those of its
family within the table (`[table.ID.family.NAME]`), then its own; notes add up.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fracview.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SUITES = Path(__file__).resolve().parents[1] / "suites"

KINDS = ("runs", "derived", "counts", "pictures")
"""What a table's rows are: trained; read off another row's predictions; counted; drawn."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes
    ----------
    id
        Unique in the suite: ``V-Xception``.
    table
        The table it stands in: ``V``.
    task
        ``fracture`` or ``region`` (classifiers), ``detection``, ``segmentation``, ``explanation``, ``counts``
    family, model
        Who trains it (`training.families`), and the network's name there; family "" where nothing is trained.
    protocol
        `training.suite.protocols`: the one that this row's printed figures belong to.
    setting
        What tells the row from others of the same model, for people: ``100e imgsize=600``.
    paper
        Printed figure by name, as printed; empty for what the paper left as future work.
    settings
        Size, epochs, batch, ... for the family; ``of`` names the row that a derived row is read off.
    notes
        Slips of the paper and assumptions of ours that touch this row alone.
    """

    id: str
    table: str
    task: str
    family: str
    model: str
    protocol: str
    setting: str = ""
    paper: Mapping[str, float] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def of(self) -> str:
        """Id of the row whose predictions this one is read off, or ""."""
        return str(self.settings.get("of", ""))

    @property
    def trains(self) -> bool:
        """Whether a family trains this row itself."""
        return bool(self.family) and not self.of


@dataclass(frozen=True, slots=True)
class Table:
    """A table or figure of the paper, or of its future work.

    Attributes
    ----------
    label
        ``Table V``, ``Fig. 4``.
    figures
        Names of the printed columns, in their order.
    kind
        One of `KINDS`.
    """

    id: str
    label: str
    title: str
    kind: str
    figures: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suite:
    """All rows of one file, in its order."""

    name: str
    title: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
    rows: tuple[Row, ...]

    def row(self, row_id: str) -> Row:
        """The row of that id.

        Raises
        ------
        UsageError
            Where there is none.
        """
        for row in self.rows:
            if row.id == row_id:
                return row
        raise _no_row(row_id)

    def rows_of(self, table_id: str) -> tuple[Row, ...]:
        """The rows of one table."""
        return tuple(row for row in self.rows if row.table == table_id)


def load_suite(name: str = "paper") -> Suite:
    """The suite of that name, or of that file where `name` ends in ``.toml``.

    Raises
    ------
    UsageError
        Where there is no such suite, or its file does not hold together.
    """
    path = Path(name) if name.endswith(".toml") else SUITES / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in SUITES.glob("*.toml")))
        message, cure = f"there is no suite {name}", f"Choose from {known}, or name a .toml file."
        raise UsageError(message, reason="no_suite", cure=cure)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise _bad(path, "", str(error)) from error
    tables = tuple(_table(path, key, one) for key, one in content.get("table", {}).items())
    rows = tuple(row for key, one in content.get("table", {}).items() for row in _rows(path, key, one))
    _refuse_twins(path, rows)
    about = content.get("suite", {})
    return Suite(path.stem, about.get("title", path.stem), tuple(about.get("notes", ())), tables, rows)


def select(rows: Sequence[Row], patterns: Iterable[str] = ()) -> tuple[Row, ...]:
    """Rows whose id, table or family fits a pattern (``V-*``, ``I``, ``yolo_det``); all without any.

    Raises
    ------
    UsageError
        Where a pattern fits nothing, which names it.
    """
    wanted = list(patterns)
    for pattern in wanted:
        if not any(_fits(row, pattern) for row in rows):
            raise _no_row(pattern)
    return tuple(row for row in rows if not wanted or any(_fits(row, pattern) for pattern in wanted))


def _no_row(name: str) -> UsageError:
    cure = "`python -m training tables` lists the rows."
    return UsageError(f"no row is called {name}", reason="no_row", field="--rows", cure=cure)


def _fits(row: Row, pattern: str) -> bool:
    return any(fnmatchcase(one, pattern) for one in (row.id, row.table, row.family) if one)


def _table(path: Path, key: str, content: Mapping[str, Any]) -> Table:
    kind = content.get("kind", "runs")
    if kind not in KINDS:
        raise _bad(path, key, f"kind {kind} is none of {', '.join(KINDS)}")
    return Table(
        id=key,
        label=content.get("label", f"Table {key}"),
        title=content["title"],
        kind=kind,
        figures=tuple(content.get("figures", ())),
        notes=tuple(content.get("notes", ())),
    )


def _rows(path: Path, key: str, content: Mapping[str, Any]) -> list[Row]:
    return [_row(path, key, content, one) for one in content.get("rows", ())]


def _row(path: Path, key: str, table: Mapping[str, Any], one: Mapping[str, Any]) -> Row:
    family = one.get("family", table.get("default_family", ""))
    of_family = table.get("family", {}).get(family, {})
    figures, printed = table.get("figures", ()), one.get("paper", ())
    if not isinstance(printed, dict):
        if printed and len(printed) != len(figures):
            raise _bad(path, one.get("id", key), f"{len(printed)} figures for {len(figures)} columns")
        printed = dict(zip(figures, printed, strict=False))
    settings = {**table.get("settings", {}), **of_family.get("settings", {}), **one.get("settings", {})}
    return Row(
        id=one.get("id", f"{key}-{one.get('model', '')}"),
        table=key,
        task=one.get("task", table.get("task", "")),
        family=family,
        model=one.get("model", ""),
        protocol=one.get("protocol", table.get("protocol", "paper-v1")),
        setting=one.get("setting", ""),
        paper=dict(printed),
        settings=settings,
        notes=(*of_family.get("notes", ()), *one.get("notes", ())),
    )


def _refuse_twins(path: Path, rows: Sequence[Row]) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            raise _bad(path, row.id, "two rows have this id")
        seen.add(row.id)
    for row in rows:
        if row.of and row.of not in seen:
            raise _bad(path, row.id, f"it is read off {row.of}, which is no row")


def _bad(path: Path, where: str, what: str) -> UsageError:
    return UsageError(what, reason="bad_suite", path=path, field=where, cure="Correct the suite file.")

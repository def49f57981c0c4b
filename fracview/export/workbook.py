"""The results as an Excel workbook: the frames, their boxes, and where they come from."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fracview.core.errors import ExportError
from fracview.core.outcome import OUTCOMES, outcome_of
from fracview.export.aside import cannot_write, part_path
from fracview.export.boxes import BOX_COLUMNS, box_rows
from fracview.export.captions import NO_NEGATIVE, RESEARCH_USE
from fracview.export.flatten import flatten
from fracview.export.identifiers import KEY
from fracview.export.origins import Origins
from fracview.export.writers import JsonLinesWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from fracview.export.flatten import Cell
    from fracview.export.records import Record

FRAMES, BOXES, ABOUT = "Frames", "Boxes", "About"
MOST_ROWS = 1_048_576
"""Rows of a sheet, its header among them: Excel's limit."""

MOST_LETTERS = 32_767
"""Letters of a cell: Excel's limit."""

MADE = datetime(1980, 1, 1)
"""No moment at all: the same records make the same bytes."""

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
}
WIDTHS = {
    "path": 48, "reason": 40, "warnings": 40, "detections": 24, "provenance.models": 30, "comment": 40,
    "sha256": 14, "detection.sha256": 14, "provenance.provider": 22, "provenance.provider_note": 24,
    "frame": 7, "box": 6, "x1": 10, "y1": 10, "x2": 10, "y2": 10, "score": 10, "tier": 12,
}  # fmt: skip
"""In letters; other columns are as wide as their name, within `NARROW` and `WIDE`."""

NARROW, WIDE = 12, 26
_NO_XML = re.compile("[\ufffe\uffff]")


class WorkbookWriter(JsonLinesWriter):
    """Writer of records to an .xlsx; a context manager.

    Sheets: ``Frames`` has the columns of the .csv, ``Boxes`` those of `BOX_COLUMNS` with a row a box (more
    than a sheet holds go on in ``Boxes 2``), ``About`` says where it all comes from. Numbers are numbers;
    text is text whatever it begins with, so that nothing runs as a formula and nothing becomes a link. The
    same records make the same bytes.

    While the run lasts the records lie aside as JSON lines too. Where the workbook cannot be kept up (a full
    disk) it is made anew of them in the end; where that fails as well they stay, and the error names them.

    Parameters
    ----------
    path
        An .xlsx.
    fields
        Columns of ``Frames`` (`flatten.columns`).
    keep_changed, kept
        See `RecordWriter`.
    """

    def __init__(
        self, path: Path, fields: Sequence[str], *, keep_changed: bool = False, kept: bool = False
    ) -> None:
        super().__init__(path, keep_changed=keep_changed, kept=kept)
        self._fields = list(fields)
        self._target = part_path(self.path)
        self._book: _Book | None = None
        self._fell_behind = False

    def write(self, record: Record) -> None:
        """Append one record; errors as of `RecordWriter.write`.

        Raises
        ------
        ExportError
            `too_many_rows`: a sheet holds no more. What was written so far stays.
        ValueError
            A key of the record that has no column.
        """
        if self.count + 1 >= MOST_ROWS:
            raise ExportError(
                f"a sheet of Excel holds {MOST_ROWS - 1:,} frames, and this is one more.",
                reason="too_many_rows",
                path=self.path,
                cure="Name a .csv instead, or analyse the folder in parts; the frames so far are kept.",
            )
        unknown = set(flatten(record)) - set(self._fields)
        if unknown:
            raise ValueError(f"no column for {', '.join(sorted(unknown))}")
        super().write(record)
        self._keep_up(record)

    def _keep_up(self, record: Record) -> None:
        """Add the record to the workbook; one that could not take it whole is given up until the end."""
        if self._fell_behind:
            return
        try:
            self._book = self._book or _Book(self._target, self._fields)
            self._book.add(record)
        except OSError:
            self._fall_behind()
        except BaseException:
            self._fall_behind()
            raise

    def _fall_behind(self) -> None:
        self._fell_behind = True
        if self._book is not None:
            self._book.abandon()
            self._book = None

    def discard(self) -> None:
        """Leave what was at the path as it was."""
        self._fall_behind()
        super().discard()

    def _place(self) -> None:
        lines = self._part
        try:
            if self._book is None:
                self._book = _Book(self._target, self._fields)
                for record in _records(lines):
                    self._book.add(record)
            self._book.close()
        except OSError as error:
            self._fall_behind()
            refused = cannot_write(self.path, error)
            refused.cure = f"{refused.cure} The {self.count} records are in {lines}, as JSON lines."
            raise refused from error
        except BaseException:
            self._fall_behind()
            raise
        self._part = self._target
        super()._place()
        lines.unlink(missing_ok=True)


class _Book:
    """A workbook on its way to `target`; until it is closed its rows lie in a folder beside that."""

    def __init__(self, target: Path, fields: Sequence[str]) -> None:
        from xlsxwriter import Workbook

        self._target, self._work = target, part_path(target, kept=True)  # the rows lie aside as well
        self._work.mkdir(mode=0o700)  # the rows may say who is on the radiographs
        self._book = Workbook(str(target), OPTIONS | {"tmpdir": str(self._work)})
        facts = {"title": "FracView findings", "comments": RESEARCH_USE, "created": MADE}
        self._book.set_properties(facts)
        identity = [name for name in fields if name.startswith(f"{KEY}.")]
        try:
            self._frames = _Sheet(self._book, FRAMES, fields)
            self._boxes = _Sheet(self._book, BOXES, [*BOX_COLUMNS, *identity])
        except BaseException:
            self.abandon()
            raise
        self._about = _About()

    def add(self, record: Record) -> None:
        """Append the rows of one record."""
        self._frames.add(_frame_cells(record))
        for row in box_rows(record, as_text):
            self._boxes.add(row)
        self._about.add(record)

    def close(self) -> None:
        """Complete the file.

        Raises
        ------
        OSError
            It could not be written.
        """
        from xlsxwriter.exceptions import XlsxWriterException

        self._frames.finish()
        self._boxes.finish()
        self._about.write(self._book)
        try:
            self._book.close()
        except XlsxWriterException as error:  # an OSError in its own clothes
            raise OSError(str(error)) from error
        shutil.rmtree(self._work, ignore_errors=True)

    def abandon(self) -> None:
        """Take away all that was begun."""
        for sheet in self._book.worksheets():
            with suppress(OSError):  # the disk that is full is also too full for the last of a sheet
                sheet._opt_close()  # an unfinished workbook has no other way to let its files go
        shutil.rmtree(self._work, ignore_errors=True)
        with suppress(OSError):
            self._target.unlink()


class _Sheet:
    """A sheet with a header that stays in view; full, it goes on in one named ``Boxes 2``."""

    def __init__(self, book: Any, name: str, fields: Sequence[str]) -> None:  # noqa: ANN401 - no types
        self._book, self._name, self._fields = book, name, list(fields)
        self._column = {field: column for column, field in enumerate(fields)}
        self._head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8ECF0"})
        self._sheets = 0
        self._begin()

    def _begin(self) -> None:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 1)
        for column, field in enumerate(self._fields):
            self._sheet.set_column(column, column, _width(field))
            self._sheet.write_string(0, column, field, self._head)
        self._row = 0

    def add(self, cells: Mapping[str, Cell]) -> None:
        """Append a row."""
        if self._row + 1 >= MOST_ROWS:
            self.finish()
            self._begin()
        self._row += 1
        for field, value in cells.items():
            column = self._column[field]
            if isinstance(value, str):
                if value:
                    self._sheet.write_string(self._row, column, value)
            else:
                self._sheet.write_number(self._row, column, value)

    def finish(self) -> None:
        """Let the header filter the rows."""
        self._sheet.autofilter(0, 0, self._row, len(self._fields) - 1)


class _About:
    """The last sheet: what the numbers are of."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter(dict.fromkeys(OUTCOMES, 0))
        self._origins = Origins()

    def add(self, record: Record) -> None:
        """Count one record."""
        tier = record["fracture"]["tier"] if record["fracture"] else None
        self._counts[outcome_of(record["status"], tier)] += 1
        self._origins.add(record["provenance"])

    def write(self, book: Any) -> None:  # noqa: ANN401 - no types
        """Add the sheet."""
        sheet, bold = book.add_worksheet(ABOUT), book.add_format({"bold": True, "top": 1})
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90)
        for row, (name, value, head) in enumerate(self._lines()):
            sheet.write_string(row, 0, name, *((bold,) if head else ()))
            if isinstance(value, str):
                sheet.write_string(row, 1, as_text(value), *((bold,) if head else ()))
            else:
                sheet.write_number(row, 1, value)

    def _lines(self) -> Iterator[tuple[str, Cell, bool]]:
        """Name, value, and whether a part begins here."""
        yield "FracView", self._origins.app_version, True
        yield "use", RESEARCH_USE, False
        yield "boxes", "Edges in pixels of the original image: x to the right, y down.", False
        yield "frames by outcome", "Never to be added together.", True
        for name, count in self._counts.items():
            yield name.replace("_", " "), count, False
        yield "out of scope, unreadable, failed", NO_NEGATIVE, False
        for origin in self._origins.all():
            yield "results from these networks", "", True
            yield from ((name, value, False) for name, value in _origin_lines(origin))


def _origin_lines(origin: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    yield "frames", origin["frames"]
    for model in origin["models"]:
        yield f"{model['task']} network", f"{model['name']}  SHA-256 {model['sha256']}"
    yield "provider", origin["provider"]
    if origin["provider_note"]:
        yield "provider's note", origin["provider_note"]
    yield "FracView's version", origin["app_version"]
    yield "preprocessing", origin["preprocessing"]
    for task, points in origin["operating_points"].items():
        for point, value in points.items():
            yield f"{task}, {point.replace('_', '-')} point", value


def as_text(text: str) -> str:
    """Text that a cell can hold: not too long, no lone surrogates, and nothing that XML has no place for."""
    kept = _NO_XML.sub("\ufffd", text.encode("utf-8", errors="backslashreplace").decode("utf-8"))
    return kept if len(kept) <= MOST_LETTERS else f"{kept[: MOST_LETTERS - 1]}…"


def _frame_cells(record: Record) -> dict[str, Cell]:
    cells = flatten(record, as_text)
    if len(str(cells["detections"])) == MOST_LETTERS:  # as_text has cut it
        cells["detections"] = f"{len(record['detections'])} boxes: see the sheet {BOXES}"
    return cells


def _records(lines: Path) -> Iterable[Record]:
    with lines.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _width(column: str) -> int:
    return WIDTHS.get(column) or min(max(len(column) + 3, NARROW), WIDE)

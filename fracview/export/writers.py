"""Streaming writers for records: .csv, .json, .jsonl and .xlsx, valid however the run ends."""

from __future__ import annotations

import csv
import io
import json
import os
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Self

from fracview.core.errors import ExportError, UsageError
from fracview.export.aside import cannot_write, open_part, part_path, put_in_place
from fracview.export.flatten import columns, flatten
from fracview.export.leftovers import hold
from fracview.export.numbered import look, put_in_place_unless_changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import TracebackType

    from fracview.export.flatten import Cell
    from fracview.export.records import Record

SUFFIXES = (".csv", ".json", ".jsonl", ".xlsx")


def open_writer(
    path: Path,
    *,
    region_labels: Sequence[str] = (),
    extra: Sequence[str] = (),
    keep_changed: bool = False,
    kept: bool = False,
) -> RecordWriter:
    """Writer for the format that the suffix of `path` names.

    Parameters
    ----------
    path
        Written aside in its folder (made where missing) and put in place when the writer closes.
    region_labels
        Labels of the region classifier: columns of the .csv and .xlsx.
    extra
        Further keys of the records (``overlay``, ``identity.patient_id``): the last columns there.
    keep_changed, kept
        See `RecordWriter`.

    Raises
    ------
    UsageError
        `unknown_format` for any other suffix.
    ExportError
        `not_writable` where the temporary file cannot be created.
    """
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return CsvWriter(path, columns(region_labels, extra), keep_changed=keep_changed, kept=kept)
    if suffix == ".json":
        return JsonWriter(path, keep_changed=keep_changed, kept=kept)
    if suffix == ".jsonl":
        return JsonLinesWriter(path, keep_changed=keep_changed, kept=kept)
    if suffix == ".xlsx":
        from fracview.export.workbook import WorkbookWriter

        return WorkbookWriter(path, columns(region_labels, extra), keep_changed=keep_changed, kept=kept)
    raise UsageError(
        f"results are written as {', '.join(SUFFIXES)}, not as '{path.suffix or path.name}'.",
        reason="unknown_format",
        path=path,
        cure="Give the file one of these endings.",
    )


class RecordWriter(ABC):
    r"""One file of records; a context manager.

    Leaving the context puts the file in place also after an error or Ctrl-C: valid, with the records
    written so far. Where not a single record was written because of an error, what was there stays.

    Lone surrogates (file names that are not text) are written as ``\udcXX``: in JSON their own escape.

    Parameters
    ----------
    path
        Where the file is to be; a link stays one, and what it leads to is replaced.
    keep_changed
        Whether a file that was put or changed there since this writer was made stays: the results then go
        beside it, under a numbered name.
    kept
        Whether every record is in a store as well (`fracview.export.leftovers`).

    Attributes
    ----------
    path
        Where the file is to be; after closing, where it is.
    count
        Records written.
    """

    def __init__(self, path: Path, *, keep_changed: bool = False, kept: bool = False) -> None:
        self.path = Path(path)
        self.count = 0
        self._keep_changed = keep_changed
        self._seen = look(self.path)
        self._part = part_path(self.path, kept=kept)
        try:
            self._part.parent.mkdir(parents=True, exist_ok=True)
            self._file = open_part(self._part, self.path)
        except OSError as error:
            raise cannot_write(self.path, error) from error
        hold(self._file.fileno())

    def write(self, record: Record) -> None:
        """Append one record, whole or not at all.

        Raises
        ------
        ExportError
            `not_writable`: the disk is full, the folder went away.
        """
        self._append(self._encode(record))
        self.count += 1

    def close(self) -> None:
        """Finish the file and put it in place; a second call does nothing.

        Raises
        ------
        ExportError
            `not_writable` or `not_replaceable`; the error names the unfinished file, which stays.
        """
        if self._file.closed:
            return
        self._finish()
        self._place()

    def _finish(self) -> None:
        """Complete the file aside."""
        try:
            self._append(self._ending())
            os.fsync(self._file.fileno())
        except OSError as error:
            self._give_up(error)
        finally:
            self._file.close()

    def _place(self) -> None:
        """Put the complete file where it belongs."""
        if self._keep_changed:
            self.path = put_in_place_unless_changed(self._part, self.path, self._seen)
        else:
            put_in_place(self._part, self.path)

    def _give_up(self, error: OSError) -> NoReturn:
        """Leave what was written where it is, and say where; an empty file is no loss."""
        refused = error if isinstance(error, ExportError) else cannot_write(self.path, error)
        if self.count == 0:
            self.discard()
        else:
            kept = f"The {self.count} records written so far are in {self._part}, which lacks its end."
            refused.cure = f"{refused.cure} {kept}"
        raise refused from error.__cause__ or error

    def keep_earlier(self) -> None:
        """What is at the path stays: this file goes beside it, under a numbered name."""
        self._keep_changed, self._seen = True, None

    def discard(self) -> None:
        """Leave what was at the path as it was."""
        self._file.close()
        self._part.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        """The writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Put the file in place; discard it where an error came before the first record."""
        if kind is not None and self.count == 0:
            self.discard()
        else:
            self.close()

    @abstractmethod
    def _encode(self, record: Record) -> str:
        """Text of one record, with what separates it from the one before."""

    def _ending(self) -> str:
        """Text that closes the format."""
        return ""

    def _append(self, text: str) -> None:
        """Write all of `text`; after an error nothing of it remains."""
        data = memoryview(text.encode("utf-8", errors="backslashreplace"))
        start = self._file.tell()
        try:
            while data:
                data = data[self._file.write(data) :]
        except BaseException as error:
            self._file.seek(start)
            self._file.truncate()
            if isinstance(error, OSError):
                raise cannot_write(self.path, error) from error
            raise


class CsvWriter(RecordWriter):
    """One row a record; UTF-8 with a byte order mark, without which spreadsheets guess wrong."""

    def __init__(
        self, path: Path, fields: Sequence[str], *, keep_changed: bool = False, kept: bool = False
    ) -> None:
        super().__init__(path, keep_changed=keep_changed, kept=kept)
        self._buffer = io.StringIO(newline="")
        self._rows = csv.DictWriter(self._buffer, fieldnames=fields, restval="")

    def _encode(self, record: Record) -> str:
        header = self._header() if self.count == 0 else ""
        self._rows.writerows(self._cells(record))
        return header + self._take()

    def _cells(self, record: Record) -> Iterable[Mapping[str, Cell]]:
        """Rows of one record, by column."""
        return [flatten(record)]

    def _ending(self) -> str:
        return "" if self.count else self._header()

    def _header(self) -> str:
        self._rows.writeheader()
        return "\N{BYTE ORDER MARK}" + self._take()

    def _take(self) -> str:
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text


class JsonLinesWriter(RecordWriter):
    """One JSON object a line."""

    def _encode(self, record: Record) -> str:
        return as_json(record) + "\n"


class JsonWriter(RecordWriter):
    """One list of JSON objects, an object a line."""

    def _encode(self, record: Record) -> str:
        return ("[\n" if self.count == 0 else ",\n") + as_json(record)

    def _ending(self) -> str:
        return "\n]\n" if self.count else "[]\n"


def as_json(record: Record) -> str:
    """One line of JSON."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False)

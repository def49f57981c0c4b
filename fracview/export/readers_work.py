"""Never over a reader's work: a results file is replaced only where all of it is FracView's own."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from fracview.core.errors import ExportError
from fracview.export.boxes import BOX_COLUMNS
from fracview.export.coco import DESCRIPTION, RESULT_KEYS
from fracview.export.flatten import columns
from fracview.export.identifiers import IDENTITY_COLUMNS, KEY
from fracview.export.listing import READER_FIELDS
from fracview.export.names import PICTURE_FIELDS
from fracview.export.records import RECORD_KEYS
from fracview.export.workbook_reading import NotOurs, sheet_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

REGION = re.compile(r"region\.probabilities\..+")
OWN_COLUMNS = frozenset([*columns(()), *BOX_COLUMNS, *IDENTITY_COLUMNS, *PICTURE_FIELDS, *READER_FIELDS])
OWN_KEYS = frozenset([*RECORD_KEYS, *RESULT_KEYS, KEY, *PICTURE_FIELDS, *READER_FIELDS])
READERS = frozenset(READER_FIELDS) - {"outcome"}
"""Columns that a reader fills in, in the viewer or in a spreadsheet; the outcome is the networks'."""

PAGE_MARK = b'<meta name="generator" content="FracView">'
IMAGES_START = '{"images": ['
LONGEST_CELL = 2**24
"""Letters: many boxes make a cell of more than the 128 KiB that the csv module takes at first."""

HEAD_BYTES = 4096
"""As many bytes of a page hold its mark."""


def check_not_readers_work(path: Path, known_sha256: str | None = None) -> None:
    """Refuse to replace what somebody has worked in, or what is no file of FracView's at all.

    Parameters
    ----------
    path
        What is to be written: .csv, .json, .jsonl, .xlsx or .html. Nothing there, or an empty file, is free.
    known_sha256
        SHA-256 of what FracView last wrote there; None where that is not known.

    Raises
    ------
    ExportError
        `readers_work`: the file has columns, keys or sheets that no run of FracView writes, or a reader's
        answers, or it is not as FracView left it. `not_writable` where it cannot be looked at.
    """
    try:
        if not path.is_file() or path.stat().st_size == 0:
            return
        why = _why_not(path, known_sha256)
    except OSError as error:
        raise ExportError(
            f"cannot be looked at: {error.strerror or error}.",
            reason="not_writable",
            path=path,
            cure="Name another file.",
        ) from error
    if why:
        raise ExportError(
            f"{why}; it stays as it is.",
            reason="readers_work",
            path=path,
            cure="Name another file, or move this one.",
        )


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal; raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _why_not(path: Path, known_sha256: str | None) -> str:
    """What speaks against replacing the file, as the beginning of a sentence; "" for nothing."""
    if known_sha256 is not None and sha256_of(path) != known_sha256:
        return "was changed since FracView wrote it"
    suffix = path.suffix.lower()
    try:
        if suffix == ".csv":
            _check_csv(path)
        elif suffix in {".json", ".jsonl"}:
            _check_json(path)
        elif suffix == ".xlsx":
            _check_workbook(path)
        elif suffix == ".html":
            _check_page(path)
        else:
            raise NotOurs("is no kind of file that FracView writes results to")
    except NotOurs as found:
        return str(found)
    except (UnicodeDecodeError, csv.Error, json.JSONDecodeError, RecursionError):
        return "is no results file of FracView's"
    return ""


def _check_csv(path: Path) -> None:
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            _check_table(next(rows, []), rows)
    finally:
        csv.field_size_limit(before)


def _check_table(header: Sequence[str], rows: Iterable[Sequence[str]], *, whole: bool = True) -> None:
    """Refuse strange columns and answers; `whole`: also cells beyond the columns, in every row."""
    if "path" not in header or len(set(header)) != len(header):
        raise NotOurs("is no results file of FracView's")
    for name in header:
        if name not in OWN_COLUMNS and not REGION.fullmatch(name):
            raise NotOurs(f"has a column that FracView does not write, {name!r}")
    readers = [index for index, name in enumerate(header) if name in READERS]
    for row in rows if whole or readers else ():
        if len(row) > len(header):
            raise NotOurs("has cells beyond FracView's columns")
        for index in readers:
            if index < len(row) and row[index]:
                raise NotOurs(f"has a reader's answers in it ({header[index]})")


def _check_json(path: Path) -> None:
    with path.open(encoding="utf-8") as file:
        if file.read(len(IMAGES_START)) == IMAGES_START:
            return _check_images(path)
        file.seek(0)
        for item in _items(file):
            _check_keys(item)
    return None


def _items(lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """Values of a file that has one on each line, as FracView writes both lists and lines."""
    for line in lines:
        text = line.strip().rstrip(",")
        if text in {"[", "]", "[]", ""}:
            continue
        value = json.loads(text)
        if not isinstance(value, dict) or not ("path" in value or "image_id" in value):
            raise NotOurs("is no results file of FracView's")
        yield value


def _check_keys(item: Mapping[str, Any]) -> None:
    strange = item.keys() - OWN_KEYS
    if strange:
        raise NotOurs(f"has a key that FracView does not write, {min(strange)!r}")
    for name in READERS & item.keys():
        if item[name]:
            raise NotOurs(f"has a reader's answers in it ({name})")


def _check_images(path: Path) -> None:
    """The companion of COCO results."""
    content = json.loads(path.read_text(encoding="utf-8"))
    strange = content.keys() - {"images", "categories", "info"}
    if strange:
        raise NotOurs(f"has a key that FracView does not write, {min(strange)!r}")
    info = content.get("info")
    if not isinstance(info, dict) or info.get("description") != DESCRIPTION:
        raise NotOurs("is no results file of FracView's")


def _check_workbook(path: Path) -> None:
    found = set()
    for name, rows in sheet_rows(path):
        found.add(name)
        if not re.fullmatch(r"Frames|About|Boxes( \d+)?", name):
            raise NotOurs(f"has a sheet that FracView does not write, {name!r}")
        if name != "About":
            _check_table(next(rows, []), rows, whole=False)  # no other program has saved it
    if "Frames" not in found:
        raise NotOurs("is no results file of FracView's")


def _check_page(path: Path) -> None:
    with path.open("rb") as file:
        if PAGE_MARK not in file.read(HEAD_BYTES):
            raise NotOurs("is no page of FracView's")

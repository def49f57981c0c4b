"""FracAtlas' table: labels, regions and flags of `dataset.csv`, and the official split."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.reading.annotations.checks import shown
from fracview.reading.annotations.gathering import base_name
from fracview.reading.annotations.problems import Place
from fracview.reading.annotations.text import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

REGIONS = ("hand", "leg", "hip", "shoulder", "mixed")
"""The region classes, in the order of `dataset.csv`; an image with the mixed flag is mixed."""

BODY_PARTS = REGIONS[:-1]
"""Which of them an image shows: one, or several where it is mixed."""

FLAGS = ("hardware", "multiscan", "frontal", "lateral", "oblique")

PARTS = ("train", "valid", "test")
"""Of the official split, which holds fractured images only."""

_OFFICIAL = "Use the official table."


@dataclass(frozen=True, slots=True)
class Row:
    """One row of `dataset.csv`."""

    name: str
    region: str
    fractured: bool
    count: int
    flags: Mapping[str, bool]


def rows_of(data: bytes, path: Path) -> list[Row]:
    """Rows of `dataset.csv`, in its order.

    Raises
    ------
    AnnotationError
        A missing column, a value that is not 0 or 1, a name twice, several regions without the mixed flag.
    """
    rows: dict[str, Row] = {}
    needed = ("image_id", *REGIONS, *FLAGS, "fractured", "fracture_count")
    for line, values in _lines(data, path, needed):
        name = base_name(values["image_id"], line)
        if name in rows:
            line.refuse(f"{name} stands twice.", "duplicate_id")
        bits = {key: _bit(values[key], key, line) for key in (*REGIONS, *FLAGS, "fractured")}
        text = values["fracture_count"].strip()
        if not (text.isascii() and text.isdigit()):
            line.at("fracture_count").refuse(f"A count is expected here, not {shown(text)}.", "bad_value")
        flags = {key: bits[key] for key in (*FLAGS, *BODY_PARTS)}
        rows[name] = Row(name, _region(bits, line), bits["fractured"], int(text[:9]), flags)
    return list(rows.values())


def names_of(data: bytes, path: Path) -> list[str]:
    """Names in one table of the split."""
    return [base_name(values["image_id"], line) for line, values in _lines(data, path, ("image_id",))]


def _lines(data: bytes, path: Path, needed: tuple[str, ...]) -> Iterator[tuple[Place, dict[str, str]]]:
    reader = csv.reader(io.StringIO(as_text(data, path), newline=""))
    try:
        header = [each.strip() for each in next(reader, [])]
        for column in needed:
            if column not in header:
                Place(path, ("line 1",)).refuse(f"The column {column} is missing.", "missing_key", _OFFICIAL)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            line = Place(path, (f"line {reader.line_num}",))
            if len(cells) != len(header):
                message = f"This row has {len(cells)} values; the table has {len(header)} columns."
                line.refuse(message, "wrong_count", _OFFICIAL)
            yield line, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        Place(path, (f"line {reader.line_num}",)).refuse(
            f"This is no table ({error}).", "malformed", _OFFICIAL
        )


def _bit(text: str, column: str, line: Place) -> bool:
    if text.strip() not in {"0", "1"}:
        line.at(column).refuse(f"0 or 1 is expected here, not {shown(text)}.", "bad_value", _OFFICIAL)
    return text.strip() == "1"


def _region(bits: Mapping[str, bool], line: Place) -> str:
    if bits["mixed"]:
        return "mixed"
    flagged = [region for region in REGIONS if bits[region]]
    if len(flagged) != 1:
        said = " and ".join(flagged) or "no region"
        line.refuse(f"This row has {said}, without the mixed flag.", "bad_table", _OFFICIAL)
    return flagged[0]

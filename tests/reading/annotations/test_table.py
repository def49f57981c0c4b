"""The table of FracAtlas and what may be wrong with it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fracview.reading.annotations import AnnotationError
from fracview.reading.annotations.table import BODY_PARTS, FLAGS, REGIONS, names_of, rows_of
from tests.reading.annotations.build import SMALL

TABLE = SMALL / "dataset.csv"
HEADER = (
    "image_id,hand,leg,hip,shoulder,mixed,hardware,multiscan,fractured,fracture_count,frontal,lateral,oblique"
)
GOOD = "a.jpg,1,0,0,0,0,1,0,1,2,1,0,0"


def test_rows_say_what_the_table_says() -> None:
    rows = rows_of(TABLE.read_bytes(), TABLE)
    with TABLE.open(newline="") as stream:
        expected = list(csv.DictReader(stream))
    assert [row.name for row in rows] == [row["image_id"] for row in expected]
    for row, cells in zip(rows, expected, strict=True):
        assert dict(row.flags) == {flag: cells[flag] == "1" for flag in (*FLAGS, *BODY_PARTS)}
        assert (row.fractured, row.count) == (cells["fractured"] == "1", int(cells["fracture_count"]))
        assert row.region == "mixed" if cells["mixed"] == "1" else cells[row.region] == "1"
    assert {row.region for row in rows} == set(REGIONS)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_byte_order_mark_and_blank_lines(line_end: str, mark: str) -> None:
    text = mark + line_end.join([HEADER, GOOD, "", ""])
    (row,) = rows_of(text.encode(), TABLE)
    assert (row.name, row.region, row.count) == ("a.jpg", "hand", 2)


@pytest.mark.parametrize(
    ("lines", "reason", "field"),
    [
        ([HEADER.replace(",hip", "")], "missing_key", "line 1"),
        ([], "missing_key", "line 1"),
        ([HEADER, GOOD, GOOD], "duplicate_id", "line 3"),
        ([HEADER, GOOD[:-4]], "wrong_count", "line 2"),
        ([HEADER, GOOD.replace(",2,", ",two,")], "bad_value", "line 2.fracture_count"),
        ([HEADER, "a.jpg,2,0,0,0,0,1,0,1,2,1,0,0"], "bad_value", "line 2.hand"),
        ([HEADER, "a.jpg,1,1,0,0,0,1,0,1,2,1,0,0"], "bad_table", "line 2"),
        ([HEADER, "a.jpg,0,0,0,0,0,1,0,1,2,1,0,0"], "bad_table", "line 2"),
        ([HEADER, GOOD[6:]], "wrong_count", "line 2"),
        ([HEADER, ",1,0,0,0,0,1,0,1,2,1,0,0"], "bad_name", "line 2"),
    ],
)
def test_broken(lines: list[str], reason: str, field: str) -> None:
    with pytest.raises(AnnotationError) as caught:
        rows_of("\n".join(lines).encode(), TABLE)
    assert (caught.value.reason, caught.value.field, caught.value.path) == (reason, field, TABLE)


def test_names_of_a_split() -> None:
    assert names_of(b"image_id\r\nb.jpg\r\na.jpg\r\n", Path("train.csv")) == ["b.jpg", "a.jpg"]

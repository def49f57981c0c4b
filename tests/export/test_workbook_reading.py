from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.export import open_writer, to_record
from fracview.export.workbook_reading import NotOurs, sheet_rows
from tests.export.analyses import LABELS, analysis
from tests.export.sheets import table

if TYPE_CHECKING:
    from pathlib import Path


def test_rows_are_those_that_a_stranger_reads(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    with open_writer(path, region_labels=LABELS) as writer:
        writer.write(to_record(analysis()) | {"reason": "a < b & ää"})
    found = {name: list(rows) for name, rows in sheet_rows(path)}
    assert list(found) == ["Frames", "Boxes", "About"]
    header, row = found["Frames"]
    expected = table(path, "Frames")[0]
    assert header == list(expected)
    assert dict(zip(header, row, strict=False))["reason"] == expected["reason"]
    assert dict(zip(header, row, strict=False))["warnings"] == ""
    assert len(found["Boxes"]) == 3


def test_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(NotOurs):
        list(sheet_rows(tmp_path / "a.xlsx"))

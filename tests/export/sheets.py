"""A workbook as a stranger's program reads it: the values of every sheet, without FracView or XlsxWriter."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from pathlib import Path

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Value = str | float | None


def parts(path: Path) -> dict[str, bytes]:
    """Every file of the archive; all of them are whole."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def sheets(path: Path) -> dict[str, list[dict[str, Value]]]:
    """Rows by sheet, cells by column letters; text is str, numbers are float."""
    files = parts(path)
    book = ET.fromstring(files["xl/workbook.xml"])
    names = [str(sheet.get("name")) for sheet in book.iter(f"{MAIN}sheet")]
    return {
        name: _rows(files[f"xl/worksheets/sheet{number}.xml"]) for number, name in enumerate(names, start=1)
    }


def table(path: Path, name: str) -> list[dict[str, Value]]:
    """Rows of a sheet below its header, by the header's words; empty cells are None."""
    header, *rows = sheets(path)[name]
    return [{str(word): row.get(letters) for letters, word in header.items()} for row in rows]


def _rows(xml: bytes) -> list[dict[str, Value]]:
    rows = []
    for row in ET.fromstring(xml).iter(f"{MAIN}row"):
        cells: dict[str, Value] = {}
        for cell in row.iter(f"{MAIN}c"):
            assert cell.find(f"{MAIN}f") is None, "a formula"
            letters = re.sub(r"\d", "", str(cell.get("r")))
            text = cell.find(f"{MAIN}is/{MAIN}t")
            number = cell.find(f"{MAIN}v")
            cells[letters] = str(text.text or "") if text is not None else float(str(number.text))
        rows.append(cells)
    return rows

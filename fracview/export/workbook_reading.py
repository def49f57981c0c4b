"""The rows of a workbook that FracView wrote; one that another program has saved since is refused."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OWN_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/(workbook|styles)\.xml|xl/theme/theme1\.xml|xl/worksheets/sheet\d+\.xml"
)
"""What XlsxWriter puts into a workbook of plain cells: comments, drawings and shared texts are another's."""


class NotOurs(Exception):  # noqa: N818 - an answer to a question, not a failure
    """A file that FracView did not write like this; says why, as the beginning of a sentence."""


def sheet_rows(path: Path) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """Name and rows of each sheet, in order; empty cells are "".

    Raises
    ------
    NotOurs
        It is no workbook, is broken, or has been saved by another program: what is in it may be work.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if not all(OWN_PARTS.fullmatch(name) for name in archive.namelist()):
                raise NotOurs("has been saved by another program")
            book = ET.fromstring(archive.read("xl/workbook.xml"))
            for number, sheet in enumerate(book.iter(f"{MAIN}sheet"), start=1):
                with archive.open(f"xl/worksheets/sheet{number}.xml") as file:
                    yield str(sheet.get("name")), _rows(file)
    except (zipfile.BadZipFile, KeyError, ET.ParseError) as error:
        raise NotOurs("is no workbook of FracView's") from error


def _rows(file: IO[bytes]) -> Iterator[list[str]]:
    for _, element in ET.iterparse(file):
        if element.tag == f"{MAIN}row":
            yield _cells(element)
            element.clear()


def _cells(row: ET.Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{MAIN}c"):
        column = _column(str(cell.get("r")))
        cells += [""] * (column - len(cells))
        cells.append("".join(cell.itertext()))
    return cells


def _column(reference: str) -> int:
    """Zero-based column of ``AB12``."""
    number = 0
    for letter in re.sub(r"\d", "", reference):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1

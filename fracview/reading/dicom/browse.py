"""Everything a DICOM file says of itself, line by line, for the header browser.

For the screen only: the lines show who the patient is, and nothing of them may be recorded.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pydicom.datadict import dictionary_keyword, private_dictionary_description, private_dictionary_VR

from fracview.reading.dicom.charset import decoded, encodings_of
from fracview.reading.dicom.elements import ITEM, Elements, RawElement, tag_text
from fracview.reading.dicom.value_text import value_text
from fracview.reading.header_row import MAX_ROWS, HeaderRow
from fracview.reading.source import open_regular, os_refusal

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

__all__ = ["HeaderRow", "browse"]

_SPECIFIC_CHARACTER_SET = 0x00080005
_FULL = f"Only the first {MAX_ROWS - 1:,} lines are shown."


def browse(path: Path) -> tuple[HeaderRow, ...]:
    """Header of a DICOM file: sequences with their items, private attributes, pixel data by their size.

    A fault ends the list, or a part of it, with a line that says so; at most `MAX_ROWS` lines.

    Raises
    ------
    ReadingError
        The file cannot be opened or read.
    """
    with open_regular(path) as file:
        try:
            return _rows(file)
        except OSError as error:
            raise os_refusal(error, path) from error


def _rows(file: BinaryIO) -> tuple[HeaderRow, ...]:
    elements = Elements(file)
    scopes = _Scopes()
    rows: list[HeaderRow] = []
    for element in elements:
        if len(rows) == MAX_ROWS - 1:
            return (*rows, HeaderRow("", "", "", _FULL))
        rows.append(scopes.row(element))
    if elements.trouble:
        rows.append(HeaderRow("", "", "", f"Damaged: {elements.trouble}"))
    return tuple(rows)


class _Scopes:
    """What holds at each depth: character sets, which items inherit, and who named the private blocks."""

    def __init__(self) -> None:
        self._encodings: list[tuple[str, ...]] = [()]
        self._creators: list[dict[int, str]] = [{}]

    def row(self, element: RawElement) -> HeaderRow:
        """Line of an element; the elements come in file order."""
        self._enter(element)
        if element.tag == ITEM:
            return HeaderRow(tag_text(ITEM), f"Item {element.number}", "", "", element.depth)
        if element.tag == _SPECIFIC_CHARACTER_SET:
            self._encodings[-1] = encodings_of(element.value)
        elif _names_a_block(element.tag):
            self._creators[-1][element.tag >> 16 << 8 | element.tag & 0xFF] = decoded(element.value, "LO")
        keyword, vr = _known(element.tag, element.vr, self._creator(element.tag))
        value = value_text(replace(element, vr=vr), self._encodings[-1])
        return HeaderRow(tag_text(element.tag), keyword, vr, value, element.depth)

    def _enter(self, element: RawElement) -> None:
        """Open a scope for an item, and leave those of deeper data sets."""
        if element.tag == ITEM:
            scope = (element.depth + 1) // 2
            del self._encodings[scope:], self._creators[scope:]
            self._encodings.append(self._encodings[-1])
            self._creators.append({})
        else:
            scope = element.depth // 2 + 1
            del self._encodings[scope:], self._creators[scope:]

    def _creator(self, tag: int) -> str:
        return self._creators[-1].get(tag >> 16 << 8 | tag >> 8 & 0xFF, "")


def _names_a_block(tag: int) -> bool:
    return bool(tag >> 16 & 1) and 0x10 <= tag & 0xFFFF <= 0xFF


@lru_cache(maxsize=4096)
def _known(tag: int, vr: str, creator: str) -> tuple[str, str]:
    """Keyword, "" where no dictionary has the tag, and the VR, which private dictionaries may know better."""
    if tag & 0xFFFF == 0:
        return "GroupLength", vr
    if _names_a_block(tag):
        return "PrivateCreator", vr
    try:
        if not tag >> 16 & 1:
            return dictionary_keyword(tag), vr
        known = private_dictionary_VR(tag, creator).split(" or ")[0]
        return private_dictionary_description(tag, creator), known if vr == "UN" else vr
    except (KeyError, ValueError):
        return "", vr

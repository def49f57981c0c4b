"""Attributes of a data set, straight from their bytes.

pydicom splits a file into elements; their values are read here, because its own conversion warns with the
value in the text, raises on values that are merely untidy, and trusts a VR of UN.
"""

from __future__ import annotations

import io
import math
import re
import struct
from typing import TYPE_CHECKING

from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.filereader import read_sequence

from fracview.reading.quiet import quiet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydicom.dataset import Dataset

    Element = RawDataElement | DataElement

PARSE_ERRORS = (
    OSError, EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError, LookupError,
    OverflowError, NotImplementedError, RecursionError, MemoryError, AssertionError, RuntimeError,
    struct.error,
)  # fmt: skip
"""What pydicom raises on damaged data sets; InvalidDicomError is an Exception of its own and not raised
by the functions used here."""

MAX_ITEMS = 20_000
"""More items than this in one sequence are not believed."""


def tag_of(keyword: str) -> int:
    """Tag of a keyword of the DICOM dictionary."""
    tag = tag_for_keyword(keyword)
    if tag is None:
        raise KeyError(keyword)
    return tag


class Attributes:
    """Elements of one data set or sequence item, by keyword."""

    def __init__(self, elements: Mapping[int, Element]) -> None:
        self._elements = elements
        self._items: dict[str, list[Attributes]] = {}

    def __bool__(self) -> bool:
        return bool(self._elements)

    def __contains__(self, keyword: str) -> bool:
        return tag_of(keyword) in self._elements

    def raw(self, keyword: str) -> bytes:
        """The value's bytes as stored; empty where the attribute is missing or a sequence."""
        element = self._elements.get(tag_of(keyword))
        value = getattr(element, "value", None)
        return value if isinstance(value, bytes) else b""

    def little_endian(self, keyword: str) -> bool:
        """Byte order of the element's value."""
        return bool(getattr(self._elements.get(tag_of(keyword)), "is_little_endian", True))

    def texts(self, keyword: str) -> list[str]:
        """All values of a text attribute, without the padding."""
        data = self.raw(keyword)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
        return [part.strip(" \0\t\r\n") for part in text.split("\\")] if data else []

    def text(self, keyword: str) -> str:
        """First value of a text attribute, "" where it is missing."""
        return next(iter(self.texts(keyword)), "")

    def code(self, keyword: str) -> str:
        """First value of a code string, in upper case as the Standard wants it."""
        return self.text(keyword).upper()

    def numbers(self, keyword: str) -> list[float]:
        """All values of a decimal or integer string; NaN for one that is no finite number."""
        return [_number(text) for text in self.texts(keyword)]

    def number(self, keyword: str) -> float | None:
        """First value of a decimal string, or None where it is missing or no finite number."""
        value = next(iter(self.numbers(keyword)), math.nan)
        return None if math.isnan(value) else value

    def shorts(self, keyword: str, *, signed: bool = False) -> list[int]:
        """All values of a 16-bit binary integer attribute (US, SS, OW)."""
        data = self.raw(keyword)
        order = "<" if self.little_endian(keyword) else ">"
        count = len(data) // 2
        return list(struct.unpack(f"{order}{count}{'h' if signed else 'H'}", data[: 2 * count]))

    def short(self, keyword: str) -> int | None:
        """The value of a 16-bit integer attribute with exactly one value, else None."""
        values = self.shorts(keyword)
        return values[0] if len(values) == 1 else None

    def items(self, keyword: str) -> list[Attributes]:
        """Items of a sequence; empty where it is missing or damaged."""
        if keyword not in self._items:
            self._items[keyword] = _items_of(self._elements.get(tag_of(keyword)))
        return self._items[keyword]


def leading_integer(text: str) -> int | None:
    """The integer that a text begins with: 1 of ``1A``."""
    match = re.match(r"\s*([+-]?\d{1,9})", text)
    return int(match.group(1)) if match else None


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def _items_of(element: Element | None) -> list[Attributes]:
    if isinstance(element, RawDataElement):
        return _parsed_items(element)
    if element is None or isinstance(element.value, bytes):
        return []
    return _as_attributes(element.value)


def _parsed_items(element: RawDataElement) -> list[Attributes]:
    """Items of a sequence of defined length; under a VR of UN they are implicit (PS3.5 6.2.2)."""
    data = element.value
    implicit = element.is_implicit_VR or element.VR == "UN"
    if not isinstance(data, bytes) or not data:
        return []
    try:
        with quiet():
            items = read_sequence(io.BytesIO(data), implicit, element.is_little_endian, len(data), "iso8859")
    except PARSE_ERRORS:
        return []
    return _as_attributes(items)


def _as_attributes(items: Iterable[Dataset]) -> list[Attributes]:
    first = [item for item, _ in zip(items, range(MAX_ITEMS), strict=False)]
    # A Dataset's own iterator converts values, which raises on damaged ones; its items are as stored.
    return [Attributes({int(tag): value for tag, value in item.items()}) for item in first]

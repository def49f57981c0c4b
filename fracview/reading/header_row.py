"""One line of a file's header, as the header browser shows it: for the screen only, never recorded."""

from __future__ import annotations

from dataclasses import dataclass

MAX_ROWS = 20_000
"""More lines than this are not listed; the last one says so."""

MAX_CHARACTERS = 512
"""Longer values are cut."""


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """One attribute.

    Attributes
    ----------
    tag
        ``(0010,0010)``; ``0x010F`` for Exif and TIFF; "" for what is not stored under a tag, and for remarks.
    keyword
        Name in the dictionary of the format, "" where it has none.
    vr
        Value representation of DICOM, or the type in Exif and TIFF; "" where unknown.
    value
        Plain text without control characters, at most `MAX_CHARACTERS` and the remark that it was cut.
    depth
        How many sequences and items it lies inside.
    """

    tag: str
    keyword: str
    vr: str
    value: str
    depth: int = 0


def visible(text: str) -> str:
    """Text with whatever steers a terminal or turns the writing direction made visible, on one line.

    Line ends become ⏎ and tabs a space; other control, format and unassigned characters ``<U+202E>``.
    """
    text = text.replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎").replace("\t", " ")
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each == "\u3000" else f"<U+{ord(each):04X}>" for each in text
    )


def shortened(text: str, size: int, unit: str = "bytes") -> str:
    """Text cut to `MAX_CHARACTERS`, with its true `size` said where it was."""
    if len(text) <= MAX_CHARACTERS:
        return text
    return f"{text[:MAX_CHARACTERS]}… ({size:,} {unit} in all)"

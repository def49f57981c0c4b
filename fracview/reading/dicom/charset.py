"""Text of a data set in the character sets that it names (PS3.5 6.1.2, PS3.3 C.12.1.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom.charset import convert_encodings, decode_bytes

from fracview.reading.quiet import quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT_VRS = frozenset(("LO", "LT", "PN", "SH", "ST", "UC", "UT"))
"""The VRs that Specific Character Set speaks of; all others are ASCII."""

_DELIMITERS = frozenset(b"\\\n\r\t\f")
_NAME_DELIMITERS = _DELIMITERS | frozenset(b"^=")
_FALLBACK = "iso8859"


def encodings_of(value: bytes) -> tuple[str, ...]:
    """Python's encodings for a value of Specific Character Set; empty where it names none."""
    terms = [term.strip(" \0") for term in value.decode("latin-1").split("\\")]
    if not any(terms):
        return ()
    try:
        with quiet():
            return tuple(convert_encodings(terms))
    except (LookupError, ValueError):
        return ()


def decoded(value: bytes, vr: str, encodings: Sequence[str] = ()) -> str:
    """Text of a value, without its padding; what cannot be decoded becomes U+FFFD.

    Parameters
    ----------
    value
        As stored, all values of the attribute.
    vr
        Its value representation.
    encodings
        From `encodings_of`. Empty: UTF-8 where the bytes are that, else Latin-1, as files that name no
        character set, though they need one, are mostly written so.
    """
    return _text(value, vr, encodings).strip(" \0")


def _text(value: bytes, vr: str, encodings: Sequence[str]) -> str:
    if value.isascii() and b"\x1b" not in value:
        return value.decode("ascii")
    if vr not in TEXT_VRS or not encodings:
        return _undeclared(value)
    delimiters = _NAME_DELIMITERS if vr == "PN" else _DELIMITERS
    try:
        with quiet():
            return decode_bytes(value, list(encodings), set(delimiters))
    except (LookupError, ValueError):
        return value.decode(_FALLBACK)


def _undeclared(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode(_FALLBACK)

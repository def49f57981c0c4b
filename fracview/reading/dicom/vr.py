"""Value representations (PS3.5 6.2, 7.1.2): which there are, and which an element has."""

from __future__ import annotations

from pydicom.datadict import dictionary_VR

UNDEFINED = 0xFFFFFFFF
"""Length of what ends with a delimiter."""

LONG_VRS = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"))
SHORT_VRS = frozenset(
    ("AE", "AS", "AT", "CS", "DA", "DS", "DT", "FL", "FD", "IS", "LO", "LT", "PN", "SH", "SL", "SS", "ST",
     "TM", "UI", "UL", "US")
)  # fmt: skip
VRS = LONG_VRS | SHORT_VRS
BULK_VRS = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "UN"))


def known_vr(tag: int, stored: str, length: int) -> tuple[str, bool]:
    """VR of an element, and whether what is inside has explicit ones.

    Under a VR of UN, everything is implicit (PS3.5 6.2.2). What no dictionary knows is a sequence if its
    length is undefined.
    """
    if stored in SHORT_VRS or (stored in LONG_VRS and stored != "UN"):
        return stored, True
    vr = _dictionary_vr(tag)
    if not vr:
        vr = "SQ" if length == UNDEFINED else "UN"
    return vr, False


def _dictionary_vr(tag: int) -> str:
    """VR by the dictionary; "" for private and unknown tags.

    Where it offers several, words are taken for bulk data (PS3.5 A.1), else the first.
    """
    if tag & 0xFFFF == 0:
        return "UL"
    if tag >> 16 & 1:
        return "LO" if 0x10 <= tag & 0xFFFF <= 0xFF else ""
    try:
        offered = dictionary_VR(tag).split(" or ")
    except KeyError:
        return ""
    return "OW" if offered[0] == "OB" and "OW" in offered else offered[0]


def may_be_signed(tag: int) -> bool:
    """Whether Pixel Representation decides between US and SS."""
    try:
        return "SS" in dictionary_VR(tag)
    except KeyError:
        return False

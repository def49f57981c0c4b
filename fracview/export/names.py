"""Names of exported pictures: file and folder names are usually the patient's, so never after those."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fracview.export.aside import PART_PREFIX, PART_SUFFIX

if TYPE_CHECKING:
    from fracview.core.analysis import Analysis

PICTURE_FIELDS = ("overlay", "strip")
"""Keys of a record that name its pictures."""

_OWN = re.compile(
    r"\d+_(?:[0-9a-f]{8}|unknown)(?:_f\d+)?(?:_overlay|_strip)?\.png"
    rf"|{re.escape(PART_PREFIX)}.*{re.escape(PART_SUFFIX)}"
)


def image_name(row: int, analysis: Analysis, kind: str) -> str:
    """Name of the picture of one record: row in the table, start of the file's SHA-256, frame, kind.

    Parameters
    ----------
    row
        One-based number of the record in the run; the table's `overlay` and `strip` fields lead back.
    kind
        ``overlay`` or ``strip``: both may lie in one folder.
    """
    frame = f"_f{analysis.frame}" if analysis.frame else ""
    return f"{row:05d}_{analysis.sha256[:8] or 'unknown'}{frame}_{kind}.png"


def is_own_name(name: str) -> bool:
    """Whether a file is called as only FracView calls its pictures and unfinished files."""
    return _OWN.fullmatch(name) is not None

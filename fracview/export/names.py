"""Names of exported pictures: file and folder names are usually the patient's, so never after those."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fracview.core.analysis import Analysis


def image_name(row: int, analysis: Analysis) -> str:
    """Name of the picture of one record: row in the table, start of the file's SHA-256, frame.

    Parameters
    ----------
    row
        One-based number of the record in the run; the table's `overlay` and `strip` fields lead back.
    """
    frame = f"_f{analysis.frame}" if analysis.frame else ""
    return f"{row:05d}_{analysis.sha256[:8] or 'unknown'}{frame}.png"

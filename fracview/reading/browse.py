"""Everything a file says of itself, whatever its kind, for the header browser: for the screen only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.reading.source import Kind, head, kind_of

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.reading.header_row import HeaderRow


def browse(path: Path) -> tuple[HeaderRow, ...]:
    """Header of a radiograph file, recognised by its content; pixel data are never read.

    Raises
    ------
    ReadingError
        The file cannot be opened, is of no kind that FracView knows, or is a picture with a damaged header.
        A damaged DICOM file gives the lines that can be read, and one that says what is wrong.
    """
    kind = kind_of(head(path), path)
    if kind is Kind.DICOM:  # pydicom takes half a second to import: only where it is needed
        from fracview.reading.dicom.browse import browse as browse_dicom

        return browse_dicom(path)
    from fracview.reading.raster_rows import raster_rows

    return raster_rows(path, kind)

"""Who is on a radiograph, by its file: for the corner texts of the screen, and for nothing else.

None of it may be logged, cached, stored or exported; `Radiograph` leaves it out for that reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.core.errors import ReadingError
from fracview.reading.source import Kind, head, kind_of

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Identity:
    """What a DICOM file says of patient and study.

    Each is one line of plain text as the file writes it (``DOE^JANE``, ``20240131``), decoded from its
    character set, control characters made visible, "" where it is missing. `repr` shows none of it.
    """

    patient_name: str = ""
    patient_id: str = ""
    birth_date: str = ""
    sex: str = ""
    study_date: str = ""
    study_description: str = ""
    series_description: str = ""
    institution: str = ""
    accession: str = ""

    def __repr__(self) -> str:
        """No values: an identity that ends up in a log or a traceback names nobody."""
        return "Identity(...)"


def read_identity(path: Path) -> Identity:
    """Identity in the main data set of a DICOM file; empty for other files and for what cannot be read.

    Raises nothing: whether the file is readable at all, reading it has said.
    """
    try:
        if kind_of(head(path), path) is not Kind.DICOM:
            return Identity()
        from fracview.reading.dicom.identity import identity_texts

        return Identity(**identity_texts(path))
    except ReadingError:
        return Identity()

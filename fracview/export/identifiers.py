"""Who is on a radiograph, added to a record where the caller asks for it, and nowhere else.

Only tables and records take identifiers: COCO files, pages and pictures never do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fracview.export.records import Record

KEY = "identity"

IDENTITY_FIELDS = (
    "patient_name", "patient_id", "birth_date", "sex",
    "study_date", "study_description", "series_description", "institution", "accession",
)  # fmt: skip
"""Patient, then study, in the order of `fracview.reading.identity.Identity`; the order in every file."""

IDENTITY_COLUMNS = tuple(f"{KEY}.{field}" for field in IDENTITY_FIELDS)
"""``identity.patient_name`` and so on: `extra` columns of a writer that is to take identifiers."""


def with_identifiers(record: Record, texts: Mapping[str, str]) -> Record:
    """The record and, under its last key ``identity``, what the file says of patient and study.

    Parameters
    ----------
    record
        As of `to_record`; it is not changed.
    texts
        Text by field of `IDENTITY_FIELDS`; what is missing becomes "". In a table each field is a column
        (`IDENTITY_COLUMNS`), in which text that a spreadsheet would run gets a leading apostrophe.

    Raises
    ------
    ValueError
        A field that is none of `IDENTITY_FIELDS`: it would have no column.
    """
    unknown = set(texts) - set(IDENTITY_FIELDS)
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: choose from {', '.join(IDENTITY_FIELDS)}")
    return record | {KEY: {field: texts.get(field, "") for field in IDENTITY_FIELDS}}

"""Patient and study of a DICOM file, from the front of its data set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.reading.dicom.charset import decoded, encodings_of
from fracview.reading.dicom.elements import Elements
from fracview.reading.header_row import shortened, visible
from fracview.reading.source import open_regular, os_refusal

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from fracview.reading.dicom.elements import RawElement

_SPECIFIC_CHARACTER_SET = 0x00080005
_NAMES = {
    0x00080020: "study_date",
    0x00080050: "accession",
    0x00080080: "institution",
    0x00081030: "study_description",
    0x0008103E: "series_description",
    0x00100010: "patient_name",
    0x00100020: "patient_id",
    0x00100030: "birth_date",
    0x00100040: "sex",
}
_LAST = max(_NAMES)
MAX_ELEMENTS = 5_000
"""More elements than this before the patient's are not believed."""


def identity_texts(path: Path) -> dict[str, str]:
    """Texts by the names of the fields of `fracview.reading.identity.Identity`; those that are there.

    Raises
    ------
    ReadingError
        The file cannot be opened or read.
    """
    with open_regular(path) as file:
        try:
            return _texts(file)
        except OSError as error:
            raise os_refusal(error, path) from error


def _texts(file: BinaryIO) -> dict[str, str]:
    encodings: tuple[str, ...] = ()
    found: dict[str, str] = {}
    for count, element in enumerate(Elements(file)):
        if count == MAX_ELEMENTS or (element.depth == 0 and element.tag > _LAST):
            break
        if element.depth == 0 and element.tag == _SPECIFIC_CHARACTER_SET:
            encodings = encodings_of(element.value)
        if element.depth == 0 and element.tag in _NAMES:
            found[_NAMES[element.tag]] = _line(element, encodings)
    return found


def _line(element: RawElement, encodings: tuple[str, ...]) -> str:
    return shortened(visible(decoded(element.value, element.vr, encodings)), element.length or 0)

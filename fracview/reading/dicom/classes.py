"""SOP classes: what is refused by name, and what counts as an X-ray of bones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom.config import IGNORE
from pydicom.uid import UID

from fracview.reading.reasons import ReadingReason, refusal

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.core.errors import ReadingError
    from fracview.reading.dicom.attributes import Attributes

_STORAGE = "1.2.840.10008.5.1.4.1.1."

SECONDARY_CAPTURE = (_STORAGE + "7", _STORAGE + "7.1", _STORAGE + "7.2", _STORAGE + "7.3", _STORAGE + "7.4")
RADIOGRAPHS = (_STORAGE + "1", _STORAGE + "1.1", _STORAGE + "1.3")
"""CR, DX for presentation, intra-oral DX for presentation."""
FOR_PROCESSING = (_STORAGE + "1.1.1", _STORAGE + "1.2.1", _STORAGE + "1.3.1")
RT_IMAGE = _STORAGE + "481.1"

_BY_CLASS: tuple[tuple[str, ReadingReason], ...] = (
    ("1.2.840.10008.1.3.10", ReadingReason.MEDIA_DIRECTORY),
    (_STORAGE + "66.4", ReadingReason.SEGMENTATION),
    (_STORAGE + "66.5", ReadingReason.SEGMENTATION),
    (_STORAGE + "66.7", ReadingReason.SEGMENTATION),
    (_STORAGE + "88.59", ReadingReason.KEY_OBJECT_SELECTION),
    (_STORAGE + "88.", ReadingReason.STRUCTURED_REPORT),
    (_STORAGE + "11.", ReadingReason.PRESENTATION_STATE),
    (_STORAGE + "481.2", ReadingReason.RT_DOSE),
    (_STORAGE + "481.3", ReadingReason.RT_STRUCTURE_SET),
    (_STORAGE + "104.", ReadingReason.ENCAPSULATED_DOCUMENT),
    (_STORAGE + "9.", ReadingReason.WAVEFORM),
    (_STORAGE + "77.1.6", ReadingReason.WHOLE_SLIDE),
    (_STORAGE + "30", ReadingReason.PARAMETRIC_MAP),
)
"""UIDs, or beginnings of UIDs that end in a dot; the first that fits counts."""

_BY_MODALITY = {
    "SEG": ReadingReason.SEGMENTATION,
    "SR": ReadingReason.STRUCTURED_REPORT,
    "PR": ReadingReason.PRESENTATION_STATE,
    "KO": ReadingReason.KEY_OBJECT_SELECTION,
    "RTDOSE": ReadingReason.RT_DOSE,
    "RTSTRUCT": ReadingReason.RT_STRUCTURE_SET,
    "DOC": ReadingReason.ENCAPSULATED_DOCUMENT,
    "SM": ReadingReason.WHOLE_SLIDE,
}

_NAMES = {
    ReadingReason.MEDIA_DIRECTORY: "a DICOM media directory (DICOMDIR)",
    ReadingReason.SEGMENTATION: "a segmentation (SEG)",
    ReadingReason.KEY_OBJECT_SELECTION: "a key object selection (KO)",
    ReadingReason.STRUCTURED_REPORT: "a structured report (SR)",
    ReadingReason.PRESENTATION_STATE: "a presentation state (PR)",
    ReadingReason.RT_DOSE: "an RT Dose (RTDOSE)",
    ReadingReason.RT_STRUCTURE_SET: "an RT Structure Set (RTSTRUCT)",
    ReadingReason.ENCAPSULATED_DOCUMENT: "an encapsulated document such as a PDF",
    ReadingReason.WAVEFORM: "a waveform such as an ECG",
    ReadingReason.WHOLE_SLIDE: "a whole slide microscopy image (SM)",
    ReadingReason.PARAMETRIC_MAP: "a Parametric Map",
}


def sop_class(attributes: Attributes) -> str:
    """SOP Class UID, of the file meta information where the data set has none."""
    return attributes.text("SOPClassUID") or attributes.text("MediaStorageSOPClassUID")


def class_refusal(attributes: Attributes, path: Path) -> ReadingError | None:
    """Refusal of an object that is no radiograph, by the name of its class; None for all others."""
    uid = sop_class(attributes)
    reason = next((reason for known, reason in _BY_CLASS if _fits(uid, known)), None)
    if reason is None and not (uid in RADIOGRAPHS or uid in FOR_PROCESSING):
        reason = _BY_MODALITY.get(attributes.code("Modality"))
    if reason is None:
        return None
    return refusal(reason, f"This is {_NAMES[reason]}, not a radiograph.", path)


def class_name(attributes: Attributes) -> str:
    """What the Standard calls the file's class; "" for one that it does not know."""
    return uid_name(sop_class(attributes))


def uid_name(uid: str) -> str:
    """Name that the Standard gives a UID; "" for one that it does not know."""
    name = UID(uid, validation_mode=IGNORE).name if uid else ""
    return "" if name == uid else name


def _fits(uid: str, known: str) -> bool:
    return uid.startswith(known) if known.endswith(".") else uid == known

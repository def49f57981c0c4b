"""Whether the networks may run on a DICOM frame: claims of the file that speak against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.radiograph import NetworkUse
from fracview.reading.dicom.classes import FOR_PROCESSING, RADIOGRAPHS, SECONDARY_CAPTURE, sop_class
from fracview.reading.network_use import COLOUR, MULTI_FRAME, SMALLEST_SIDE, TOO_SMALL

if TYPE_CHECKING:
    from fracview.reading.arrays import Array
    from fracview.reading.dicom.attributes import Attributes

_XRAY_MODALITIES = ("CR", "DX", "IO")
_UNSTATED = ("", "OT", "SC")
_DEFINED_MODALITIES = frozenset((
    "ANN", "AR", "ASMT", "AU", "BDUS", "BI", "BMD", "CD", "CF", "CFM", "CP", "CR", "CS", "CT",
    "CTPROTOCOL", "DD", "DF", "DG", "DM", "DMS", "DOC", "DS", "DX", "EC", "ECG", "EEG", "EMG", "EOG",
    "EPS", "ES", "FA", "FID", "FS", "GM", "HC", "HD", "IO", "IOL", "IVOCT", "IVUS", "KER", "KO", "LEN",
    "LP", "LS", "M3D", "MA", "MG", "MR", "MS", "NM", "OAM", "OCT", "OP", "OPM", "OPR", "OPT", "OPTBSV",
    "OPTENF", "OPV", "OSS", "OT", "PA", "PLAN", "POS", "PR", "PT", "PX", "REG", "RESP", "RF", "RG",
    "RTDOSE", "RTIMAGE", "RTINTENT", "RTPLAN", "RTRAD", "RTRECORD", "RTSEGANN", "RTSTRUCT", "RWV",
    "SEG", "SM", "SMR", "SR", "SRF", "ST", "STAIN", "TEXTUREMAP", "TG", "US", "VA", "VF", "XA",
    "XAPROTOCOL", "XC",
))  # fmt: skip
"""Defined terms of Modality (PS3.3 C.7.3.1.1.1), retired ones included."""


def dicom_use(attributes: Attributes, pixels: Array, frame_count: int) -> tuple[NetworkUse, str]:
    """Whether the networks may run, and the first reason against it ("" for a plain run).

    Neither class nor modality is enough alone: secondary captures carry modality CR, too.
    """
    objection = _objection(attributes, pixels, frame_count)
    if objection:
        return NetworkUse.ASK, objection
    modality = attributes.code("Modality")
    if modality in _UNSTATED:
        return NetworkUse.RUN_WITH_NOTE, "modality not stated as X-ray"
    if sop_class(attributes) in RADIOGRAPHS:
        return NetworkUse.RUN, ""
    if sop_class(attributes) in SECONDARY_CAPTURE:
        return NetworkUse.RUN_WITH_NOTE, "secondary capture"
    return NetworkUse.RUN_WITH_NOTE, "class not stated as radiograph"


def _objection(attributes: Attributes, pixels: Array, frame_count: int) -> str:
    if min(pixels.shape[:2]) < SMALLEST_SIDE:
        return TOO_SMALL
    if attributes.code("BurnedInAnnotation") == "YES":
        return "burned-in annotation"
    if frame_count > 1:
        return MULTI_FRAME
    if pixels.ndim == 3:
        return COLOUR
    intent = attributes.code("PresentationIntentType")
    if intent == "FOR PROCESSING" or sop_class(attributes) in FOR_PROCESSING:
        return "for processing"
    modality = attributes.code("Modality")
    if modality not in (*_XRAY_MODALITIES, *_UNSTATED):
        # Only a defined term goes into a record: anyone may have typed anything else.
        return f"modality {modality}" if modality in _DEFINED_MODALITIES else "modality unknown code"
    return ""

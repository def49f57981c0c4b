"""Words for the corners of the viewport, and in place of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.ui.canvas.picture import CornerTexts

if TYPE_CHECKING:
    from fracview.core.analysis import Analysis
    from fracview.core.radiograph import Radiograph
    from fracview.reading.identity import Identity

_LONGEST_CODE = 16
"""Characters that a code string of DICOM holds at most."""

NOTHING_OPEN: tuple[str, ...] = (
    "Drop a folder of radiographs here",
    "or use File, Open folder (Ctrl+U). File, Open the samples shows what FracView does.",
    "JPEG, PNG, TIFF, BMP and DICOM. Nothing leaves this machine.",
)

LOOKING: tuple[str, ...] = ("Looking for radiographs ...",)
NONE_FOUND = ("No radiographs found", "There is no file in this folder.")


def opening_texts(name: str) -> CornerTexts:
    """Corners while a file is read."""
    return CornerTexts(top_left=(name,), notice=("Reading ...",))


def refused_texts(name: str, error: Exception) -> CornerTexts:
    """Corners where a file could not be opened: the reason and the cure, and that this is no negative."""
    message = getattr(error, "message", "") or f"Something unforeseen went wrong ({type(error).__name__})."
    cure = getattr(error, "cure", "")
    return CornerTexts(
        top_left=(name,), notice=("Unreadable", message, cure, "This is not a negative result.")
    )


def corner_texts(
    name: str, radiograph: Radiograph, identity: Identity, place: str, study: str
) -> CornerTexts:
    """Corners of a radiograph, after Weasis: patient, study, technique, image."""
    return CornerTexts(
        top_left=(),
        top_left_private=_patient(name, identity),
        top_right_private=_study(identity),
        top_right=(study,),
        bottom_right_private=_claimed(radiograph),
        bottom_right=_technique(radiograph),
        bottom_left=(place,),
    )


def _patient(name: str, identity: Identity) -> tuple[str, ...]:
    born = f"born {identity.birth_date}" if identity.birth_date else ""
    line = "  ".join(part for part in (identity.patient_id, born, identity.sex) if part)
    return (identity.patient_name, line, name)


def _study(identity: Identity) -> tuple[str, ...]:
    return (identity.study_description, identity.study_date, identity.institution, identity.accession)


def _claimed(radiograph: Radiograph) -> tuple[str, ...]:
    """Region, view and side in the file's own words, which can be any."""
    claims = radiograph.claims
    region = " ".join(part for part in (claims.body_part, claims.view_position, claims.laterality) if part)
    return (f"file says: {region}" if region else "",)


def _technique(radiograph: Radiograph) -> tuple[str, ...]:
    claims = radiograph.claims
    rows, columns = radiograph.shape
    spacing = radiograph.spacing
    calibration = "no calibration: lengths in px"
    if spacing is not None:
        where = "at detector" if spacing.at_detector else spacing.source
        calibration = f"{spacing.column_mm:.3g} mm a pixel, {where}"
    return (
        *(f"note: {warning}" for warning in radiograph.warnings[:3]),
        " ".join(part for part in (_code(claims.modality), claims.transfer_syntax) if part),
        f"{columns} x {rows} px, {radiograph.pixels.dtype}",
        calibration,
    )


def _code(text: str) -> str:
    """A modality as the Standard spells them; anything else is not shown where names must not be."""
    return text if text.isalpha() and text.isupper() and len(text) <= _LONGEST_CODE else ""


def shown_to_reader(analysis: Analysis | None) -> str:
    """What the reader could see when a verdict was given, for the record."""
    if analysis is None:
        return "nothing analysed"
    if analysis.fracture is None:
        return analysis.status.value
    return f"fracture {analysis.fracture.probability:.4f} {analysis.fracture.tier}"


def models_behind(analysis: Analysis | None) -> str:
    """Names and hashes of the networks behind an analysis, as `VerdictEntry.models` has them."""
    return " ".join(f"{one.name}:{one.sha256}" for one in analysis.provenance.models) if analysis else ""

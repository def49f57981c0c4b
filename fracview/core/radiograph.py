"""The radiograph: what reading hands to everything else."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.windowing import Voi, apply_voi

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


class NetworkUse(StrEnum):
    """Whether the networks may run on a radiograph."""

    RUN = "run"
    RUN_WITH_NOTE = "run_with_note"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class PixelSpacing:
    """Distance between pixel centres in mm, and where the figure comes from.

    Attributes
    ----------
    row_mm, column_mm
        Distance between adjacent rows and adjacent columns (DICOM's order), > 0.
    source
        Name of the DICOM attribute or file field: ``PixelSpacing``, ``ImagerPixelSpacing``, ...
    at_detector
        True where the figure is not corrected for magnification.
    """

    row_mm: float
    column_mm: float
    source: str
    at_detector: bool = False


@dataclass(frozen=True, slots=True)
class Claims:
    """What the file says of itself: shown as claims, never acted on. Empty string: not stated."""

    modality: str = ""
    body_part: str = ""
    view_position: str = ""
    laterality: str = ""
    study_uid: str = ""
    series_uid: str = ""
    photometric: str = ""
    transfer_syntax: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Radiograph:
    """One frame of one file, ready to be shown and analysed.

    Attributes
    ----------
    path
        The file it was read from.
    sha256
        SHA-256 of the whole file, lower-case hexadecimal.
    pixels
        (rows, columns), 8 to 16 bit integer or float32: values after the Modality LUT, bone bright
        (MONOCHROME1 already turned, the windows in `vois` with it); or (rows, columns, 3) uint8 RGB
        where the source is colour. EXIF orientation applied. Read-only.
    vois
        The ways to window it that the file offers, the default first; never empty.
    background
        (rows, columns) bool, True where the pixel is padding and is drawn black; or None.
    turned_about
        For MONOCHROME1: ``pixels = turned_about - modality_values``; None where nothing was turned.
        `fracview.core.windowing.turn_window` gives the center of a window in the file's own values.
    spacing
        Pixel spacing in mm, or None where the file gives none that can be believed.
    pixel_aspect_ratio
        Height over width of one pixel on the display (1.0 for square pixels); boxes stay in pixels.
    claims
        What the file says of itself.
    network_use, network_note
        Whether the networks may run on it, and the reason as a short sentence ("" for a plain run).
    frame, frame_count
        Zero-based index of this frame, and how many the file holds.
    warnings
        Plain sentences about what was repaired or guessed (``truncated by 14 bytes``).
    """

    path: Path
    sha256: str
    pixels: NDArray[np.generic]
    vois: tuple[Voi, ...]
    background: NDArray[np.bool_] | None = None
    turned_about: float | None = None
    spacing: PixelSpacing | None = None
    pixel_aspect_ratio: float = 1.0
    claims: Claims = field(default_factory=Claims)
    network_use: NetworkUse = NetworkUse.RUN
    network_note: str = ""
    frame: int = 0
    frame_count: int = 1
    warnings: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (int(self.pixels.shape[0]), int(self.pixels.shape[1]))

    @property
    def default_voi(self) -> Voi:
        """The VOI that `display_image` uses; its `label` is recorded in the provenance of an analysis."""
        return self.vois[0]

    def display_image(self) -> NDArray[np.uint8]:
        """Default display picture at native size, without overlays; also the networks' input.

        Returns
        -------
        (rows, columns) uint8, or (rows, columns, 3) uint8 RGB where the source is colour.
        """
        if self.pixels.ndim == 3:
            return np.asarray(self.pixels, dtype=np.uint8)
        shown = apply_voi(self.pixels, self.default_voi)
        if self.background is not None:
            shown[self.background] = 0
        return shown

"""What a reader sees in a frame before the findings are shown; the two are compared afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Impression(StrEnum):
    """A reader's own answer to a frame, given before the findings were shown."""

    FRACTURE = "fracture"
    UNSURE = "unsure"
    NO_FRACTURE = "no_fracture"


@dataclass(frozen=True, slots=True)
class ImpressionEntry:
    """One entry of the journal of impressions; the first that a reader has of a frame is the one that counts.

    Attributes
    ----------
    sha256, frame
        The frame: SHA-256 of its file, zero-based index.
    impression
        What the reader saw.
    reader
        Free text, as typed.
    time
        When it was given: ISO 8601 in UTC, to the second, as in ``2026-11-25T08:30:00+00:00``.
    seconds
        From the frame being in view to this entry, pauses of the window left out; None: not measured.
    """

    sha256: str
    frame: int
    impression: Impression
    reader: str
    time: str
    seconds: float | None = None

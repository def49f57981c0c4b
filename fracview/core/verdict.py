"""What a reader says of the findings on one frame; never mixed with what the networks say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """A reader's answer to the findings on a frame."""

    AGREE = "agree"
    UNSURE = "unsure"
    DISAGREE = "disagree"


@dataclass(frozen=True, slots=True)
class VerdictEntry:
    """One entry of the journal of verdicts; the newest of a frame counts, earlier ones are kept.

    Attributes
    ----------
    sha256, frame
        The frame: SHA-256 of its file, zero-based index.
    verdict
        None withdraws what was said before (undo).
    comment, reader
        Free text, as typed.
    time
        When it was given: ISO 8601 in UTC, to the second, as in ``2026-11-25T08:30:00+00:00``.
    shown
        What the reader was shown, as a record for later: ``fracture 0.87 definite; 2 boxes`` or
        ``assistant off``.
    models
        Names and hashes of the networks behind it, ``name:sha256`` joined by spaces; "" for none.
    seconds
        From the frame being in view to this entry, pauses of the window left out; None: not measured.
    """

    sha256: str
    frame: int
    verdict: Verdict | None
    comment: str
    reader: str
    time: str
    shown: str = ""
    models: str = ""
    seconds: float | None = None

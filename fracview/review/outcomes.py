"""Analyses of frames that no network ran on: each says how it ended, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.analysis import Analysis, Status
from fracview.core.errors import FracViewError, ReadingError

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.core.analysis import Provenance


def broken(path: Path, frame: int, error: Exception, provenance: Provenance, sha256: str = "") -> Analysis:
    """A frame that an error ended: unreadable where reading refused it, failed for everything unforeseen."""
    status = Status.UNREADABLE if isinstance(error, ReadingError) else Status.FAILED
    return Analysis(path, frame, sha256, status, reason_of(error), provenance)


def reason_of(error: Exception) -> str:
    """``code: sentence``; for errors that are not FracView's own the code is ``unexpected``."""
    if isinstance(error, FracViewError):
        return f"{error.reason}: {error.message} {error.cure}".rstrip()
    text = " ".join(str(error).split())
    return f"unexpected: {type(error).__name__}{': ' if text else ''}{text}"

"""One error tree: every error names what failed, where, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class FracViewError(Exception):
    """Base of every error that FracView raises on purpose.

    Parameters
    ----------
    message
        One plain sentence, without the path.
    reason
        Short stable code in snake case (``truncated``, ``hash_mismatch``); reports count by it.
    path
        The file or folder concerned, if any.
    field
        The DICOM attribute, manifest key or option concerned, if any.
    cure
        What the person in front of the screen can do about it, as a sentence.
    """

    def __init__(
        self,
        message: str,
        *,
        reason: str,
        path: Path | None = None,
        field: str | None = None,
        cure: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason
        self.path = path
        self.field = field
        self.cure = cure

    def __str__(self) -> str:
        """File, field, sentence and cure, in that order, those that exist."""
        where = ": ".join(str(part) for part in (self.path, self.field) if part)
        sentence = f"{where}: {self.message}" if where else self.message
        return f"{sentence} {self.cure}".rstrip()


class ReadingError(FracViewError, ValueError):
    """A file that cannot become a `Radiograph` (`fracview.reading`)."""


class ModelFolderError(FracViewError, ValueError):
    """A model folder that must not run: wrong hash, missing output, wrong shape (`fracview.inference`)."""


class DeviceError(FracViewError, RuntimeError):
    """An execution provider that was asked for by name and cannot run (`fracview.inference`)."""


class ExportError(FracViewError, OSError):
    """A result that could not be written (`fracview.export`)."""


class UsageError(FracViewError, ValueError):
    """What was asked for makes no sense; nothing was started."""

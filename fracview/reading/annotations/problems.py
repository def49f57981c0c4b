"""What is wrong with an annotation file, and the exact place in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from fracview.core.errors import FracViewError

if TYPE_CHECKING:
    from pathlib import Path

_CORRECT_IT = "Correct it in the file, or export the annotations again."


class AnnotationError(FracViewError, ValueError):
    """A file or folder of annotations or predictions that is broken; nothing of it was taken over."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an annotation file something stands.

    Attributes
    ----------
    file
        The file, or the folder.
    steps
        Keys and indices from the root of the file, or one text such as ``line 4``.
    """

    file: Path
    steps: tuple[str | int, ...] = ()

    def at(self, *steps: str | int) -> Place:
        """A place further inside."""
        return Place(self.file, (*self.steps, *steps))

    @property
    def field(self) -> str:
        """``annotations[17].bbox[2]``; "" for the file as a whole."""
        text = ""
        for step in self.steps:
            text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
        return text

    def refuse(self, message: str, reason: str, cure: str = _CORRECT_IT) -> NoReturn:
        """Raise the `AnnotationError` that names this place.

        Raises
        ------
        AnnotationError
            Always.
        """
        raise AnnotationError(message, reason=reason, path=self.file, field=self.field or None, cure=cure)

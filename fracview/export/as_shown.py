"""Pictures that a reader keeps: the view as it is on the screen, and the radiograph alone.

Both carry the badge in a bar below, which covers no pixel, and neither carries metadata: what the file says
of the patient stays in the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fracview.core.errors import UsageError
from fracview.export.captions import RESEARCH_USE
from fracview.export.drawing import as_rgb, label_size
from fracview.export.overlay import with_caption
from fracview.export.pictures import save_png

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

SUFFIX = ".png"
MAX_LETTERS = 18
"""Pixels: a view is looked at as large as it was, unlike a radiograph of thousands of rows."""


def save_as_shown(path: Path, rgb: NDArray[np.uint8], lines: Sequence[str]) -> None:
    """Save a view with the given lines and the badge below it.

    Parameters
    ----------
    path
        A .png; written aside, then replaced.
    rgb
        (rows, columns, 3) uint8, as on the screen.
    lines
        What the view shows (`captions.caption_lines`); the badge is added where it is not among them.

    Raises
    ------
    UsageError
        `unknown_format` for any other suffix.
    ExportError
        `not_writable` or `not_replaceable`.
    """
    _check_suffix(path)
    kept = [line for line in lines if line and line != RESEARCH_USE]
    picture = as_rgb(rgb)
    size = min(MAX_LETTERS, label_size(picture.size))
    save_png(path, np.asarray(with_caption(picture, [*kept, RESEARCH_USE], size)))


def save_clean(path: Path, display_image: NDArray[np.uint8]) -> None:
    """Save a radiograph at native size with nothing drawn on it; only the badge is below it.

    Parameters
    ----------
    path
        A .png; written aside, then replaced.
    display_image
        (rows, columns[, 3]) uint8, `Radiograph.display_image`; a grey one becomes a grey PNG.

    Raises
    ------
    UsageError
        `unknown_format` for any other suffix.
    ExportError
        `not_writable` or `not_replaceable`.
    """
    _check_suffix(path)
    picture = as_rgb(display_image)
    canvas = with_caption(picture, [RESEARCH_USE], label_size(picture.size))
    if display_image.ndim == 2:
        canvas = canvas.convert("L")  # exact: every pixel has three equal channels
    save_png(path, np.asarray(canvas))


def _check_suffix(path: Path) -> None:
    if path.suffix.lower() != SUFFIX:
        raise UsageError(
            f"pictures are written as {SUFFIX}, not as '{path.suffix or path.name}'.",
            reason="unknown_format",
            path=path,
            cure=f"Give the file the ending {SUFFIX}.",
        )

"""The picture folders of a run: each frame with its boxes, and each frame's layer maps."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from fracview.core.errors import ExportError
from fracview.export import draw_overlay, draw_strip, image_name, save_png

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.analysis import Analysis
    from fracview.review.run import Step

    Drawer = Callable[[NDArray[np.uint8], Analysis], NDArray[np.uint8]]

logger = logging.getLogger(__name__)


class Pictures:
    """The folders that are asked for; made where they are not there.

    Parameters
    ----------
    overlays, strips
        Folders, or None for what is not wanted.

    Attributes
    ----------
    missing
        Pictures that could not be drawn.

    Raises
    ------
    ExportError
        `not_writable`.
    """

    def __init__(self, overlays: Path | None, strips: Path | None) -> None:
        self.missing = 0
        wanted = (("overlay", overlays, draw_overlay), ("strip", strips, draw_strip))
        self._folders: dict[str, tuple[Path, Drawer]] = {
            field: (_made(folder), drawer) for field, folder, drawer in wanted if folder is not None
        }

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where the pictures go."""
        return tuple(folder for folder, _ in self._folders.values())

    @property
    def fields(self) -> tuple[str, ...]:
        """Keys that `draw` gives."""
        return tuple(self._folders)

    def draw(self, number: int, step: Step) -> tuple[Step, dict[str, str]]:
        """Draw a frame whose row has this number: the step, warned of what is missing, and the names."""
        names: dict[str, str] = {}
        missing: list[str] = []
        for field in self._folders:
            try:
                names[field] = self._draw(field, number, step)
            except ExportError:  # the disk is full or gone: the next picture would fare no better
                raise
            except Exception as error:  # the edge of a job: one picture must not end the run
                logger.debug("drawing failed", exc_info=True)
                names[field] = ""
                missing.append(f"the {field} could not be drawn ({type(error).__name__})")
        if missing:
            self.missing += len(missing)
            warnings = (*step.analysis.warnings, *missing)
            step = replace(step, analysis=replace(step.analysis, warnings=warnings))
        return step, names

    def _draw(self, field: str, number: int, step: Step) -> str:
        """Name of the picture within its folder; "" where there is no image to draw on."""
        if step.display_image is None:
            return ""
        folder, drawer = self._folders[field]
        name = image_name(number, step.analysis, field)
        save_png(folder / name, drawer(step.display_image, step.analysis))
        return name


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(
            f"cannot be made: {error.strerror}.",
            reason="not_writable",
            path=folder,
            cure="Choose a folder that you may write to.",
        ) from error
    return folder

"""Everything that a run writes to disk, one step at a time."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from fracview.core.errors import ExportError
from fracview.export import draw_overlay, draw_strip, image_name, open_writer, save_png, to_record

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.analysis import Analysis
    from fracview.export import RecordWriter
    from fracview.inference import Analyzer
    from fracview.review.run import Step

    Drawer = Callable[[NDArray[np.uint8], Analysis], NDArray[np.uint8]]

logger = logging.getLogger(__name__)


class Outputs:
    """The results file and the picture folders that were asked for; a context manager.

    Parameters
    ----------
    arguments
        `out`, `overlays` and `strips`, each a path or None; `all_boxes`.
    analyzer
        Its region labels are columns of the table.

    Attributes
    ----------
    count
        Steps written.
    not_drawn
        Pictures that could not be drawn.
    in_place
        Whether the results file is there, finished; only after the context.
    """

    def __init__(self, arguments: argparse.Namespace, analyzer: Analyzer) -> None:
        self.count = 0
        self.not_drawn = 0
        self.in_place = False
        self._all_boxes: bool = arguments.all_boxes
        self._folders: dict[str, tuple[Path, Drawer]] = {}
        for field, folder, drawer in (
            ("overlay", arguments.overlays, draw_overlay),
            ("strip", arguments.strips, draw_strip),
        ):
            if folder is not None:
                self._folders[field] = (_made(folder), drawer)
        self._writer: RecordWriter | None = None
        if arguments.out is not None:
            labels = analyzer.model_set.region.manifest.classes
            self._writer = open_writer(arguments.out, region_labels=labels, extra=tuple(self._folders))

    def write(self, step: Step) -> Step:
        """Draw the pictures, then append the record that names them.

        Returns
        -------
        The step, its warnings now naming what could not be drawn.
        """
        pictures: dict[str, str] = {}
        missing: list[str] = []
        for field in self._folders:
            try:
                pictures[field] = self._draw(field, step)
            except ExportError:  # the disk is full or gone: the next picture would fare no better
                raise
            except Exception as error:  # the edge of a job: one picture must not end the run
                logger.debug("drawing failed", exc_info=True)
                pictures[field] = ""
                missing.append(f"the {field} could not be drawn ({type(error).__name__})")
        if missing:
            warnings = (*step.analysis.warnings, *missing)
            step = replace(step, analysis=replace(step.analysis, warnings=warnings))
        if self._writer is not None:
            self._writer.write(to_record(step.analysis, all_detections=self._all_boxes) | pictures)
        self.count += 1
        self.not_drawn += len(missing)
        return step

    def _draw(self, field: str, step: Step) -> str:
        """Name of the picture within its folder; "" where there is no image to draw on."""
        if step.display_image is None:
            return ""
        folder, drawer = self._folders[field]
        name = image_name(self.count + 1, step.analysis, field)
        save_png(folder / name, drawer(step.display_image, step.analysis))
        return name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the results in place; without a single one, what was there before stays."""
        if self._writer is None:
            return
        if self._writer.count:
            self._writer.close()
            self.in_place = True
        else:
            self._writer.discard()


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

"""Everything that a run writes to disk, one step at a time."""

from __future__ import annotations

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


class Outputs:
    """The results file and the picture folders that were asked for; a context manager.

    Parameters
    ----------
    arguments
        `out`, `overlays` and `strips`, each a path or None.
    analyzer
        Its region labels are columns of the table.
    """

    def __init__(self, arguments: argparse.Namespace, analyzer: Analyzer) -> None:
        self.count = 0
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

    def write(self, step: Step) -> None:
        """Draw the pictures, then append the record that names them."""
        self.count += 1
        pictures = {field: self._draw(field, step) for field in self._folders}
        if self._writer is not None:
            self._writer.write(to_record(step.analysis) | pictures)

    def _draw(self, field: str, step: Step) -> str:
        """Name of the picture within its folder; "" where there is no image to draw on."""
        if step.display_image is None:
            return ""
        folder, drawer = self._folders[field]
        name = image_name(self.count, step.analysis, field)
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
        if self.count:
            self._writer.close()
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

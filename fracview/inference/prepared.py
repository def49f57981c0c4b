"""What a radiograph becomes before the networks: small grey pictures, made in the reading threads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fracview.core.letterbox import Letterbox
from fracview.core.radiograph import NetworkUse
from fracview.inference.preprocess import letterbox_image, to_grey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.analysis import NetworkRow
    from fracview.core.radiograph import Radiograph

Size = tuple[int, int]
"""Height and width of a network input."""


@dataclass(frozen=True, eq=False, slots=True)
class Prepared:
    """One frame ready for the networks; the pixels themselves are no longer held.

    Attributes
    ----------
    path, frame, sha256
        Of the radiograph.
    rows, columns
        Of the radiograph.
    network_use, network_note
        Whether the networks may run on it, and why not or with which note.
    voi
        Label of the VOI that the picture was made with; never the file's own words.
    warnings
        Of reading.
    inputs
        (height, width) uint8 letterboxed picture for each size; empty where the networks may not run.
    frame_count
        How many frames the file holds.
    known_rows
        What networks gave for this frame before, by row key (`Analyzer.row_keys`): these need not run.
        `prepare` knows of none; ``dataclasses.replace`` sets them. The file is read all the same: its
        geometry, its warnings and the label of its VOI are not kept with the rows. Without meaning where the
        networks may not run.
    """

    path: Path
    frame: int
    sha256: str
    rows: int
    columns: int
    network_use: NetworkUse
    network_note: str
    voi: str
    warnings: tuple[str, ...]
    inputs: dict[Size, NDArray[np.uint8]]
    frame_count: int = 1
    known_rows: Mapping[str, NetworkRow] = field(default_factory=dict)

    def letterbox(self, size: Size) -> Letterbox:
        """How the radiograph lies in the network input of a size."""
        return Letterbox(self.rows, self.columns, *size)

    @property
    def all_warnings(self) -> tuple[str, ...]:
        """Warnings of reading, and the note of a radiograph that the networks run on with a note."""
        noted = bool(self.inputs) and self.network_use is not NetworkUse.RUN and bool(self.network_note)
        return (*self.warnings, self.network_note) if noted else self.warnings

    @property
    def not_run_sentence(self) -> str:
        """Why no network ran, how much of the file that leaves out, and what to do about it."""
        frames = ""
        if self.frame_count > 1:
            frames = f" ({self.frame_count} frames, frame {self.frame + 1} recorded)"
        note = self.network_note or "nobody was asked"
        return f"not run: {note}{frames}; use --run-anyway to run the networks all the same"


def prepare(radiograph: Radiograph, sizes: Iterable[Size], run_anyway: bool = False) -> Prepared:
    """Window and letterbox a radiograph, once for each distinct size. Thread-safe.

    Parameters
    ----------
    radiograph
        Its `display_image` is what the networks see, made grey.
    sizes
        Sizes of the networks' inputs.
    run_anyway
        Prepare also what the networks may run on only after asking.
    """
    inputs: dict[Size, NDArray[np.uint8]] = {}
    if run_anyway or radiograph.network_use is not NetworkUse.ASK:
        grey = to_grey(radiograph.display_image())
        inputs = {size: letterbox_image(grey, *size) for size in set(sizes)}
    rows, columns = radiograph.shape
    return Prepared(
        path=radiograph.path,
        frame=radiograph.frame,
        sha256=radiograph.sha256,
        rows=rows,
        columns=columns,
        network_use=radiograph.network_use,
        network_note=radiograph.network_note,
        voi=radiograph.default_voi.label,
        warnings=radiograph.warnings,
        inputs=inputs,
        frame_count=radiograph.frame_count,
    )

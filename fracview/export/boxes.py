"""The boxes of a run as a table of their own: one row a box, each with where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.errors import UsageError
from fracview.export.flatten import SEPARATOR, flatten, harmless
from fracview.export.identifiers import KEY
from fracview.export.writers import CsvWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from fracview.export.flatten import Cell
    from fracview.export.records import Record

POINTS = tuple(
    f"provenance.operating_points.detection.{point}" for point in ("high_sensitivity", "high_specificity")
)
BOX_COLUMNS = (
    "path", "frame", "sha256", "box", "x1", "y1", "x2", "y2", "score", "tier",
    "detection.sha256", "provenance.provider", "provenance.app_version", *POINTS,
)  # fmt: skip


class BoxesWriter(CsvWriter):
    """Writer of records to a .csv of boxes; a frame without a box has no row.

    Columns are `BOX_COLUMNS`, then those of `extra`: the file, the frame, the number of the box in its frame
    (from 1, best score first), its edges in pixels of the original image (x right, y down), score and tier,
    the SHA-256 of the detection network, provider, FracView's version and the two detection thresholds. Give
    it records with all detections (`to_record`) where those below the high-sensitivity point are wanted.

    Parameters
    ----------
    path
        A .csv.
    extra
        Further columns: `IDENTITY_COLUMNS` where records carry identifiers. Other extra keys of the records
        are left out.
    keep_changed
        See `RecordWriter`; `count` counts records, not boxes.

    Raises
    ------
    UsageError
        `unknown_format` for another suffix.
    ExportError
        `not_writable`.
    """

    def __init__(
        self, path: Path, *, extra: Sequence[str] = (), keep_changed: bool = False, kept: bool = False
    ) -> None:
        if path.suffix.lower() != ".csv":
            raise UsageError(
                f"boxes are written as .csv, not as '{path.suffix or path.name}'.",
                reason="unknown_format",
                path=path,
                cure="Give the file the ending .csv.",
            )
        super().__init__(path, [*BOX_COLUMNS, *extra], keep_changed=keep_changed, kept=kept)

    def _cells(self, record: Record) -> Iterator[Mapping[str, Cell]]:
        return box_rows(record, harmless)


def box_rows(record: Record, guard: Callable[[str], str]) -> Iterator[dict[str, Cell]]:
    """Cells by column, one dictionary a box.

    Parameters
    ----------
    record
        As of `to_record`, with ``identity`` where it has that; one that no network has seen has no boxes.
    guard
        What every text goes through.
    """
    detections = record["detections"]
    if not detections:
        return
    cells = flatten(record, guard)
    kept = {name: value for name, value in cells.items() if name in BOX_COLUMNS or name.startswith(f"{KEY}.")}
    kept["detection.sha256"] = detection_sha256(record)
    for number, detection in enumerate(detections, start=1):
        edges = dict(zip(("x1", "y1", "x2", "y2"), detection["box_xyxy"], strict=True))
        yield kept | {"box": number} | edges | {"score": detection["score"], "tier": detection["tier"]}


def detection_sha256(record: Record) -> str:
    """SHA-256 of the network that drew the boxes; "" where none is named."""
    models = record["provenance"]["models"]
    return SEPARATOR.join(model["sha256"] for model in models if model["task"] == "detection")

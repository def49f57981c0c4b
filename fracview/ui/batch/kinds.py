"""What a batch can be written out as: names of files and folders, words for the checkboxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kind:
    """One output.

    Attributes
    ----------
    text, tip
        Of its checkbox.
    name
        Of the file or folder within the chosen folder.
    identifiers
        Whether it takes patient identifiers where they are asked for.
    """

    text: str
    tip: str
    name: str
    identifiers: bool = False


KINDS = {
    "frames": Kind("Frames, CSV", "One row a frame, for spreadsheets", "frames.csv", identifiers=True),
    "boxes": Kind("Boxes, CSV", "One row a box, with where it comes from", "boxes.csv", identifiers=True),
    "lines": Kind("JSON Lines", "One record a line, for programs", "records.jsonl", identifiers=True),
    "workbook": Kind(
        "Excel", "Frames, boxes and their origin as sheets of one workbook", "results.xlsx", identifiers=True
    ),
    "coco": Kind("COCO predictions", "Every box with its score, for evaluation tools", "coco.json"),
    "summary": Kind("HTML summary", "One page: counts, worst radiographs, failures, review", "summary.html"),
    "overlays": Kind(
        "Overlays", "Every radiograph with its boxes, as PNG; reads the files again", "overlays"
    ),
    "strips": Kind(
        "Strips", "Layer maps of every radiograph, as PNG; all networks run again, which takes long", "strips"
    ),
}
"""By name, in the order of the page."""

PICTURES = ("overlays", "strips")
TABLES = ("frames", "lines", "workbook")


def output_paths(folder: Path) -> tuple[Path, ...]:
    """Everything that may be written into a folder: a run over that folder leaves it out."""
    companions = ("coco.images.json",)
    return tuple(folder / name for name in (*(kind.name for kind in KINDS.values()), *companions))

"""Reading for the comparison, off the GUI thread: reference standard, predictions, where the images lie."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fracview.reading.annotations import (
    AnnotationError,
    image_names,
    image_sizes,
    read_predictions,
    read_reference,
)
from fracview.reading.annotations.images import ImageFiles

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fracview.core.annotation import ReferenceStandard
    from fracview.core.prediction import Predictions

FILTER = "Reference standard (dataset.csv *.json *.txt *.xml)"
PREDICTIONS_FILTER = "Predictions (*.json *.jsonl *.txt)"
_OF_A_FOLDER = frozenset({".txt", ".xml", ".csv"})


@dataclass(frozen=True, eq=False, slots=True)
class OpenedReference:
    """A reference standard with the files of its images by name; a name without a file is not among them."""

    reference: ReferenceStandard
    paths: Mapping[str, Path] = field(default_factory=dict)

    @property
    def folder(self) -> Path | None:
        """The lowest folder that all its image files lie in; None where there are none."""
        folders = {path.parent for path in self.paths.values()}
        if not folders:
            return None
        common = next(iter(folders))
        while not all(folder.is_relative_to(common) for folder in folders):
            common = common.parent
        return common


def source_of(chosen: Path) -> Path:
    """What a chosen file stands for: one file of a folder of annotations stands for the folder."""
    return chosen.parent if chosen.suffix.lower() in _OF_A_FOLDER else chosen


def load_reference(path: Path, images: Path | None, known: Mapping[str, Path]) -> OpenedReference:
    """Read a reference standard, and find its images.

    Parameters
    ----------
    path
        File or folder.
    images
        Folder of the radiographs that are open, or None.
    known
        Files that are open, by name: they come first.

    Raises
    ------
    AnnotationError
        As `read_reference`.
    """
    beside = path / "images" if (path / "images").is_dir() else path if path.is_dir() else path.parent
    reference = read_reference(path, images if _is_needed(path, images) else None)
    wanted = {image.name for image in reference.images}
    found = {name: file for name, file in known.items() if name in wanted}
    if len(found) < len(wanted):
        there = ImageFiles(beside).paths
        found = {name: there[name] for name in wanted & there.keys()} | found
    return OpenedReference(reference, found)


def _is_needed(path: Path, images: Path | None) -> bool:
    """YOLO's numbers are fractions of sizes; a folder with its own images beside it says them itself."""
    return images is not None and not (path / "images").is_dir()


def load_predictions(path: Path, opened: OpenedReference | None) -> Predictions:
    """Read predictions from a file, as ``fracview compare`` does; one .txt of a folder stands for the folder.

    Every image of the reference standard that has a file, or a size of its own, was asked about. Ids that are
    no file names are looked up in the annotation file; it may name fewer images (that of FracAtlas names the
    fractured ones), and what it does not name then has no answer.

    Raises
    ------
    AnnotationError
        As `read_predictions`.
    """
    source = path.parent if path.suffix.lower() == ".txt" else path
    if opened is None:
        return read_predictions(source)
    sizes = _sizes(opened)
    try:
        found = read_predictions(source, None, sizes)
    except AnnotationError as error:
        names = image_names(opened.reference.source) if error.reason == "unknown_image" else {}
        if not names:
            raise
        found = read_predictions(source, names, sizes)
    asked = {image.name for image in opened.reference.images}
    return replace(found, images=tuple(image for image in found.images if image.boxes or image.name in asked))


def _sizes(opened: OpenedReference) -> dict[str, tuple[int, int]]:
    """Columns and rows by name: as the reference standard has them, else from the headers of the files."""
    images = opened.reference.images
    said = {image.name: image.size for image in images if image.size is not None}
    if opened.folder is None or all(name in said for name in opened.paths):
        return said
    there = image_sizes(opened.folder)
    return {name: there[name] for name in opened.paths if name in there} | said

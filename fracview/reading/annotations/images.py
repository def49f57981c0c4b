"""The images beside annotations: which there are, and how large, from their headers alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, UnidentifiedImageError

from fracview.core.errors import ReadingError
from fracview.reading.annotations.problems import Place
from fracview.reading.folder import natural_key
from fracview.reading.quiet import quiet
from fracview.reading.source import Kind, head, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fracview.reading.annotations.checks import Size

SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".dcm", ".dicom")
"""File names that count as images in a folder; the content is looked at only for the size."""

_ORIENTATION = 0x0112
_PILLOW = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.TIFF: "TIFF", Kind.BMP: "BMP"}


class Sizes(NamedTuple):
    """Columns and rows of an image as it is shown (Exif orientation applied), and as it is stored."""

    shown: Size
    stored: Size


class ImageFiles:
    """Image files in a folder and the folders below, by file name.

    Attributes
    ----------
    paths
        File of each name, in natural order of names. The first where several folders hold one name.
    repeated
        Names that several folders hold.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: dict[str, Path] = {}
        self.repeated: list[str] = []
        if not folder.is_dir():
            Place(folder).refuse("This folder of images does not exist.", "not_found", "Check the path.")
        for path in sorted(_image_paths(folder), key=lambda each: (natural_key(each.name), str(each))):
            if path.name in self.paths:
                self.repeated.append(path.name)
            else:
                self.paths[path.name] = path
        self._sizes: dict[str, Sizes | None] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.paths

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)

    def sizes(self, name: str) -> Sizes | None:
        """Sizes by the header of the file; None where there is no file, or none that can be read."""
        if name not in self._sizes:
            path = self.paths.get(name)
            self._sizes[name] = None if path is None else header_sizes(path)
        return self._sizes[name]


def image_sizes(folder: Path) -> dict[str, Size]:
    """Columns and rows, as shown, of every readable image in a folder and below, by file name.

    Raises
    ------
    AnnotationError
        There is no such folder.
    """
    files = ImageFiles(folder)
    found = ((name, files.sizes(name)) for name in files)
    return {name: sizes.shown for name, sizes in found if sizes is not None}


def header_sizes(path: Path) -> Sizes | None:
    """Sizes from a file's header; None where it cannot be read."""
    try:
        kind = kind_of(head(path), path)
        return _dicom_sizes(path) if kind is Kind.DICOM else _picture_sizes(path, kind)
    except ReadingError:
        return None


def _picture_sizes(path: Path, kind: Kind) -> Sizes | None:
    try:
        with quiet(), Image.open(path, formats=[_PILLOW[kind]]) as image:
            stored = image.size
            turned = image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return Sizes(stored[::-1] if turned else stored, stored)


def _dicom_sizes(path: Path) -> Sizes | None:
    from fracview.reading.dicom.header import parse_header  # pydicom takes half a second to import

    with path.open("rb") as file:
        attributes = parse_header(file, path).attributes
    columns, rows = attributes.short("Columns"), attributes.short("Rows")
    return Sizes((columns, rows), (columns, rows)) if columns and rows else None


def _image_paths(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield type(folder)(parent, name)

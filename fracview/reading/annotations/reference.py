"""One door for every annotation format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from fracview.core.annotation import ReferenceStandard
from fracview.core.errors import UsageError
from fracview.reading.annotations import coco, fracatlas, via, voc, yolo
from fracview.reading.annotations.detect import FORMATS, detect_format, json_in
from fracview.reading.annotations.images import ImageFiles
from fracview.reading.annotations.text import digest_of_several

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fracview.reading.annotations.gathering import Parsed


class _Reader(Protocol):
    def __call__(self, path: Path, files: ImageFiles | None = None, /) -> Parsed: ...


_READERS: Mapping[str, _Reader] = {
    fracatlas.FORMAT: fracatlas.read,
    coco.FORMAT: coco.read,
    yolo.FORMAT: yolo.read,
    voc.FORMAT: voc.read,
    via.FORMAT: via.read,
}


def read_reference(path: Path, images: Path | None = None, format: str = "auto") -> ReferenceStandard:  # noqa: A002
    """Read a reference standard whole; what is broken anywhere in it is refused.

    Parameters
    ----------
    path
        File or folder of annotations.
    images
        Folder of the images: for their sizes (headers only), and for notes on images without annotation
        and annotations without image. FracAtlas and YOLO look beside the annotations by default.
    format
        One of `FORMATS`, or ``auto``.

    Returns
    -------
    Boxes in pixels of the images as shown (Exif orientation applied), edges; oddities in its notes.

    Raises
    ------
    AnnotationError
        Broken: with the file, the line or field, and the cure.
    UsageError
        No such format.
    """
    if format not in ("auto", *FORMATS):
        cure = f"Choose one of: auto, {', '.join(FORMATS)}."
        raise UsageError(f"'{format}' is no annotation format.", reason="unknown_format", cure=cure)
    name = detect_format(path) if format == "auto" else format
    only = json_in(path) if name in (coco.FORMAT, via.FORMAT) and path.is_dir() else None
    parsed = _READERS[name](only or path, ImageFiles(images) if images is not None else None)
    return ReferenceStandard(parsed.images, name, path, digest_of_several(parsed.files), parsed.notes)

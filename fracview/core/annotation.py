"""What people drew and noted: annotations, image by image, as one reference standard."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Box = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels of the image as it is shown (EXIF orientation applied), edges."""

Polygon = tuple[tuple[float, float], ...]
"""Corners, x and y, in the same pixels."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One region that a person drew.

    Attributes
    ----------
    box_xyxy
        Pixels of the image as shown, edges.
    polygons_xy
        Outlines; empty where only a box was drawn.
    label
        As the file names it.
    crowd
        COCO's `iscrowd`: a detection inside is neither right nor wrong.
    """

    box_xyxy: Box
    polygons_xy: tuple[Polygon, ...] = ()
    label: str = "fracture"
    crowd: bool = False


@dataclass(frozen=True, slots=True)
class AnnotatedImage:
    """One image of a reference standard.

    Attributes
    ----------
    name
        File name without folders; unique in its reference standard.
    size
        Columns and rows as the annotation file claims them, or None.
    annotations
        In the order of the file; empty where the image is annotated as having none.
    fractured
        The label of a table where there is one, else whether anything is annotated.
    region
        One of the five region classes, or "" where it is not known.
    flags
        What a table says further, e.g. ``{"hardware": True, "multiscan": False, "frontal": True}``.
    part
        Part of the official split, or "".
    """

    name: str
    size: tuple[int, int] | None = None
    annotations: tuple[Annotation, ...] = ()
    fractured: bool = False
    region: str = ""
    flags: Mapping[str, bool] = field(default_factory=dict)
    part: str = ""


@dataclass(frozen=True, slots=True)
class DataNote:
    """One oddity of a reference standard that is no error.

    Attributes
    ----------
    kind
        A short code, as ``no_file``, ``no_annotation``, ``label_mismatch``, ``size_swapped``.
    image
        File name, or "" for the whole.
    text
        One sentence for a reader.
    """

    kind: str
    image: str
    text: str


@dataclass(frozen=True, slots=True)
class ReferenceStandard:
    """The annotations that predictions are held against.

    Attributes
    ----------
    images
        In the order of the source.
    format
        ``FracAtlas``, ``COCO JSON``, ``YOLO``, ``Pascal VOC`` or ``VGG JSON``.
    source
        The file or folder.
    sha256
        Of the annotation files: of one file, or over the sorted names and digests of several.
    notes
        The data report.
    """

    images: tuple[AnnotatedImage, ...]
    format: str
    source: Path
    sha256: str
    notes: tuple[DataNote, ...] = ()

"""A FracAtlas folder: table, split and the boxes and outlines of its COCO file, all rows an image.

Abedeen et al. 2023, Scientific Data 10:521, doi 10.1038/s41597-023-02432-4; figshare 22363012; CC BY 4.0.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fracview.core.annotation import AnnotatedImage, DataNote
from fracview.reading.annotations import coco
from fracview.reading.annotations.agreement import disagreements
from fracview.reading.annotations.gathering import Parsed, counted, same_name_notes, size_note
from fracview.reading.annotations.images import ImageFiles
from fracview.reading.annotations.problems import Place
from fracview.reading.annotations.table import PARTS, Row, names_of, rows_of
from fracview.reading.annotations.text import digest, load_bytes

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = "FracAtlas"
TABLE = "dataset.csv"
COCO = "Annotations/COCO JSON/COCO_fracture_masks.json"
SPLIT = "Utilities/Fracture Split"
IMAGES = "images"


def read(root: Path, files: ImageFiles | None = None) -> Parsed:
    """Every row of `dataset.csv`, in its order, with its annotations from the COCO file.

    Parameters
    ----------
    root
        The folder that holds `dataset.csv`, `Annotations` and `Utilities`.
    files
        Images; by default those of the folder's own `images`, where it has one.

    Raises
    ------
    AnnotationError
        Anything broken in the table, the split or any of the annotation files that are there.
    """
    if files is None and (root / IMAGES).is_dir():
        files = ImageFiles(root / IMAGES)
    data = {name: load_bytes(root / name) for name in (TABLE, *(f"{SPLIT}/{part}.csv" for part in PARTS))}
    rows = rows_of(data[TABLE], root / TABLE)
    parts = _parts(root, data, {row.name for row in rows})
    boxes = coco.read(root / COCO)
    annotated = {image.name: image for image in boxes.images}
    _all_in_table(root, annotated, rows)
    others, notes = disagreements(root, annotated)
    images = []
    for row in rows:
        known = annotated.get(row.name, AnnotatedImage(row.name, others.get(row.name)))
        part = parts.get(row.name, "")
        images.append(replace(known, fractured=row.fractured, region=row.region, flags=row.flags, part=part))
        notes.extend(_row_notes(row, len(known.annotations)))
    notes.extend(boxes.notes)
    if files is not None:
        notes.extend(_file_notes(files, images))
    digests = [(name, digest(each)) for name, each in data.items()]
    return Parsed(tuple(images), tuple(notes), (*digests, *((COCO, each) for _, each in boxes.files)))


def _parts(root: Path, data: dict[str, bytes], known: set[str]) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in PARTS:
        path = root / SPLIT / f"{part}.csv"
        for name in names_of(data[f"{SPLIT}/{part}.csv"], path):
            if name in parts:
                Place(path).refuse(f"{name} stands twice in the split.", "duplicate_id")
            if name not in known:
                Place(path).refuse(f"{name} is not in {TABLE}.", "unknown_image")
            parts[name] = part
    return parts


def _all_in_table(root: Path, annotated: dict[str, AnnotatedImage], rows: list[Row]) -> None:
    names = {row.name for row in rows}
    for name in annotated:
        if name not in names:
            Place(root / COCO).refuse(f"{name} is annotated, but {TABLE} has no such row.", "unknown_image")


def _row_notes(row: Row, count: int) -> list[DataNote]:
    if row.fractured == bool(count) and row.count == count:
        return []
    said = "fractured" if row.fractured else "not fractured"
    there = counted(count, "annotation")
    text = f"{row.name}: {TABLE} says {said} (fracture count {row.count}), COCO JSON has {there}."
    return [DataNote("label_mismatch", row.name, text)]


def _file_notes(files: ImageFiles, images: list[AnnotatedImage]) -> list[DataNote]:
    notes = [
        DataNote("no_file", image.name, f"{image.name} is in {TABLE}, but there is no such file.")
        for image in images
        if image.name not in files
    ]
    names = {image.name for image in images}
    notes += [
        DataNote("no_annotation", name, f"{name} lies among the images, but {TABLE} has no such row.")
        for name in files
        if name not in names
    ]
    for image in images:
        sizes = files.sizes(image.name) if image.size else None
        note = size_note(image.name, image.size, sizes.shown, sizes.stored) if image.size and sizes else None
        if note is not None:
            notes.append(note)
    return [*notes, *same_name_notes(files)]

"""FracAtlas' four annotation formats against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.annotation import DataNote
from fracview.reading.annotations import via, voc, yolo
from fracview.reading.annotations.gathering import counted
from fracview.reading.annotations.text import as_text, load_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fracview.core.annotation import AnnotatedImage, Box
    from fracview.reading.annotations.checks import Size

SAME_PX = 1.5
"""Edges so near are the same: VOC holds whole pixels, YOLO four decimals."""

_VOC = "Annotations/PASCAL VOC"
_YOLO = "Annotations/YOLO"
_VGG = "Annotations/VGG JSON/VGG_fracture_masks.json"

_Boxes = dict[str, tuple["Box", ...]]


def disagreements(
    root: Path, annotated: Mapping[str, AnnotatedImage]
) -> tuple[dict[str, Size], list[DataNote]]:
    """Where Pascal VOC, YOLO and VGG JSON say other than COCO JSON.

    Parameters
    ----------
    root
        FracAtlas' folder; formats that it lacks are not compared.
    annotated
        The images of the COCO file by name.

    Returns
    -------
    sizes
        Columns and rows of every image that VOC names.
    notes
        `formats_differ`: first the counts of each format that differs, then image by image.

    Raises
    ------
    AnnotationError
        A file of any of the formats is broken.
    """
    sizes: dict[str, Size] = {}
    others: dict[str, _Boxes] = {}
    if (root / _VOC).is_dir():
        others[voc.FORMAT] = _voc(root / _VOC, sizes)
    known = {**sizes, **{name: image.size for name, image in annotated.items() if image.size}}
    if (root / _YOLO).is_dir():
        others[yolo.FORMAT] = _yolo(root / _YOLO, known)
    if (root / _VGG).is_file():
        images = via.read(root / _VGG).images
        others[via.FORMAT] = {image.name: boxes_of(image) for image in images}
    reference = {name: boxes_of(image) for name, image in annotated.items()}
    notes = _size_notes(sizes, annotated)
    for name, boxes in others.items():
        notes += compare(name, boxes, reference)
    return sizes, notes


def compare(
    name: str, boxes: Mapping[str, Sequence[Box]], reference: Mapping[str, Sequence[Box]]
) -> list[DataNote]:
    """Notes on one format against the COCO file: none where every box has its like."""
    notes = []
    for image in sorted({*boxes, *reference}):
        ours, theirs = reference.get(image, ()), boxes.get(image, ())
        if len(ours) != len(theirs):
            text = (
                f"{image}: {name} has {counted(len(theirs), 'annotation')} where COCO JSON has {len(ours)}."
            )
        elif (apart := _apart(ours, theirs)) > SAME_PX:
            text = f"{image}: a box of {name} lies up to {apart:.1f} px from that of COCO JSON."
        else:
            continue
        notes.append(DataNote("formats_differ", image, text))
    counts = [sum(map(len, each.values())) for each in (boxes, reference)]
    if notes:
        where = counted(len(notes), "image")
        text = f"{name} has {counts[0]} annotations, COCO JSON {counts[1]}; they differ on {where}."
        notes.insert(0, DataNote("formats_differ", "", text))
    return notes


def boxes_of(image: AnnotatedImage) -> tuple[Box, ...]:
    """Boxes of an image in the order of its annotations."""
    return tuple(each.box_xyxy for each in image.annotations)


def _apart(ours: Sequence[Box], theirs: Sequence[Box]) -> float:
    """Largest distance of an edge from its like, in pixels, each box paired with the nearest left."""
    left = list(theirs)
    worst = 0.0
    for box in ours:
        distances = [max(abs(a - b) for a, b in zip(box, other, strict=True)) for other in left]
        nearest = min(distances)
        left.pop(distances.index(nearest))
        worst = max(worst, nearest)
    return worst


def _voc(folder: Path, sizes: dict[str, Size]) -> _Boxes:
    """Boxes by image, those without any left out; fills `sizes`."""
    found: _Boxes = {}
    for path in voc.xml_files(folder):
        page = voc.page_of(load_bytes(path), path)
        if page.size is not None:
            sizes[page.name] = page.size
        if page.objects:
            found[page.name] = tuple(box for _, box, _ in page.objects)
    return found


def _yolo(folder: Path, sizes: Mapping[str, Size]) -> _Boxes:
    labels = yolo.labels_of(folder)
    found: _Boxes = {}
    names = {name.rsplit(".", 1)[0]: name for name in sizes}
    for stem, path in yolo.label_files(folder).items():
        lines = yolo.lines_of(as_text(load_bytes(path), path), path, labels)
        name = names.get(stem)
        if lines and name is not None:
            found[name] = tuple(line.box_px(sizes[name]) for line in lines)
    return found


def _size_notes(sizes: Mapping[str, Size], annotated: Mapping[str, AnnotatedImage]) -> list[DataNote]:
    notes = []
    for name, image in annotated.items():
        size = sizes.get(name, image.size)
        if image.size is not None and size is not None and size != image.size:
            kind = "size_swapped" if size == image.size[::-1] else "size_differs"
            said = f"Pascal VOC says {size[0]} x {size[1]} px, COCO JSON {image.size[0]} x {image.size[1]} px"
            notes.append(DataNote(kind, name, f"{name}: {said}."))
    return notes

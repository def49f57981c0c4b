"""Predictions from a file: COCO results, YOLO text files with scores, or FracView's own records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fracview.core.prediction import PredictedBox, PredictedImage, Predictions
from fracview.reading.annotations import coco, records, yolo
from fracview.reading.annotations.checks import box_from_xywh, number, numbers, plain
from fracview.reading.annotations.companion import companion_of
from fracview.reading.annotations.gathering import base_name, counted
from fracview.reading.annotations.problems import Place
from fracview.reading.annotations.text import as_text, digest, digest_of_several, load_bytes, load_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from fracview.core.annotation import Box
    from fracview.reading.annotations.checks import Size

    Ids = Mapping[int | str, str]
    Sizes = Mapping[str, Size]

_NAMES = "Name the COCO annotation file that the ids come from, or write file names as image_id."


def read_predictions(path: Path, names: Ids | None = None, sizes: Sizes | None = None) -> Predictions:
    """Read predictions whole; what is broken anywhere is refused.

    Parameters
    ----------
    path
        A COCO results JSON, the .json or .jsonl records that ``fracview analyze --out`` writes, or a folder
        of YOLO text files with a score at the end of each line.
    names
        File name by image id, for COCO results (`image_names` reads them off the annotation file).
    sizes
        Columns and rows, as shown, of the images that were asked about: YOLO cannot do without.

    Returns
    -------
    Boxes in pixels of the images as shown, edges, as the file has them: not cut at the image's edge. COCO
    results and YOLO files leave out images without a detection, so that every name of `names`, or else of
    `sizes`, that the file does not mention counts as answered with no box, and `source` says how many.
    Records name every image, with its status, and so does the ``FILE.images.json`` that FracView writes
    beside COCO results of its own. Frames after the first are named ``scan.dcm#1``.

    Raises
    ------
    AnnotationError
        Broken: with the file, the line or field, and the cure.
    """
    if path.is_dir() or path.suffix.lower() == ".txt":
        return _yolo(path, sizes)
    if path.suffix.lower() == ".jsonl":
        return records.read_lines(load_bytes(path), path)
    content, sha256 = load_json(path)
    root = Place(path)
    if isinstance(content, dict) and "annotations" in content and "images" in content:
        message = "This is a COCO annotation file, without scores."
        root.refuse(message, "not_predictions", "Open it as the reference standard.")
    if not isinstance(content, list):
        root.refuse("A list of detections or of records is expected here.", "not_predictions", _NAMES)
    if records.are_records(content):
        return records.read_list(content, sha256, path)
    return _coco(content, sha256, path, names, sizes)


def image_names(path: Path) -> dict[int | str, str]:
    """File name by image id, of a COCO file or of the one in a FracAtlas folder; empty for other formats.

    Raises
    ------
    AnnotationError
        The file or folder is of no known format, or its images are broken.
    """
    from fracview.reading.annotations import fracatlas
    from fracview.reading.annotations.detect import detect_format, json_in

    found = detect_format(path)
    if found == fracatlas.FORMAT:
        return coco.image_names(path / fracatlas.COCO)
    if found != coco.FORMAT:
        return {}
    return coco.image_names((json_in(path) if path.is_dir() else None) or path)


def _coco(items: list[Any], sha256: str, path: Path, names: Ids | None, sizes: Sizes | None) -> Predictions:
    found: dict[str, list[PredictedBox]] = {}
    own = companion_of(path)
    resolve = _Resolver(names, sizes)
    for index, each in enumerate(items):
        place = Place(path).at(index)
        item = coco.an_object(each, place)
        name = own.name_of(item, place) if own else resolve(item, place)
        box = box_from_xywh(numbers(item.get("bbox"), place.at("bbox"), 4), place.at("bbox"))
        _somewhere_inside(box, (sizes or {}).get(name), place.at("bbox"))
        score = number(item.get("score"), place.at("score"))
        if not 0 <= score <= 1:
            place.at("score").refuse(f"A score lies between 0 and 1; this is {score:g}.", "bad_score")
        found.setdefault(name, []).append(PredictedBox(box, score))
    if own:
        return Predictions(own.with_boxes(found), path.name, {"file": sha256, "images": own.sha256})
    asked: Iterable[str] = names.values() if names else sizes or ()
    return _predictions(found, asked, path.name, sha256)


class _Resolver:
    """File name of the image that a detection is on."""

    def __init__(self, names: Ids | None, sizes: Sizes | None) -> None:
        self.names = names
        known = [*(names or {}).values(), *(sizes or {})]
        self.by_stem = {name.rsplit(".", 1)[0]: name for name in known}
        self.known = set(known)

    def __call__(self, item: dict[str, Any], place: Place) -> str:
        if isinstance(item.get("file_name"), str):
            return self._known(base_name(item["file_name"], place.at("file_name")))
        identity = coco.an_id(item, "image_id", place)
        if self.names and identity in self.names:
            return self.names[identity]
        if isinstance(identity, str):
            name = self._known(base_name(identity, place.at("image_id")))
            if not self.names or name in self.known:
                return name
        at = place.at("image_id")
        return at.refuse(f"Which image has the id {identity!r} is not known.", "unknown_image", _NAMES)

    def _known(self, name: str) -> str:
        """The name itself, or the known one that it is without ending."""
        return name if name in self.known else self.by_stem.get(name, name)


def _yolo(path: Path, sizes: Sizes | None) -> Predictions:
    if not sizes:
        cure = "Name the folder of the images: YOLO's numbers are fractions of their sizes."
        Place(path).refuse("The sizes of the images are not known.", "no_images", cure)
    by_stem = {name.rsplit(".", 1)[0]: name for name in sizes}
    labels = yolo.labels_of(path)
    found: dict[str, list[PredictedBox]] = {}
    digests = []
    for stem, each in yolo.label_files(path).items():
        data = load_bytes(each)
        digests.append((each.name, digest(data)))
        lines = yolo.lines_of(as_text(data, each), each, labels, scored=True)
        if stem not in by_stem:
            cure = "Name the folder that holds all images of these predictions."
            Place(each).refuse(f"There is no image {stem} for these detections.", "unknown_image", cure)
        name = by_stem[stem]
        found[name] = [PredictedBox(line.box_px(sizes[name]), line.score or 0.0) for line in lines]
    return _predictions(found, sizes, path.name, digest_of_several(digests))


def _predictions(
    found: dict[str, list[PredictedBox]], asked: Iterable[str], source: str, sha256: str
) -> Predictions:
    answered = list(dict.fromkeys([*asked, *found]))
    silent = len(answered) - len(found)
    if silent:
        source = f"{source} ({counted(silent, 'image')} not mentioned: taken as answered with no box)"
    images = tuple(PredictedImage(name, boxes=tuple(found.get(name, ()))) for name in answered)
    return Predictions(images, source, {"file": sha256})


def _somewhere_inside(box: Box, size: Size | None, place: Place) -> None:
    """Refuse a box that does not touch its image at all: it is in other pixels."""
    if size is not None and (box[0] >= size[0] or box[1] >= size[1] or box[2] <= 0 or box[3] <= 0):
        message = f"This box ({plain(box)}) lies wholly outside its image of {size[0]} x {size[1]} px."
        place.refuse(message, "outside", "Export the detections in pixels of the image as it is shown.")

"""COCO JSON: boxes, polygons and run-length masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fracview.reading.annotations.checks import (
    around,
    box_from_xywh,
    image_size,
    kind,
    numbers,
    polygon,
    shown,
)
from fracview.reading.annotations.gathering import Gathering, base_name
from fracview.reading.annotations.problems import Place
from fracview.reading.annotations.rle import mask_of, outlines
from fracview.reading.annotations.text import load_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fracview.core.annotation import Box
    from fracview.reading.annotations.gathering import Parsed
    from fracview.reading.annotations.images import ImageFiles

    Item = dict[str, Any]
    Id = int | str
    Outlines = Sequence[tuple[Sequence[float], Place]]
    """Each as x and y in turn, with its place."""

FORMAT = "COCO JSON"


def read(path: Path, files: ImageFiles | None = None) -> Parsed:
    """Annotations of a COCO file, in its order.

    The category of an annotation is its label; `iscrowd` is kept. A box is taken from `bbox`, else from
    around the segmentation. Masks become the outlines of their pixels.

    Raises
    ------
    AnnotationError
        Anything broken anywhere in the file.
    """
    content, sha256 = load_json(path)
    root = Place(path)
    coco = an_object(content, root)
    gathering = Gathering(files)
    names = _images(coco, gathering, root)
    labels = _categories(coco, root)
    ids: set[Id] = set()
    items = objects(coco, "annotations", root)
    for index, each in enumerate(items):
        items[index] = None  # its memory is free once it was taken over
        place = root.at("annotations", index)
        item = an_object(each, place)
        if "id" in item:
            _unique(an_id(item, "id", place), ids, place.at("id"))
        image = an_id(item, "image_id", place)
        if image not in names:
            place.at("image_id").refuse(f"No image has the id {image!r}.", "unknown_image")
        flat = _outlines(item.get("segmentation") or [], place.at("segmentation"))
        box, at = _box(item, flat, place)
        label = _label(item, labels, place)
        gathering.add(names[image], box, flat, label, at, crowd=_crowd(item, place))
    return gathering.parsed([(path.name, sha256)])


def image_names(path: Path) -> dict[Id, str]:
    """File name, without folders, of each image id of a COCO file; raises as `read`, for its images."""
    root = Place(path)
    return _images(an_object(load_json(path)[0], root), Gathering(None), root)


def _images(coco: Item, gathering: Gathering, root: Place) -> dict[Id, str]:
    names: dict[Id, str] = {}
    for index, each in enumerate(objects(coco, "images", root)):
        place = root.at("images", index)
        item = an_object(each, place)
        identity = an_id(item, "id", place)
        _unique(identity, names, place.at("id"))
        if not isinstance(item.get("file_name"), str):
            place.at("file_name").refuse("The name of the image file is missing.", "missing_key")
        name = base_name(item["file_name"], place.at("file_name"))
        sized = "width" in item or "height" in item
        size = image_size(item.get("width"), item.get("height"), place) if sized else None
        gathering.add_image(name, size, place.at("file_name"))
        names[identity] = name
    return names


def _categories(coco: Item, root: Place) -> dict[Id, str]:
    labels: dict[Id, str] = {}
    if "categories" not in coco:
        return labels
    for index, each in enumerate(objects(coco, "categories", root)):
        place = root.at("categories", index)
        item = an_object(each, place)
        identity = an_id(item, "id", place)
        _unique(identity, labels, place.at("id"))
        labels[identity] = str(item.get("name", identity))
    return labels


def _label(item: Item, labels: dict[Id, str], place: Place) -> str:
    if not labels and "category_id" not in item:
        return "fracture"
    identity = an_id(item, "category_id", place)
    if labels and identity not in labels:
        place.at("category_id").refuse(f"No category has the id {identity!r}.", "unknown_class")
    return labels.get(identity, str(identity))


def _outlines(segmentation: object, place: Place) -> Outlines:
    if isinstance(segmentation, dict):
        found = outlines(mask_of(segmentation, place))
        return [([value for corner in each for value in corner], place) for each in found]
    if not isinstance(segmentation, list):
        message = f"A list of outlines or a mask is expected here, not {kind(segmentation)}."
        place.refuse(message, "not_a_list")
    places = [place.at(index) for index in range(len(segmentation))]
    return [(numbers(each, at), at) for each, at in zip(segmentation, places, strict=True)]


def _box(item: Item, flat: Outlines, place: Place) -> tuple[Box, Place]:
    """Box of an annotation and where it stands; around the outlines where the file gives none."""
    if item.get("bbox") is not None:
        at = place.at("bbox")
        return box_from_xywh(numbers(item["bbox"], at, 4), at), at
    if not flat:
        place.at("bbox").refuse("This annotation has neither a box nor a segmentation.", "missing_key")
    polygons = [polygon(each, None, at) for each, at in flat]
    return around(polygons, place.at("segmentation")), place.at("segmentation")


def _crowd(item: Item, place: Place) -> bool:
    value = item.get("iscrowd", 0)
    if value not in (0, 1):
        place.at("iscrowd").refuse(f"iscrowd is 0 or 1, not {shown(str(value))}.", "bad_value")
    return bool(value)


def an_object(value: Any, place: Place) -> Item:  # noqa: ANN401 - any JSON value
    """A JSON object; raises `AnnotationError` for anything else."""
    if not isinstance(value, dict):
        place.refuse(f"An object is expected here, not {kind(value)}.", "not_an_object")
    return value


def objects(parent: Item, key: str, place: Place) -> list[Any]:
    """The list under a key; raises `AnnotationError` where there is none."""
    if key not in parent:
        place.at(key).refuse("This list is missing.", "missing_key")
    value = parent[key]
    if not isinstance(value, list):
        place.at(key).refuse(f"A list is expected here, not {kind(value)}.", "not_a_list")
    return value


def an_id(item: Item, key: str, place: Place) -> Id:
    """A whole number or a text under a key; raises `AnnotationError` for anything else."""
    value = item.get(key)
    if isinstance(value, bool) or not isinstance(value, int | str):
        problem = "is missing" if value is None else f"must be a whole number or a text, not {kind(value)}"
        place.at(key).refuse(f"The {key} {problem}.", "missing_key" if value is None else "bad_id")
    return value


def _unique(identity: Id, known: set[Id] | dict[Id, str], place: Place) -> None:
    if identity in known:
        place.refuse(f"The id {identity!r} stands twice.", "duplicate_id")
    if isinstance(known, set):
        known.add(identity)

"""VGG Image Annotator's JSON: regions by image, as outlines, rectangles, circles and ellipses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from fracview.reading.annotations.checks import (
    around,
    box_from_xywh,
    kind,
    number,
    numbers,
    polygon,
    shown,
)
from fracview.reading.annotations.coco import an_object
from fracview.reading.annotations.gathering import Gathering, base_name
from fracview.reading.annotations.problems import Place
from fracview.reading.annotations.text import load_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from fracview.core.annotation import Box
    from fracview.reading.annotations.gathering import Parsed
    from fracview.reading.annotations.images import ImageFiles

    Shape = tuple[Box, Sequence[tuple[Sequence[float], Place]]]
    """Box, and outlines as x and y in turn, each with its place."""

FORMAT = "VGG JSON"

_LABEL_KEYS = ("label", "class", "name", "type")


def read(path: Path, files: ImageFiles | None = None) -> Parsed:
    """Annotations of a VIA file, version 1 or 2, or a VIA 2 project, in its order.

    The format holds no image sizes: whether a box lies inside, only the images can say.

    Raises
    ------
    AnnotationError
        Anything broken anywhere in the file, a key twice in one object included.
    """
    content, sha256 = load_json(path, unique_keys=True)
    place = Place(path)
    entries = an_object(content, place)
    if "_via_img_metadata" in entries:
        place = place.at("_via_img_metadata")
        entries = an_object(entries["_via_img_metadata"], place)
    gathering = Gathering(files)
    for key, each in entries.items():
        at = place.at(key)
        entry = an_object(each, at)
        if not isinstance(entry.get("filename"), str):
            at.at("filename").refuse("The name of the image file is missing.", "missing_key")
        name = base_name(entry["filename"], at.at("filename"))
        gathering.add_image(name, None, at)
        for region, where in _regions(entry, at):
            box, flat = _shape(an_object(region.get("shape_attributes"), where.at("shape_attributes")), where)
            gathering.add(name, box, flat, _label(region), where)
    return gathering.parsed([(path.name, sha256)])


def _regions(entry: dict[str, Any], place: Place) -> Iterator[tuple[dict[str, Any], Place]]:
    regions = entry.get("regions")
    at = place.at("regions")
    if isinstance(regions, dict):
        pairs: list[tuple[str | int, Any]] = list(regions.items())
    elif isinstance(regions, list):
        pairs = list(enumerate(regions))
    else:
        at.refuse(f"A list of regions is expected here, not {kind(regions)}.", "missing_key")
    for key, region in pairs:
        yield an_object(region, at.at(key)), at.at(key)


def _shape(shape: dict[str, Any], region: Place) -> Shape:
    place = region.at("shape_attributes")
    name = shape.get("name")
    if name in ("polygon", "polyline"):
        return _outline(shape, place)
    if name == "rect":
        values = [number(shape.get(key), place.at(key)) for key in ("x", "y", "width", "height")]
        return box_from_xywh(values, place), ()
    if name in ("circle", "ellipse"):
        return _round(shape, place), ()
    return place.at("name").refuse(f"A region of shape {shown(str(name))} has no area.", "bad_value")


def _outline(shape: dict[str, Any], place: Place) -> Shape:
    xs = numbers(shape.get("all_points_x"), place.at("all_points_x"))
    ys = numbers(shape.get("all_points_y"), place.at("all_points_y"), len(xs))
    if len(xs) > 1 and (xs[0], ys[0]) == (xs[-1], ys[-1]):  # closed: the first corner stands again at the end
        xs, ys = xs[:-1], ys[:-1]
    flat = [value for corner in zip(xs, ys, strict=True) for value in corner]
    return around([polygon(flat, None, place)], place), [(flat, place)]


def _round(shape: dict[str, Any], place: Place) -> Box:
    x, y = (number(shape.get(key), place.at(key)) for key in ("cx", "cy"))
    keys = ("r", "r") if shape.get("name") == "circle" else ("rx", "ry")
    a, b = (number(shape.get(key), place.at(key)) for key in keys)
    if min(a, b) <= 0:
        place.refuse("A radius must be positive.", "negative_size" if min(a, b) < 0 else "zero_size")
    angle = number(shape.get("theta", 0), place.at("theta"))
    half_width = math.hypot(a * math.cos(angle), b * math.sin(angle))
    half_height = math.hypot(a * math.sin(angle), b * math.cos(angle))
    return x - half_width, y - half_height, x + half_width, y + half_height


def _label(region: dict[str, Any]) -> str:
    """First text among the region's attributes, those that name a class first; a tick counts as its name."""
    attributes = region.get("region_attributes")
    if not isinstance(attributes, dict):
        return "fracture"
    for key in (*_LABEL_KEYS, *attributes):
        value = attributes.get(key)
        if isinstance(value, dict):
            value = next((name for name, ticked in value.items() if ticked), None)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return "fracture"

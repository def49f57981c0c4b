"""VGG Image Annotator's JSON."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest

from fracview.reading.annotations import AnnotationError, detect_format, read_reference
from tests.reading.annotations.build import picture, saved, via

if TYPE_CHECKING:
    from pathlib import Path

RECT = {"name": "rect", "x": 10, "y": 20, "width": 30, "height": 40}


def polygon(xs: list[Any], ys: list[Any]) -> dict[str, Any]:
    return {"name": "polygon", "all_points_x": xs, "all_points_y": ys}


@pytest.mark.parametrize(
    ("shape", "box"),
    [
        (RECT, (10, 20, 40, 60)),
        (polygon([10, 40, 20, 10], [20, 30, 60, 20]), (10, 20, 40, 60)),
        ({"name": "circle", "cx": 25, "cy": 40, "r": 10}, (15, 30, 35, 50)),
        ({"name": "ellipse", "cx": 25, "cy": 40, "rx": 10, "ry": 20}, (15, 20, 35, 60)),
        ({"name": "ellipse", "cx": 25, "cy": 40, "rx": 10, "ry": 20, "theta": math.pi / 2}, (5, 30, 45, 50)),
    ],
)
def test_shapes(shape: dict[str, Any], box: tuple[float, ...], tmp_path: Path) -> None:
    path = saved(tmp_path, via(shape))
    reference = read_reference(path)
    assert reference.format == detect_format(path) == "VGG JSON"
    (image,) = reference.images
    assert image.name == "a.jpg"
    assert image.annotations[0].box_xyxy == pytest.approx(box)
    if shape["name"] == "polygon":
        assert image.annotations[0].polygons_xy == (((10, 20), (40, 30), (20, 60)),), (
            "closing corner left out"
        )


def test_versions_1_and_2_and_projects(tmp_path: Path) -> None:
    second = via(RECT)
    first = {key: {**entry, "regions": {"0": entry["regions"][0]}} for key, entry in second.items()}
    project = {"_via_settings": {}, "_via_img_metadata": second, "_via_attributes": {}}
    images = [read_reference(saved(tmp_path, content)).images for content in (first, second, project)]
    assert images[0] == images[1] == images[2]


@pytest.mark.parametrize(
    ("attributes", "label"),
    [
        ({"label": "fractured"}, "fractured"),
        ({"note": "x", "class": "fracture"}, "fracture"),
        ({"kind": {"fracture": True}}, "fracture"),
        ({}, "fracture"),
        (None, "fracture"),
    ],
)
def test_labels(attributes: Any, label: str, tmp_path: Path) -> None:
    content = via(RECT)
    content["a.jpg123"]["regions"][0]["region_attributes"] = attributes
    assert read_reference(saved(tmp_path, content)).images[0].annotations[0].label == label


WHERE = "a.jpg123.regions[0].shape_attributes"
BROKEN: dict[str, tuple[Any, str, str | None]] = {
    "nan": (via({**RECT, "x": math.nan}), "not_finite", f"{WHERE}.x"),
    "negative": (via({**RECT, "width": -1}), "negative_size", f"{WHERE}[2]"),
    "lengths": (via(polygon([1, 2, 3], [1, 2])), "wrong_count", f"{WHERE}.all_points_y"),
    "two corners": (via(polygon([1, 2, 1], [1, 2, 1])), "wrong_count", WHERE),
    "flat": (via(polygon([1, 2, 3], [5, 5, 5])), "zero_size", WHERE),
    "text": (via(polygon([1, "2", 3], [1, 2, 3])), "not_a_number", f"{WHERE}.all_points_x[1]"),
    "radius": (via({"name": "circle", "cx": 9, "cy": 9, "r": 0}), "zero_size", WHERE),
    "point": (via({"name": "point", "cx": 1, "cy": 1}), "bad_value", f"{WHERE}.name"),
    "no shape": (via(None), "not_an_object", WHERE),  # type: ignore[arg-type]
    "no regions": (via(RECT, regions=None), "missing_key", "a.jpg123.regions"),
    "no name": (via(RECT, filename=None), "missing_key", "a.jpg123.filename"),
    "image twice": ({**via(RECT), "again": via(RECT)["a.jpg123"]}, "duplicate_image", "again"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(name: str, tmp_path: Path) -> None:
    content, reason, field = BROKEN[name]
    with pytest.raises(AnnotationError) as caught:
        read_reference(saved(tmp_path, content), format="VGG JSON")
    assert (caught.value.reason, caught.value.field) == (reason, field)


def test_a_key_twice(tmp_path: Path) -> None:
    body = json.dumps(via(RECT))[1:-1]
    with pytest.raises(AnnotationError) as caught:
        read_reference(saved(tmp_path, f"{{{body}, {body}}}"))
    assert (caught.value.reason, caught.value.field) == ("duplicate_id", "a.jpg123")


def test_inside_is_checked_where_the_images_are_there(tmp_path: Path) -> None:
    path = saved(tmp_path, via({**RECT, "x": 90}))
    read_reference(path)
    picture(tmp_path / "images" / "a.jpg")
    with pytest.raises(AnnotationError) as caught:
        read_reference(path, tmp_path / "images")
    assert caught.value.reason == "outside"

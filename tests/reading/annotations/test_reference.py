"""The one door."""

from __future__ import annotations

import contextlib
import copy
import math
import random
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from fracview.core.errors import UsageError
from fracview.reading.annotations import AnnotationError, read_predictions, read_reference
from tests.reading.annotations.build import SIZE, SMALL, coco, one, saved, via

if TYPE_CHECKING:
    from pathlib import Path


def test_a_format_by_name(tmp_path: Path) -> None:
    path = saved(tmp_path, coco())
    assert read_reference(path, format="COCO JSON") == read_reference(path)
    with pytest.raises(AnnotationError):
        read_reference(path, format="VGG JSON")
    with pytest.raises(UsageError):
        read_reference(path, format="CSV")


def test_a_folder_with_one_json_file() -> None:
    folder = SMALL / "Annotations" / "COCO JSON"
    reference = read_reference(folder, SMALL / "images")
    assert reference.format == "COCO JSON"
    assert reference.source == folder
    assert sum(len(image.annotations) for image in reference.images) == 11
    assert len(reference.sha256) == 64


VALUES: list[Any] = [
    None,
    True,
    -1,
    0,
    1,
    1e300,
    math.nan,
    "",
    "x",
    "1",
    [],
    {},
    [[]],
    [1, 2],
    {"x": 1},
    10**400,
    2.5,
]


@pytest.mark.parametrize("name", ["coco", "masks", "via", "results", "records"])
@pytest.mark.parametrize("seed", range(40))
def test_any_value_anywhere_is_read_or_refused(name: str, seed: int, tmp_path: Path) -> None:
    """Nothing but `AnnotationError` ever comes out, and what is read obeys the checks."""
    draw = random.Random(f"{name} {seed}")
    for _ in range(10):
        content = copy.deepcopy(CONTENTS[name])
        for _ in range(draw.randint(1, 2)):
            _change(content, draw)
        path = saved(tmp_path, content)
        try:
            if name in {"results", "records"}:
                read_predictions(path, {1: "a.jpg", 2: "b.jpg"}, {"a.jpg": SIZE, "b.jpg": SIZE})
                continue
            reference = read_reference(path)
        except AnnotationError:
            continue
        for box in (each.box_xyxy for image in reference.images for each in image.annotations):
            assert all(map(math.isfinite, box))
            assert box[0] < box[2]
            assert box[1] < box[3]


@pytest.mark.parametrize("name", ["Annotations/YOLO", "Annotations/PASCAL VOC", ""])
@pytest.mark.parametrize("seed", range(10))
def test_any_byte_anywhere_is_read_or_refused(name: str, seed: int, tmp_path: Path) -> None:
    draw = random.Random(f"{name} {seed}")
    root = shutil.copytree(SMALL, tmp_path / "fracatlas")
    files = sorted(
        path for path in (root / name).rglob("*") if path.suffix in {".txt", ".xml", ".csv", ".json"}
    )
    path = draw.choice(files)
    data = path.read_bytes()
    for _ in range(5):
        changed = bytearray(data)
        for _ in range(draw.randint(1, 3)):
            at = draw.randrange(len(changed) + 1)
            changed[at : at + draw.randint(0, 9)] = draw.choice(
                [b"", b"\0", b"\xff", b"-", b"9", b"<", b"\n", b'"']
            )
        path.write_bytes(changed)
        with contextlib.suppress(AnnotationError):
            read_reference(root / name, root / "images")


def _change(content: Any, draw: random.Random) -> None:
    """Put another value somewhere, or take one out."""
    inside = [content]
    for each in inside:
        values = each.values() if isinstance(each, dict) else each
        inside += [value for value in values if isinstance(value, dict | list) and value]
    parent = draw.choice(inside)
    if not parent:
        return
    key = draw.choice(list(parent)) if isinstance(parent, dict) else draw.randrange(len(parent))
    if draw.random() < 0.2:
        del parent[key]
    else:
        parent[key] = copy.deepcopy(draw.choice(VALUES))


CONTENTS: dict[str, Any] = {
    "coco": coco(),
    "masks": one([1, 1, 5, 5], segmentation={"size": [200, 100], "counts": [201, 5, 19794]}, iscrowd=1),
    "via": via({"name": "polygon", "all_points_x": [1, 5, 9], "all_points_y": [2, 8, 3]}),
    "results": [
        {"image_id": 1, "category_id": 0, "bbox": [1, 2, 3, 4], "score": 0.5},
        {"image_id": "b.jpg", "file_name": "b.jpg", "bbox": [1, 2, 3, 4], "score": 0.5},
    ],
    "records": [
        {
            "path": "a.jpg",
            "frame": 0,
            "status": "analyzed",
            "reason": "",
            "fracture": {"probability": 0.5},
            "region": {"label": "hand", "probabilities": {"hand": 1.0}},
            "detections": [{"box_xyxy": [1, 2, 3, 4], "score": 0.5}],
            "provenance": {"models": [{"name": "n", "sha256": "00"}]},
        }
    ],
}


def test_images_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError) as caught:
        read_reference(saved(tmp_path, coco()), tmp_path / "nothing")
    assert caught.value.path == tmp_path / "nothing"

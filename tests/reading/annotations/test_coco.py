"""COCO JSON, whole and broken at every key."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from fracview.reading.annotations import AnnotationError, read_reference
from fracview.reading.annotations.coco import image_names
from tests.reading.annotations.build import SIZE, annotation, coco, one, saved

if TYPE_CHECKING:
    from pathlib import Path

BOX = [10, 20, 30, 40]


def test_boxes_outlines_labels_and_empty_images(tmp_path: Path) -> None:
    reference = read_reference(saved(tmp_path, coco()))
    assert reference.format == "COCO JSON"
    first, second = reference.images
    assert (first.name, first.size, first.fractured) == ("a.jpg", SIZE, True)
    assert [list(each.box_xyxy) for each in first.annotations] == [
        [10, 20, 40, 60],
        [50.5, 60.25, 60.5, 80.25],
    ]
    assert not first.annotations[0].polygons_xy
    assert first.annotations[1].polygons_xy == (((51.0, 61.0), (60.0, 61.0), (60.0, 80.0)),)
    assert first.annotations[0].label == "fractured"
    assert (second.annotations, second.fractured, second.region) == ((), False, "")


def test_crowds(tmp_path: Path) -> None:
    counts = [SIZE[1] + 1, 2, SIZE[1] - 2, 2]
    rle = {"size": list(SIZE[::-1]), "counts": [*counts, SIZE[0] * SIZE[1] - sum(counts)]}
    (image, _) = read_reference(saved(tmp_path, one(None, iscrowd=1, segmentation=rle))).images
    (crowd,) = image.annotations
    assert crowd.crowd
    assert list(crowd.box_xyxy) == [1, 1, 3, 3]
    assert crowd.polygons_xy == (((1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0)),)
    assert not image.fractured


def test_a_box_around_the_outlines_where_the_file_gives_none(tmp_path: Path) -> None:
    item = annotation(0, 1, None, segmentation=[[1, 2, 5, 2, 5, 9], [20, 20, 30, 20, 30, 40]])
    (image, _) = read_reference(saved(tmp_path, coco(annotations=[item]))).images
    assert image.annotations[0].box_xyxy == (1, 2, 30, 40)


def test_paths_of_either_system_lose_their_folders(tmp_path: Path) -> None:
    content = coco()
    content["images"][0]["file_name"] = "Fractured\\a.jpg"
    content["images"][1]["file_name"] = "images/b.jpg"
    reference = read_reference(saved(tmp_path, content))
    assert [image.name for image in reference.images] == ["a.jpg", "b.jpg"]
    assert image_names(tmp_path / "annotations.json") == {1: "a.jpg", 2: "b.jpg"}


def image(**changes: Any) -> dict[str, Any]:
    return {"id": 1, "width": 100, "height": 200, "file_name": "a.jpg", **changes}


BROKEN: dict[str, tuple[Any, str, str | None]] = {
    "nan": (one([math.nan, 0, 5, 5]), "not_finite", "annotations[0].bbox[0]"),
    "infinite": (one([0, math.inf, 5, 5]), "not_finite", "annotations[0].bbox[1]"),
    "negative width": (one([10, 10, -5, 5]), "negative_size", "annotations[0].bbox[2]"),
    "zero height": (one([10, 10, 5, 0]), "zero_size", "annotations[0].bbox[3]"),
    "swapped corners": (one([40, 60, -30, -40]), "negative_size", "annotations[0].bbox[2]"),
    "outside": (one([90, 10, 50, 5]), "outside", "annotations[0].bbox"),
    "far outside": (one([1000, 10, 50, 5]), "outside", "annotations[0].bbox"),
    "three numbers": (one([1, 2, 3]), "wrong_count", "annotations[0].bbox"),
    "text": (one(["1", 2, 3, 4]), "not_a_number", "annotations[0].bbox[0]"),
    "neither": (one(None), "missing_key", "annotations[0].bbox"),
    "outline of two": (
        one(BOX, segmentation=[[1, 2, 3, 4]]),
        "wrong_count",
        "annotations[0].segmentation[0]",
    ),
    "outline nan": (
        one(BOX, segmentation=[[1, 2, 3, 4, 5, math.nan]]),
        "not_finite",
        "annotations[0].segmentation[0][5]",
    ),
    "outline outside": (
        one(BOX, segmentation=[[1, 2, 300, 4, 5, 6]]),
        "outside",
        "annotations[0].segmentation[0]",
    ),
    "segmentation": (one(BOX, segmentation=7), "not_a_list", "annotations[0].segmentation"),
    "crowd": (one(BOX, iscrowd=2), "bad_value", "annotations[0].iscrowd"),
    "class": (coco(categories=[{"id": 5, "name": "x"}]), "unknown_class", "annotations[0].category_id"),
    "classes twice": (
        coco(categories=[{"id": 0, "name": "x"}, {"id": 0, "name": "y"}]),
        "duplicate_id",
        "categories[1].id",
    ),
    "unknown image": (coco(annotations=[annotation(0, 9, BOX)]), "unknown_image", "annotations[0].image_id"),
    "annotation twice": (
        coco(annotations=[annotation(0, 1, BOX), annotation(0, 2, BOX)]),
        "duplicate_id",
        "annotations[1].id",
    ),
    "image twice": (coco(images=[image(), image(file_name="b.jpg")]), "duplicate_id", "images[1].id"),
    "name twice": (
        coco(images=[image(), image(id=2, file_name="x/a.jpg")]),
        "duplicate_image",
        "images[1].file_name",
    ),
    "no name": (coco(images=[{"id": 1}]), "missing_key", "images[0].file_name"),
    "no size": (coco(images=[image(width=0)]), "bad_size", "images[0].width"),
    "half a size": (coco(images=[image(height=None)]), "not_a_number", "images[0].height"),
    "id": (coco(images=[image(id=1.5)]), "bad_id", "images[0].id"),
    "id is missing": (coco(images=[image(id=None)]), "missing_key", "images[0].id"),
    "no annotations": ({"images": []}, "missing_key", "annotations"),
    "annotations": (coco(annotations={}), "not_a_list", "annotations"),
    "annotation": (coco(annotations=[[]]), "not_an_object", "annotations[0]"),
    "a list": ([], "not_an_object", None),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(name: str, tmp_path: Path) -> None:
    content, reason, field = BROKEN[name]
    path = saved(tmp_path, content)
    with pytest.raises(AnnotationError) as caught:
        read_reference(path)
    assert (caught.value.reason, caught.value.field, caught.value.path) == (reason, field, path)
    assert caught.value.cure


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
def test_a_file_of_200_megabytes(tmp_path: Path) -> None:
    """In a process of its own: every annotation is there, and the peak of memory is a multiple of the file.

    Not `ru_maxrss`, which a child inherits from whoever started it.
    """
    item = annotation(0, 1, [10.123456, 20.123456, 30.5, 40.5])
    item["segmentation"] = [[10.123456789 + k % 7 for k in range(40)]]
    body = json.dumps(item)
    count = 200_000_000 // len(body)
    path = tmp_path / "large.json"
    with path.open("w") as file:
        head = json.dumps(coco(annotations=[]))
        file.write(head[: -len("]}")])
        for index in range(count):
            file.write("," * bool(index) + body.replace('"id": 0', f'"id": {index}', 1))
        file.write("]}")
    size = path.stat().st_size
    assert size > 200e6
    script = (
        "import sys; from pathlib import Path\n"
        "from fracview.reading.annotations import read_reference\n"
        "print(sum(len(i.annotations) for i in read_reference(Path(sys.argv[1])).images))\n"
        "status = Path('/proc/self/status').read_text()\n"
        "print(next(line.split()[1] for line in status.splitlines() if line.startswith('VmHWM')))"
    )
    command = [sys.executable, "-c", script, str(path)]
    read, peak_kib = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert int(read) == count
    assert int(peak_kib) * 1024 < 8 * size

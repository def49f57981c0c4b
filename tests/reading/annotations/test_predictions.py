"""Predictions of another product."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from fracview.core.analysis import Status
from fracview.core.prediction import PredictedBox
from fracview.reading.annotations import AnnotationError, image_names, image_sizes, read_predictions
from tests.reading.annotations.build import SIZE, SMALL, coco, saved, voc

if TYPE_CHECKING:
    from pathlib import Path

NAMES: dict[int | str, str] = {1: "a.jpg", 2: "b.jpg"}
SIZES = {"a.jpg": SIZE, "b.jpg": SIZE}


def detection(image: Any = 1, bbox: Any = (10, 20, 30, 40), score: Any = 0.5, **more: Any) -> dict[str, Any]:
    return {"image_id": image, "category_id": 0, "bbox": list(bbox), "score": score, **more}


def test_coco_results(tmp_path: Path) -> None:
    path = saved(tmp_path, [detection(), detection(score=0.25)], "results.json")
    found = read_predictions(path, NAMES)
    first, second = found.images
    assert first.name == "a.jpg"
    assert first.boxes == (PredictedBox((10, 20, 40, 60), 0.5), PredictedBox((10, 20, 40, 60), 0.25))
    assert first.probability is None
    assert (second.name, second.boxes, second.status) == ("b.jpg", (), Status.ANALYZED)
    assert found.source == "results.json (1 image not mentioned: taken as answered with no box)"
    assert len(found.signature["file"]) == 64


@pytest.mark.parametrize(
    "item",
    [
        detection("a.jpg"),
        detection("a"),
        detection("Fractured\\a.jpg"),
        detection(9, file_name="x/a.jpg"),
    ],
)
def test_ways_to_name_an_image(item: dict[str, Any], tmp_path: Path) -> None:
    found = read_predictions(saved(tmp_path, [item]), sizes=SIZES)
    assert [image.name for image in found.images if image.boxes] == ["a.jpg"]


def test_names_by_id_from_the_annotation_file(tmp_path: Path) -> None:
    assert image_names(saved(tmp_path, coco())) == NAMES
    names = image_names(SMALL)
    assert len(names) == 7
    assert "IMG0000851.jpg" in names.values()
    assert image_names(saved(tmp_path, voc(), "a.xml")) == {}


def test_no_detection_at_all(tmp_path: Path) -> None:
    found = read_predictions(saved(tmp_path, []), NAMES)
    assert [image.boxes for image in found.images] == [(), ()]


def test_boxes_are_kept_as_they_are(tmp_path: Path) -> None:
    found = read_predictions(saved(tmp_path, [detection(bbox=(-5, -5, 200, 300))]), NAMES, SIZES)
    assert found.images[0].boxes[0].box_xyxy == (-5, -5, 195, 295)


BROKEN: dict[str, tuple[Any, str, str | None]] = {
    "unknown id": ([detection(7)], "unknown_image", "[0].image_id"),
    "unknown name": ([detection("c.jpg")], "unknown_image", "[0].image_id"),
    "no id": ([detection(None)], "missing_key", "[0].image_id"),
    "nan": ([detection(), detection(bbox=(math.nan, 1, 1, 1))], "not_finite", "[1].bbox[0]"),
    "negative": ([detection(bbox=(5, 5, -1, 1))], "negative_size", "[0].bbox[2]"),
    "score": ([detection(score=1.5)], "bad_score", "[0].score"),
    "score nan": ([detection(score=math.nan)], "not_finite", "[0].score"),
    "no score": ([detection(score=None)], "not_a_number", "[0].score"),
    "other pixels": ([detection(bbox=(1000, 5, 20, 20))], "outside", "[0].bbox"),
    "annotations": (coco(), "not_predictions", None),
    "an object": ({"a": 1}, "not_predictions", None),
    "a number": ([7], "not_an_object", "[0]"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(name: str, tmp_path: Path) -> None:
    content, reason, field = BROKEN[name]
    path = saved(tmp_path, content)
    with pytest.raises(AnnotationError) as caught:
        read_predictions(path, NAMES, SIZES)
    assert (caught.value.reason, caught.value.field, caught.value.path) == (reason, field, path)
    assert caught.value.cure


def test_ids_need_names(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError) as caught:
        read_predictions(saved(tmp_path, [detection()]))
    assert caught.value.reason == "unknown_image"


def test_yolo_with_scores(tmp_path: Path) -> None:
    saved(tmp_path, "0 0.25 0.2 0.3 0.2 0.5\r\n0 0.25 0.2 0.3 0.2 0.9\r\n", "a.txt")
    found = read_predictions(tmp_path, sizes=SIZES)
    first, second = found.images
    assert [box.score for box in first.boxes] == [0.5, 0.9]
    assert first.boxes[0].box_xyxy == pytest.approx((10, 20, 40, 60))
    assert (second.name, second.boxes) == ("b.jpg", ())
    assert "1 image not mentioned" in found.source
    assert len(read_predictions(tmp_path / "a.txt", sizes=SIZES).images) == 2


def test_yolo_needs_sizes_and_known_images(tmp_path: Path) -> None:
    saved(tmp_path, "0 0.25 0.2 0.3 0.2 0.5", "c.txt")
    for sizes, reason in ((None, "no_images"), (SIZES, "unknown_image")):
        with pytest.raises(AnnotationError) as caught:
            read_predictions(tmp_path, sizes=sizes)
        assert caught.value.reason == reason
    with pytest.raises(AnnotationError) as caught:
        read_predictions(SMALL / "Annotations" / "YOLO", sizes=image_sizes(SMALL / "images"))
    assert caught.value.reason == "no_score"

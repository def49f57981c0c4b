"""The images beside FracView's own COCO results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fracview.core.analysis import Status
from fracview.reading.annotations import AnnotationError, read_predictions
from fracview.reading.annotations.companion import companion_of
from tests.reading.annotations.build import saved

if TYPE_CHECKING:
    from pathlib import Path


def image(number: Any = 1, name: Any = "a.jpg", status: Any = "analyzed", **more: Any) -> dict[str, Any]:
    return {"id": number, "file_name": name, "status": status} | more


def beside(folder: Path, *images: Any) -> Path:
    saved(folder, {"images": list(images)}, "run.images.json")
    box = {"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 0.5, "file_name": "a.jpg"}
    return saved(folder, [box], "run.json")


def test_every_image_is_named_with_its_status(tmp_path: Path) -> None:
    path = beside(tmp_path, image(), image(2, "x/b.dcm", "failed", frame=3, reason="a: b."))
    found = read_predictions(path, names={1: "other.jpg"}, sizes={"c.jpg": (10, 10)})
    assert [(one.name, one.status, len(one.boxes)) for one in found.images] == [
        ("a.jpg", Status.ANALYZED, 1),
        ("b.dcm#3", Status.FAILED, 0),
    ]
    assert found.images[1].reason == "a: b."
    assert found.source == "run.json"
    assert set(found.signature) == {"file", "images"}


def test_without_one_or_with_a_stranger_there_is_none(tmp_path: Path) -> None:
    path = saved(tmp_path, [], "run.json")
    assert companion_of(path) is None
    for content in ([1], {"images": [{"id": 1, "file_name": "a.jpg"}]}, {"images": 3}):
        saved(tmp_path, content, "run.images.json")
        assert companion_of(path) is None


@pytest.mark.parametrize(
    ("images", "reason"),
    [
        ([image(), image(2)], "duplicate_image"),
        ([image(), image(1, "b.jpg")], "duplicate_id"),
        ([image(name=3)], "missing_key"),
        ([image(status="fine")], "bad_value"),
        ([image(status=3)], "bad_value"),
        ([image(frame=-1)], "bad_value"),
        ([image(frame=True)], "bad_value"),
        ([image(probability=1.5)], "bad_score"),
        ([image(probability="high")], "not_a_number"),
        ([image(7)], "unknown_image"),
    ],
)
def test_broken_ones_are_refused(images: list[Any], reason: str, tmp_path: Path) -> None:
    with pytest.raises(AnnotationError) as caught:
        read_predictions(beside(tmp_path, *images))
    assert caught.value.reason == reason

"""The images beside FracView's own COCO results: which were asked about, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fracview.core.analysis import Status
from fracview.core.prediction import PredictedBox, PredictedImage
from fracview.reading.annotations.checks import kind, number, shown
from fracview.reading.annotations.coco import an_id, an_object
from fracview.reading.annotations.gathering import base_name
from fracview.reading.annotations.problems import Place
from fracview.reading.annotations.text import load_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Companion:
    """Content of ``FILE.images.json``.

    Attributes
    ----------
    names
        Name of the frame by image id; frames after the first are named ``scan.dcm#1``.
    images
        By name, without boxes.
    sha256
        Of the companion itself.
    """

    names: Mapping[int | str, str]
    images: Mapping[str, PredictedImage]
    sha256: str

    def name_of(self, item: dict[str, Any], place: Place) -> str:
        """Name of the frame that a result is on.

        Raises
        ------
        AnnotationError
            Its id is none of the companion's.
        """
        identity = an_id(item, "image_id", place)
        if identity not in self.names:
            cure = "Keep the two files of one run together."
            place.at("image_id").refuse(f"No image has the id {identity!r}.", "unknown_image", cure)
        return self.names[identity]

    def with_boxes(self, found: Mapping[str, Sequence[PredictedBox]]) -> tuple[PredictedImage, ...]:
        """Every image, with its boxes from the results."""
        return tuple(replace(one, boxes=tuple(found.get(name, ()))) for name, one in self.images.items())


def companion_of(path: Path) -> Companion | None:
    """Companion of a file of results; None where there is none, or one that is not FracView's.

    Raises
    ------
    AnnotationError
        It is broken, or two of its images have one name.
    """
    beside = path.with_name(f"{path.stem}.images.json")
    if not beside.is_file():
        return None
    content, sha256 = load_json(beside)
    items = content.get("images") if isinstance(content, dict) else None
    if not isinstance(items, list) or not all(isinstance(each, dict) and "status" in each for each in items):
        return None
    names: dict[int | str, str] = {}
    images: dict[str, PredictedImage] = {}
    for index, each in enumerate(items):
        place = Place(beside).at("images", index)
        image = _image(an_object(each, place), place)
        if image.name in images:
            message = f"Two images are named {image.name}."
            place.at("file_name").refuse(message, "duplicate_image", "Compare one folder at a time.")
        identity = an_id(each, "id", place)
        if identity in names:
            place.at("id").refuse(f"The id {identity!r} stands twice.", "duplicate_id")
        names[identity] = image.name
        images[image.name] = image
    return Companion(names, images, sha256)


def _image(item: dict[str, Any], place: Place) -> PredictedImage:
    if not isinstance(item.get("file_name"), str):
        place.at("file_name").refuse("The name of the image is missing.", "missing_key")
    name, frame = base_name(item["file_name"], place.at("file_name")), item.get("frame", 0)
    if type(frame) is not int or frame < 0:
        place.at("frame").refuse("A frame is a whole number, zero or more.", "bad_value")
    status = item["status"]
    if not isinstance(status, str):
        place.at("status").refuse(f"A status is expected here, not {kind(status)}.", "bad_value")
    if status not in set(Status):
        place.at("status").refuse(f"There is no status {shown(status)}.", "bad_value")
    return PredictedImage(
        name=f"{name}#{frame}" if frame else name,
        status=Status(status),
        probability=_probability(item.get("probability"), place.at("probability")),
        reason=str(item.get("reason") or ""),
    )


def _probability(value: object, place: Place) -> float | None:
    if value is None:
        return None
    share = number(value, place)
    if not 0 <= share <= 1:
        place.refuse(f"A value between 0 and 1 is expected here, not {share:g}.", "bad_score")
    return share

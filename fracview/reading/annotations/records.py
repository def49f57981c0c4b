"""FracView's own records, as ``fracview analyze --out`` writes them to .json and .jsonl, as predictions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fracview.core.analysis import Status
from fracview.core.prediction import PredictedBox, PredictedImage, Predictions
from fracview.reading.annotations.checks import kind, number, numbers, ordered_box, shown
from fracview.reading.annotations.coco import an_object
from fracview.reading.annotations.gathering import base_name
from fracview.reading.annotations.problems import AnnotationError, Place
from fracview.reading.annotations.text import as_text, digest, parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def are_records(items: list[Any]) -> bool:
    """Whether a list of JSON values is one of records and not of COCO detections."""
    first = items[0] if items else None
    return isinstance(first, dict) and "path" in first and "status" in first


def read_lines(data: bytes, path: Path) -> Predictions:
    """Records of a .jsonl file, one a line.

    Raises
    ------
    AnnotationError
        A broken line, or two records for one frame of one name.
    """
    places = []
    for index, line in enumerate(as_text(data, path).split("\n"), start=1):
        if line.strip():
            place = Place(path, (f"line {index}",))
            places.append((_parsed(line, place), place))
    return _predictions(places, digest(data), path)


def read_list(items: list[Any], sha256: str, path: Path) -> Predictions:
    """Records of a .json file; raises as `read_lines`."""
    return _predictions(((item, Place(path).at(index)) for index, item in enumerate(items)), sha256, path)


def _predictions(found: Iterable[tuple[Any, Place]], sha256: str, path: Path) -> Predictions:
    images: dict[str, PredictedImage] = {}
    signature = {"file": sha256}
    for value, place in found:
        record = an_object(value, place)
        image = _image(record, place)
        if image.name in images:
            message = f"Two records are of images named {image.name}."
            place.at("path").refuse(message, "duplicate_image", "Compare one folder at a time.")
        images[image.name] = image
        _sign(record, place, signature)
    return Predictions(tuple(images.values()), path.name, signature)


def _image(record: dict[str, Any], place: Place) -> PredictedImage:
    if not isinstance(record.get("path"), str):
        place.at("path").refuse("The path of the image is missing.", "missing_key")
    name = base_name(record["path"], place.at("path"))
    frame = record.get("frame", 0)
    if type(frame) is not int or frame < 0:
        place.at("frame").refuse("A frame is a whole number, zero or more.", "bad_value")
    said = record.get("status")
    if not isinstance(said, str) or said not in set(Status):
        place.at("status").refuse(f"There is no status {shown(str(said))}.", "bad_value")
    return PredictedImage(
        name=f"{name}#{frame}" if frame else name,
        status=Status(said),
        boxes=tuple(_boxes(record, place)),
        probability=_probability(record, place),
        region_probabilities=_regions(record, place),
        reason=str(record.get("reason") or ""),
    )


def _boxes(record: dict[str, Any], place: Place) -> Iterable[PredictedBox]:
    found = record.get("detections")
    at = place.at("detections")
    if not isinstance(found, list):
        at.refuse(f"A list of detections is expected here, not {kind(found)}.", "not_a_list")
    for index, each in enumerate(found):
        item = an_object(each, at.at(index))
        where = at.at(index, "box_xyxy")
        box = ordered_box(numbers(item.get("box_xyxy"), where, 4), where)
        yield PredictedBox(box, _share(item.get("score"), at.at(index, "score")))


def _probability(record: dict[str, Any], place: Place) -> float | None:
    if record.get("fracture") is None:
        return None
    fracture = an_object(record["fracture"], place.at("fracture"))
    return _share(fracture.get("probability"), place.at("fracture", "probability"))


def _regions(record: dict[str, Any], place: Place) -> dict[str, float] | None:
    if record.get("region") is None:
        return None
    at = place.at("region", "probabilities")
    said = an_object(an_object(record["region"], place.at("region")).get("probabilities"), at)
    return {label: _share(value, at.at(label)) for label, value in said.items()}


def _share(value: object, place: Place) -> float:
    share = number(value, place)
    if not 0 <= share <= 1:
        place.refuse(f"A value between 0 and 1 is expected here, not {share:g}.", "bad_score")
    return share


def _sign(record: dict[str, Any], place: Place, signature: dict[str, str]) -> None:
    """Take the networks that a record names into the signature."""
    provenance = record.get("provenance")
    models = provenance.get("models") if isinstance(provenance, dict) else None
    for index, each in enumerate(models if isinstance(models, list) else ()):
        model = an_object(each, place.at("provenance", "models", index))
        signature[str(model.get("name", ""))] = str(model.get("sha256", ""))


def _parsed(line: str, place: Place) -> Any:  # noqa: ANN401 - any JSON value
    """One line; its errors name the line of the file and not that of the text."""
    try:
        return parse_json(line, place.file)
    except AnnotationError as error:
        return place.refuse(error.message, error.reason, error.cure)

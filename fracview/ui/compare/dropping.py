"""What was dropped on the comparison page: a reference standard, predictions, or radiographs as elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.reading.annotations import AnnotationError, detect_format
from fracview.reading.annotations.text import head_text
from fracview.reading.annotations.yolo import CLASS_FILES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REFERENCE, PREDICTIONS, OTHER = "reference", "predictions", ""
_HEAD_BYTES = 4096
_WORDS = ('"annotations"', '"images"', '"categories"', '"regions"', '"_via_', '"image_id"')
"""One of them stands near the beginning of a JSON about annotations."""
_MOST_FILES = 2000
"""Of a YOLO folder, as many are looked into for a line; most images have none."""


def kind_of(path: Path) -> str:
    """`REFERENCE`, `PREDICTIONS` or `OTHER`, by content; looks into the beginning of files only.

    A JSON that is a list is predictions, and one that is an object a reference standard; a YOLO line with a
    score has an even count of fields, one without an odd count, boxes and outlines alike.
    """
    try:
        return _of_folder(path) if path.is_dir() else _of_file(path)
    except (AnnotationError, OSError):
        return OTHER


def _of_file(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        return PREDICTIONS
    if suffix == ".json":
        return PREDICTIONS if head_text(path, _HEAD_BYTES).startswith("[") else REFERENCE
    if suffix == ".xml":
        return REFERENCE
    if suffix == ".txt":
        return _of_yolo([path, *sorted(path.parent.glob("*.txt"))])
    if path.name == "dataset.csv":
        return _of_folder(path.parent)
    return OTHER


def _of_folder(folder: Path) -> str:
    found = detect_format(folder)
    if found == "YOLO":
        return _of_yolo(_texts_of(folder))
    if found in ("COCO JSON", "VGG JSON"):
        text = head_text(next(_jsons_of(folder)), _HEAD_BYTES)
        if not any(word in text for word in _WORDS):
            return OTHER
        return PREDICTIONS if text.startswith("[") else REFERENCE
    return REFERENCE


def _of_yolo(files: list[Path]) -> str:
    for file in (one for one in files[:_MOST_FILES] if one.name not in CLASS_FILES):
        fields = head_text(file, _HEAD_BYTES).partition("\n")[0].split()
        if not fields:
            continue
        if len(fields) < 5 or not all(_is_number(field) for field in fields):
            return OTHER
        return REFERENCE if len(fields) % 2 else PREDICTIONS
    return OTHER


def _texts_of(folder: Path) -> list[Path]:
    return sorted(one for depth in ("*.txt", "*/*.txt") for one in folder.glob(depth))


def _jsons_of(folder: Path) -> Iterator[Path]:
    return (one for one in folder.iterdir() if one.suffix.lower() == ".json")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

"""Which annotation format a file or folder holds, by its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.reading.annotations import coco, fracatlas, via, voc, yolo
from fracview.reading.annotations.problems import Place
from fracview.reading.annotations.text import head_text

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = (fracatlas.FORMAT, coco.FORMAT, yolo.FORMAT, voc.FORMAT, via.FORMAT)
"""``FracAtlas``, ``COCO JSON``, ``YOLO``, ``Pascal VOC``, ``VGG JSON``."""

_HEAD_BYTES = 4096
_CURE = "Name a FracAtlas folder, a COCO or VGG JSON file, or a folder of YOLO .txt or Pascal VOC .xml files."


def detect_format(path: Path) -> str:
    """One of `FORMATS`; whether it is well-formed, only reading it says.

    A folder is FracAtlas where it holds `dataset.csv` and `Annotations`; otherwise what the files inside
    are, directly or one folder below. A single JSON file stands for its folder, and is told by the keys that
    it begins with.

    Raises
    ------
    AnnotationError
        There is no such file, or it is of no format that is known.
    """
    if path.is_dir():
        return _of_folder(path)
    if not path.exists():
        Place(path).refuse("This does not exist.", "not_found", "Check the path; it may have been moved.")
    suffix = path.suffix.lower()
    if suffix == ".xml":
        return voc.FORMAT
    if suffix == ".txt":
        return yolo.FORMAT
    return _of_json(path)


def json_in(folder: Path) -> Path | None:
    """The JSON file of a folder that holds just one, directly inside."""
    found = [each for each in folder.iterdir() if each.suffix.lower() == ".json" and each.is_file()]
    return found[0] if len(found) == 1 else None


def _of_folder(folder: Path) -> str:
    if (folder / fracatlas.TABLE).is_file() and (folder / "Annotations").is_dir():
        return fracatlas.FORMAT
    if (folder / "labels").is_dir():
        return yolo.FORMAT
    for depth in ("*", "*/*"):
        suffixes = {each.suffix.lower() for each in folder.glob(depth) if each.name not in yolo.CLASS_FILES}
        if ".xml" in suffixes:
            return voc.FORMAT
        if ".txt" in suffixes:
            return yolo.FORMAT
        if depth == "*" and (only := json_in(folder)) is not None:
            return _of_json(only)
    return Place(folder).refuse(
        "No annotations of a known format lie in this folder.", "unknown_format", _CURE
    )


def _of_json(path: Path) -> str:
    text = head_text(path, _HEAD_BYTES)
    if not text.startswith(("{", "[")):
        Place(path).refuse("This is no annotation file of a known format.", "unknown_format", _CURE)
    if any(word in text for word in ('"shape_attributes"', '"regions"', '"_via_', '"file_attributes"')):
        return via.FORMAT
    return coco.FORMAT

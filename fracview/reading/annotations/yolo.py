"""YOLO text files, one an image: boxes and outlines in fractions of the image as shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.core.annotation import DataNote
from fracview.reading.annotations.checks import around, parsed_number, shown
from fracview.reading.annotations.gathering import Gathering
from fracview.reading.annotations.images import ImageFiles
from fracview.reading.annotations.problems import Place
from fracview.reading.annotations.text import as_text, digest, load_bytes
from fracview.reading.folder import natural_key

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.core.annotation import Box
    from fracview.reading.annotations.checks import Size
    from fracview.reading.annotations.gathering import Parsed

FORMAT = "YOLO"
CLASS_FILES = ("labels.txt", "classes.txt", "obj.names")
"""Files that list the labels, one a line, by class id."""

_SLACK = 2e-3
"""Fractions are written with few decimals: so much beyond the image is left to the check in pixels."""

_NEEDS_SIZES = "Name the folder of the images: YOLO's numbers are fractions of their sizes."


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a label file.

    Attributes
    ----------
    label
        By the list of labels, else the class id as text.
    box
        Left, top, right, bottom as fractions of the image.
    outline
        x and y in turn, as fractions; empty for a box.
    score
        What follows in a file of predictions, else None.
    place
        For errors.
    """

    label: str
    box: Box
    outline: tuple[float, ...]
    score: float | None
    place: Place

    def box_px(self, size: Size) -> Box:
        """Box in pixels of an image of `size`."""
        x1, y1, x2, y2 = self.box
        return x1 * size[0], y1 * size[1], x2 * size[0], y2 * size[1]

    def outline_px(self, size: Size) -> list[float]:
        """Outline in pixels of an image of `size`."""
        return [value * size[index % 2] for index, value in enumerate(self.outline)]


def read(path: Path, files: ImageFiles | None = None) -> Parsed:
    """Annotations of a folder of YOLO files, or of one file; images in natural order of their names.

    An image without a label file holds nothing by YOLO's convention, which is noted. A label file without
    an image is noted and left out: without a size its boxes have no pixels.

    Raises
    ------
    AnnotationError
        A broken line, two files for one image, or no folder of images.
    """
    files = files if files is not None else images_beside(path)
    if files is None:
        Place(path).refuse("The images of these annotations are not known.", "no_images", _NEEDS_SIZES)
    labels = labels_of(path)
    lines, digests = {}, []
    for stem, each in label_files(path).items():
        data = load_bytes(each)
        digests.append((each.name, digest(data)))
        lines[stem] = lines_of(as_text(data, each), each, labels)
    gathering = Gathering(files)
    for stem, name in _by_stem(files).items():
        size = files.sizes(name)
        if size is None:
            Place(files.paths[name]).refuse(
                "The size of this image cannot be read.", "no_size", "Copy it again."
            )
        gathering.add_image(name, size.shown, Place(files.paths[name]))
        if stem not in lines:
            text = f"{name} has no label file; by YOLO's convention nothing is annotated on it."
            gathering.notes.append(DataNote("no_annotation", name, text))
        for line in lines.pop(stem, ()):
            outline = [(line.outline_px(size.shown), line.place)] if line.outline else []
            gathering.add(name, line.box_px(size.shown), outline, line.label, line.place)
    for stem in lines:
        text = f"{stem}.txt has no image, and without its size no boxes; it was left out."
        gathering.notes.append(DataNote("no_file", f"{stem}.txt", text))
    return gathering.parsed(digests, listed=False)


def lines_of(text: str, path: Path, labels: list[str], *, scored: bool = False) -> list[Line]:
    """Lines of one label file: class, then a box (centre, width, height) or an outline; then a score.

    Raises
    ------
    AnnotationError
        A wrong count, class id or number, a box without size or outside, a score outside [0, 1].
    """
    found = []
    for number, content in enumerate(text.splitlines(), start=1):
        cells = content.split()
        if cells:
            found.append(_line(cells, labels, Place(path, (f"line {number}",)), scored=scored))
    return found


def label_files(path: Path) -> dict[str, Path]:
    """Label files by their names without ending, in natural order; folders below are searched too.

    Raises
    ------
    AnnotationError
        Two files for one image, or none at all.
    """
    paths = [path] if path.is_file() else [each for each in path.rglob("*.txt") if each.is_file()]
    found: dict[str, Path] = {}
    for each in sorted(paths, key=lambda one: (natural_key(one.name), str(one))):
        if each.name in CLASS_FILES:
            continue
        if each.stem in found:
            Place(each).refuse(f"Two files are named {each.name}.", "duplicate_image", "Keep one of them.")
        found[each.stem] = each
    if not found:
        Place(path).refuse("No label files lie here.", "not_found", "Name the folder of the .txt files.")
    return found


def labels_of(path: Path) -> list[str]:
    """Labels by class id, from the list beside the label files; empty where there is none."""
    folder = path.parent if path.is_file() else path
    for parent in (folder, folder.parent):
        for name in CLASS_FILES:
            if (parent / name).is_file():
                text = as_text(load_bytes(parent / name), parent / name)
                return [line.strip() for line in text.splitlines() if line.strip()]
    return []


def images_beside(path: Path) -> ImageFiles | None:
    """Images where YOLO data sets keep them: in the folder itself, or in an `images` folder near by."""
    folder = path.parent if path.is_file() else path
    parents = (folder, *list(folder.absolute().parents)[:2])
    candidates = [folder, *(parent / "images" for parent in parents)]
    parts = folder.absolute().parts
    if "labels" in parts:
        at = len(parts) - 1 - parts[::-1].index("labels")
        candidates.insert(1, type(folder)(*parts[:at], "images", *parts[at + 1 :]))
    for candidate in candidates:
        files = ImageFiles(candidate) if candidate.is_dir() else ()
        if files:
            return files
    return None


def _by_stem(files: ImageFiles) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in files:
        stem = files.paths[name].stem
        if stem in found:
            message = f"{found[stem]} and {name} would share one label file."
            Place(files.paths[name]).refuse(message, "duplicate_image", "Rename one of them.")
        found[stem] = name
    return found


def _line(cells: list[str], labels: list[str], place: Place, *, scored: bool) -> Line:
    label = _label(cells[0], labels, place)
    values = [parsed_number(cell, place) for cell in cells[1:]]
    score = _score(values, place) if scored else None
    if not scored and len(values) == 5:
        message = "This line has a sixth value, as predictions have; a reference standard has five."
        place.refuse(message, "wrong_count", "Open this folder as predictions.")
    if len(values) == 4:
        return Line(label, _box(values, place), (), score, place)
    if len(values) < 6 or len(values) % 2:
        message = (
            f"This line has {len(cells)} values; a box has {5 + scored}, an outline {7 + scored} or more."
        )
        place.refuse(message, "wrong_count")
    if min(values) < -_SLACK or max(values) > 1 + _SLACK:
        place.refuse("This outline is not in fractions of the image, from 0 to 1.", "outside")
    corners = tuple(zip(values[::2], values[1::2], strict=True))
    return Line(label, around([corners], place), tuple(values), score, place)


def _label(text: str, labels: list[str], place: Place) -> str:
    if not (text.isascii() and text.isdigit()):
        place.refuse(f"A class id is a whole number, not {shown(text)}.", "unknown_class")
    index = int(text[:9])
    if not labels:
        return str(index)
    if index >= len(labels):
        place.refuse(f"There is no class {index}; the list holds {len(labels)} labels.", "unknown_class")
    return labels[index]


def _score(values: list[float], place: Place) -> float:
    """Take the score off the end of a line of predictions."""
    if len(values) < 5 or len(values) % 2 == 0:
        message = "This line has no score behind its box."
        place.refuse(message, "no_score", "Write the labels with their scores (Ultralytics: save_conf=True).")
    score = values.pop()
    if not 0 <= score <= 1:
        place.refuse(f"A score lies between 0 and 1; this is {score:g}.", "bad_score")
    return score


def _box(values: list[float], place: Place) -> Box:
    x, y, width, height = values
    for name, side in (("width", width), ("height", height)):
        if side <= 0:
            reason = "negative_size" if side < 0 else "zero_size"
            place.refuse(f"The {name} of this box is {side:g}; it must be positive.", reason)
    if min(x, y) < 0 or max(x, y) > 1 or max(width, height) > 1 + _SLACK:
        place.refuse("This box is not in fractions of the image, from 0 to 1.", "outside")
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2

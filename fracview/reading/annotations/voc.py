"""Pascal VOC: one XML file an image, boxes in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from fracview.reading.annotations.checks import image_size, ordered_box, parsed_number
from fracview.reading.annotations.gathering import Gathering, base_name
from fracview.reading.annotations.problems import Place
from fracview.reading.annotations.text import digest, load_bytes
from fracview.reading.folder import natural_key

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.core.annotation import Box
    from fracview.reading.annotations.checks import Size
    from fracview.reading.annotations.gathering import Parsed
    from fracview.reading.annotations.images import ImageFiles

FORMAT = "Pascal VOC"

_EDGES = ("xmin", "ymin", "xmax", "ymax")
_EXPORT_AGAIN = "Copy or export the file again from where it came from."


@dataclass(frozen=True, slots=True)
class Page:
    """One XML file: name and claimed size of the image, and label, box and place of each object."""

    name: str
    size: Size | None
    objects: tuple[tuple[str, Box, Place], ...]
    place: Place


def read(path: Path, files: ImageFiles | None = None) -> Parsed:
    """Annotations of a folder of XML files, in natural order of their names, or of one file.

    Corners are taken as edges as they stand: no pixel is added or taken off. Objects marked `difficult`
    count as any other.

    Raises
    ------
    AnnotationError
        Anything broken in any of the files.
    """
    gathering = Gathering(files)
    digests = []
    for each in xml_files(path):
        data = load_bytes(each)
        page = page_of(data, each)
        gathering.add_image(page.name, page.size, page.place.at("filename"))
        for label, box, place in page.objects:
            gathering.add(page.name, box, (), label, place)
        digests.append((each.name, digest(data)))
    return gathering.parsed(digests)


def xml_files(path: Path) -> list[Path]:
    """XML files of a folder and those below, in natural order; of a file, itself.

    Raises
    ------
    AnnotationError
        There is none.
    """
    found = [path] if path.is_file() else [each for each in path.rglob("*.xml") if each.is_file()]
    if not found:
        Place(path).refuse("No .xml files lie here.", "not_found", "Name the folder of the .xml files.")
    return sorted(found, key=lambda one: (natural_key(one.name), str(one)))


def page_of(data: bytes, path: Path) -> Page:
    """One XML file.

    Raises
    ------
    AnnotationError
        Not well-formed, with entities of its own, or with a box that makes no sense.
    """
    place = Place(path)
    root = _root(data, place)
    name = base_name(_text(root, "filename", place), place.at("filename"))
    size = _size(root, place)
    objects = tuple(
        _object(each, place.at("object", index)) for index, each in enumerate(root.findall("object"))
    )
    return Page(name, size, objects, place)


def _root(data: bytes, place: Place) -> ET.Element:
    if b"<!DOCTYPE" in data.replace(b"\0", b""):  # entities may make a small file a huge one
        place.refuse("This XML defines a document type; annotations have none.", "malformed", _EXPORT_AGAIN)
    try:
        root = ET.fromstring(data)
    except (ET.ParseError, ValueError, LookupError) as error:  # the last two: an unknown encoding
        line, column = getattr(error, "position", (1, 0))
        at = place.at(f"line {line}, column {column + 1}")
        at.refuse("This is not well-formed XML: truncated, or no XML at all.", "malformed", _EXPORT_AGAIN)
    if root.tag != "annotation":
        place.refuse(
            "The outermost element is not <annotation>.", "unknown_format", "Name a Pascal VOC file."
        )
    return root


def _size(root: ET.Element, place: Place) -> Size | None:
    size = root.find("size")
    if size is None:
        return None
    at = place.at("size")
    sides = [parsed_number(_text(size, key, at), at.at(key)) for key in ("width", "height")]
    return image_size(sides[0], sides[1], at)


def _object(element: ET.Element, place: Place) -> tuple[str, Box, Place]:
    bounds = element.find("bndbox")
    at = place.at("bndbox")
    if bounds is None:
        at.refuse("This object has no box.", "missing_key")
    values = [parsed_number(_text(bounds, key, at), at.at(key)) for key in _EDGES]
    return _text(element, "name", place), ordered_box(values, at), at


def _text(element: ET.Element, key: str, place: Place) -> str:
    text = (element.findtext(key) or "").strip()
    if not text:
        place.at(key).refuse(f"<{key}> is missing or empty.", "missing_key")
    return text

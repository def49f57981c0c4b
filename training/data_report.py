"""A FracAtlas folder held against its own tables: every quirk by name, and where the data come from."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fracview.reading.jpeg_markers import parse_jpeg
from training import fracatlas
from training.tables import counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from training.fracatlas import Scan

VOC, VGG = "Annotations/PASCAL VOC", "Annotations/VGG JSON/VGG_fracture_masks.json"
EXAMPLES = 5
END_OF_IMAGE = b"\xff\xd9"

KNOWN_SHA256 = {
    "dataset.csv": "a92dcbe579753c20fc1f88c7681fd01b69d34414ae8f7ed46e5beda972056950",
    fracatlas.COCO_FILE: "8a2e3ff7ddf30dfb895940ccbb0d5ff1f5ac1a9d3c4d88498e143523d179dee1",
}
"""Of the tables as published; they list all 4,083 scans whichever of these a copy holds."""

DOWNLOAD = {
    "title": "FracAtlas: A Dataset for Fracture Classification, Localization and Segmentation of "
    "Musculoskeletal Radiographs",
    "licence": "CC BY 4.0",
    "article_doi": "10.1038/s41597-023-02432-4",
    "data_doi": "10.6084/m9.figshare.22363012",
    "page": "https://doi.org/10.6084/m9.figshare.22363012",
    "checksum": "https://api.figshare.com/v2/articles/22363012 gives the archive's MD5 as computed_md5: "
    "compare it with `md5sum FracAtlas.zip` before unpacking.",
    "advice": "Download FracAtlas.zip from the page, compare its MD5, unpack it, and name the folder that "
    "holds dataset.csv.",
}


@dataclass(frozen=True, slots=True)
class Quirk:
    """One kind of irregularity: a stable code, how many, in words, and the first few image ids."""

    code: str
    count: int
    sentence: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """What one image file says of itself.

    Attributes
    ----------
    rows, columns
        As shown, EXIF rotation applied; 0 where the file is no JPEG.
    orientation
        Of EXIF, 1 to 8.
    ended, trailing
        Whether there is an end-of-image marker, and whether bytes follow the last one.
    """

    folder: str
    rows: int
    columns: int
    orientation: int
    sha256: str
    ended: bool
    trailing: bool


def report(root: Path) -> dict[str, Any]:
    """Tables, files, quirks and download advice, ready for JSON.

    Raises
    ------
    UsageError
        Where the folder is no FracAtlas.
    """
    scans = fracatlas.load(root)
    files = read_files(root)
    return {
        "rows_in_table": len(scans),
        "files": len(files),
        "table_vii": counts.count_scans(root / "dataset.csv"),
        "quirks": [asdict(quirk) for quirk in quirks(root, scans, files)],
        "tables_as_published": {
            name: _is_as_published(root / name, known) for name, known in KNOWN_SHA256.items()
        },
        "download": DOWNLOAD,
    }


def read_files(root: Path, workers: int = 4) -> dict[str, File]:
    """Every JPEG below images/, by name."""
    paths = sorted((root / "images").glob("*/*.jpg"))
    with ThreadPoolExecutor(workers) as pool:
        return dict(zip((path.name for path in paths), pool.map(_read_file, paths), strict=True))


def _read_file(path: Path) -> File:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    header = parse_jpeg(data)
    if header is None:
        return File(path.parent.name, 0, 0, 1, digest, ended=False, trailing=False)
    sides = (header.rows, header.columns)
    rows, columns = sides[::-1] if header.orientation >= 5 else sides
    trailing = header.ended and not data.endswith(END_OF_IMAGE)
    return File(path.parent.name, rows, columns, header.orientation, digest, header.ended, trailing)


def quirks(root: Path, scans: Sequence[Scan], files: dict[str, File]) -> list[Quirk]:
    """Every kind of irregularity that is looked for, with count 0 where there is none."""
    return [
        *_of_files(scans, files),
        *_of_labels(root, scans, files),
        *_of_annotations(root, scans, files),
        *_of_official_split(root, scans, files),
    ]


def _of_files(scans: Sequence[Scan], files: dict[str, File]) -> list[Quirk]:
    listed = {scan.image_id for scan in scans}
    twins = defaultdict(list)
    for name, file in files.items():
        twins[file.sha256].append(name)
    same = [names for names in twins.values() if len(names) > 1]
    broken = [name for name, file in files.items() if not file.rows]
    truncated = [name for name, file in files.items() if file.rows and not file.ended]
    rotated = [name for name, file in files.items() if file.orientation != 1]
    trailing = [name for name, file in files.items() if file.trailing]
    return [
        _quirk("no_file", listed - set(files), "rows of dataset.csv have no file here"),
        _quirk("no_row", set(files) - listed, "files have no row in dataset.csv"),
        _quirk("no_jpeg", broken, "files are no JPEG"),
        _quirk("truncated", truncated, "files end before their end-of-image marker; what is there is read"),
        _quirk("trailing", trailing, "files go on after their end-of-image marker; the rest is ignored"),
        _quirk("rotated", rotated, "files carry an EXIF rotation; annotations are in the rotated frame"),
        _quirk("identical", [" = ".join(names) for names in same], "groups of byte-identical files"),
    ]


def _of_labels(root: Path, scans: Sequence[Scan], files: dict[str, File]) -> list[Quirk]:
    folder = {name: file.folder == "Fractured" for name, file in files.items()}
    wrong_folder = [s.image_id for s in scans if s.image_id in folder and folder[s.image_id] != s.fractured]
    boxed = [s.image_id for s in scans if s.boxes_xyxy and not s.fractured]
    bare = [s.image_id for s in scans if s.fractured and not s.boxes_xyxy]
    mixed = [s.image_id for s in scans if s.region == "mixed" and len(s.flags) > 1]
    lone = [s.image_id for s in scans if s.region == "mixed" and len(s.flags) < 2]
    with (root / "dataset.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    boxes = {s.image_id: len(s.boxes_xyxy) for s in scans}
    uneven = [
        row["image_id"] for row in rows if int(row.get("fracture_count") or 0) != boxes[row["image_id"]]
    ]
    return [
        _quirk(
            "label_and_folder", wrong_folder, "files lie in the other folder than dataset.csv labels them"
        ),
        _quirk("box_but_not_fractured", boxed, "scans with boxes are not fractured by dataset.csv"),
        _quirk("fractured_but_no_box", bare, "scans are fractured by dataset.csv and have no box"),
        _quirk("fracture_count", uneven, "rows count other fractures than they have boxes"),
        _quirk("several_regions", mixed, "mixed scans carry several region flags; they count as mixed"),
        _quirk("mixed_of_one", lone, "mixed scans carry fewer than two region flags; they count as mixed"),
    ]


def _of_annotations(root: Path, scans: Sequence[Scan], files: dict[str, File]) -> list[Quirk]:
    boxes = sum(len(scan.boxes_xyxy) for scan in scans)
    found = []
    if (root / VGG).is_file():
        regions = {name: len(one["regions"]) for name, one in _vgg(root / VGG).items()}
        names = [s.image_id for s in scans if regions.get(s.image_id, 0) != len(s.boxes_xyxy)]
        sentence = (
            f"scans differ between the VGG file ({sum(regions.values())} regions) and the COCO file ({boxes})"
        )
        found.append(_quirk("vgg_and_coco", names, sentence))
    if (root / VOC).is_dir():
        odd = [
            name for name, file in files.items() if file.orientation >= 5 or _voc_differs(root, name, file)
        ]
        sentence = (
            "VOC files give another width and height than their file stores (exchanged by the rotation)"
        )
        found.append(_quirk("voc_size", odd, sentence))
    outside = [s.image_id for s in scans if s.image_id in files and _is_outside(s, files[s.image_id])]
    return [*found, _quirk("box_outside", outside, "scans have a box that reaches beyond the picture")]


def _of_official_split(root: Path, scans: Sequence[Scan], files: dict[str, File]) -> list[Quirk]:
    listed: dict[str, list[str]] = defaultdict(list)
    for part in ("train", "valid", "test"):
        with (root / fracatlas.OFFICIAL_SPLIT / f"{part}.csv").open(newline="", encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                listed[row["image_id"]].append(part)
    twice = [name for name, parts in listed.items() if len(parts) > 1]
    absent = [name for name, parts in listed.items() if parts == ["test"] and name not in files]
    unlisted = [s.image_id for s in scans if s.boxes_xyxy and s.image_id not in listed]
    return [
        _quirk("official_twice", twice, "scans stand in two parts of the official split"),
        _quirk("official_test_missing", absent, "scans of the official test split have no file here"),
        _quirk("not_in_official_split", unlisted, "scans with boxes stand in no part of the official split"),
    ]


def _quirk(code: str, names: Iterable[str], sentence: str) -> Quirk:
    found = sorted(names)
    return Quirk(code, len(found), f"{len(found)} {sentence}", tuple(found[:EXAMPLES]))


def _vgg(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _voc_differs(root: Path, name: str, file: File) -> bool:
    """Whether a VOC file gives another size than the picture has as shown."""
    path = root / VOC / name.replace(".jpg", ".xml")
    if not path.is_file():
        return False
    text = path.read_text(encoding="utf-8")
    sides = [re.search(rf"<{side}>(\d+)</{side}>", text) for side in ("height", "width")]
    return tuple(int(side.group(1)) if side else 0 for side in sides) != (file.rows, file.columns)


def _is_outside(scan: Scan, file: File) -> bool:
    return any(
        min(x1, y1) < -1 or x2 > file.columns + 1 or y2 > file.rows + 1 for x1, y1, x2, y2 in scan.boxes_xyxy
    )


def _is_as_published(path: Path, known: str) -> bool:
    return hashlib.sha256(path.read_bytes()).hexdigest() == known

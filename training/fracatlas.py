"""The FracAtlas folder as a table: labels, regions, boxes and the official split.

Abedeen et al. 2023, Scientific Data 10:521, doi 10.1038/s41597-023-02432-4; figshare 22363012; CC BY 4.0.
"""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

REGIONS = ("hand", "leg", "hip", "shoulder", "mixed")
"""The five region classes in the order of `dataset.csv`; a scan with the mixed flag is mixed (Table VII)."""

Box = tuple[float, float, float, float]

COCO_FILE = "Annotations/COCO JSON/COCO_fracture_masks.json"
OFFICIAL_SPLIT = "Utilities/Fracture Split"


@dataclass(frozen=True, slots=True)
class Scan:
    """One row of `dataset.csv` with its file and its annotation.

    Attributes
    ----------
    image_id
        File name, ``IMG0000000.jpg``.
    path
        Where it lies, or None: rows without a file are normal in a partial copy.
    region
        One of `REGIONS`.
    fractured
        The label of `dataset.csv` (716 of 4,083).
    boxes_xyxy
        Reference boxes in pixels of the EXIF-rotated image, edges.
    official
        ``train``, ``valid``, ``test`` (fractured scans only), or "".
    flags
        Every region flag that the row carries: one, or several for a mixed scan; without ``mixed`` itself.
    polygons_xy
        Outline of each box's fracture, x and y in turn, in the same pixels and order as `boxes_xyxy`.
    """

    image_id: str
    path: Path | None
    region: str
    fractured: bool
    boxes_xyxy: tuple[Box, ...]
    official: str
    flags: tuple[str, ...] = ()
    polygons_xy: tuple[tuple[float, ...], ...] = ()


def load(root: Path) -> tuple[Scan, ...]:
    """All rows of `dataset.csv` in its order.

    Raises
    ------
    UsageError
        Where the folder lacks one of the files that make it FracAtlas.
    """
    for needed in ("dataset.csv", COCO_FILE, OFFICIAL_SPLIT, "images"):
        if not (root / needed).exists():
            message = f"{needed} is missing: this is no FracAtlas folder"
            cure = "Name the folder that holds dataset.csv, Annotations, Utilities and images."
            raise UsageError(message, reason="not_fracatlas", path=root, cure=cure)
    files = {path.name: path for path in (root / "images").glob("*/*.jpg")}
    boxes, polygons = _coco(root / COCO_FILE)
    official = _official_split(root / OFFICIAL_SPLIT)
    with (root / "dataset.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return tuple(
        Scan(
            image_id=row["image_id"],
            path=files.get(row["image_id"]),
            region=region_of(row),
            fractured=row["fractured"] == "1",
            boxes_xyxy=boxes.get(row["image_id"], ()),
            official=official.get(row["image_id"], ""),
            flags=tuple(name for name in REGIONS[:-1] if row[name] == "1"),
            polygons_xy=polygons.get(row["image_id"], ()),
        )
        for row in rows
    )


def data_sha256(scans: Iterable[Scan]) -> str:
    """SHA-256 over the sorted (image id, SHA-256 of the file) pairs of the scans that have a file."""
    digest = hashlib.sha256()
    for scan in sorted(scans, key=lambda one: one.image_id):
        if scan.path is not None:
            file_digest = hashlib.sha256(scan.path.read_bytes()).hexdigest()
            digest.update(f"{scan.image_id} {file_digest}\n".encode())
    return digest.hexdigest()


def region_of(row: dict[str, str]) -> str:
    """Region class of one row of `dataset.csv`.

    Raises
    ------
    UsageError
        Where it has none, or several without the mixed flag.
    """
    if row["mixed"] == "1":
        return "mixed"
    flagged = [name for name in REGIONS if row[name] == "1"]
    if len(flagged) != 1:
        message = f"{row['image_id']} has the regions {flagged or 'none'} without the mixed flag"
        raise UsageError(message, reason="bad_table", field="dataset.csv", cure="Use the official table.")
    return flagged[0]


def _coco(path: Path) -> tuple[dict[str, tuple[Box, ...]], dict[str, tuple[tuple[float, ...], ...]]]:
    """Boxes, and outlines, of each image id."""
    coco = json.loads(path.read_text(encoding="utf-8"))
    names = {image["id"]: image["file_name"] for image in coco["images"]}
    boxes: dict[str, tuple[Box, ...]] = {}
    polygons: dict[str, tuple[tuple[float, ...], ...]] = {}
    for annotation in coco["annotations"]:
        x, y, width, height = annotation["bbox"]
        name = names[annotation["image_id"]]
        corners = (x, y, x + width, y, x + width, y + height, x, y + height)
        outline = (annotation.get("segmentation") or [corners])[0]
        boxes[name] = (*boxes.get(name, ()), (x, y, x + width, y + height))
        polygons[name] = (*polygons.get(name, ()), tuple(outline))
    return boxes, polygons


def _official_split(folder: Path) -> dict[str, str]:
    split: dict[str, str] = {}
    for part in ("train", "valid", "test"):
        with (folder / f"{part}.csv").open(newline="", encoding="utf-8") as stream:
            split.update({row["image_id"]: part for row in csv.DictReader(stream)})
    return split

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
    """

    image_id: str
    path: Path | None
    region: str
    fractured: bool
    boxes_xyxy: tuple[tuple[float, float, float, float], ...]
    official: str


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
    boxes = _coco_boxes(root / COCO_FILE)
    official = _official_split(root / OFFICIAL_SPLIT)
    with (root / "dataset.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return tuple(
        Scan(
            image_id=row["image_id"],
            path=files.get(row["image_id"]),
            region=_region(row),
            fractured=row["fractured"] == "1",
            boxes_xyxy=boxes.get(row["image_id"], ()),
            official=official.get(row["image_id"], ""),
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


def _region(row: dict[str, str]) -> str:
    if row["mixed"] == "1":
        return "mixed"
    flagged = [name for name in REGIONS if row[name] == "1"]
    if len(flagged) != 1:
        message = f"{row['image_id']} has the regions {flagged or 'none'} without the mixed flag"
        raise UsageError(message, reason="bad_table", field="dataset.csv", cure="Use the official table.")
    return flagged[0]


def _coco_boxes(path: Path) -> dict[str, tuple[tuple[float, float, float, float], ...]]:
    coco = json.loads(path.read_text(encoding="utf-8"))
    names = {image["id"]: image["file_name"] for image in coco["images"]}
    boxes: dict[str, list[tuple[float, float, float, float]]] = {}
    for annotation in coco["annotations"]:
        x, y, width, height = annotation["bbox"]
        boxes.setdefault(names[annotation["image_id"]], []).append((x, y, x + width, y + height))
    return {name: tuple(found) for name, found in boxes.items()}


def _official_split(folder: Path) -> dict[str, str]:
    split: dict[str, str] = {}
    for part in ("train", "valid", "test"):
        with (folder / f"{part}.csv").open(newline="", encoding="utf-8") as stream:
            split.update({row["image_id"]: part for row in csv.DictReader(stream)})
    return split

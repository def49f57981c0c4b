"""A FracAtlas folder of 60 drawn "radiographs": official layout, every region and label in every part.

The image ids are taken from the committed split, so a tiny scan lies in the part that the split file says;
what it shows is drawn here. A fractured bone has a dark gap, and its box lies around the gap.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from training.data import SPLIT_FILE
from training.fracatlas import COCO_FILE, OFFICIAL_SPLIT, REGIONS
from training.splits import read_split

if TYPE_CHECKING:
    from pathlib import Path

COUNTS = {"train": 4, "val": 1, "test": 1}
"""Scans of each region and label in each part: 40, 10 and 10."""

COLUMNS = (
    "image_id", "hand", "leg", "hip", "shoulder", "mixed", "hardware", "multiscan", "fractured",
    "fracture_count", "frontal", "lateral", "oblique",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawn:
    image_id: str
    region: str
    fractured: bool
    part: str
    box_xywh: tuple[float, float, float, float]
    shape: tuple[int, int]


def make(root: Path, seed: int = 3) -> tuple[Drawn, ...]:
    """Write the folder; returns what was drawn, in the order of its table."""
    rng = np.random.default_rng(seed)
    drawn = tuple(_draw(root, *what, rng) for what in _plan())
    _write_table(root, drawn)
    _write_coco(root, drawn)
    _write_official_split(root, drawn)
    return drawn


def _plan() -> list[tuple[str, str, bool, str]]:
    ids: dict[str, list[str]] = {part: [] for part in COUNTS}
    for image_id, part in sorted(read_split(SPLIT_FILE).items()):
        ids[part].append(image_id)
    return [
        (ids[part].pop(0), region, fractured, part)
        for part, count in COUNTS.items()
        for region in REGIONS
        for fractured in (False, True)
        for _ in range(count)
    ]


def _draw(
    root: Path, image_id: str, region: str, fractured: bool, part: str, rng: np.random.Generator
) -> Drawn:
    rows, columns = int(rng.integers(160, 220)), int(rng.integers(132, 160))  # the app asks for 128 px
    ground = Image.fromarray(rng.integers(5, 60, (5, 4), np.uint8)).resize((columns, rows))
    pen = ImageDraw.Draw(ground)
    for left in np.linspace(0.2, 0.7, REGIONS.index(region) + 1) * columns:  # a region is a number of bones
        width, tilt = rng.uniform(10, 16), rng.uniform(-12, 12)
        pen.line([(left + tilt, 0), (left - tilt, rows)], fill=int(rng.integers(150, 230)), width=int(width))
    x, y = rng.uniform(0.1, 0.3) * columns, rng.uniform(0.2, 0.6) * rows
    box = (round(x, 1), round(y, 1), round(0.5 * columns, 1), round(0.2 * rows, 1))
    if fractured:
        pen.rectangle([box[0], box[1], box[0] + box[2], box[1] + box[3]], fill=10)
    folder = root / "images" / ("Fractured" if fractured else "Non_fractured")
    folder.mkdir(parents=True, exist_ok=True)
    ground.save(folder / image_id, quality=90)
    return Drawn(image_id, region, fractured, part, box, (rows, columns))


def _write_table(root: Path, drawn: tuple[Drawn, ...]) -> None:
    with (root / "dataset.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        for scan in drawn:
            flags: dict[str, str | int] = dict.fromkeys(COLUMNS, 0)
            flags |= {scan.region: 1, "image_id": scan.image_id, "fractured": int(scan.fractured)}
            if scan.region == "mixed":  # the real table flags the regions of a mixed scan too
                flags |= {"hand": 1, "leg": 1}
            writer.writerow(flags)


def _write_coco(root: Path, drawn: tuple[Drawn, ...]) -> None:
    fractured = [scan for scan in drawn if scan.fractured]
    images = [
        {"id": i, "file_name": scan.image_id, "height": scan.shape[0], "width": scan.shape[1]}
        for i, scan in enumerate(fractured, 1)
    ]
    annotations = [
        {"id": i, "image_id": i, "category_id": 0, "bbox": list(scan.box_xywh)}
        for i, scan in enumerate(fractured, 1)
    ]
    file = root / COCO_FILE
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"images": images, "annotations": annotations}), encoding="utf-8")


def _write_official_split(root: Path, drawn: tuple[Drawn, ...]) -> None:
    folder = root / OFFICIAL_SPLIT
    folder.mkdir(parents=True)
    official = {"train": "train", "val": "train", "test": "valid"}
    for name in ("train", "valid", "test"):
        ids = [scan.image_id for scan in drawn if scan.fractured and official[scan.part] == name]
        (folder / f"{name}.csv").write_text("\n".join(["image_id", *ids]) + "\n", encoding="utf-8")

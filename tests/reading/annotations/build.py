"""Small annotation files, whole and broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

SMALL = Path(__file__).parents[2] / "data" / "fracatlas_small"
"""Twelve scans of FracAtlas with all four formats."""

SIZE = (100, 200)
"""Columns and rows of every image that is made here."""


def coco(**changes: Any) -> dict[str, Any]:
    """A COCO file of two images and two annotations; `changes` replace its lists."""
    return {
        "images": [
            {"id": 1, "width": SIZE[0], "height": SIZE[1], "file_name": "a.jpg"},
            {"id": 2, "width": SIZE[0], "height": SIZE[1], "file_name": "b.jpg"},
        ],
        "categories": [{"id": 0, "name": "fractured"}],
        "annotations": [
            annotation(0, 1, [10, 20, 30, 40]),
            annotation(1, 1, [50.5, 60.25, 10, 20], segmentation=[[51, 61, 60, 61, 60, 80]]),
        ],
        **changes,
    }


def annotation(identity: Any, image: Any, bbox: Any, **more: Any) -> dict[str, Any]:
    return {"id": identity, "image_id": image, "category_id": 0, "bbox": bbox, "iscrowd": 0, **more}


def one(bbox: Any, **more: Any) -> dict[str, Any]:
    """A COCO file with one annotation."""
    return coco(annotations=[annotation(0, 1, bbox, **more)])


def saved(folder: Path, content: Any, name: str = "annotations.json") -> Path:
    """Content as a file: JSON, text or bytes."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_bytes(text.encode())
    return path


def picture(path: Path, size: tuple[int, int] = SIZE, orientation: int = 1) -> Path:
    """A grey picture of `size` as stored, with an Exif orientation."""
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(np.zeros(size[::-1], np.uint8)).save(path, exif=exif)
    return path


def voc(name: str = "a.jpg", box: tuple[Any, ...] = (10, 20, 40, 60), size: tuple[Any, Any] = SIZE) -> str:
    edges = "".join(f"<{k}>{v}</{k}>" for k, v in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True))
    return (
        f"<annotation><filename>{name}</filename>"
        f"<size><width>{size[0]}</width><height>{size[1]}</height><depth>3</depth></size>"
        f"<object><name>fractured</name><bndbox>{edges}</bndbox></object></annotation>"
    )


def via(shape: dict[str, Any], **more: Any) -> dict[str, Any]:
    region = {"shape_attributes": shape, "region_attributes": {"label": "fractured"}}
    return {"a.jpg123": {"filename": "a.jpg", "size": 123, "regions": [region], **more}}

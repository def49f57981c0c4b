"""A protocol's scans as the folders that Ultralytics reads: squares as PNG, labels by folder or text file.

Made once for each split, task and size, and shared by the rows that need the same.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from fracview.core.boxes import xyxy_to_cxcywh

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from fracview.core.letterbox import Letterbox
    from training.families.pictures import Pictures
    from training.fracatlas import Scan
    from training.suite.protocols import ProtocolData
    from training.suite.samples import Samples


def classification_folder(data: ProtocolData, pictures: Pictures, work: Path) -> Path:
    """``train`` and ``val`` with one folder a class, named so that their order is the classes' order."""

    def write(folder: Path, part: str, samples: Samples) -> None:
        names = [f"{index} {name}" for index, name in enumerate(data.classes)]
        for name in names:
            (folder / part / name).mkdir(parents=True)
        for stem, label, image in zip(samples.stems, samples.labels, pictures.of(samples), strict=True):
            _save(folder / part / names[label] / f"{stem}.png", image)

    return _written(data, pictures, work, write)


def box_folder(data: ProtocolData, pictures: Pictures, work: Path) -> Path:
    """``data.yaml`` of images and label files: ``0 cx cy w h`` in shares of the square."""
    return _labelled(data, pictures, work, box_lines)


def outline_folder(data: ProtocolData, pictures: Pictures, work: Path) -> Path:
    """``data.yaml`` of images and label files: ``0 x1 y1 x2 y2 ...`` in shares of the square."""
    return _labelled(data, pictures, work, outline_lines)


def box_lines(scan: Scan, box: Letterbox) -> str:
    """The label file of a scan's reference boxes; empty for a scan without."""
    boxes = box.to_input(np.array(scan.boxes_xyxy, np.float32).reshape(-1, 4)) / np.float32(box.width)
    return "".join(_line(centre) for centre in xyxy_to_cxcywh(boxes))


def outline_lines(scan: Scan, box: Letterbox) -> str:
    """The label file of a scan's outlines."""
    lines = []
    for outline in scan.polygons_xy:
        points = np.array(outline, np.float32).reshape(-1, 2)
        moved = box.to_input(np.hstack([points, points]))[:, :2] / np.float32(box.width)
        lines.append(_line(np.clip(moved, 0.0, 1.0).ravel()))
    return "".join(lines)


def _line(numbers: NDArray[np.floating]) -> str:
    return " ".join(["0", *(f"{number:.6f}" for number in numbers)]) + "\n"


def _labelled(
    data: ProtocolData, pictures: Pictures, work: Path, lines: Callable[[Scan, Letterbox], str]
) -> Path:
    def write(folder: Path, part: str, samples: Samples) -> None:
        for kind in ("images", "labels"):
            (folder / kind / part).mkdir(parents=True)
        boxes = pictures.letterboxes(samples)
        for stem, scan, box, image in zip(
            samples.stems, samples.scans, boxes, pictures.of(samples), strict=True
        ):
            _save(folder / "images" / part / f"{stem}.png", image)
            (folder / "labels" / part / f"{stem}.txt").write_text(lines(scan, box))

    folder = _written(data, pictures, work, write)
    file = folder / "data.yaml"
    parts = "train: images/train\nval: images/val\n"
    file.write_text(f"path: {folder.resolve()}\n{parts}nc: 1\nnames: [{data.classes[0]}]\n")
    return file


def _written(
    data: ProtocolData, pictures: Pictures, work: Path, write: Callable[[Path, str, Samples], None]
) -> Path:
    """The folder, made aside and then put in place, so that one that was interrupted is made again."""
    name = f"{data.task}_{data.split_hash[:12]}_{pictures.resize}_{pictures.size}"
    folder = work / "cache" / "ultralytics" / name
    if not folder.exists():
        aside = folder.with_name(f"{name}.part")
        shutil.rmtree(aside, ignore_errors=True)
        write(aside, "train", data.train)
        write(aside, "val", data.val)
        aside.replace(folder)
    return folder


def _save(path: Path, image: NDArray[np.uint8]) -> None:
    Image.fromarray(image).save(path, compress_level=1)

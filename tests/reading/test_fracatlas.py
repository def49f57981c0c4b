"""The quirks of FracAtlas' JPEGs: truncated ones, rotated ones, grey ones stored as colour."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.radiograph import NetworkUse
from fracview.reading import frames, read
from fracview.reading.jpeg_markers import parse_jpeg

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def coco_sizes(fracatlas_dir: Path) -> dict[str, tuple[int, int]]:
    """Rows and columns of the annotated scans, in the frame that the boxes were drawn in."""
    text = (fracatlas_dir / "Annotations" / "COCO JSON" / "COCO_fracture_masks.json").read_text("utf-8")
    return {image["file_name"]: (image["height"], image["width"]) for image in json.loads(text)["images"]}


@pytest.mark.parametrize(("name", "orientation"), [("IMG0002588.jpg", 3), ("IMG0002628.jpg", 8)])
def test_rotated_scans_lie_in_the_frame_of_their_boxes(
    name: str, orientation: int, fracatlas_dir: Path, coco_sizes: dict[str, tuple[int, int]]
) -> None:
    path = fracatlas_dir / "images" / "Fractured" / name
    header = parse_jpeg(path.read_bytes())
    assert header is not None
    assert header.orientation == orientation
    assert read(path).shape == coco_sizes[name]


def test_every_annotated_scan_has_the_size_that_its_annotation_says(
    fracatlas_dir: Path, coco_sizes: dict[str, tuple[int, int]]
) -> None:
    folder = fracatlas_dir / "images" / "Fractured"
    present = [path for path in sorted(folder.iterdir()) if path.name in coco_sizes]
    assert len(present) > 600
    wrong = [path.name for path in present[::10] if read(path).shape != coco_sizes[path.name]]
    assert not wrong


def test_truncated_scans_open_with_a_warning_that_says_so(fracatlas_dir: Path) -> None:
    folder = fracatlas_dir / "images" / "Non_fractured"
    candidates = [folder / f"IMG{number:07d}.jpg" for number in range(4028, 4348)]
    truncated = [path for path in candidates if path.exists() and b"\xff\xd9" not in path.read_bytes()]
    assert len(truncated) == 56  # of the original's 59, this copy of the data has those
    for path in truncated:
        radiograph = read(path)
        assert len(radiograph.warnings) == 1
        assert radiograph.warnings[0].startswith("truncated: ")
        missing = radiograph.network_note == "part of the picture is missing"
        assert radiograph.network_use is (NetworkUse.RUN_WITH_NOTE if missing else NetworkUse.RUN)
        assert radiograph.pixels[:200].std() > 5


def test_only_truncated_scans_are_warned_of(fracatlas_dir: Path) -> None:
    folder = fracatlas_dir / "images" / "Non_fractured"
    padded = folder / "IMG0004027.jpg"  # whole, with zeros behind the end of the image
    assert not padded.read_bytes().endswith(b"\xff\xd9")
    assert read(padded).warnings == ()


def test_grey_scans_stored_as_colour_come_out_grey(fracatlas_dir: Path) -> None:
    path = fracatlas_dir / "images" / "Fractured" / "IMG0002628.jpg"
    header = parse_jpeg(path.read_bytes())
    assert header is not None
    assert len(header.component_ids) == 3
    radiograph = read(path)
    assert radiograph.pixels.ndim == 2
    assert radiograph.pixels.dtype == np.uint8
    assert np.array_equal(radiograph.display_image(), radiograph.pixels)
    assert radiograph.network_use is NetworkUse.RUN
    assert frames(path) == 1

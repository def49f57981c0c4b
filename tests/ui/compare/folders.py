"""A folder with scans and a COCO file about them, and windows that compare it with the tiny networks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fracview.ui.compare import entry
from tests.tiny_runs import DEFINITE, DOUBT, NOT_FOUND
from tests.ui.windows import fill

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.ui.compare.mode import CompareMode
    from tests.ui.windows import Driven

GREYS = (DEFINITE, DOUBT, NOT_FOUND)
NAMES = tuple(f"scan_{number:03}.png" for number in range(len(GREYS)))


def write_standard(folder: Path, missing: int = 0) -> Path:
    """Scans in ``scans``, the first two annotated, and images without a file at the end; the COCO file."""
    fill(folder / "scans", GREYS)
    names = (*NAMES, *(f"gone_{number}.png" for number in range(missing)))
    images = [
        {"id": n, "file_name": name, "width": 256, "height": 128} for n, name in enumerate(names, start=1)
    ]
    boxes = [
        {"id": n, "image_id": n, "category_id": 1, "bbox": [20, 20, 60, 40], "area": 2400, "iscrowd": 0}
        for n in (1, 2)
    ]
    content = {"images": images, "annotations": boxes, "categories": [{"id": 1, "name": "fracture"}]}
    path = folder / "standard.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def write_results(folder: Path) -> Path:
    """COCO results: the first is found, the second missed, the third has a box too many."""
    said = [
        {"image_id": 1, "category_id": 1, "bbox": [20, 20, 60, 40], "score": 0.9},
        {"image_id": 3, "category_id": 1, "bbox": [100, 50, 40, 40], "score": 0.6},
    ]
    path = folder / "results.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


def write_second(folder: Path) -> Path:
    """COCO results of another product: the first and the second are found, the third has no box."""
    said = [{"image_id": image, "category_id": 1, "bbox": [20, 20, 60, 40], "score": 0.8} for image in (1, 2)]
    path = folder / "second.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


def compare(driven: Driven, path: Path) -> CompareMode:
    """Open a reference standard, and wait until its first image is in view."""
    entry.open_reference(driven.window, path)
    mode = entry.mode_of(driven.window)
    driven.wait(lambda: mode.session.resolver is not None and mode.picture.loaded is not None)
    return mode


def compare_with_results(driven: Driven, folder: Path) -> CompareMode:
    """The same, with the answers of a file."""
    mode = compare(driven, write_standard(folder))
    entry.open_predictions(driven.window, write_results(folder))
    driven.wait(lambda: not mode.session.is_own and not mode.session.resolver.evaluation.unanswered)
    return mode


def compare_with_two(driven: Driven, folder: Path) -> CompareMode:
    """The same, with the answers of a second file beside them."""
    mode = compare_with_results(driven, folder)
    entry.open_second(driven.window, write_second(folder))
    driven.wait(lambda: mode.session.resolver.second is not None)
    return mode

"""Our average precision against Ultralytics' validator and faster-coco-eval, on the same boxes.

The two libraries read the curve differently. On the official valid split they, and our evaluator, agree
within the limits asked for (0.001 and 0.005). On drawn boxes the two differ from each other by up to 0.002,
so there each of our two functions is held to its own library, and far more closely.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.boxes import pairwise_iou_xyxy
from fracview.core.matching import NO_PARTNER, match_greedy
from fracview.inference.manifest import read_manifest
from tests.training.second_opinions import coco_ap, ultralytics_ap
from training import evaluate, fracatlas
from training.cache import load_or_build
from training.suite.detector_figures import detector_figures

if TYPE_CHECKING:
    from pathlib import Path

SIZE = 480
Boxes = list[np.ndarray]


@pytest.fixture(autouse=True)
def fewer_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "RESAMPLES", 5)


def drawn(scans: int, seed: int) -> tuple[Boxes, Boxes]:
    """Boxes as detectors give them: near the reference, doubled, displaced, on scans without any."""
    rng = np.random.default_rng(seed)
    found, reference = [], []
    for _ in range(scans):
        corners = rng.uniform(0, 300, (rng.integers(0, 3), 2))
        truth = np.concatenate([corners, corners + rng.uniform(20, 150, corners.shape)], axis=1)
        near = np.repeat(truth, 2, axis=0) + rng.normal(0, 8, (2 * len(truth), 4))
        far = rng.uniform(0, 240, (rng.integers(0, 4), 4)) + np.array([0, 0, 240, 240])
        boxes = np.concatenate([near, far])
        boxes = np.concatenate([boxes[:, :2], np.maximum(boxes[:, 2:], boxes[:, :2] + 2)], axis=1)
        scores = np.concatenate([rng.beta(4, 3, len(near)), rng.beta(2, 4, len(far))])
        order = np.argsort(-scores)
        found.append(np.column_stack([boxes, scores])[order].astype(np.float32))
        reference.append(truth.astype(np.float32))
    return found, reference


def ours(found: Boxes, reference: Boxes) -> float:
    return float(evaluate.detection_metrics(found, reference, {})["ap50"])


def of_the_suite(found: Boxes, reference: Boxes) -> tuple[float, float]:
    overlaps = [pairwise_iou_xyxy(f[:, :4], r) for f, r in zip(found, reference, strict=True)]
    figures = detector_figures(overlaps, [f[:, 4].astype(np.float64) for f in found])
    return figures["ap50"].value, figures["ap50_95"].value


def interpolated(found: Boxes, reference: Boxes) -> float:
    matched = [match_greedy(f[:, :4], r) != NO_PARTNER for f, r in zip(found, reference, strict=True)]
    scores = np.concatenate([f[:, 4] for f in found])
    return evaluate.interpolated_average_precision(scores, np.concatenate(matched), sum(map(len, reference)))


@pytest.mark.parametrize("seed", range(3))
def test_on_drawn_boxes_each_of_ours_is_that_of_its_library(seed: int) -> None:
    found, reference = drawn(400, seed)
    assert 0.2 < ours(found, reference) < 0.95
    assert interpolated(found, reference) == pytest.approx(
        ultralytics_ap(found, reference, SIZE)[0], abs=1e-4
    )
    assert ours(found, reference) == pytest.approx(coco_ap(found, reference)[0], abs=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_the_suites_figures_on_drawn_boxes_are_cocos(seed: int) -> None:
    found, reference = drawn(400, seed)
    mean50, mean = of_the_suite(found, reference)
    assert mean50 == pytest.approx(coco_ap(found, reference)[0], abs=1e-4)
    assert mean == pytest.approx(coco_ap(found, reference)[1], abs=1e-4)


def test_nothing_found_is_nothing_and_nothing_to_find_is_no_figure() -> None:
    empty = np.empty(0)
    assert evaluate.interpolated_average_precision(empty, empty.astype(bool), 3) == 0.0
    assert np.isnan(evaluate.interpolated_average_precision(empty, empty.astype(bool), 0))


def test_the_libraries_tell_good_boxes_from_bad() -> None:
    """The adapters themselves: perfect boxes, and boxes that miss everything."""
    _, reference = drawn(40, 1)
    perfect = [np.column_stack([r, np.linspace(1, 0.9, len(r))]).astype(np.float32) for r in reference]
    assert ultralytics_ap(perfect, reference, SIZE)[0] == pytest.approx(
        0.995, abs=0.001
    )  # its last point is 0
    assert coco_ap(perfect, reference)[0] == pytest.approx(1.0)
    assert ours(perfect, reference) == pytest.approx(1.0)
    beside = [one + np.float32([500, 500, 500, 500, 0]) for one in perfect]
    assert ultralytics_ap(beside, reference, SIZE)[0] == coco_ap(beside, reference)[0] == 0.0


@pytest.fixture(scope="module")
def official_valid(fracatlas_dir: Path, models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple:
    """What the shipped detector finds on the official valid split, the reference boxes, and what it ships."""
    manifest = read_manifest(models_dir / "detection")
    scans = [scan for scan in fracatlas.load(fracatlas_dir) if scan.official == "valid" and scan.path]
    cache = load_or_build(tmp_path_factory.mktemp("valid"), scans, manifest.input.height)
    rows = evaluate.run_graph(models_dir / "detection" / "model.onnx", cache.images, ("detections",))
    reference = [
        box.to_input(np.array(scan.boxes_xyxy, np.float32).reshape(-1, 4))
        for scan, box in zip(scans, cache.letterboxes, strict=True)
    ]
    shipped = next(value for key, value in manifest.metrics.items() if "official valid" in key)
    return evaluate.real_rows(rows["detections"]), reference, shipped, cache.letterboxes


def test_on_the_official_valid_split_all_three_agree(official_valid: tuple) -> None:
    found, reference, shipped, letterboxes = official_valid
    assert len(found) == shipped["n"] == 82
    assert sum(map(len, reference)) == shipped["n_annotations"]
    ap50 = ours(found, reference)
    assert ap50 == pytest.approx(shipped["ap50"], abs=0.002)
    theirs = ultralytics_ap(found, reference, SIZE)[0]
    assert ap50 == pytest.approx(theirs, abs=0.001)
    assert interpolated(found, reference) == pytest.approx(theirs, abs=1e-4)
    # COCO's own protocol measures in the pixels of the original images
    original = [
        np.column_stack([box.to_original(rows[:, :4]), rows[:, 4]])
        for rows, box in zip(found, letterboxes, strict=True)
    ]
    truth = [box.to_original(rows) for rows, box in zip(reference, letterboxes, strict=True)]
    assert ap50 == pytest.approx(coco_ap(original, truth)[0], abs=0.005)
    assert of_the_suite(found, reference)[0] == pytest.approx(ap50, abs=1e-9)

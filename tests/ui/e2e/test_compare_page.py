"""The comparison page on FracAtlas: what stands on it is what the core reckons from the same files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QListView, QSlider

from fracview.core.comparison import Evaluation, summary
from fracview.reading.annotations import image_names, read_predictions, read_reference
from fracview.review.settings import Settings
from fracview.ui.compare import entry
from tests.ui.compare.made import made_predictions

if TYPE_CHECKING:
    from fracview.core.annotation import ReferenceStandard
    from fracview.ui.compare.mode import CompareMode
    from tests.ui.windows import Driven, Windows

SMALL = Path(__file__).resolve().parents[2] / "data" / "fracatlas_small"


@pytest.fixture(params=["small", "whole"])
def fracatlas(request: pytest.FixtureRequest) -> Path:
    """The committed sample, and FracAtlas where it is present."""
    return SMALL if request.param == "small" else request.getfixturevalue("fracatlas_dir")


def write_results(standard: ReferenceStandard, path: Path) -> Path:
    """Boxes made up for the annotations, as COCO results."""
    said = [
        {
            "image_id": image.name,
            "category_id": 1,
            "bbox": [x1, y1, x2 - x1, y2 - y1],
            "score": box.score,
        }
        for image in made_predictions(standard, unread=0).images
        for box in image.boxes
        for x1, y1, x2, y2 in [box.box_xyxy]
        if min(x1, y1) >= 0
    ]
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


def open_both(driven: Driven, fracatlas: Path, results: Path) -> CompareMode:
    entry.open_reference(driven.window, fracatlas / "dataset.csv")
    mode = entry.mode_of(driven.window)
    driven.wait(lambda: mode.session.resolver is not None, 60_000)
    entry.open_predictions(driven.window, results)
    driven.wait(lambda: not mode.session.is_own and is_compared(mode), 60_000)
    driven.wait(lambda: mode.picture.loaded is not None)
    return mode


def is_compared(mode: CompareMode) -> bool:
    """Whether what stands on the page is of the predictions that were opened last."""
    return mode.session.resolver.evaluation.predictions is mode.session.predictions


@pytest.mark.slow
def test_the_numbers_on_the_page_are_those_of_the_core(
    windows: Windows, fracatlas: Path, tmp_path: Path
) -> None:
    standard = read_reference(fracatlas)
    results = write_results(standard, tmp_path / "results.json")
    driven = windows.make(settings=Settings(analyse_in_background=False))
    mode = open_both(driven, fracatlas, results)
    sizes = {image.name: image.size for image in standard.images if image.size is not None}
    evaluation = Evaluation(standard, read_predictions(results, image_names(fracatlas), sizes))
    for score, iou in ((250, 500), (600, 350)):
        for name, step in (("score", score), ("iou", iou)):
            driven.part(QSlider, f"compare_{name}_slider").setValue(step)
        expected = summary(evaluation, score / 1000, iou / 1000)
        for key, figure in expected.items():
            shown = mode.page.panel.figure(key)
            assert shown.value == pytest.approx(figure.value, nan_ok=True), key
            assert shown.n == str(figure.n)
            assert shown.text in [row[1] for row in mode.page.panel.numbers.table.rows]
    snapshot = evaluation.at(0.6, 0.35)
    assert mode.page.panel.region.matrix.counts == tuple(
        tuple(row) for row in snapshot.region_confusion.counts.tolist()
    )
    view = driven.part(QListView, "compare_images")
    mode.page.list.selector.setCurrentIndex(mode.page.list.selector.findData("only_fn"))
    assert view.model().rowCount() == int((snapshot.image_fn > 0).sum())


@pytest.mark.slow
def test_the_networks_on_the_sample(windows: Windows, tmp_path: Path) -> None:
    """Own answers arrive by themselves, and are counted only where they were given."""
    driven = windows.make()
    entry.open_reference(driven.window, SMALL / "dataset.csv")
    mode = entry.mode_of(driven.window)
    driven.wait(lambda: mode.session.resolver is not None and len(driven.cases) > 0)
    driven.wait_answered(60_000)
    answered = sum(case.outcome in ("definite", "doubt", "not_found") for case in driven.cases)
    total = len(mode.session.opened.reference.images)
    driven.wait(lambda: len(mode.session.resolver.evaluation.unanswered) == total - answered)
    assert mode.page.panel.figure("auc_by_probability").n == str(answered)

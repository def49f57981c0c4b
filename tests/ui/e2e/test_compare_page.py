"""The comparison page on FracAtlas: what stands on it is what the core reckons from the same files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QDoubleSpinBox, QListView, QSlider

from fracview.core.comparison import Evaluation, summary
from fracview.reading.annotations import read_reference
from fracview.review.settings import Settings
from fracview.ui.compare import entry, saving
from fracview.ui.compare.files import load_predictions
from fracview.ui.compare.numbers import TableView
from fracview.ui.compare.words import NAMES
from tests.ui.compare.made import made_predictions

if TYPE_CHECKING:
    from fracview.core.annotation import ReferenceStandard
    from fracview.ui.compare.mode import CompareMode
    from tests.ui.windows import Driven, Windows

SMALL = Path(__file__).resolve().parents[2] / "data" / "fracatlas_small"

STRATUM_KEYS = (
    "precision",
    "recall",
    "sensitivity_by_probability",
    "specificity_by_probability",
    "region_accuracy",
)
"""Columns of the table by stratum after its average precision."""


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


def write_records(standard: ReferenceStandard, path: Path, seed: int) -> Path:
    """Boxes, probabilities and regions made up for the annotations, as records of this program."""
    records = [
        {
            "path": image.name,
            "frame": 0,
            "status": image.status.value,
            "reason": image.reason,
            "fracture": None if image.probability is None else {"probability": image.probability},
            "region": image.region_probabilities and {"probabilities": image.region_probabilities},
            "detections": [{"box_xyxy": box.box_xyxy, "score": box.score} for box in image.boxes],
        }
        for image in made_predictions(standard, seed).images
    ]
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def rows_of(driven: Driven, name: str) -> dict[str, list[str]]:
    """What a table of the page shows, by the text of its first column, its note at the end of each row."""
    view = driven.part(TableView, name)
    model, lines = view.model(), view.table.lines_a_row
    found = {}
    for row in range(0, model.rowCount(), lines):
        first, *texts = (model.index(row, column).data() for column in range(model.columnCount()))
        found[first] = texts + [model.index(row + 1, 0).data()] * (lines - 1)
    return found


def texts_of(written: dict[str, Any]) -> list[str]:
    """Value and interval of a number in metrics.json, as the page spells them."""
    if written["value"] is None:
        return ["—", "—"]
    low, high = written["low"], written["high"]
    return [f"{written['value']:.3f}", "—" if low is None else f"{low:.3f}–{high:.3f}"]


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
    evaluation = Evaluation(standard, load_predictions(results, mode.session.opened))
    assert evaluation.answered.all()
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
@pytest.mark.timeout(900)
def test_the_saved_report_says_what_stands_on_the_page(
    windows: Windows, fracatlas: Path, tmp_path: Path
) -> None:
    """Every text of the page, read off its tables, against metrics.json: value, interval, n, protocol."""
    standard = read_reference(fracatlas)
    driven = windows.make(settings=Settings(analyse_in_background=False))
    mode = open_both(driven, fracatlas, write_records(standard, tmp_path / "first.jsonl", seed=0))
    entry.open_second(driven.window, write_records(standard, tmp_path / "second.jsonl", seed=1))
    driven.wait(lambda: mode.session.resolver.second is not None, 60_000)
    for name, step in (("score", 321), ("iou", 425), ("probability", 470)):
        driven.part(QSlider, f"compare_{name}_slider").setValue(step)
    driven.wait(lambda: "—" not in rows_of(driven, "compare_numbers")["AP at this IoU"][:3])
    folder = tmp_path / "report"
    saving.save(mode, folder)
    driven.wait(lambda: driven.message == f"Comparison report saved: {folder}", 600_000)
    written = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    for name, said in (("score", 0.321), ("IoU", 0.425), ("fracture", 0.47)):
        assert written["signature"][f"{name} threshold"] == said
    figures = written["figures"]
    beside = written["against"]["figures"]
    assert driven.part(QDoubleSpinBox, "compare_score_field").text() == "0.321"
    rows = rows_of(driven, "compare_numbers")
    assert list(rows) == list(NAMES.values())
    for key, name in NAMES.items():
        written_key = "average_precision_at_iou" if key == "average_precision" else key
        *texts, protocol = rows[name]
        one, two = figures[written_key], beside[written_key]
        assert texts[:3] == [*texts_of(one), str(one["n"])], name
        assert protocol == one["protocol"], name
        assert texts[3] == texts_of(two["second"])[0], name
        assert texts[4] == f"{two['second_minus_first']:+.3f}", name
        assert mode.page.panel.figure(key).value == one["value"], name
    by_region = {row["name"]: row for row in written["by"]["region"]}
    strata = rows_of(driven, "compare_strata")
    assert set(strata) == set(by_region) - {"all"}
    for name, texts in strata.items():
        row = by_region[name]
        assert texts[:2] == [str(row["images"]), str(row["annotations"])]
        assert texts[2] == texts_of(row["figures"]["average_precision_50"])[0]
        for text, key in zip(texts[3:], STRATUM_KEYS, strict=True):
            value, interval = texts_of(row["figures"][key])
            assert text == (value if interval == "—" else f"{value} ({interval})"), (name, key)
    for kind, key in (("fracture", "fracture by probability"), ("region", "region")):
        matrix = getattr(mode.page.panel, kind).matrix
        assert [list(row) for row in matrix.counts] == written["confusion"][key]["counts"]
        assert list(matrix.columns) == written["confusion"][key]["columns_are_answer"]
    counts = mode.page.list.model.shown.counts.sum(axis=0)
    assert counts.tolist() == [written["counts"][kind] for kind in ("tp", "fp", "fn")]


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

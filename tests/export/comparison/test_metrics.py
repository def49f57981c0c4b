from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from fracview.core.comparison import STRATA
from fracview.export.comparison.metrics import metrics
from fracview.export.comparison.signature import Side, signature
from tests.export.comparison.sides import SILENT, THRESHOLDS, side, silent_side


def _metrics(made: Side | None = None, bootstrap: int = 20) -> dict[str, Any]:
    made = made or side()
    return metrics(made, signature(made), made.evaluation.reference.notes, bootstrap)


def test_numbers_are_those_of_the_case_worked_by_hand() -> None:
    content = _metrics()
    assert content["counts"] == {"tp": 1, "fp": 1, "fn": 1}
    figures = content["figures"]
    for name in ("precision", "recall", "f1", "sensitivity_by_probability", "specificity_by_probability"):
        assert figures[name]["value"] == 0.5
        assert figures[name]["low"] < 0.5 < figures[name]["high"]
    assert figures["fp_per_image"]["value"] == 0.25
    assert figures["auc_by_probability"]["value"] == 0.75
    assert figures["average_precision_50"]["n"] == 2
    assert "COCO 101-point" in figures["average_precision_50"]["protocol"]


def test_it_is_json_without_a_number_that_json_does_not_know() -> None:
    for made in (side(), silent_side()):
        content = _metrics(made)
        assert json.loads(json.dumps(content, allow_nan=False)) == content
    assert _metrics(silent_side())["figures"]["recall"]["value"] is None


def test_every_figure_says_what_it_is_of() -> None:
    content = _metrics()
    rows = [row for by in STRATA for row in content["by"][by]]
    for figures in (content["figures"], *(row["figures"] for row in rows)):
        for figure in figures.values():
            assert figure["protocol"]
            assert set(figure) == {"value", "low", "high", "n", "protocol"}


def test_strata_begin_with_all_and_hold_the_unanswered() -> None:
    rows = {row["name"]: row for row in _metrics()["by"]["region"]}
    assert next(iter(rows)) == "all"
    assert (rows["hand"]["images"], rows["hand"]["unanswered"], rows["hand"]["annotations"]) == (2, 1, 1)


def test_what_has_no_answer_is_named_with_its_reason() -> None:
    content = _metrics()
    assert content["unanswered"] == [{"image": SILENT, "why": "unexpected: <it> broke"}]
    assert [one["kind"] for one in content["data_report"]] == ["no_file", "no_file"]


def test_thresholds_reach_the_numbers() -> None:
    content = _metrics(side(thresholds=replace(THRESHOLDS, score=0.05, iou=0.95, fracture=0.15)))
    assert content["counts"] == {
        "tp": 1,
        "fp": 2,
        "fn": 1,
    }  # the loose box no longer pairs, the weak one does
    assert content["figures"]["sensitivity_by_probability"]["value"] == 1.0
    assert content["figures"]["average_precision_at_iou"]["protocol"].startswith("AP@0.95")
    assert "average_precision_at_iou" not in _metrics()["figures"]


def test_without_resampling_there_is_no_interval_to_average_precision() -> None:
    figure = _metrics(bootstrap=0)["figures"]["average_precision_50"]
    assert figure["low"] is None
    assert figure["value"] == pytest.approx(_metrics()["figures"]["average_precision_50"]["value"])

"""A snapshot: counts by hand and against the loops, matrices and rates against scikit-learn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix

from fracview.core.comparison import FN, FP, TP, Evaluation
from tests.core.comparison.cases import annotated, evaluation_of, predicted, random_case

A, B, FAR = (0.0, 0.0, 10.0, 10.0), (20.0, 0.0, 30.0, 10.0), (50.0, 50.0, 60.0, 60.0)


def test_counts_by_hand() -> None:
    snapshot = _by_hand().at(0.5, 0.5)
    assert (snapshot.tp, snapshot.fp, snapshot.fn) == (1, 3, 2)
    assert snapshot.image_tp.tolist() == [1, 0, 0]
    assert snapshot.image_fp.tolist() == [1, 1, 1]
    assert snapshot.image_fn.tolist() == [1, 0, 1]
    assert snapshot.precision.value == pytest.approx(1 / 4)
    assert snapshot.recall.value == pytest.approx(1 / 3)
    assert snapshot.f1.value == pytest.approx(2 / 7)
    assert snapshot.fp_per_image.value == 1.0
    words = "IoU >= 0.5, score >= 0.5, best score first, 3 images, 3 annotations"
    assert snapshot.recall.protocol == f"Recall of boxes, {words}; interval: Wilson"


def test_every_box_has_its_row() -> None:
    table = _by_hand().at(0.5, 0.5).boxes()
    assert table.image.tolist() == [0, 0, 0, 1, 2, 2]
    assert table.kind.tolist() == [TP, FP, FN, FP, FP, FN]
    assert table.score[:2].tolist() == [0.9, 0.8]
    assert math.isnan(table.score[2])
    assert table.detection.tolist() == [1, 0, -1, 0, 0, -1]
    assert table.annotation.tolist() == [1, -1, 0, -1, -1, 0]
    assert table.iou.tolist() == [1.0, 0.0, 0.0, 0.0, 0.4, 0.4]


@pytest.mark.parametrize("seed", range(30))
def test_rows_and_counts_agree_at_every_threshold(seed: int) -> None:
    evaluation = random_case(seed)
    for score in (0.0, 0.3, 0.75, 1.0):
        for iou in (0.1, 0.5, 0.9):
            snapshot = evaluation.at(score, iou)
            table = snapshot.boxes()
            kinds = {kind: int((table.kind == kind).sum()) for kind in (TP, FP, FN)}
            assert kinds == {TP: snapshot.tp, FP: snapshot.fp, FN: snapshot.fn}
            assert (np.diff(table.image) >= 0).all()
            assert (table.score[table.kind != FN] >= score).all()
            assert (table.iou[table.kind == TP] >= iou).all()
            for image in evaluation.images:
                rows = table.of(image.index)
                assert (rows.image == image.index).all()
                taken = rows.annotation[rows.kind != FP]
                own = [n for n, one in enumerate(image.annotated.annotations) if not one.crowd]
                assert sorted(taken.tolist()) == own


def test_a_threshold_is_as_if_lower_boxes_had_not_been_said() -> None:
    from dataclasses import replace

    for seed in range(20):
        evaluation = random_case(seed)
        cut = [
            replace(image, boxes=tuple(box for box in image.boxes if box.score >= 0.5))
            for image in evaluation.predictions.images
        ]
        lower = evaluation_of(evaluation.reference.images, cut).at(0.0, 0.5)
        snapshot = evaluation.at(0.5, 0.5)
        for name in ("image_tp", "image_fp", "image_fn"):
            assert getattr(snapshot, name).tolist() == getattr(lower, name).tolist()


def test_boxes_on_a_crowd_stand_in_no_row_and_crowds_are_not_missed() -> None:
    snapshot = evaluation_of([annotated("a", crowds=[A])], [predicted("a", (A, 0.9))]).at(0.5, 0.5)
    assert len(snapshot.boxes()) == snapshot.tp + snapshot.fp + snapshot.fn == 0


@pytest.mark.parametrize("seed", range(5))
def test_matrices_and_rates_are_those_of_scikit_learn(seed: int) -> None:
    evaluation = random_case(seed, most_images=60)
    snapshot = evaluation.at(0.4, 0.5, fracture_threshold=0.6)
    drawn = evaluation.fractured
    called = evaluation.probability >= 0.6
    expected = confusion_matrix(drawn, called, labels=[True, False])
    assert snapshot.fracture_confusion.counts.tolist() == expected.tolist()
    assert snapshot.sensitivity_by_probability.value == pytest.approx(expected[0, 0] / expected[0].sum())
    assert snapshot.specificity_by_probability.value == pytest.approx(expected[1, 1] / expected[1].sum())
    boxed = [any(b.score >= 0.4 for b in image.boxes) for image in evaluation.predictions.images]
    expected = confusion_matrix(drawn, boxed, labels=[True, False])
    assert snapshot.box_confusion.counts.tolist() == expected.tolist()
    assert snapshot.sensitivity_by_box.value == pytest.approx(expected[0, 0] / expected[0].sum())
    assert snapshot.specificity_by_box.value == pytest.approx(expected[1, 1] / expected[1].sum())
    both = (evaluation.region >= 0) & (evaluation.region_answer >= 0)
    matrix = confusion_matrix(evaluation.region[both], evaluation.region_answer[both], labels=range(5))
    assert snapshot.region_confusion.counts[:, :5].tolist() == matrix.tolist()
    assert snapshot.region_accuracy.value == pytest.approx(np.trace(matrix) / matrix.sum())
    silent = (evaluation.region >= 0) & (evaluation.region_answer < 0)
    assert snapshot.region_confusion.counts[:, 5].sum() == silent.sum()


def test_a_mask_counts_only_its_images() -> None:
    evaluation = _by_hand()
    snapshot = evaluation.at(0.5, 0.5, np.array([False, True, True]))
    assert (snapshot.tp, snapshot.fp, snapshot.fn, snapshot.image_count) == (0, 2, 1, 2)
    assert snapshot.box_confusion.n == 2
    rows = snapshot.image_rows()
    assert rows.counted.tolist() == [False, True, True]
    assert len(rows) == 3


def test_image_rows_hold_the_loosest_pair() -> None:
    tight, loose = (0.0, 0.0, 10.0, 9.0), (20.0, 0.0, 30.0, 6.0)
    evaluation = evaluation_of(
        [annotated("a", A, B), annotated("b")], [predicted("a", (tight, 0.5), (loose, 0.5)), predicted("b")]
    )
    rows = evaluation.at(0.1, 0.5).image_rows()
    assert rows.lowest_iou[0] == pytest.approx(0.6)
    assert math.isnan(rows.lowest_iou[1])
    assert rows.top_score.tolist() == [0.5, 0.0]


def _by_hand() -> Evaluation:
    """One box right, three wrong; one annotation missed whole, one by a box that overlaps it by 0.4."""
    weak, short = (A, 0.2), (0.0, 0.0, 10.0, 4.0)
    return evaluation_of(
        [annotated("a", A, B), annotated("b"), annotated("c", A)],
        [
            predicted("a", (FAR, 0.8), (B, 0.9), weak),
            predicted("b", (A, 0.5)),
            predicted("c", (short, 0.7)),
        ],
    )

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from sklearn import metrics as sklearn_metrics

from fracview.core.metrics import wilson_interval
from fracview.inference.manifest_parts import OperatingPoint
from training import evaluate
from training.fracatlas import REGIONS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def fewer_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "RESAMPLES", 200)


def fracture_answers(count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    labels = rng.random(count) < 0.2
    return labels, np.clip(rng.normal(0.3 + 0.3 * labels, 0.2, count), 0, 1)


def test_fracture_figures_against_scikit_learn(fewer_resamples: None) -> None:
    labels, p = fracture_answers()
    found = evaluate.fracture_metrics(labels, p, 0.4)
    raised = p >= 0.4
    confusion = sklearn_metrics.confusion_matrix(labels, raised)
    assert found["auc"] == pytest.approx(sklearn_metrics.roc_auc_score(labels, p))
    assert found["brier"] == pytest.approx(sklearn_metrics.brier_score_loss(labels, p))
    assert found["accuracy"] == pytest.approx(sklearn_metrics.accuracy_score(labels, raised))
    balanced = sklearn_metrics.balanced_accuracy_score(labels, raised)
    assert found["balanced_accuracy"] == pytest.approx(balanced)
    assert found["sensitivity"] == pytest.approx(confusion[1, 1] / confusion[1].sum())
    assert found["specificity"] == pytest.approx(confusion[0, 0] / confusion[0].sum())
    assert (found["n"], found["n_fractured"], found["threshold"]) == (400, labels.sum(), 0.4)


def test_every_interval_contains_its_figure(fewer_resamples: None) -> None:
    labels, p = fracture_answers()
    found = evaluate.fracture_metrics(labels, p, 0.4)
    intervals = [key for key in found if key.endswith("_ci")]
    assert len(intervals) == 6
    for key in intervals:
        low, high = found[key]
        assert 0 <= low < found[key.removesuffix("_ci")] < high <= 1


def test_few_scans_give_figures_without_a_warning(fewer_resamples: None) -> None:
    """Some resamples of four scans hold one class only: they count for nothing."""
    labels, p = np.array([True, False, False, False]), np.array([0.9, 0.8, 0.2, 0.1])
    found = evaluate.fracture_metrics(labels, p, 0.5)
    low, high = found["balanced_accuracy_ci"]
    assert found["balanced_accuracy"] == pytest.approx((1 + 2 / 3) / 2)
    assert 0 <= low <= high <= 1


def test_bootstrap_is_seeded_and_close_to_theory() -> None:
    values = np.random.default_rng(1).normal(10, 2, 400)

    def mean(rows: np.ndarray) -> float:
        return float(values[rows].mean())

    low, high = evaluate.bootstrap(400, mean)
    assert [low, high] == evaluate.bootstrap(400, mean)
    half = 1.96 * values.std() / np.sqrt(400)
    assert (high - low) / 2 == pytest.approx(half, rel=0.15)
    assert low < values.mean() < high


def test_the_balanced_threshold_is_the_best_of_all() -> None:
    labels, p = fracture_answers(120)
    chosen = evaluate.best_balanced_threshold(labels, p)
    best = max(sklearn_metrics.balanced_accuracy_score(labels, p >= candidate) for candidate in p)
    assert sklearn_metrics.balanced_accuracy_score(labels, p >= chosen) == pytest.approx(best)


def test_operating_points_are_judged_at_their_own_threshold() -> None:
    labels, p = np.array([True, True, False, False]), np.array([0.9, 0.3, 0.5, 0.1])
    points = {name: OperatingPoint(t, "val") for name, t in (("low", 0.2), ("high", 0.6))}
    found = evaluate.at_points(labels, p, points)
    assert [found[name]["sensitivity"] for name in points] == [1.0, 0.5]
    assert [found[name]["specificity"] for name in points] == [0.5, 1.0]


def test_region_figures_against_scikit_learn() -> None:
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 5, 200)
    probabilities = rng.dirichlet(np.ones(5), 200)
    probabilities[np.arange(200), labels] += 0.4
    answers = probabilities.argmax(axis=1)
    found = evaluate.region_metrics(labels, probabilities, REGIONS)
    assert found["accuracy"] == pytest.approx(sklearn_metrics.accuracy_score(labels, answers))
    assert found["accuracy_ci"] == wilson_interval(int((answers == labels).sum()), 200)
    assert found["confusion_rows_are_reference"] == sklearn_metrics.confusion_matrix(labels, answers).tolist()
    recalls = sklearn_metrics.recall_score(labels, answers, average=None)
    assert [one["accuracy"] for one in found["by_region"].values()] == pytest.approx(recalls.tolist())
    assert found["mean_accuracy_by_region"] == pytest.approx(recalls.mean())
    assert sum(one["n"] for one in found["by_region"].values()) == 200


def test_a_region_that_does_not_occur_has_no_accuracy() -> None:
    labels = np.array([0, 0, 1])
    found = evaluate.region_metrics(labels, np.eye(5)[[0, 1, 1]], REGIONS)
    assert list(found["by_region"]) == ["hand", "leg"]
    assert found["mean_accuracy_by_region"] == pytest.approx(0.75)


BOX, FAR = [10, 10, 30, 30], [60, 60, 90, 90]
NONE = np.empty((0, 4), np.float32)


def test_average_precision_of_a_case_by_hand(fewer_resamples: None) -> None:
    """Hit at 0.9, false at 0.8, hit at 0.7: precision 1 up to recall 0.5, then 2/3."""
    found = [np.array([[*BOX, 0.9], [*FAR, 0.8]], np.float32), np.array([[*FAR, 0.7]], np.float32)]
    reference = [np.array([BOX], np.float32), np.array([FAR], np.float32)]
    points = {"high_sensitivity": OperatingPoint(0.75, "val")}
    result = evaluate.detection_metrics(found, reference, points)
    assert result["ap50"] == pytest.approx((51 * 1 + 50 * 2 / 3) / 101)
    assert (result["n"], result["n_annotations"]) == (2, 2)
    assert result["operating_points"]["high_sensitivity"]["sensitivity"] == 0.5
    assert result["operating_points"]["high_sensitivity"]["precision"] == 0.5


def test_boxes_are_matched_once_and_from_half_an_overlap_on(fewer_resamples: None) -> None:
    half = [10, 10, 30, 20]  # IoU exactly 0.5 with BOX
    less = [10, 10, 30, 19]
    reference = [np.array([BOX], np.float32)]
    for rows, expected in (
        ([[*half, 0.9]], 1.0),
        ([[*less, 0.9]], 0.0),
        ([[*BOX, 0.9], [*BOX, 0.8]], 1.0),  # the doubled box comes after full recall
        ([[*less, 0.9], [*BOX, 0.8]], 0.5),
    ):
        result = evaluate.detection_metrics([np.array(rows, np.float32)], reference, {})
        assert result["ap50"] == pytest.approx(expected)


def test_the_interval_of_average_precision_contains_it(fewer_resamples: None) -> None:
    rng = np.random.default_rng(6)
    found, reference = [], []
    for _ in range(60):
        hit = rng.random() < 0.6
        score = float(rng.uniform(0.3, 1) if hit else rng.uniform(0, 0.7))
        found.append(np.array([[*(BOX if hit else FAR), score]], np.float32))
        reference.append(np.array([BOX], np.float32))
    result = evaluate.detection_metrics(found, reference, {})
    low, high = result["ap50_ci"]
    assert 0 < low < result["ap50"] < high < 1


def test_padding_is_no_finding() -> None:
    rows = np.zeros((2, 3, 6), np.float32)
    rows[0, 0] = [1, 2, 3, 4, 0.5, 0]
    first, second = evaluate.real_rows(rows)
    assert first.tolist() == [[1, 2, 3, 4, 0.5]]
    assert second.shape == (0, 5)


def mean_graph() -> bytes:
    """`images` to their mean grey level and to twice that."""
    nodes = [
        helper.make_node("ReduceMean", ["images", "axes"], ["mean"], keepdims=0),
        helper.make_node("Add", ["mean", "mean"], ["twice"]),
    ]
    given = [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["N", 3, 8, 8])]
    made = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N"]) for name in ("mean", "twice")]
    axes = numpy_helper.from_array(np.array([1, 2, 3], np.int64), "axes")
    graph = helper.make_graph(nodes, "mean", given, made, [axes])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def test_a_graph_runs_over_all_scans_in_order(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (37, 8, 8)).astype(np.uint8)
    found = evaluate.run_graph(mean_graph(), images, ("twice", "mean"))
    assert list(found) == ["twice", "mean"]
    assert found["mean"] == pytest.approx(images.mean(axis=(1, 2)) / 255, abs=1e-6)
    assert found["twice"] == pytest.approx(2 * found["mean"])
    path = tmp_path / "mean.onnx"
    path.write_bytes(mean_graph())
    assert (evaluate.run_graph(path, images, ("mean",), batch=5)["mean"] == found["mean"]).all()

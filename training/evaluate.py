"""Run an exported graph over letterboxed scans, and the figures of each task with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.core.matching import NO_PARTNER, match_greedy
from fracview.core.metrics import (
    RECALL_POINTS,
    average_precision,
    expected_calibration_error,
    roc_auc,
    wilson_interval,
)
from fracview.inference.manifest import read_manifest
from fracview.inference.onnx_prune import without_outputs
from fracview.inference.preprocess import network_input
from fracview.inference.session import load_runtime
from training.thresholds import IOU, classifier_figures, detector_figures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from fracview.inference.manifest_parts import OperatingPoint

RESAMPLES = 1000
BOOTSTRAP_SEED = 11


def run_graph(
    graph: Path | bytes, images: NDArray[np.uint8], outputs: Sequence[str], batch: int = 16
) -> dict[str, NDArray[np.float32]]:
    """Outputs of a graph for (n, s, s) uint8 letterboxed scans, on the CPU."""
    session = open_session(graph)
    parts = [
        session.run(list(outputs), {"images": network_input(list(images[start : start + batch]))})
        for start in range(0, len(images), batch)
    ]
    return {name: np.concatenate([part[i] for part in parts]) for i, name in enumerate(outputs)}


def graph_of(folder: Path) -> bytes:
    """The graph of a model folder without its layer maps, which take time and are not asked for."""
    weights = (folder / "model.onnx").read_bytes()
    maps = frozenset(layer.name for layer in read_manifest(folder).layer_maps)
    return without_outputs(weights, maps) if maps else weights


def open_session(graph: Path | bytes) -> Any:
    """ONNX Runtime's session of a graph, on the CPU."""
    onnxruntime = load_runtime()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    model = graph if isinstance(graph, bytes) else str(graph)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def bootstrap(count: int, figure: Callable[[NDArray[np.intp]], float]) -> list[float]:
    """95 % interval of a figure of `count` scans: percentiles over seeded resamples of the scans."""
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    drawn = [figure(rng.integers(0, count, count)) for _ in range(RESAMPLES)]
    return [float(end) for end in np.nanpercentile(drawn, (2.5, 97.5))]


def fracture_metrics(
    labels: NDArray[np.bool_], probabilities: NDArray[np.float64], balanced_threshold: float
) -> dict[str, Any]:
    """AUC, accuracy, calibration and the rest of a fracture classifier on one part.

    Balanced accuracy is the mean of sensitivity and specificity: what a test set with as many fractured as
    non-fractured scans, the paper's protocol, gives on average. ``accuracy_at_half`` calls a probability
    of 0.5 or more a fracture: no threshold is chosen.
    """

    def balanced(rows: NDArray[np.intp]) -> float:
        raised, truth = probabilities[rows] >= balanced_threshold, labels[rows]
        if truth.all() or not truth.any():
            return float("nan")
        return float((raised[truth].mean() + (~raised[~truth]).mean()) / 2)

    everything = np.arange(len(labels))
    right, at_half = (int(((probabilities >= t) == labels).sum()) for t in (balanced_threshold, 0.5))
    return {
        "n": len(labels),
        "n_fractured": int(labels.sum()),
        "auc": roc_auc(labels, probabilities),
        "auc_ci": bootstrap(len(labels), lambda rows: roc_auc(labels[rows], probabilities[rows])),
        "threshold": balanced_threshold,
        "balanced_accuracy": balanced(everything),
        "balanced_accuracy_ci": bootstrap(len(labels), balanced),
        "accuracy": right / len(labels),
        "accuracy_ci": wilson_interval(right, len(labels)),
        "accuracy_at_half": at_half / len(labels),
        "accuracy_at_half_ci": wilson_interval(at_half, len(labels)),
        **classifier_figures(labels, probabilities, balanced_threshold),
        "brier": float(np.mean((probabilities - labels) ** 2)),
        "ece": expected_calibration_error(labels, probabilities),
    }


def best_balanced_threshold(labels: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> float:
    """Threshold of the best balanced accuracy; for the validation part only."""
    candidates = np.unique(probabilities)
    gains = [(probabilities[labels] >= c).mean() + (probabilities[~labels] < c).mean() for c in candidates]
    return float(candidates[int(np.argmax(gains))])


def at_points(
    labels: NDArray[np.bool_], probabilities: NDArray[np.float64], points: dict[str, OperatingPoint]
) -> dict[str, Any]:
    """Sensitivity and specificity at the two operating points, on a part they were not fitted on."""
    return {
        name: classifier_figures(labels, probabilities, point.threshold) for name, point in points.items()
    }


def region_metrics(
    labels: NDArray[np.int64], probabilities: NDArray[np.floating], classes: Sequence[str]
) -> dict[str, Any]:
    """Accuracy over all scans and by region that occurs, with Wilson intervals, and the confusion matrix."""
    answers = probabilities.argmax(axis=1)
    right = int((answers == labels).sum())
    by_region = {}
    for index, name in enumerate(classes):
        hits, count = int((answers[labels == index] == index).sum()), int((labels == index).sum())
        if count:
            by_region[name] = {
                "n": count,
                "accuracy": hits / count,
                "accuracy_ci": wilson_interval(hits, count),
            }
    confusion = np.zeros((len(classes), len(classes)), int)
    np.add.at(confusion, (labels, answers), 1)
    return {
        "n": len(labels),
        "accuracy": right / len(labels),
        "accuracy_ci": wilson_interval(right, len(labels)),
        "mean_accuracy_by_region": float(np.mean([one["accuracy"] for one in by_region.values()])),
        "by_region": by_region,
        "confusion_rows_are_reference": confusion.tolist(),
    }


def detection_metrics(
    found: Sequence[NDArray[np.float32]],
    reference: Sequence[NDArray[np.float32]],
    points: dict[str, OperatingPoint],
) -> dict[str, Any]:
    """AP at IoU 0.5 over scans with annotations (the official protocol), and the operating points.

    Parameters
    ----------
    found, reference
        One array a scan: (k, 5) xyxy and score, best first; (m, 4) xyxy.
    """
    matched = [match_greedy(f[:, :4], r, IOU) != NO_PARTNER for f, r in zip(found, reference, strict=True)]

    def ap(rows: NDArray[np.intp]) -> float:
        scores = np.concatenate([found[i][:, 4] for i in rows])
        hits = np.concatenate([matched[i] for i in rows])
        return average_precision(scores, hits, sum(len(reference[i]) for i in rows))

    return {
        "n": len(found),
        "n_annotations": sum(len(r) for r in reference),
        "ap50": ap(np.arange(len(found))),
        "ap50_ci": bootstrap(len(found), ap),
        "operating_points": {
            name: detector_figures(found, reference, point.threshold) for name, point in points.items()
        },
    }


def interpolated_average_precision(
    scores: NDArray[np.floating], matched: NDArray[np.bool_], reference_count: int
) -> float:
    """Average precision as Ultralytics' validator computes it, for figures that stand beside its own.

    The same envelope as COCO's (`average_precision`), but read between its points by straight lines and
    integrated by the trapezoid rule: on a few hundred boxes up to some thousandths apart.
    """
    if reference_count == 0:
        return float("nan")
    if len(scores) == 0:
        return 0.0
    hits = np.cumsum(np.asarray(matched, float)[np.argsort(-np.asarray(scores), kind="stable")])
    recall, precision = hits / reference_count, hits / np.arange(1, len(hits) + 1)
    recall = np.concatenate([[0.0], recall, [recall[-1], 1.0]])
    envelope = np.maximum.accumulate(np.concatenate([[1.0], precision, [0.0, 0.0]])[::-1])[::-1]
    return float(np.trapezoid(np.interp(RECALL_POINTS, recall, envelope), RECALL_POINTS))


def real_rows(detections: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """(n, K, 6) graph output to one (k, 5) array a scan, padding removed."""
    return [rows[rows[:, 4] > 0][:, :5] for rows in detections]

"""Fit how classifier and detector together give the fracture probability, on the validation part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from fracview.core.metrics import expected_calibration_error
from fracview.inference.manifest import Manifest, read_manifest
from fracview.inference.manifest_joint import JointReading
from training import evaluate, thresholds
from training.model_folder import write_joint

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from training.data import Dataset

FLOOR = 1e-4
"""Of probability and score: the odds of a radiograph without any box."""

UNPENALISED = 1e6
"""scikit-learn's inverse weight of the penalty: two weights and a bias on 483 scans need none."""

SENSITIVITY = 0.95
"""Wanted on the validation part at the high-sensitivity point; `thresholds.SENSITIVITY` is not enough here.

The epochs of both networks were chosen on that part, and now it fits three numbers more: it flatters them.
"""

ON_TEST = "test, classifier and detector together"
ON_VALIDATION = "validation, classifier and detector together (fitted, and threshold chosen, here)"


def export_joint(dataset: Dataset, models: Path) -> Manifest:
    """Fit, measure, and write both into the fracture model folder; all else there stays untouched.

    Parameters
    ----------
    models
        Holds the folders ``fracture`` and ``detection``, as `export` wrote them.
    """
    return write_joint(models / "fracture", *measured(dataset, models))


def measured(dataset: Dataset, models: Path) -> tuple[JointReading, dict[str, Any]]:
    """The joint reading, fitted on the validation part, and its figures by what they are of."""
    val, test = dataset.rows("val"), dataset.rows("test")
    rows = val | test
    alone, best = answers(dataset, models, rows)
    truth = dataset.labels("fracture")[rows] == 1
    on_val, on_test = val[rows], test[rows]
    detector = read_manifest(models / "detection").sha256
    joint = fit(alone[on_val], best[on_val], truth[on_val], detector, dataset.fitted_on("fracture"))
    together = probabilities(joint, alone, best)
    threshold = evaluate.best_balanced_threshold(truth[on_val], together[on_val])
    metrics = {
        ON_TEST: evaluate.fracture_metrics(truth[on_test], together[on_test], threshold)
        | {
            "operating_points": evaluate.at_points(
                truth[on_test], together[on_test], dict(joint.operating_points)
            )
        },
        ON_VALIDATION: evaluate.fracture_metrics(truth[on_val], together[on_val], threshold),
    }
    return joint, metrics


def answers(
    dataset: Dataset, models: Path, rows: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(n,) the classifier's probability of a fracture, and (n,) the detector's best score, of some scans."""
    found: dict[str, NDArray[np.float32]] = {}
    for task, output in (("fracture", "probabilities"), ("detection", "detections")):
        images = dataset.cache(read_manifest(models / task).input.height).images[rows]
        found[task] = evaluate.run_graph(evaluate.graph_of(models / task), images, (output,))[output]
    fracture = read_manifest(models / "fracture")
    index = fracture.classes.index(fracture.positive_class)
    return (
        found["fracture"][:, index].astype(np.float64),
        found["detection"][:, :, 4].max(axis=1).astype(np.float64),
    )


def fit(
    alone: NDArray[np.float64],
    best: NDArray[np.float64],
    fractured: NDArray[np.bool_],
    detector: str,
    fitted_on: str,
) -> JointReading:
    """Logistic regression and its two operating points; (n,) arrays of the validation part."""
    model = LogisticRegression(C=UNPENALISED).fit(np.stack([_logit(alone), _logit(best)], axis=1), fractured)
    fracture_weight, detection_weight = (float(weight) for weight in model.coef_[0])
    joint = JointReading(
        detection_sha256=detector,
        fracture_weight=fracture_weight,
        detection_weight=detection_weight,
        bias=float(model.intercept_[0]),
        floor=FLOOR,
        fitted_on=fitted_on,
    )
    together = probabilities(joint, alone, best)
    points = thresholds.classifier_points(fractured, together, fitted_on, SENSITIVITY)
    ece = expected_calibration_error(fractured, together)
    return replace(joint, operating_points=points, ece=ece)


def probabilities(
    joint: JointReading, alone: NDArray[np.float64], best: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(n,) joint probabilities, by the application's own function."""
    pairs = zip(alone.tolist(), best.tolist(), strict=True)
    return np.array([joint.probability(one, score) for one, score in pairs], np.float64)


def _logit(values: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = np.clip(values, FLOOR, 1 - FLOOR)
    return np.asarray(np.log(kept / (1 - kept)))

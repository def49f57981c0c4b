"""What an epoch is judged by on the validation part."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.metrics import roc_auc

if TYPE_CHECKING:
    from numpy.typing import NDArray


def classifier_merit(task: str, labels: NDArray[np.int64], scores: NDArray[np.floating]) -> float:
    """AUC for fracture, mean accuracy by region for region; (n, classes) scores."""
    if task == "fracture" and len(np.unique(labels)) == 2:
        return roc_auc(labels == 1, scores[:, 1])
    answers = scores.argmax(axis=1)
    return float(np.mean([(answers[labels == label] == label).mean() for label in np.unique(labels)]))


def detector_merit(ap50: float) -> float:
    """AP at an overlap of 0.5; 0 where there was nothing to find."""
    return 0.0 if math.isnan(ap50) else ap50


def softmax(logits: NDArray[np.floating]) -> NDArray[np.float32]:
    """(n, classes) logits as probabilities, each row adding up to 1."""
    raised = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    return (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)

"""Comparison of predictions with a reference standard: pairs of boxes, rates, curves, strata and queues."""

from fracview.core.comparison.classification import (
    BY_BOX,
    BY_PROBABILITY,
    Confusion,
    Reliability,
    area_under_roc,
    brier_score,
    calibration_error,
    reliability,
)
from fracview.core.comparison.curves import (
    Curve,
    average_precision,
    average_precision_range,
    froc,
    precision_recall,
    roc,
)
from fracview.core.comparison.evaluation import Evaluation
from fracview.core.comparison.figures import Figure
from fracview.core.comparison.join import JoinedImage
from fracview.core.comparison.queues import (
    QUEUES,
    likely_label_errors,
    lowest_iou,
    only_fn,
    only_fp,
    worst_disagreement,
)
from fracview.core.comparison.rows import FN, FP, NO_BOX, TP, BoxTable, ImageTable
from fracview.core.comparison.snapshot import Snapshot
from fracview.core.comparison.strata import STRATA, Stratum, StratumRow, strata, summary, table

__all__ = [
    "BY_BOX",
    "BY_PROBABILITY",
    "FN",
    "FP",
    "NO_BOX",
    "QUEUES",
    "STRATA",
    "TP",
    "BoxTable",
    "Confusion",
    "Curve",
    "Evaluation",
    "Figure",
    "ImageTable",
    "JoinedImage",
    "Reliability",
    "Snapshot",
    "Stratum",
    "StratumRow",
    "area_under_roc",
    "average_precision",
    "average_precision_range",
    "brier_score",
    "calibration_error",
    "froc",
    "likely_label_errors",
    "lowest_iou",
    "only_fn",
    "only_fp",
    "precision_recall",
    "reliability",
    "roc",
    "strata",
    "summary",
    "table",
    "worst_disagreement",
]

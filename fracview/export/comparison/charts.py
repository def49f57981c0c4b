"""Curves and confusion matrices as PNG and SVG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure as Chart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from fracview.core.comparison import Confusion, Curve, Evaluation, Reliability

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#888888"
TITLES = {
    "confusion_fracture": "Fracture, by probability (images)",
    "confusion_region": "Region (images)",
}
SIZE_INCHES = (5.2, 4.2)
STYLE: dict[Any, Any] = {
    "font.size": 9,
    "svg.fonttype": "none",
    "svg.hashsalt": "fracview",
    "axes.spines.top": False,
}


def charts(
    curves: Mapping[str, Curve],
    confusions: Mapping[str, Confusion],
    calibrated: Reliability | None,
    score: float,
) -> dict[str, Chart]:
    """One chart a file name, without its suffix.

    Parameters
    ----------
    curves
        By file name; the point at the score threshold is marked on those over scores.
    score
        The score threshold; the curve named ``roc`` is over probabilities and has no mark.
    """
    with rc_context(STYLE):
        made = {name: _curve(curve, None if name == "roc" else score) for name, curve in curves.items()}
        if calibrated is not None:
            made["reliability"] = _reliability(calibrated)
        return made | {name: _matrix(TITLES.get(name, name), one) for name, one in confusions.items()}


def as_bytes(chart: Chart, kind: str) -> bytes:
    """The chart as ``png`` or ``svg``; the same chart gives the same bytes."""
    stream = io.BytesIO()
    metadata = {"Date": None} if kind == "svg" else {}
    with rc_context(STYLE):
        chart.savefig(stream, format=kind, dpi=150, metadata=metadata)
    return stream.getvalue()


def _curve(curve: Curve, score: float | None) -> Chart:
    chart, axes = _chart(curve.name, curve.protocol)
    axes.set_xlabel(curve.x_label)
    axes.set_ylabel(curve.y_label)
    axes.set_ylim(-0.02, 1.02)
    if not len(curve.x):
        axes.text(0.5, 0.5, "not defined: nothing to reckon it from", ha="center", transform=axes.transAxes)
        return chart
    axes.plot(curve.x, curve.y, color=BLUE, lw=1.6)
    place = curve.point_at(score) if score is not None else -1
    if place >= 0:
        axes.plot(curve.x[place], curve.y[place], "o", color=ORANGE, label=f"score ≥ {score:.3g}")
        axes.legend(loc="best", frameon=False)
    return chart


def _reliability(found: Reliability) -> Chart:
    chart, axes = _chart("Reliability", found.protocol)
    axes.plot([0, 1], [0, 1], "--", color=GREY, lw=1)
    full = np.asarray(found.counts) > 0
    x, y = np.asarray(found.predicted)[full], np.asarray(found.observed)[full]
    low, high = np.asarray(found.low)[full], np.asarray(found.high)[full]
    spread = np.clip([y - low, high - y], 0.0, None)
    axes.errorbar(x, y, yerr=spread, fmt="o-", color=BLUE, lw=1.2, capsize=2)
    for at, height, count in zip(x, y, np.asarray(found.counts)[full], strict=True):
        axes.annotate(f"{int(count)}", (at, height), (4, -10), textcoords="offset points", color=GREY)
    axes.set_xlabel("mean probability said, by bin")
    axes.set_ylabel("share fractured (95 % interval; small: images)")
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.02, 1.02)
    return chart


def _matrix(title: str, confusion: Confusion) -> Chart:
    counts = np.asarray(confusion.counts, float)
    chart, axes = _chart(title, confusion.protocol)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(confusion.columns)), confusion.columns, rotation=20, ha="right")
    axes.set_yticks(range(len(confusion.rows)), confusion.rows)
    axes.set_xlabel("answer")
    axes.set_ylabel("reference standard")
    for row, column in np.ndindex(counts.shape):
        colour = "white" if shares[row, column] > 0.55 else "black"
        axes.text(column, row, f"{int(counts[row, column])}", ha="center", va="center", color=colour)
    return chart


def _chart(title: str, protocol: str) -> tuple[Chart, Axes]:
    chart = Chart(figsize=SIZE_INCHES, layout="constrained")
    axes = chart.add_subplot()
    axes.set_title(title, loc="left", fontsize=10, fontweight="bold")
    chart.supxlabel(protocol, fontsize=6, color=GREY, wrap=True)
    return chart, axes


def curves_of(evaluation: Evaluation, iou: float) -> dict[str, Curve]:
    """The three curves by file name."""
    from fracview.core.comparison import froc, precision_recall, roc

    return {
        "precision_recall": precision_recall(evaluation, iou),
        "froc": froc(evaluation, iou),
        "roc": roc(evaluation),
    }

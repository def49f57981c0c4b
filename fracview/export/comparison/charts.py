"""Curves and confusion matrices as PNG and SVG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure as Chart

from fracview.core.comparison import froc, precision_recall, roc

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
    "axes.spines.right": False,
}
MARGIN = 0.02
LOW = 0.1
"""Below it words go above a point: under it is the axis."""


def charts(
    curves: Mapping[str, Curve],
    confusions: Mapping[str, Confusion],
    calibrated: Reliability | None,
    score: float,
    fracture: float | None = None,
) -> dict[str, Chart]:
    """One chart a file name, without its suffix; none of what is not defined.

    Parameters
    ----------
    curves
        By file name, as `curves_of` gives them.
    confusions
        By file name; those without an answer get no chart.
    calibrated
        The reliability diagram's numbers, or None for no such chart.
    score, fracture
        The thresholds whose points are marked: of the score, and on the curve named ``roc`` of the
        probability where it is given.
    """
    with rc_context(STYLE):
        made = {
            name: _curve(
                curve, "probability" if name == "roc" else "score", fracture if name == "roc" else score
            )
            for name, curve in curves.items()
            if len(curve.x)
        }
        if calibrated is not None and np.asarray(calibrated.counts).any():
            made["reliability"] = _reliability(calibrated)
        return made | {
            name: _matrix(TITLES.get(name, name), one)
            for name, one in confusions.items()
            if one.counts[:, : len(one.rows)].any()
        }


def as_bytes(chart: Chart, kind: str) -> bytes:
    """The chart as ``png`` or ``svg``; the same chart gives the same bytes."""
    stream = io.BytesIO()
    metadata = {"Date": None} if kind == "svg" else {}
    with rc_context(STYLE):
        chart.savefig(stream, format=kind, dpi=150, metadata=metadata)
    return stream.getvalue()


def _curve(curve: Curve, over: str, threshold: float | None) -> Chart:
    chart, axes = _chart(curve.name, curve.protocol)
    axes.set_xlabel(curve.x_label)
    axes.set_ylabel(curve.y_label)
    axes.set_ylim(-MARGIN, 1 + MARGIN)
    most = max(1.0, float(curve.x.max()))
    axes.set_xlim(-MARGIN * most, (1 + MARGIN) * most)
    if over == "probability":
        axes.plot([0, 1], [0, 1], "--", color=GREY, lw=1)
    axes.plot(curve.x, curve.y, color=BLUE, lw=1.6, marker="." if len(curve.x) == 1 else None)
    place = curve.point_at(threshold) if threshold is not None else -1
    if place >= 0:
        axes.plot(curve.x[place], curve.y[place], "o", color=ORANGE, label=f"{over} ≥ {threshold:.3g}")
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0, frameon=False)  # off the curve
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
        offset = (4, -10) if height > LOW else (4, 6)
        axes.annotate(f"{int(count)}", (at, height), offset, textcoords="offset points", color=GREY)
    axes.set_xlabel("mean probability said, by bin")
    axes.set_ylabel("share fractured (95 % interval; small: images)")
    axes.set_xlim(-MARGIN, 1 + MARGIN)
    axes.set_ylim(-MARGIN, 1 + MARGIN)
    return chart


def _matrix(title: str, confusion: Confusion) -> Chart:
    counts = np.asarray(confusion.counts, float)
    chart, axes = _chart(title, confusion.protocol)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(confusion.columns)), confusion.columns, rotation=20, ha="right")
    axes.set_yticks(range(len(confusion.rows)), confusion.rows)
    axes.set_xlabel("answer (colour: share of the row)")
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
    return {
        "precision_recall": precision_recall(evaluation, iou),
        "froc": froc(evaluation, iou),
        "roc": roc(evaluation),
    }

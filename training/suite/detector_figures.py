"""Figures of detectors and of outlines: AP at IoU 0.5, and precision and recall where F1 is best.

Precision and recall are printed by the paper as Ultralytics gives them, at the score where F1 is best on the
very scans that are reported on; the same is done here, so that they can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from fracview.core.boxes import pairwise_iou_xyxy
from fracview.core.metrics import average_precision
from training.evaluate import bootstrap
from training.suite.outcomes import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from training.suite.predictions import Saved

IOU = 0.5
IOUS = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))
RASTER = 384
"""Longest side, in cells, of the grid that outlines are filled on to be compared."""


@dataclass(frozen=True, eq=False, slots=True)
class Matched:
    """Scores of every candidate of each scan, whether each found an annotation, and how many there are."""

    scores: list[NDArray[np.float64]]
    hits: list[NDArray[np.bool_]]
    annotations: NDArray[np.int64]

    def curve(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.bool_], int]:
        """Scores and hits of those scans together, and their annotations."""
        scores = np.concatenate([np.zeros(0), *(self.scores[i] for i in rows)])
        hits = np.concatenate([np.zeros(0, bool), *(self.hits[i] for i in rows)])
        return scores, hits, int(self.annotations[rows].sum())


def detector_figures(
    overlaps: Sequence[NDArray[np.float64]], scores: Sequence[NDArray[np.float64]]
) -> dict[str, Figure]:
    """Figures over all annotations of all scans, intervals over resampled scans.

    Parameters
    ----------
    overlaps, scores
        One array a scan: (candidates, annotations) intersection over union; (candidates,), best first.
    """
    matched = match(overlaps, scores, IOU)
    n = int(matched.annotations.sum())
    mean = [_ap(match(overlaps, scores, iou))(np.arange(len(overlaps))) for iou in IOUS]
    figures = {"precision": _best(matched, 0), "recall": _best(matched, 1), "ap50": _ap(matched)}
    drawn = {name: _with_interval(figure, len(overlaps), n) for name, figure in figures.items()}
    return drawn | {"ap50_95": Figure(float(np.mean(mean)), n)}


def _with_interval(figure: Callable[[NDArray[np.intp]], float], scans: int, n: int) -> Figure:
    if n == 0:
        return Figure(float("nan"), 0)
    low, high = bootstrap(scans, figure)
    return Figure(figure(np.arange(scans)), n, low, high)


def _ap(matched: Matched) -> Callable[[NDArray[np.intp]], float]:
    return lambda rows: average_precision(*matched.curve(rows))


def _best(matched: Matched, which: int) -> Callable[[NDArray[np.intp]], float]:
    return lambda rows: best_f1(*matched.curve(rows))[which]


def best_f1(scores: NDArray[np.float64], hits: NDArray[np.bool_], annotations: int) -> tuple[float, float]:
    """Precision and recall at the score whose F1 is highest; 0 without a hit, nan without annotations."""
    if annotations == 0:
        return float("nan"), float("nan")
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True)) if len(ranked) else np.zeros(0, int)
    found = np.cumsum(hits[order])[last]
    if not len(found) or found[-1] == 0:
        return 0.0, 0.0
    best = int(np.argmax(found / (last + 1 + annotations)))
    return float(found[best] / (last[best] + 1)), float(found[best] / annotations)


def match(
    overlaps: Sequence[NDArray[np.float64]], scores: Sequence[NDArray[np.float64]], iou: float
) -> Matched:
    """Greedy by score, each candidate taking the free annotation that it overlaps most (`match_greedy`)."""
    hits = [greedy_hits(one, iou) for one in overlaps]
    return Matched(list(scores), hits, np.array([one.shape[1] for one in overlaps], np.int64))


def greedy_hits(overlaps: NDArray[np.float64], iou: float) -> NDArray[np.bool_]:
    """(candidates,) whether each finds a partner among the columns of (candidates, annotations) overlaps."""
    free = overlaps.copy()
    hits = np.zeros(len(free), bool)
    if free.shape[1] == 0:
        return hits
    for index, row in enumerate(free):
        best = int(np.argmax(row))
        if row[best] >= iou:
            hits[index] = True
            free[:, best] = -1.0
    return hits


def box_overlaps(saved: Saved) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
    """Overlaps and scores of the boxes of each scan."""
    assert saved.answers.boxes is not None
    pairs = zip(saved.answers.boxes, saved.reference, strict=True)
    return [pairwise_iou_xyxy(found[:, :4], reference) for found, reference in pairs], _scores(saved)


def outline_overlaps(saved: Saved) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
    """Overlaps and scores of the outlines of each scan."""
    assert saved.answers.polygons is not None
    pairs = zip(saved.answers.polygons, saved.reference_polygons, strict=True)
    return [pairwise_outline_iou(found, reference) for found, reference in pairs], _scores(saved)


def pairwise_outline_iou(
    found: Sequence[NDArray[np.floating]], reference: Sequence[NDArray[np.floating]]
) -> NDArray[np.float64]:
    """(n, m) intersection over union of filled outlines, (k, 2) x, y each, on a grid of `RASTER` cells."""
    outlines = [*found, *reference]
    if not len(found) or not len(reference):
        return np.zeros((len(found), len(reference)))
    corners = np.concatenate([np.zeros((0, 2)), *outlines])
    low, span = corners.min(axis=0), max(float(np.ptp(corners, axis=0).max()), 1e-9)
    filled = np.stack([_filled((one - low) / span * (RASTER - 1)) for one in outlines]).astype(np.float64)
    a, b = filled[: len(found)], filled[len(found) :]
    shared = a @ b.T
    union = a.sum(axis=1)[:, None] + b.sum(axis=1)[None, :] - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


def _filled(outline: NDArray[np.floating]) -> NDArray[np.bool_]:
    grid = Image.new("1", (RASTER, RASTER))
    if len(outline) >= 3:
        ImageDraw.Draw(grid).polygon([tuple(point) for point in outline.tolist()], fill=1)
    return np.asarray(grid, bool).ravel()


def _scores(saved: Saved) -> list[NDArray[np.float64]]:
    return [np.asarray(one[:, 4], np.float64) for one in saved.answers.boxes or ()]

"""Does test-time augmentation pay? The shipped networks on the validation part, plain and mirrored.

``python -m training.test_time --data FRACATLAS --work runs`` prints JSON. Nothing is chosen on the test part.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fracview.core.boxes import pairwise_iou_xyxy
from fracview.core.matching import NO_PARTNER, match_greedy
from fracview.core.metrics import average_precision, roc_auc
from fracview.core.resources import resources_dir
from fracview.inference.manifest import read_manifest
from training import data as dataset_module
from training.evaluate import bootstrap, graph_of, real_rows, run_graph
from training.thresholds import IOU

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.data import Dataset

Figure = Callable[[NDArray[np.intp]], float]
"""A figure of the scans that are chosen."""

MERGING_IOU = 0.6
"""Overlap from which a box of the mirrored scan is taken for one of the plain scan."""


def mirrored(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(n, s, s) letterboxed scans, left and right exchanged."""
    return np.ascontiguousarray(images[:, :, ::-1])


def mean_of_logits(probabilities: Sequence[NDArray[np.floating]]) -> NDArray[np.float64]:
    """(n,) probabilities of one class: the mean of the log odds of several answers."""
    clipped = [np.clip(np.asarray(one, np.float64), 1e-7, 1 - 1e-7) for one in probabilities]
    odds = np.mean([np.log(one / (1 - one)) for one in clipped], axis=0)
    return np.asarray(1 / (1 + np.exp(-odds)))


def merged(plain: NDArray[np.float32], other: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """Boxes of a scan and of its mirror image as one list, best first.

    Parameters
    ----------
    plain, other
        (k, 5) xyxy and score, best first; `other` in pixels of the mirrored square.
    size
        Side of the square in pixels.

    Returns
    -------
    (m, 5): a pair that overlaps is the mean of both, weighted by score, with the mean of the scores; a box
    without a partner keeps half its score.
    """
    back = other.copy()
    back[:, [0, 2]] = size - other[:, [2, 0]]
    left = list(range(len(back)))
    found = []
    for row in plain:
        overlaps = [pairwise_iou_xyxy(row[None, :4], back[i][None, :4])[0, 0] for i in left]
        best = int(np.argmax(overlaps)) if overlaps else -1
        if best >= 0 and overlaps[best] >= MERGING_IOU:
            partner = back[left.pop(best)]
            box = np.average([row[:4], partner[:4]], axis=0, weights=[row[4], partner[4]])
            found.append([*box, (row[4] + partner[4]) / 2])
        else:
            found.append([*row[:4], row[4] / 2])
    found += [[*back[i][:4], back[i][4] / 2] for i in left]
    rows = np.array(found, np.float32).reshape(-1, 5)
    return rows[np.argsort(-rows[:, 4], kind="stable")]


def compare(dataset: Dataset, models: Path, part: str) -> dict[str, Any]:
    """Figures of the three networks on one part, plain and mirrored, with bootstrap intervals of the gain."""
    rows = np.flatnonzero(dataset.rows(part))
    return {
        "part": part,
        "n": len(rows),
        "fracture_auc": _fracture(dataset, models / "fracture", rows),
        "region_accuracy": _region(dataset, models / "region", rows),
        "detection_ap50": _detection(dataset, models / "detection", rows),
    }


def _fracture(dataset: Dataset, folder: Path, rows: NDArray[np.intp]) -> dict[str, Any]:
    plain, other = (answers[:, 1] for answers in _both_ways(dataset, folder, rows))
    both, fractured = mean_of_logits([plain, other]), dataset.labels("fracture")[rows] == 1

    def auc(scores: NDArray[np.floating]) -> Figure:
        return lambda chosen: roc_auc(fractured[chosen], scores[chosen])

    return _gain(len(rows), auc(plain), auc(both))


def _region(dataset: Dataset, folder: Path, rows: NDArray[np.intp]) -> dict[str, Any]:
    plain, other = _both_ways(dataset, folder, rows)
    labels = dataset.labels("region")[rows]

    def right(probabilities: NDArray[np.floating]) -> Figure:
        hits = probabilities.argmax(axis=1) == labels
        return lambda chosen: float(hits[chosen].mean())

    return _gain(len(rows), right(plain), right(plain + other))


def _both_ways(
    dataset: Dataset, folder: Path, rows: NDArray[np.intp]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(n, classes) probabilities of a classifier for plain and for mirrored scans."""
    images = dataset.cache(read_manifest(folder).input.width).images[rows]
    graph, name = graph_of(folder), "probabilities"
    return run_graph(graph, images, [name])[name], run_graph(graph, mirrored(images), [name])[name]


def _detection(dataset: Dataset, folder: Path, rows: NDArray[np.intp]) -> dict[str, Any]:
    cache = dataset.cache(read_manifest(folder).input.width)
    boxes = dataset.letterboxed_boxes(cache)
    fractured = np.array([i for i in rows if len(boxes[i])])
    images = cache.images[fractured]
    plain, other = (
        real_rows(run_graph(graph_of(folder), one, ["detections"])["detections"])
        for one in (images, mirrored(images))
    )
    both = [merged(a, b, cache.size) for a, b in zip(plain, other, strict=True)]
    reference = [boxes[i] for i in fractured]
    return _gain(len(fractured), _ap(plain, reference), _ap(both, reference))


def _ap(found: Sequence[NDArray[np.float32]], reference: Sequence[NDArray[np.float32]]) -> Figure:
    matched = [match_greedy(f[:, :4], r, IOU) != NO_PARTNER for f, r in zip(found, reference, strict=True)]

    def figure(rows: NDArray[np.intp]) -> float:
        scores = np.concatenate([found[i][:, 4] for i in rows])
        hits = np.concatenate([matched[i] for i in rows])
        return average_precision(scores, hits, sum(len(reference[i]) for i in rows))

    return figure


def _gain(
    count: int,
    plain: Figure,
    both: Figure,
) -> dict[str, Any]:
    everything = np.arange(count)
    return {
        "n": count,
        "plain": plain(everything),
        "mirrored_too": both(everything),
        "gain": both(everything) - plain(everything),
        "gain_ci": bootstrap(count, lambda rows: both(rows) - plain(rows)),
    }


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description="Measure test-time augmentation.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the FracAtlas folder")
    parser.add_argument("--work", type=Path, default=Path("runs"), metavar="DIR", help="caches and runs")
    parser.add_argument("--models", type=Path, metavar="DIR", help="model folders (the shipped ones)")
    parser.add_argument("--part", choices=("val", "test"), default="val", help="the validation part")
    given = parser.parse_args()
    dataset = dataset_module.load(given.data, given.work)
    print(json.dumps(compare(dataset, given.models or resources_dir() / "models", given.part), indent=1))


if __name__ == "__main__":
    main()

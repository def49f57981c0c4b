"""What ``fracview compare`` prints: the numbers as lines, tables by region, and where the rest is."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fracview.core.prediction import PredictedImage

MOST_NAMED = 20
"""Failed files that are named on standard error; metrics.json names all."""

BY_REGION = {
    "precision": "precision",
    "recall": "recall",
    "average_precision_50": "AP@0.5",
    "average_precision_50_95": "AP@[.5:.95]",
    "region_accuracy": "region right",
}
"""What Tables II and VI of the study print by region, and the head of the column."""


def print_failures(failed: Sequence[PredictedImage]) -> None:
    """Each failed file with its reason, to standard error."""
    for one in failed[:MOST_NAMED]:
        print(f"{one.name}: {one.status.value}: {one.reason}", file=sys.stderr)
    if len(failed) > MOST_NAMED:
        print(f"... and {len(failed) - MOST_NAMED} more: see metrics.json", file=sys.stderr)


def print_report(content: Mapping[str, Any], report: Path) -> None:
    """The numbers to standard output.

    Parameters
    ----------
    content
        What went to metrics.json.
    report
        The page.
    """
    lines = [*_head(content), "", *_figures(content), "", *_by_region(content)]
    if "against" in content:
        lines += ["", *_against(content["against"])]
    print("\n".join([*lines, "", content["signature"]["use"], f"Report: {report}"]))


def _head(content: Mapping[str, Any]) -> list[str]:
    signed, counts = content["signature"], content["counts"]
    counted = f"TP {counts['tp']}, FP {counts['fp']}, FN {counts['fn']}"
    at = f"score >= {signed['score threshold']:.3g} and IoU >= {signed['IoU threshold']:g}"
    answered = f"{signed['images answered']} of {signed['images']} images have an answer"
    lines = [
        f"{signed['predictions']}",
        f"against {signed['reference standard']}",
        f"{answered}, with {signed['annotations of answered images']} annotations",
        f"{counted} at {at} ({signed['thresholds from']})",
    ]
    why = Counter(one["why"].partition(":")[0] for one in content["unanswered"])
    if why:
        said = ", ".join(f"{count} {reason}" for reason, count in why.most_common())
        lines.append(f"Without an answer, and counted in no number: {said}")
    return lines + list(content["remarks"])


def _figures(content: Mapping[str, Any]) -> list[str]:
    from fracview.export.comparison.page import WORDS, interval, number

    return [
        f"{WORDS.get(name, name):<38} {number(one['value']):>11}  {interval(one):<16}  n={one['n']}"
        for name, one in content["figures"].items()
    ]


def _by_region(content: Mapping[str, Any]) -> list[str]:
    heads = ("region", "images", "annotations", *BY_REGION.values())
    rows = [heads] + [
        (
            row["name"],
            str(row["images"]),
            str(row["annotations"]),
            *(_short(row["figures"][name]["value"]) for name in BY_REGION),
        )
        for row in content["by"]["region"]
    ]
    return _columns(rows)


def _against(beside: Mapping[str, Any]) -> list[str]:
    from fracview.export.comparison.page import WORDS, signed

    rows = [("", "first", "second", "second - first")] + [
        (
            WORDS.get(name, name),
            _short(one["first"]["value"]),
            _short(one["second"]["value"]),
            signed(one["second_minus_first"]).replace("–", "-"),
        )
        for name, one in beside["figures"].items()
    ]
    head = f"On the {beside['images']} images that both have answered; second: {beside['second']}"
    return [head, *_columns(rows)]


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]

"""The report as one self-contained HTML page."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined

from fracview.export.comparison.template import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_LISTED = 60
"""Images without an answer that the page lists; metrics.json lists all."""

WORDS = {
    "precision": "precision of boxes",
    "recall": "recall of boxes",
    "f1": "F1 of boxes",
    "fp_per_image": "false positives an image",
    "region_accuracy": "accuracy of the region",
    "sensitivity_by_probability": "sensitivity of images, by probability",
    "specificity_by_probability": "specificity of images, by probability",
    "sensitivity_by_box": "sensitivity of images, by box",
    "specificity_by_box": "specificity of images, by box",
    "average_precision_50": "AP@0.5",
    "average_precision_50_95": "AP@[.5:.95]",
    "average_precision_at_iou": "AP at the IoU threshold",
    "auc_by_probability": "AUC of images, by probability",
    "auc_by_box": "AUC of images, by best score",
    "brier": "Brier score",
    "ece": "expected calibration error",
}
BY_WORDS = {
    "region": "By region (a mixed image is of the region “mixed”)",
    "body part": "By body part shown (a mixed image counts under each part that it shows)",
    "view": "By view",
    "hardware": "By hardware",
    "multiscan": "By multi-scan",
    "part": "By part of the official split",
}
COLUMNS = (
    "precision", "recall", "average_precision_50", "region_accuracy",
    "sensitivity_by_probability", "specificity_by_probability", "auc_by_probability",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One picture of the page: JPEG bytes and a caption."""

    name: str
    caption: str
    jpeg: bytes


def page(content: Mapping[str, Any], charts: Mapping[str, bytes], cases: Sequence[Case]) -> str:
    """HTML text.

    Parameters
    ----------
    content
        What `metrics` gave: the page shows the same numbers.
    charts
        PNG bytes by name.
    cases
        Worst first.
    """
    figures = content["figures"]
    unanswered = content["unanswered"]
    counts = content["counts"] | {
        "images": content["signature"]["images"],
        "answered": content["signature"]["images answered"],
        "unanswered": len(unanswered),
        "annotations": content["signature"]["annotations of answered images"],
    }
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(TEMPLATE).render(
        signature=content["signature"],
        counts=counts,
        figures=[_figure(name, one) for name, one in figures.items()],
        tables=[_table(by, rows) for by, rows in content["by"].items() if _tells_apart(rows)],
        charts=[{"alt": name.replace("_", " "), "data": _base64(png)} for name, png in charts.items()],
        cases=[{"name": one.name, "caption": one.caption, "data": _base64(one.jpeg)} for one in cases],
        remarks=content["remarks"],
        against=_against(content.get("against")),
        unanswered=unanswered[:MOST_LISTED],
        unanswered_more=max(0, len(unanswered) - MOST_LISTED),
        notes=_notes(content["data_report"]),
    )


def number(value: float | None) -> str:
    """Three decimals, or what stands for an undefined number."""
    return "not defined" if value is None else f"{value:.3f}"


def signed(value: float | None) -> str:
    """``+0.012``; a dash where one of the two is not defined."""
    return "–" if value is None else f"{value:+.3f}"


def interval(one: Mapping[str, Any]) -> str:
    """``0.701 to 0.822``; "" where none was reckoned."""
    return "" if one["low"] is None or one["high"] is None else f"{one['low']:.3f} to {one['high']:.3f}"


def _tells_apart(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether anything is known that divides the images; the first row is of all."""
    return len(rows) > 2 and bool({row["name"] for row in rows[1:]} - {"unknown", "no part"})


def _figure(name: str, one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": WORDS.get(name, name.replace("_", " ")),
        "value": number(one["value"]),
        "interval": interval(one),
        "n": one["n"],
        "protocol": one["protocol"],
    }


def _table(by: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One row a stratum; a cell is plain, or says value, interval and n."""
    columns = [name for name in COLUMNS if any(name in row["figures"] for row in rows)]
    heads = ["", "images", "no answer", "annotations", *(WORDS[name] for name in columns)]
    return {
        "title": BY_WORDS.get(by, f"By {by}"),
        "heads": heads,
        "rows": [
            [row["name"], row["images"], row["unanswered"], row["annotations"]]
            + [_cell(row["figures"][name]) for name in columns]
            for row in rows
        ],
    }


def _cell(one: Mapping[str, Any]) -> dict[str, str]:
    """The value, and in small what belongs to it."""
    if one["value"] is None:
        return {"value": "–", "small": f"n={one['n']}"}
    ends = f"{one['low']:.2f} to {one['high']:.2f}, " if interval(one) else ""
    return {"value": number(one["value"]), "small": f"{ends}n={one['n']}"}


def _against(beside: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if beside is None:
        return None
    rows = [
        {
            "name": WORDS.get(name, name),
            "first": _cell(one["first"]),
            "second": _cell(one["second"]),
            "difference": signed(one["second_minus_first"]),
        }
        for name, one in beside["figures"].items()
    ]
    counts = {
        "annotations found by": "annotations_found_by",
        "images called right by": "images_called_right_by",
    }
    whose = [{"name": name, "counts": beside[key]} for name, key in counts.items()]
    return {**{key: beside[key] for key in ("first", "second", "images")}, "rows": rows, "whose": whose}


def _notes(notes: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """One line a kind, with its first note as an example."""
    counts = Counter(one["kind"] for one in notes)
    first = {one["kind"]: one["text"] for one in reversed(notes)}
    return [{"kind": kind, "count": count, "text": first[kind]} for kind, count in counts.items()]


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")

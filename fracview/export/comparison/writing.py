"""Write a comparison into a folder: all of it, or nothing where the folder holds something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fracview.core.comparison import reliability
from fracview.core.errors import ExportError
from fracview.export.aside import PART_PREFIX, cannot_write, check_writable, part_path, put_in_place
from fracview.export.comparison.beside import beside
from fracview.export.comparison.cases import cases
from fracview.export.comparison.charts import as_bytes, charts, curves_of
from fracview.export.comparison.metrics import BOOTSTRAP, metrics
from fracview.export.comparison.page import page
from fracview.export.comparison.signature import signature
from fracview.export.comparison.tables import per_box, per_image

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from fracview.export.comparison.signature import Side

METRICS, PAGE, AGAINST = "metrics.json", "report.html", "against"
CHARTS = ("precision_recall", "froc", "roc", "reliability", "confusion_fracture", "confusion_region")
KINDS = ("png", "svg")
OWN = frozenset(
    [METRICS, PAGE, "per_box.csv", "per_image.csv", *(f"{name}.{kind}" for name in CHARTS for kind in KINDS)]
)
MARK = "\N{BYTE ORDER MARK}"

Display = Callable[[str], "NDArray[np.uint8] | None"]
"""The display image of an image's name; None where it cannot be had."""


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds what no comparison has written: it stays as it is.

    Raises
    ------
    ExportError
        Reason ``not_empty``, ``not_a_folder`` or ``not_writable``.
    """
    try:
        is_folder, is_there = folder.is_dir(), folder.exists()
        stranger = next(_strangers(folder), None) if is_folder else None
    except OSError as error:
        raise cannot_write(folder, error) from error
    if is_there and not is_folder:
        raise ExportError("is no folder.", reason="not_a_folder", path=folder, cure="Name another --out.")
    if stranger is not None:
        message = f"holds other files already, such as {stranger}."
        cure = "Name an empty or a new folder with --out, or one that holds an earlier comparison."
        raise ExportError(message, reason="not_empty", path=folder, cure=cure)
    check_writable(folder)


def _strangers(folder: Path, inside: str = "") -> Iterator[str]:
    for one in sorted(folder.iterdir()):
        if one.is_dir() and one.name == AGAINST and not inside:
            yield from _strangers(one, f"{AGAINST}/")
        elif one.is_dir() or not (one.name in OWN or one.name.startswith(PART_PREFIX)):
            yield inside + one.name


def write_comparison(
    folder: Path, side: Side, display: Display, bootstrap: int = BOOTSTRAP, against: Side | None = None
) -> dict[str, Any]:
    """Write every file and return the content of metrics.json.

    Parameters
    ----------
    folder
        Made where it is not there. Every file is finished aside before the first of an earlier comparison is
        replaced.
    display
        Where the pictures of the cases come from.
    bootstrap
        See `metrics`.
    against
        A second side of the same reference standard: a folder ``against`` with its own files, and both beside
        each other in the first's.

    Raises
    ------
    ExportError
        The folder holds other things, or cannot be written to.
    """
    check_folder(folder)
    compared = beside(side, against, bootstrap) if against else None
    content, files = _made(side, display, bootstrap, compared)
    if against:
        _, second = _made(against, display, bootstrap, None)
        files |= {f"{AGAINST}/{name}": data for name, data in second.items()}
    _write(folder, files)
    return content


def _made(
    side: Side, display: Display, bootstrap: int, compared: Mapping[str, Any] | None
) -> tuple[dict[str, Any], dict[str, bytes]]:
    evaluation, snapshot = side.evaluation, side.snapshot()
    content = metrics(side, signature(side), evaluation.reference.notes, bootstrap)
    if compared is not None:
        content["against"] = compared
    drawn = _charts(side)
    texts = {
        "per_box.csv": MARK + per_box(evaluation, snapshot),
        "per_image.csv": MARK + per_image(evaluation, snapshot),
    }
    pngs = {name: as_bytes(chart, "png") for name, chart in drawn.items()}
    files = {f"{name}.png": png for name, png in pngs.items()}
    files |= {f"{name}.svg": as_bytes(chart, "svg") for name, chart in drawn.items()}
    texts[PAGE] = page(content, pngs, cases(side, display))
    texts[METRICS] = json.dumps(content, indent=1, allow_nan=False) + "\n"
    return content, files | {name: text.encode(errors="backslashreplace") for name, text in texts.items()}


def _charts(side: Side) -> dict[str, Any]:
    snapshot, thresholds = side.snapshot(), side.thresholds
    return charts(
        curves_of(side.evaluation, thresholds.iou),
        {
            "confusion_fracture": snapshot.fracture_confusion,
            "confusion_region": snapshot.region_confusion,
        },
        reliability(side.evaluation),
        thresholds.score,
        thresholds.fracture,
    )


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    parts: dict[Path, Path] = {}
    try:
        for name, content in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            parts[target] = part_path(target)
            parts[target].write_bytes(content)
    except OSError as error:
        for part in parts.values():
            part.unlink(missing_ok=True)
        raise cannot_write(folder, error) from error
    for target, part in parts.items():
        put_in_place(part, target)
    _remove_earlier(folder, files)


def _remove_earlier(folder: Path, files: Mapping[str, bytes]) -> None:
    """Take away what an earlier comparison wrote and this one did not: it would be read as of this one."""
    second = folder / AGAINST
    for name in (*OWN, *(f"{AGAINST}/{name}" for name in OWN)):
        if name not in files:
            (folder / name).unlink(missing_ok=True)
    if second.is_dir() and not any(second.iterdir()):
        second.rmdir()

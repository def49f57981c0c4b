"""Write a comparison into a folder: all of it, or nothing where the folder holds something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.core.comparison import QUEUES, reliability
from fracview.core.errors import ExportError
from fracview.export.aside import cannot_write, part_path, put_in_place
from fracview.export.comparison.charts import as_bytes, charts, curves_of
from fracview.export.comparison.metrics import BOOTSTRAP, metrics
from fracview.export.comparison.page import Case, page
from fracview.export.comparison.pictures import case_png
from fracview.export.comparison.tables import per_box, per_image

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from fracview.core.annotation import DataNote
    from fracview.core.comparison import Evaluation, Snapshot
    from fracview.export.comparison.signature import Thresholds

METRICS, PAGE = "metrics.json", "report.html"
OWN = (
    METRICS, PAGE, "per_box.csv", "per_image.csv",
    *(f"{name}.{kind}" for name in (
        "precision_recall", "froc", "roc", "reliability", "confusion_fracture", "confusion_region",
    ) for kind in ("png", "svg")),
)  # fmt: skip
CASES = 12
"""Pictures in the report."""

Display = Callable[[str], "NDArray[np.uint8] | None"]
"""The display image of an image's name; None where it cannot be had."""


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds what no comparison has written: it stays as it is.

    Raises
    ------
    ExportError
        Reason ``not_empty`` or ``not_a_folder``.
    """
    if folder.exists() and not folder.is_dir():
        raise ExportError("is no folder.", reason="not_a_folder", path=folder, cure="Name another --out.")
    strangers = sorted(one.name for one in folder.iterdir() if one.name not in OWN) if folder.is_dir() else []
    if strangers:
        message = f"holds other files already, such as {strangers[0]}."
        cure = "Name an empty or a new folder with --out, or one that holds an earlier comparison."
        raise ExportError(message, reason="not_empty", path=folder, cure=cure)


def write_comparison(
    folder: Path,
    evaluation: Evaluation,
    thresholds: Thresholds,
    signature: Mapping[str, Any],
    notes: Sequence[DataNote],
    display: Display,
    bootstrap: int = BOOTSTRAP,
) -> dict[str, Any]:
    """Write every file and return the content of metrics.json.

    Parameters
    ----------
    folder
        Made where it is not there; files of an earlier comparison are replaced one by one.
    display
        Where the pictures of the cases come from.
    bootstrap
        See `metrics`.

    Raises
    ------
    ExportError
        The folder holds other things, or cannot be written to.
    """
    check_folder(folder)
    snapshot = evaluation.at(thresholds.score, thresholds.iou, fracture_threshold=thresholds.fracture)
    content = metrics(evaluation, thresholds, signature, notes, bootstrap)
    drawn = _charts(evaluation, snapshot, thresholds)
    cases = _cases(evaluation, snapshot, display)
    files: dict[str, bytes] = {
        "per_box.csv": per_box(evaluation, snapshot).encode(),
        "per_image.csv": per_image(evaluation, snapshot).encode(),
    }
    pngs = {name: as_bytes(chart, "png") for name, chart in drawn.items()}
    files |= {f"{name}.png": png for name, png in pngs.items()}
    files |= {f"{name}.svg": as_bytes(chart, "svg") for name, chart in drawn.items()}
    said = f"The {len(cases)} worst disagreements first."
    files[PAGE] = page(content, pngs, cases, said).encode()
    files[METRICS] = (json.dumps(content, indent=1, allow_nan=False) + "\n").encode()
    _write(folder, files)
    return content


def _charts(evaluation: Evaluation, snapshot: Snapshot, thresholds: Thresholds) -> dict[str, Any]:
    matrices = {
        "confusion_fracture": snapshot.fracture_confusion,
        "confusion_region": snapshot.region_confusion,
    }
    calibrated = reliability(evaluation)
    return charts(
        curves_of(evaluation, thresholds.iou),
        {name: one for name, one in matrices.items() if one.n},
        calibrated if np.asarray(calibrated.counts).sum() else None,
        thresholds.score,
    )


def _cases(evaluation: Evaluation, snapshot: Snapshot, display: Display) -> list[Case]:
    made: list[Case] = []
    for index in QUEUES["worst_disagreement"](evaluation, snapshot):
        if len(made) == CASES:
            break
        image = evaluation.images[int(index)]
        pixels = display(image.annotated.name)
        if pixels is None:
            continue
        png = case_png(pixels, evaluation, snapshot, int(index))
        made.append(Case(image.annotated.name, _caption(snapshot, evaluation, int(index)), png))
    return made


def _caption(snapshot: Snapshot, evaluation: Evaluation, index: int) -> str:
    image, rows = evaluation.images[index], snapshot.image_rows()
    label = "fractured" if image.annotated.fractured else "not fractured"
    probability = float(rows.probability[index])
    said = "" if np.isnan(probability) else f", probability said {probability:.2f}"
    counts = f"TP {int(rows.tp[index])}, FP {int(rows.fp[index])}, FN {int(rows.fn[index])}"
    return f"{image.annotated.name}: reference {label}{said}; {counts}"


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            target = folder / name
            part = part_path(target)
            part.write_bytes(content)
            put_in_place(part, target)
        for name in set(OWN) - set(files):  # of an earlier comparison, and of nothing that is here now
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error

"""A comparison on paper, from the page: what ``fracview compare`` writes, at the sliders' thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from fracview.core.comparison import Evaluation
from fracview.core.errors import FracViewError, ReadingError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.annotation import ReferenceStandard
    from fracview.core.prediction import Predictions
    from fracview.export.comparison.signature import Side
    from fracview.ui.compare.mode import CompareMode
    from fracview.ui.compare.state import State

SAID = "the sliders of the comparison page"
NOTHING = "There is no comparison to save: open a reference standard and predictions first."
_OWN_CURE = {
    "not_empty": "Choose an empty or a new folder, or one that holds an earlier comparison.",
    "not_a_folder": "Choose a folder.",
}


@dataclass(frozen=True, eq=False, slots=True)
class Report:
    """What is to be written.

    Attributes
    ----------
    reference, predictions, second
        The comparison; `second` is None without second predictions.
    state
        Its thresholds, for both sides.
    bootstrap
        Resamplings of the intervals on the page.
    paths
        Image files by name.
    """

    reference: ReferenceStandard
    predictions: Predictions
    second: Predictions | None
    state: State
    bootstrap: int
    paths: Mapping[str, Path]


def write(report: Report, folder: Path) -> Path:
    """Write it; long, and not on the GUI thread. Returns `folder`.

    Raises
    ------
    ExportError
        The folder holds other things, or cannot be written to.
    """
    from fracview.export.comparison.writing import write_comparison
    from fracview.reading import read

    def display(name: str) -> NDArray[np.uint8] | None:
        try:
            return read(report.paths[name]).display_image() if name in report.paths else None
        except ReadingError:
            return None

    against = _side(report, report.second) if report.second is not None else None
    write_comparison(folder, _side(report, report.predictions), display, report.bootstrap, against)
    return folder


def _side(report: Report, predictions: Predictions) -> Side:
    from fracview.export.comparison.signature import Side, Thresholds

    state = report.state
    thresholds = Thresholds(state.score, state.iou, state.probability, SAID)
    return Side(Evaluation(report.reference, predictions, state.probability), thresholds)


def ask(mode: CompareMode) -> None:
    """Let the reader choose a folder, and write into it."""
    if mode.session.report() is None:
        mode.window.status.show_message(NOTHING)
        return
    dialog = QFileDialog(mode.window, "Save the comparison report into a folder")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: save(mode, Path(name)))
    dialog.open()


def save(mode: CompareMode, folder: Path) -> None:
    """Write on a thread of its own; what came of it stands in the status bar."""
    report = mode.session.report()
    if report is None:
        mode.window.status.show_message(NOTHING)
        return
    mode.set_saving(True)
    mode.window.status.show_message(f"Writing the comparison report to {folder} ...")

    def written(where: Path) -> None:
        mode.set_saving(False)
        mode.window.status.show_message(f"Comparison report saved: {where}")

    def refused(error: Exception) -> None:
        mode.set_saving(False)
        sentence, details = refusal(folder, error)
        mode.window.status.show_message(sentence, details, warn=True)

    mode.writing.submit(lambda: write(report, folder), written, refused)


def refusal(folder: Path, error: Exception) -> tuple[str, str]:
    """One sentence, and the details behind it; the cure is that of the page, not of a command line."""
    if not isinstance(error, FracViewError):
        return (
            "Report not saved: something unforeseen went wrong.",
            f"{type(error).__name__}: {error}",
        )
    sentence = f"Report not saved: {folder.name or folder} {error.message}"
    where = error.path or folder
    cure = _OWN_CURE.get(error.reason, error.cure)
    return sentence, f"{where}: {error.message} {cure}".rstrip()

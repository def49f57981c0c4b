"""The door from the window to the comparison: light, so that the launch pays nothing for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fracview.ui.compare.mode import CompareMode
    from fracview.ui.main_window import MainWindow


def mode_of(window: MainWindow) -> CompareMode:
    """The window's comparison; made when it is first asked for."""
    if window.compare is None:
        from fracview.ui.compare.mode import CompareMode

        window.compare = CompareMode(window)
    return window.compare


def toggle(window: MainWindow) -> None:
    """Read, or compare."""
    mode_of(window).set_on(window.actions_by_id["compare"].isChecked())


def ask_for_reference(window: MainWindow) -> None:
    """Let the reader choose a reference standard; one file of a folder stands for the folder."""
    from fracview.ui.compare.files import FILTER

    title = "Open a reference standard: dataset.csv of FracAtlas, a JSON, or one .txt or .xml of a folder"
    _ask(window, title, FILTER, lambda path: open_reference(window, path))


def ask_for_predictions(window: MainWindow) -> None:
    """Let the reader choose another product's answers."""
    from fracview.ui.compare.files import PREDICTIONS_FILTER

    title = "Open predictions: COCO results, records of this program, or one .txt of a YOLO folder"
    _ask(window, title, PREDICTIONS_FILTER, lambda path: open_predictions(window, path))


def ask_for_second(window: MainWindow) -> None:
    """Let the reader choose second predictions, to stand beside the first."""
    from fracview.ui.compare.files import PREDICTIONS_FILTER

    title = "Open second predictions: COCO results, records of this program, or one .txt of a YOLO folder"
    _ask(window, title, PREDICTIONS_FILTER, lambda path: open_second(window, path))


def save_report(window: MainWindow) -> None:
    """Let the reader choose a folder, and write the comparison that is shown into it."""
    from fracview.ui.compare.saving import ask

    ask(mode_of(window))


def dropped(window: MainWindow, paths: Sequence[Path]) -> None:
    """Open what was dropped: on the page, annotations and predictions as such; all else as everywhere."""
    from fracview.ui.opening import open_paths

    mode = window.compare
    if mode is None or not mode.is_on or len(paths) != 1:
        open_paths(window, paths)
        return
    (path,) = paths

    def open_as(kind: str) -> None:
        if kind == "reference":
            open_reference(window, path)
        elif kind == "predictions":
            open_predictions(window, path)
        else:
            open_paths(window, paths)

    mode.session.classify(path, open_as)


def open_second(window: MainWindow, path: Path) -> None:
    """Open second predictions by their file, or a folder of YOLO files, and show the page."""
    mode_of(window).session.open_second(path)
    _show(window)


def open_reference(window: MainWindow, path: Path) -> None:
    """Open a reference standard by a file of it, or its folder, and show the page."""
    from fracview.ui.compare.files import source_of

    mode_of(window).open_reference(source_of(path))
    _show(window)


def open_predictions(window: MainWindow, path: Path) -> None:
    """Open predictions by their file, or a folder of YOLO files, and show the page."""
    mode_of(window).session.open_predictions(path)
    _show(window)


def _show(window: MainWindow) -> None:
    window.actions_by_id["compare"].setChecked(True)
    toggle(window)


def _ask(window: MainWindow, title: str, names: str, then: Callable[[Path], None]) -> None:
    dialog = QFileDialog(window, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(names)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    dialog.open()

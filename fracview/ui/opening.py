"""Ways to open files: dialogs, the samples, what was open before, what is dropped on the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from fracview.review.paths import config_dir
from fracview.review.recent import add_recent, clear_recent, load_recent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QMenu

    from fracview.ui.main_window import MainWindow

RECENT = "recent.json"


def open_paths(window: MainWindow, paths: Sequence[Path]) -> None:
    """Open these, and remember the first for next time."""
    window.findings.commit_comment()
    window.session.open(paths)
    if len(paths) == 1:
        path = paths[0].absolute()
        window.background_work.submit(lambda: add_recent(config_dir() / RECENT, path), lambda _: None)


def ask_for_files(window: MainWindow) -> None:
    """Let the reader choose files."""
    _ask(window, QFileDialog.FileMode.ExistingFiles, "Open radiographs")


def ask_for_folder(window: MainWindow) -> None:
    """Let the reader choose a folder."""
    _ask(window, QFileDialog.FileMode.Directory, "Open a folder of radiographs")


def open_samples(window: MainWindow) -> None:
    """Open what ships with FracView."""
    from fracview.core.resources import resources_dir

    open_paths(window, [resources_dir() / "samples"])


def dropped_paths(data: QMimeData) -> list[Path]:
    """Files and folders of this machine among what is dropped."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def fill_recent_menu(window: MainWindow, menu: QMenu) -> None:
    """What was open before, newest first; made anew each time the menu opens."""
    menu.clear()
    recent = load_recent(config_dir() / RECENT)
    for path in recent:
        text = str(path).replace("&", "&&")
        menu.addAction(text).triggered.connect(lambda _=False, path=path: open_paths(window, [path]))
    if recent:
        menu.addSeparator()
        menu.addAction("Forget these").triggered.connect(lambda: clear_recent(config_dir() / RECENT))
    else:
        menu.addAction("Nothing was opened yet").setEnabled(False)


def _ask(window: MainWindow, mode: QFileDialog.FileMode, title: str) -> None:
    dialog = QFileDialog(window, title)
    dialog.setFileMode(mode)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda names: open_paths(window, [Path(name) for name in names]))
    dialog.open()

"""Verdicts that the store would not take: a reader decides what becomes of them before the window closes."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.core.verdict import VerdictEntry
    from fracview.ui.main_window import MainWindow


def ask_about_unsaved(window: MainWindow) -> None:
    """Save them elsewhere, try again, stay, or lose them; staying is what happens by itself."""
    unsaved = window.session.verdicts.unsaved
    box = QMessageBox(window)
    box.setObjectName("unsaved_dialog")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    count = "1 verdict is" if len(unsaved) == 1 else f"{len(unsaved)} verdicts are"
    box.setText(f"{count} not saved.")
    box.setInformativeText(window.session.verdicts.shown(*_of(unsaved[-1])).problem)
    elsewhere = box.addButton("Save them to a file", QMessageBox.ButtonRole.AcceptRole)
    lose = box.addButton("Quit and lose them", QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton("Keep FracView open", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    elsewhere.clicked.connect(lambda: _save_elsewhere(window, unsaved))
    lose.clicked.connect(window.quit_for_certain)
    box.open()


def write_verdicts(path: Path, entries: Sequence[VerdictEntry]) -> None:
    """One JSON object a line, every field of a verdict; never over a file that is there."""
    with path.open("x", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(entry)) + "\n" for entry in entries)


def _save_elsewhere(window: MainWindow, unsaved: Sequence[VerdictEntry]) -> None:
    dialog = QFileDialog(window, "Save verdicts", "verdicts.jsonl", "JSON lines (*.jsonl)")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("jsonl")
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: _write_and_quit(window, Path(name), unsaved))
    dialog.open()


def _write_and_quit(window: MainWindow, path: Path, unsaved: Sequence[VerdictEntry]) -> None:
    try:
        write_verdicts(path, unsaved)
    except OSError as error:
        reason = "there is a file of that name" if isinstance(error, FileExistsError) else error.strerror
        window.status.show_message(f"The verdicts were not saved there: {reason}.", warn=True)
        return
    window.quit_for_certain()


def _of(entry: VerdictEntry) -> tuple[tuple[str, int], str]:
    return (entry.sha256, entry.frame), ""

"""What the store would not take of a reader: who decides what becomes of it before the window closes."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from fracview.core.impression import ImpressionEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.core.verdict import VerdictEntry
    from fracview.ui.main_window import MainWindow

    Word = VerdictEntry | ImpressionEntry


def ask_about_unsaved(window: MainWindow) -> None:
    """Save them elsewhere, try again, stay, or lose them; staying is what happens by itself."""
    unsaved = window.session.said.unsaved
    box = QMessageBox(window)
    box.setObjectName("unsaved_dialog")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"{unsaved_words(unsaved)} not saved.")
    box.setInformativeText(window.session.said.problem)
    elsewhere = box.addButton("Save them to a file", QMessageBox.ButtonRole.AcceptRole)
    lose = box.addButton("Quit and lose them", QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton("Keep FracView open", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    elsewhere.clicked.connect(lambda: _save_elsewhere(window, unsaved))
    lose.clicked.connect(window.quit_for_certain)
    box.open()


def unsaved_words(unsaved: Sequence[Word]) -> str:
    """``2 verdicts and 1 first impression are``, to go on with what they are not; "" for none."""
    impressions = sum(isinstance(one, ImpressionEntry) for one in unsaved)
    counts = ((len(unsaved) - impressions, "verdict"), (impressions, "first impression"))
    parts = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count]
    return f"{' and '.join(parts)} {'is' if len(unsaved) == 1 else 'are'}" if parts else ""


def saved_words(before: str) -> str:
    """That it is over, once nothing is left of what `unsaved_words` said."""
    kinds = [kind for kind in ("verdict", "first impression") if kind in before]
    return f"Every {' and '.join(kinds)} is saved."


def write_words(path: Path, entries: Sequence[Word]) -> None:
    """One JSON object a line, every field of what was said; never over a file that is there."""
    with path.open("x", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(entry)) + "\n" for entry in entries)


def _save_elsewhere(window: MainWindow, unsaved: Sequence[Word]) -> None:
    dialog = QFileDialog(window, "Save verdicts", "verdicts.jsonl", "JSON lines (*.jsonl)")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("jsonl")
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: _write_and_quit(window, Path(name), unsaved))
    dialog.open()


def _write_and_quit(window: MainWindow, path: Path, unsaved: Sequence[Word]) -> None:
    try:
        write_words(path, unsaved)
    except OSError as error:
        reason = "there is a file of that name" if isinstance(error, FileExistsError) else error.strerror
        window.status.show_message(f"They were not saved there: {reason}.", warn=True)
        return
    window.quit_for_certain()

"""What to write out, where, and how far that is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from fracview.ui.batch.kinds import KINDS
from fracview.ui.batch.section import Section, add, button, check, row, thin_bar
from fracview.ui.batch.words import error_words, not_drawn_words, written_words
from fracview.ui.dialogs.path_field import PathField
from fracview.ui.labels import breakable, set_role, set_text, text_label
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fracview.ui.batch.exporting import Written

COLUMNS = 4
USUAL = ("frames", "summary")
"""Ticked in a new window."""
WRITE = "Write what is ticked into the folder"
ONCE_ENDED = "Once the run has ended"
IDENTIFIERS = (
    "Tables and records then name the patients, as the files do: keep them where the radiographs are kept. "
    "COCO files, the summary and pictures never do."
)
WITHOUT = "Names, numbers and dates of patients are left out. File names stand in the tables as they are."


class OutputPart(Section):
    """Says what the reader wants written.

    Signals
    -------
    save_asked, cancel_asked
        The buttons.
    """

    save_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("batch_output", "Output", parent)
        self.kinds = {name: check(f"batch_kind_{name}", kind.text, kind.tip) for name, kind in KINDS.items()}
        self.identifiers = check("batch_identifiers", "With patient identifiers", IDENTIFIERS)
        self._meaning = text_label("batch_identifiers_meaning", "muted")
        self._folder = PathField("batch_folder", "Folder to write into", folder=True)
        self._save = button("batch_save", "Write", WRITE)
        self._cancel = button("batch_save_cancel", "Cancel", "Leave every file as it was")
        self.said = text_label("batch_save_said", "muted")
        self.bar = thin_bar("batch_save_bar")
        self._is_writing = self._has_roots = self._is_locked = False
        self._lay_out()
        self._save.clicked.connect(self.save_asked)
        self._cancel.clicked.connect(self.cancel_asked)
        self.identifiers.toggled.connect(self._say_meaning)
        self._folder.changed.connect(self._enable)
        for box in self.kinds.values():
            box.toggled.connect(self._enable)
        for name in USUAL:
            self.kinds[name].setChecked(True)
        self._say_meaning(False)
        self._enable()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        for number, box in enumerate(self.kinds.values()):
            grid.addWidget(box, number // COLUMNS, number % COLUMNS)
        grid.setColumnStretch(COLUMNS, 1)
        self.bar.hide()
        self._cancel.hide()
        add(
            self.column,
            grid,
            self.identifiers,
            self._meaning,
            self._folder,
            row(self._save, self._cancel, self.said, stretch_last=True),
            self.bar,
        )

    @property
    def folder(self) -> Path | None:
        """Where to; None until it is chosen."""
        return Path(self._folder.path) if self._folder.path else None

    @property
    def wanted(self) -> frozenset[str]:
        """Keys of `KINDS` that are ticked."""
        return frozenset(name for name, box in self.kinds.items() if box.isChecked())

    def show_roots(self, there_are_any: bool) -> None:
        """Whether there is anything to write of."""
        self._has_roots = there_are_any
        self._enable()

    def set_locked(self, locked: bool) -> None:
        """While a run is at work, its results are not all there yet."""
        self._is_locked = locked
        self._save.setToolTip(ONCE_ENDED if locked else WRITE)
        self._enable()

    def show_folder(self, path: Path) -> None:
        """Write a folder into the field."""
        self._folder.show_path(str(path))

    def show_begun(self) -> None:
        """It is being written."""
        self._set_writing(True)
        self.bar.setRange(0, 1)
        self.bar.setValue(0)
        self._say("Opening the networks and the store.")

    def show_written(self, written: Written) -> None:
        """How far it is, or that it is in place."""
        self.bar.setRange(0, max(1, written.found))
        self.bar.setValue(written.done)
        warn = not_drawn_words(written.not_drawn) if written.is_over else ""
        self._say(" ".join(part for part in (written_words(written), warn) if part), warn=bool(warn))
        if written.is_over:
            self._set_writing(False)

    def show_cancelled(self) -> None:
        """The reader has stopped it."""
        self._set_writing(False)
        self._say("Stopped: no table was written, and what was there stays. Pictures that are drawn stay.")

    def show_refused(self, error: Exception) -> None:
        """What ended it, in one sentence; the details in the tooltip."""
        self._set_writing(False)
        sentence, details = error_words(error)
        self._say(f"Not written: {sentence}", details, warn=True)

    def _say(self, sentence: str, tip: str = "", *, warn: bool = False) -> None:
        set_role(self.said, "warn" if warn else "muted")
        self.said.setText(breakable(sentence))
        self.said.setToolTip(tip)

    def _set_writing(self, writing: bool) -> None:
        self._is_writing = writing
        self.bar.setVisible(writing)
        self._cancel.setVisible(writing)
        self._save.setVisible(not writing)
        self._enable()

    def _enable(self) -> None:
        possible = self._has_roots and bool(self.wanted) and self.folder is not None
        self._save.setEnabled(possible and not self._is_writing and not self._is_locked)
        for part in (*self.kinds.values(), self.identifiers, self._folder):
            part.setEnabled(not self._is_writing)

    def _say_meaning(self, wanted: bool) -> None:
        set_role(self._meaning, "warn" if wanted else "muted")
        set_text(self._meaning, IDENTIFIERS if wanted else WITHOUT)

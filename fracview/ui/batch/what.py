"""What a batch runs over and how: paths, options, store and networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSpinBox, QVBoxLayout

from fracview.review.batch.job import BatchOptions
from fracview.ui.batch.roots import RootList
from fracview.ui.batch.run import Request
from fracview.ui.batch.section import Section, add, button, check, row
from fracview.ui.elided import ElidedLabel
from fracview.ui.labels import set_role
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

MOST_TOGETHER = 64


class WhatPart(Section):
    """Everything that is chosen before a run.

    Signals
    -------
    roots_changed
        There are other paths than before.
    folder_asked, files_asked
        The buttons that add.
    """

    roots_changed = Signal()
    folder_asked = Signal()
    files_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("batch_what", "What to run over", parent)
        self.roots = RootList()
        self._folder = button("batch_add_folder", "Add folder…", "Add a folder with all below it")
        self._files = button("batch_add_files", "Add files…", "Add single files")
        self._remove = button(
            "batch_remove", "Remove", "Take what is selected out of the list; the files themselves stay"
        )
        self._batch = QSpinBox()
        self._batch.setObjectName("batch_size")
        self._batch.setAccessibleName("Frames in one pass of the networks")
        self._batch.setToolTip("More are faster on a GPU, and need more memory")
        self._batch.setRange(1, MOST_TOGETHER)
        self._batch.setValue(BatchOptions().batch)
        self._watch = check(
            "batch_watch", "Watch for new files", "Go on after the last file, and analyse what arrives later"
        )
        self._anyway = check(
            "batch_run_anyway",
            "Also run on what is asked about first",
            "Files that name another body part or technique; such results are kept apart",
        )
        self._gate = check(
            "batch_ignore_gate",
            "Answer out of scope too",
            "Findings also where a radiograph looks out of scope; such results are kept apart",
        )
        self.networks, self.provider, self.store = ElidedLabel(), ElidedLabel(), ElidedLabel()
        self._lay_out()
        self._folder.clicked.connect(self.folder_asked)
        self._files.clicked.connect(self.files_asked)
        self._remove.clicked.connect(self.roots.remove_chosen)
        self.roots.itemSelectionChanged.connect(self._enable_remove)
        self.roots.changed.connect(self.roots_changed)
        self._enable_remove()

    def _lay_out(self) -> None:
        self.store.setObjectName("batch_store")
        self.networks.setObjectName("batch_networks")
        self.provider.setObjectName("batch_provider")
        for label in (self.networks, self.provider, self.store):
            set_role(label, "muted")
        caption = QLabel("Frames in one pass")
        caption.setBuddy(self._batch)
        options = QGridLayout()
        options.setContentsMargins(0, 0, 0, 0)
        options.setHorizontalSpacing(3 * GRID)
        options.setVerticalSpacing(GRID // 2)
        options.addWidget(self._watch, 0, 0)
        options.addWidget(self._anyway, 0, 1)
        options.addLayout(row(caption, self._batch), 1, 0)
        options.addWidget(self._gate, 1, 1)
        options.setColumnStretch(2, 1)
        using = QVBoxLayout()
        using.setSpacing(GRID // 2)
        add(using, self.networks, self.provider, self.store)
        add(self.column, self.roots, row(self._folder, self._files, self._remove), options, using)

    @property
    def request(self) -> Request:
        """What is chosen now."""
        options = BatchOptions(
            batch=self._batch.value(),
            watch=self._watch.isChecked(),
            run_anyway=self._anyway.isChecked(),
            ignore_gate=self._gate.isChecked(),
        )
        return Request(self.roots.paths, options)

    def show_store(self, path: Path) -> None:
        """Name the store that is used."""
        self.store.show_text(f"Store: {path}")

    def show_networks(self, networks: str, tip: str = "", provider: str = "") -> None:
        """Name the networks, and the provider that really runs them."""
        self.networks.show_text(networks, tip)
        self.provider.show_text(provider, tip)
        self.provider.setVisible(bool(provider))

    def set_locked(self, locked: bool) -> None:
        """While a run is under way it is over what it began with."""
        for part in (
            self.roots,
            self._folder,
            self._files,
            self._batch,
            self._watch,
            self._anyway,
            self._gate,
        ):
            part.setEnabled(not locked)
        self._enable_remove()

    def _enable_remove(self) -> None:
        self._remove.setEnabled(self.roots.isEnabled() and bool(self.roots.selectedItems()))

"""Settings: a form and the keys; what it hands back is a new frozen `Settings`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QWidget

from fracview.ui.dialogs.key_book import KeyBook
from fracview.ui.dialogs.key_editor import KeyEditor
from fracview.ui.dialogs.parts import dialog_layout
from fracview.ui.dialogs.settings_form import SettingsForm

if TYPE_CHECKING:
    from fracview.review.settings import Settings

_BUTTON = QDialogButtonBox.StandardButton


class SettingsDialog(QDialog):
    """Edits a copy of the settings; show it with ``open()``, Esc leaves everything as it was.

    Parameters
    ----------
    settings
        What the fields show at first.

    Signals
    -------
    settings_changed
        The new `Settings`, once, when OK was pressed and something is another.
    """

    settings_changed = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        layout = dialog_layout(self, "Settings", "settings_dialog")
        self._form = SettingsForm(self)
        self._keys = KeyEditor(self)
        self._keys.changed.connect(self._allow)
        self._tabs = QTabWidget(self)
        self._tabs.setObjectName("settings_tabs")
        self._tabs.addTab(self._form, "General")
        self._tabs.addTab(self._keys, "Keys")
        layout.addWidget(self._tabs, 1)
        layout.addWidget(self._buttons())
        self.resize(720, 600)
        self.show_settings(settings)

    def show_settings(self, settings: Settings) -> None:
        """Fill the fields; what OK hands back starts from here."""
        self._settings = settings
        self._fill(settings)

    def accept(self) -> None:
        """Hand the settings over; keys in conflict are shown instead and nothing is handed over."""
        if self._keys.book.problems():
            self._tabs.setCurrentWidget(self._keys)
            return
        book = self._keys.book
        new = replace(self._settings, **self._form.values(), key_scheme=book.scheme, keys=book.own)
        super().accept()
        if new != self._settings:
            self.settings_changed.emit(new)

    def _fill(self, settings: Settings) -> None:
        self._form.show_settings(settings)
        self._keys.show_keys(KeyBook(settings.key_scheme, settings.keys))
        self._allow()

    def _allow(self) -> None:
        """OK only while no keys are in conflict."""
        problems = self._keys.book.problems()
        button = self._box.button(_BUTTON.Ok)
        button.setEnabled(not problems)
        button.setToolTip("Settle the conflict of keys first" if problems else "")
        self._tabs.setTabText(self._tabs.indexOf(self._keys), "Keys: conflict" if problems else "Keys")

    def _buttons(self) -> QDialogButtonBox:
        self._box = QDialogButtonBox(_BUTTON.Ok | _BUTTON.Cancel | _BUTTON.RestoreDefaults, self)
        self._box.setObjectName("settings_buttons")
        self._box.accepted.connect(self.accept)
        self._box.rejected.connect(self.reject)
        defaults = self._box.button(_BUTTON.RestoreDefaults)
        defaults.setToolTip("All but your name; nothing is changed before OK")
        defaults.setAutoDefault(False)
        defaults.clicked.connect(self._restore)
        return self._box

    def _restore(self) -> None:
        self._fill(type(self._settings)(reader=self._settings.reader))

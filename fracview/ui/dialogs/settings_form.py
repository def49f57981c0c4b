"""The settings that are no keys, as a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from fracview.review import updates
from fracview.ui.dialogs.parts import plain_label
from fracview.ui.dialogs.path_field import PathField
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fracview.review.settings import Settings

DEVICES = {"auto": "Automatic: the fastest that works", "cpu": "Processor (CPU)", "cuda": "NVIDIA GPU (CUDA)"}
_CHOICES: dict[str, tuple[str, Mapping[str, str]]] = {
    "theme": ("&Theme", {"dark": "Dark", "light": "Light"}),
    "corner_texts": (
        "&Corner texts",
        {"all": "All, with the patient", "technical": "Technical only", "none": "None"},
    ),
    "drag_up": ("Drag &up makes it", {"brighter": "Brighter", "darker": "Darker"}),
    "wheel": ("&Wheel", {"zoom": "Zooms at the cursor", "next": "Next or previous radiograph"}),
    "device": ("&Device", DEVICES),
}
_USUAL_THRESHOLD = 0.5


class SettingsForm(QWidget):
    """One field a setting."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QFormLayout(self)
        self._layout.setSpacing(GRID)
        self._choices = {}
        self._reader = QLineEdit(self)
        self._reader.setObjectName("reader")
        self._reader.setPlaceholderText("Stands beside your verdicts")
        self._layout.addRow("&Reader", self._reader)
        for name in ("theme", "corner_texts", "drag_up", "wheel", "device"):
            self._choices[name] = self._choice(name)
        self._add_networks()
        self._add_paths()
        self._add_updates()

    def show_settings(self, settings: Settings) -> None:
        """Fill every field."""
        self._reader.setText(settings.reader)
        for name, box in self._choices.items():
            _choose(box, str(getattr(settings, name)))
        self._own_threshold.setChecked(settings.box_threshold is not None)
        usual = _USUAL_THRESHOLD if settings.box_threshold is None else settings.box_threshold
        self._threshold.setValue(usual)
        self._threshold.setEnabled(settings.box_threshold is not None)
        self._background.setChecked(settings.analyse_in_background)
        self._models.show_path(settings.models)
        self._store.show_path(settings.store)
        self._updates.setChecked(settings.check_for_updates)

    def values(self) -> dict[str, Any]:
        """Fields by the names of those of `Settings`."""
        chosen = {name: str(box.currentData()) for name, box in self._choices.items()}
        threshold = round(self._threshold.value(), 2) if self._own_threshold.isChecked() else None
        return chosen | {
            "reader": self._reader.text().strip(),
            "box_threshold": threshold,
            "analyse_in_background": self._background.isChecked(),
            "models": self._models.path,
            "store": self._store.path,
            "check_for_updates": self._updates.isChecked(),
        }

    def _choice(self, name: str) -> QComboBox:
        label, choices = _CHOICES[name]
        box = QComboBox(self)
        box.setObjectName(name)
        for value, text in choices.items():
            box.addItem(text, value)
        self._layout.addRow(label, box)
        return box

    def _add_networks(self) -> None:
        self._models = PathField("models", "The networks that come with FracView", folder=True, parent=self)
        self._layout.addRow("&Networks", self._models)
        self._layout.addRow("Boxes from", self._threshold_row())
        self._background = QCheckBox("&Analyse the whole folder in the background", self)
        self._background.setObjectName("analyse_in_background")
        self._layout.addRow("", self._background)

    def _threshold_row(self) -> QHBoxLayout:
        self._own_threshold = QCheckBox("a fixed &score of", self)
        self._own_threshold.setObjectName("own_threshold")
        self._own_threshold.setToolTip(
            "Without it, boxes are shown from the high-sensitivity point of the network"
        )
        self._threshold = QDoubleSpinBox(self)
        self._threshold.setObjectName("box_threshold")
        self._threshold.setAccessibleName("Score from which boxes are shown")
        self._threshold.setRange(0.0, 1.0)
        self._threshold.setSingleStep(0.01)
        self._own_threshold.toggled.connect(self._threshold.setEnabled)
        row = QHBoxLayout()
        row.addWidget(self._own_threshold)
        row.addWidget(self._threshold)
        row.addWidget(plain_label("else the high-sensitivity point", "threshold_note", "muted"), 1)
        return row

    def _add_paths(self) -> None:
        self._store = PathField("store", "The usual place", folder=False, parent=self)
        self._layout.addRow("&Store of verdicts", self._store)
        note = "Networks, device and store are taken when FracView starts next."
        self._layout.addRow("", plain_label(note, "restart_note", "muted"))

    def _add_updates(self) -> None:
        address = updates.UPDATE_ADDRESS
        self._updates = QCheckBox("Look for a newer &version", self)
        self._updates.setObjectName("check_for_updates")
        self._updates.setEnabled(bool(address))
        sent = (
            f"Asks {address} for the newest version number when FracView starts. Nothing else is sent."
            if address
            else "This build has no address to ask for the newest version number: nothing is sent."
        )
        self._updates.setAccessibleDescription(sent)
        self._layout.addRow("", self._updates)
        self._layout.addRow("", plain_label(sent, "updates_note", "muted"))


def _choose(box: QComboBox, value: str) -> None:
    """Choose a value; one that is not offered, from a file written by hand, is added as it is."""
    if box.findData(value) < 0:
        box.addItem(value, value)
        box.setItemData(box.count() - 1, value, Qt.ItemDataRole.AccessibleTextRole)
    box.setCurrentIndex(box.findData(value))

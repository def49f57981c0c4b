"""The two thresholds of a comparison: score of a box, and overlap of a pair; for images, a probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QSlider, QWidget

from fracview.ui.own_keys import keep_arrow_keys
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

STEPS = 1000
NAMES = {
    "score": ("Boxes from score", "Boxes with a lower score do not count"),
    "iou": ("Pairs from IoU", "A box and an annotation are a pair where they overlap at least this much"),
    "probability": (
        "Images from probability",
        "An image counts as fractured from this probability of the classifier on",
    ),
}
LEAST_IOU = 0.05
"""Below it any touch would be a pair."""


class Sliders(QWidget):
    """Tells of every change by the reader, and of none by the program.

    Signals
    -------
    changed
        Name of the threshold (a key of `NAMES`) and its new value.
    """

    changed = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_sliders")
        self.sliders: dict[str, QSlider] = {}
        self.fields: dict[str, QDoubleSpinBox] = {}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(GRID)
        layout.setVerticalSpacing(GRID // 2)
        for row, (name, (caption, tip)) in enumerate(NAMES.items()):
            label = QLabel(caption)
            label.setToolTip(tip)
            slider, field = _Slider(name), _Field(name)
            least = LEAST_IOU if name == "iou" else 0.0
            slider.setRange(round(least * STEPS), STEPS)
            field.setRange(least, 1.0)
            for part, column in ((label, 0), (slider, 1), (field, 2)):
                part.setToolTip(tip)
                layout.addWidget(part, row, column)
            label.setBuddy(slider)
            self.sliders[name], self.fields[name] = slider, field
            slider.valueChanged.connect(lambda step, name=name: self._tell(name, step / STEPS))
            field.valueChanged.connect(lambda value, name=name: self._tell(name, value))
            keep_arrow_keys(slider)
            keep_arrow_keys(field)
        layout.setColumnStretch(1, 1)

    def show_value(self, name: str, value: float) -> None:
        """Show a threshold without telling of it."""
        slider, field = self.sliders[name], self.fields[name]
        with QSignalBlocker(slider), QSignalBlocker(field):
            slider.setValue(round(value * STEPS))
            field.setValue(value)

    def _tell(self, name: str, value: float) -> None:
        self.show_value(name, value)
        self.changed.emit(name, value)


class _Slider(QSlider):
    def __init__(self, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName(f"compare_{name}_slider")
        self.setAccessibleName(NAMES[name][0])
        self.setSingleStep(STEPS // 100)
        self.setPageStep(STEPS // 20)
        self.setMinimumWidth(80)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll the panel: a threshold must not move because the panel was scrolled."""
        event.ignore()


class _Field(QDoubleSpinBox):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(f"compare_{name}_field")
        self.setAccessibleName(NAMES[name][0])
        self.setDecimals(3)
        self.setSingleStep(0.01)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """As the slider."""
        event.ignore()

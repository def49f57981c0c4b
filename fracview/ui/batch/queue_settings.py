"""How the reading order is made, and whether the reader reads first: fields bound to the settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QVBoxLayout, QWidget

from fracview.review.settings_fields import MOST_HOURS
from fracview.ui.batch.section import add, check, row
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from fracview.review.settings import Settings

USUAL_HOURS = 24.0
LEAST_HOURS = 0.5
READ_FIRST = "Your own impression comes first; findings are shown once it is given, and both are kept."


class QueueSettings(QWidget):
    """Tells of changes by the reader, and of none by the program.

    Signals
    -------
    changed
        A field was changed; `changed_settings` says to what.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batch_queue")
        self._ages = check(
            "batch_ageing",
            "Cases that wait longer than",
            "So that nothing waits for ever, however low it scored",
        )
        self._hours = _field("batch_ageing_h", "Hours of waiting", " h", LEAST_HOURS, MOST_HOURS)
        self._share = _field("batch_negative_share", "Share of not found that comes early", " %", 0, 100)
        self._share.setToolTip("Drawn at random, so that what the networks miss is met as well")
        self._read_first = check("batch_read_first", "Read first, then see the findings", READ_FIRST)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        after, share = QLabel("get every second place"), QLabel("Not found that is read early, by lot")
        share.setBuddy(self._share)
        add(layout, row(self._ages, self._hours, after), row(share, self._share), self._read_first)
        self._ages.toggled.connect(self._hours.setEnabled)
        for signal in (
            self._ages.toggled,
            self._hours.valueChanged,
            self._share.valueChanged,
            self._read_first.toggled,
        ):
            signal.connect(lambda _: self.changed.emit())

    def show_settings(self, settings: Settings) -> None:
        """Fill every field, without a signal."""
        blocked = [QSignalBlocker(part) for part in (self._ages, self._hours, self._share, self._read_first)]
        ages = settings.queue_ageing_h is not None
        self._ages.setChecked(ages)
        self._hours.setEnabled(ages)
        if settings.queue_ageing_h is not None:
            self._hours.setValue(settings.queue_ageing_h)
        self._share.setValue(100 * settings.queue_negative_share)
        self._read_first.setChecked(settings.read_first)
        del blocked

    def changed_settings(self, settings: Settings) -> Settings:
        """The settings with what stands in the fields."""
        return replace(
            settings,
            queue_ageing_h=self._hours.value() if self._ages.isChecked() else None,
            queue_negative_share=round(self._share.value() / 100, 4),
            read_first=self._read_first.isChecked(),
        )


class _Field(QDoubleSpinBox):
    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's name
        return self.locale().toString(value, "g", 6)


def _field(name: str, says: str, unit: str, least: float, most: float) -> QDoubleSpinBox:
    field = _Field()
    field.setObjectName(name)
    field.setAccessibleName(says)
    field.setSuffix(unit)
    field.setDecimals(1)
    field.setRange(least, most)
    field.setValue(USUAL_HOURS if unit == " h" else least)
    field.setKeyboardTracking(False)  # what is half typed is no setting yet
    return field

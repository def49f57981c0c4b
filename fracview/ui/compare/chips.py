"""Filters of the list, one chip each: put there by a click on a cell or a curve, taken away by another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from fracview.ui.cases.flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence


MOST_PX = 200
"""A chip is no wider than the list beside the radiograph."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter: a rule that is asked anew at every threshold.

    Attributes
    ----------
    kind
        ``fracture`` or ``region`` (a cell), ``precision_recall``, ``froc``, ``roc`` or ``reliability`` (a
        point), or ``stratum``.
    value
        What of it: row and column of a cell, the threshold of a point, the number of a bin, the field and
        the name of a stratum.
    text
        In words.
    """

    kind: str
    value: tuple[str | int | float, ...]
    text: str


class ChipBar(QWidget):
    """The chips in force; takes no room without one.

    Signals
    -------
    removed
        The `Chip` that was clicked.
    """

    removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_chips")
        self._chips: tuple[Chip, ...] = ()
        self._buttons: list[QToolButton] = []
        self._layout = FlowLayout(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    @property
    def chips(self) -> tuple[Chip, ...]:
        """What is shown."""
        return self._chips

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Show these; nothing is done where they are the same."""
        if tuple(chips) == self._chips:
            return
        self._chips = tuple(chips)
        while self._buttons:
            button = self._buttons.pop()
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        for chip in chips:
            button = _button(chip)
            button.clicked.connect(lambda _=False, chip=chip: self.removed.emit(chip))
            self._buttons.append(button)
            self._layout.addWidget(button)
        self.setVisible(bool(chips))
        self.updateGeometry()


def _button(chip: Chip) -> QToolButton:
    button = QToolButton()
    button.setObjectName("compare_chip")
    text = button.fontMetrics().elidedText(chip.text, Qt.TextElideMode.ElideMiddle, MOST_PX)
    button.setText(f"{text}  ×")
    button.setCheckable(True)
    button.setChecked(True)  # the stylesheet's outline in the accent
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setToolTip(f"{chip.text}\nClick to take this filter away.")
    button.setAccessibleName(f"Filter {chip.text}: take it away")
    return button

"""The sort button: every order there is, in one menu, for the keyboard and for what has no column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from fracview.review.case import SortKey

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

ORDERS = (
    ("worst_first", "Worst first", SortKey.SUSPICION, True),
    ("worst_last", "Least suspicious first", SortKey.SUSPICION, False),
    ("probability", "Probability, highest first", SortKey.PROBABILITY, True),
    ("name", "File name", SortKey.NAME, False),
    ("region", "Region", SortKey.REGION, False),
    ("verdict", "Verdict, disagree first", SortKey.VERDICT, True),
    ("status", "Status", SortKey.STATUS, False),
    ("found", "Order found", SortKey.FOUND, False),
)


class SortButton(QToolButton):
    """A menu of orders, and whether studies are kept together."""

    changed = Signal(object, bool, bool)
    """`SortKey`, descending, group studies."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_sort")
        self.setText("Sort ▾")
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")  # it would lie on the text
        self.setAccessibleName("Sort the list")
        self.setToolTip("Sort the list and keep studies together")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu, self._group = QMenu(self), QActionGroup(self)
        self._orders = [self._order(menu, *order) for order in ORDERS]
        menu.addSeparator()
        self.studies = QAction("Keep studies together", menu, checkable=True)
        self.studies.setObjectName("group_studies")
        menu.addAction(self.studies)
        self.setMenu(menu)
        self.show_order(SortKey.SUSPICION, descending=True)
        self._group.triggered.connect(self._tell)
        self.studies.toggled.connect(self._tell)

    def _order(self, menu: QMenu, name: str, text: str, key: SortKey, descending: bool) -> QAction:
        action = QAction(text, self._group, checkable=True)
        action.setObjectName(f"sort_{name}")
        action.setData((key, descending))
        menu.addAction(action)
        return action

    @property
    def order(self) -> tuple[SortKey, bool, bool]:
        """What is asked for: key, descending, group studies."""
        return self._key, self._descending, self.studies.isChecked()

    def show_order(self, key: SortKey, *, descending: bool) -> None:
        """Check what is in effect, without a signal; an order that has no entry checks none."""
        self._key, self._descending = key, descending
        self._group.setExclusive(False)
        for action, (_, _, of_action, way) in zip(self._orders, ORDERS, strict=True):
            action.setChecked((of_action, way) == (key, descending))
        self._group.setExclusive(True)

    def _tell(self, _: QAction | bool | None = None) -> None:
        checked = [order for action, order in zip(self._orders, ORDERS, strict=True) if action.isChecked()]
        if checked:
            self._key, self._descending = checked[0][2:]
        self.changed.emit(*self.order)

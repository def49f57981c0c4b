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
    ("reading_order", "Reading order", SortKey.QUEUE, False),
    ("worst_first", "Worst first", SortKey.SUSPICION, True),
    ("worst_last", "Least suspicious first", SortKey.SUSPICION, False),
    ("probability", "Probability, highest first", SortKey.PROBABILITY, True),
    ("name", "File name", SortKey.NAME, False),
    ("region", "Region", SortKey.REGION, False),
    ("verdict", "Verdict, disagree first", SortKey.VERDICT, True),
    ("status", "Status", SortKey.STATUS, False),
    ("found", "Order found", SortKey.FOUND, False),
)
TIPS = {
    "reading_order": "Worst first, yet nothing waits for ever, and some of the not found come early by lot.\n"
    "Asked for again, it begins anew: what has a verdict goes to the end.",
}
TIP = "Sort the list and keep studies together"
READ_FIRST_TIP = (
    "You read first: every order but those by name, by verdict and as found is the assistant's, and where\n"
    "a case stands may tell what was found. The reading order mixes in some of the not found by lot."
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
        self.setToolTip(TIP)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu, self._group = QMenu(self), QActionGroup(self)
        menu.setToolTipsVisible(True)
        self._orders = [self._order(menu, name, text) for name, text, *_ in ORDERS]
        menu.addSeparator()
        self.studies = QAction("Keep studies together", menu, checkable=True)
        self.studies.setObjectName("group_studies")
        menu.addAction(self.studies)
        self.setMenu(menu)
        self.show_order(SortKey.SUSPICION, descending=True)
        self._group.triggered.connect(self._choose)
        self.studies.toggled.connect(lambda _: self.changed.emit(*self.order))

    def _order(self, menu: QMenu, name: str, text: str) -> QAction:
        action = QAction(text, self._group, checkable=True)
        action.setObjectName(f"sort_{name}")
        action.setToolTip(TIPS.get(name, ""))
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

    def ask_for(self, key: SortKey) -> None:
        """As by a click on the first entry of this key; again, where it is in effect already."""
        keys = [of_action for _, _, of_action, _ in ORDERS]
        self._orders[keys.index(key)].trigger()

    def show_read_first(self, on: bool) -> None:
        """Say whose order it is, where what the assistant found is hidden."""
        self.setToolTip(f"{TIP}\n{READ_FIRST_TIP}" if on else TIP)

    def _choose(self, action: QAction) -> None:
        _, _, key, descending = ORDERS[self._orders.index(action)]
        self.show_order(key, descending=descending)
        self.changed.emit(*self.order)

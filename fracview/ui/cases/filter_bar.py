"""The filter box and the chips: what the reader asks for, as a `CaseFilter`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from fracview.review.case import FAILURES, CaseFilter, Counts
from fracview.ui import theme
from fracview.ui.cases.chip import Chip
from fracview.ui.cases.flow import FlowLayout
from fracview.ui.cases.sort_button import SortButton

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

_OUTCOME_CHIPS = (
    ("definite", "Definite", frozenset({"definite"}), "At or above the high-specificity point."),
    ("doubt", "Doubt", frozenset({"doubt"}), "Between the two operating points."),
    (
        "not_found",
        "Not found",
        frozenset({"not_found"}),
        "Below the high-sensitivity point; not a normal report.",
    ),
    (
        "out_of_scope",
        "Out of scope",
        frozenset({"out_of_scope"}),
        "The networks were not made for these: no answer.",
    ),
    ("failed", "Failed", FAILURES, "Unreadable files and analyses that broke off: no answer."),
)
READ_FIRST_TIP = "\nYou read first: this filter tells what the assistant found."


class FilterBox(QLineEdit):
    """Where part of a file name is typed; Escape empties it, Down and Return lead into the list."""

    left = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_filter")
        self.setAccessibleName("Filter by file name")
        self.setPlaceholderText("Filter by file name")
        self.setToolTip("Part of the file name, upper or lower case (Ctrl+F)")
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Keys that lead out of the box."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        elif key == Qt.Key.Key_Down:
            self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """The box, the sort button and the chips. Chips of one group add up, groups narrow one another."""

    changed = Signal(object)
    """A `CaseFilter`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter_bar")
        self.box = FilterBox(self)
        self.sort = SortButton(self)
        self._outcomes = {key: self._chip(key, name, tip, key) for key, name, _, tip in _OUTCOME_CHIPS}
        tip = "A definite fracture without any box, or none found beside a definite box."
        self._disagree = self._chip("disagree", "Disagree", tip, "contradiction")
        tip = "Files that still want a verdict (next: Ctrl+Shift+D)"
        self._unreviewed = self._chip("unreviewed", "Unreviewed", tip)
        self._reads_first = False
        self._regions: dict[str, Chip] = {}
        self._silent = False
        self._flow = FlowLayout()
        for chip in (*self._outcomes.values(), self._disagree, self._unreviewed):
            self._flow.addWidget(chip)
        first = QHBoxLayout()
        first.setSpacing(theme.GRID // 2)
        first.addWidget(self.box, 1)
        first.addWidget(self.sort)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.GRID)
        lines.addLayout(first)
        lines.addLayout(self._flow)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.box.textChanged.connect(self._tell)

    def _chip(self, key: str, name: str, tip: str, sign: str = "") -> Chip:
        chip = Chip(name, sign, self)
        chip.setObjectName(f"chip_{key}")
        chip.setToolTip(tip)
        chip.toggled.connect(self._tell)
        return chip

    def wanted(self) -> CaseFilter:
        """What is asked for now."""
        chosen = [outcomes for key, _, outcomes, _ in _OUTCOME_CHIPS if self._outcomes[key].isChecked()]
        return CaseFilter(
            text=self.box.text().strip(),
            outcomes=frozenset().union(*chosen),
            unreviewed=self._unreviewed.isChecked(),
            regions=frozenset(label for label, chip in self._regions.items() if chip.isChecked()),
            disagreement=self._disagree.isChecked(),
        )

    def show_disagreements(self) -> None:
        """Ask for what contradicts itself, besides what is asked for already."""
        self._disagree.setChecked(True)

    def show_read_first(self, on: bool) -> None:
        """While the assistant is hidden no number tells what it found; a filter that is on still does."""
        self._reads_first = on
        self.sort.show_read_first(on)
        for chip in (*self._outcomes.values(), self._disagree):
            tip = chip.toolTip().removesuffix(READ_FIRST_TIP)
            chip.setToolTip(f"{tip}{READ_FIRST_TIP}" if on else tip)

    def clear(self) -> None:
        """Ask for everything again."""
        self._silent = True
        self.box.clear()
        for chip in (*self._outcomes.values(), self._disagree, self._unreviewed, *self._regions.values()):
            chip.setChecked(False)
        self._silent = False
        self._tell()

    def show_counts(self, counts: Counts) -> None:
        """Write the numbers on the chips; a region has one from its first case on."""
        hidden = self._reads_first
        for key, _, outcomes, _ in _OUTCOME_CHIPS:
            self._outcomes[key].show_count(None if hidden else counts.of(outcomes))
        self._disagree.show_count(None if hidden else counts.disagreements)
        self._unreviewed.show_count(counts.unreviewed)
        if new := counts.regions.keys() - self._regions.keys():
            self._add_regions(sorted(new))
        for label, chip in self._regions.items():
            count = counts.regions.get(label, 0)
            chip.show_count(None if hidden else count)
            chip.setVisible((count > 0 and not hidden) or chip.isChecked())

    def _add_regions(self, labels: list[str]) -> None:
        for label in labels:
            chip = self._chip(f"region_{label}", label, f"Radiographs of the region {label}")
            self._regions[label] = chip
        for chip in self._regions.values():
            self._flow.removeWidget(chip)
        for label in sorted(self._regions):
            self._flow.addWidget(self._regions[label])

    def _tell(self, _: QObject | bool | str | None = None) -> None:
        if not self._silent:
            self.changed.emit(self.wanted())

"""The list of a comparison: images in the order of a queue, each with its TP, FP and FN."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetricsF, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from fracview.ui.compare.chips import ChipBar
from fracview.ui.compare.kinds import FN, FP, TP, paint_tag
from fracview.ui.compare.second import DIFFER
from fracview.ui.labels import text_label
from fracview.ui.theme import GRID, Colours, colours_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

QUEUES = {
    "all": "All images",
    "only_fn": "Only missed (FN)",
    "only_fp": "Only false alarms (FP)",
    "lowest_iou": "Lowest IoU first",
    "worst_disagreement": "Worst disagreement first",
    "likely_label_errors": "Likely label errors first",
    DIFFER: "Where the two differ most",
}
"""Name of each queue, in the order of the selector."""
NEEDS_SECOND = "Open second predictions first."


@dataclass(frozen=True, eq=False, slots=True)
class ShownList:
    """The list at one pair of thresholds.

    Attributes
    ----------
    names, remarks
        Of every image of the comparison, by index: file name; region, or why there is no answer.
    order
        (n,) indices of the images that are listed, in order.
    counts
        (images, 3) TP, FP and FN.
    notes
        Indices of images that bear a reader's note.
    second, second_answered
        (images, 3) counts of second predictions, and (images,) whether they answered; None without.
    """

    names: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    order: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, np.intp))
    counts: NDArray[np.intp] = field(default_factory=lambda: np.empty((0, 3), np.intp))
    notes: frozenset[int] = frozenset()
    second: NDArray[np.intp] | None = None
    second_answered: NDArray[np.bool_] | None = None

    def words(self, image: int) -> str:
        """Everything that is said of an image."""
        said = f"{self.names[image]}: {_said(self.counts[image])}; {self.remarks[image]}"
        if self.second is None or self.second_answered is None:
            return said
        second = _said(self.second[image]) if self.second_answered[image] else "no answer"
        return f"{said}; second: {second}"


def _said(counts: NDArray[np.intp]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in zip((TP, FP, FN), counts, strict=True))


class ImageModel(QAbstractListModel):
    """A `ShownList` for Qt."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown = ShownList()
        self._row_of: NDArray[np.intp] = np.empty(0, np.intp)

    def show_list(self, shown: ShownList) -> None:
        """Other images or another order begin anew; of other counts alone only the painted rows need to know.

        Telling Qt's list that thousands of rows have changed takes it longer than painting those in sight.
        """
        before, same = self.shown, np.array_equal(shown.order, self.shown.order)
        as_high = (before.second is None) == (shown.second is None)
        if same and as_high and before.names is shown.names:
            self.shown = shown
            return
        self.beginResetModel()
        self.shown = shown
        self._row_of = np.full(len(shown.names), -1, np.intp)
        self._row_of[shown.order] = np.arange(len(shown.order))
        self.endResetModel()

    def row_of(self, image: int) -> int:
        """Row of an image; -1 where it is not listed."""
        return int(self._row_of[image]) if 0 <= image < len(self._row_of) else -1

    def image_at(self, row: int) -> int:
        """Index of the image in a row."""
        return int(self.shown.order[row])

    def rowCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Listed images."""
        return 0 if parent.isValid() else len(self.shown.order)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name; for screen readers everything in the row."""
        image = self.image_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown.names[image]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.shown.words(image)
        return None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802 - Qt's name
        lines = 2 if cast("ImageModel", index.model()).shown.second is None else 3
        return QSize(100, lines * (option.fontMetrics.height() + 2) + GRID + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = cast("ImageModel", index.model())
        shown, image = model.shown, model.image_at(index.row())
        colours, rect = colours_of(option.palette), option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, QColor(colours.raised if chosen else colours.background))
        if chosen:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(colours.accent))
        high = option.fontMetrics.height()
        inner = rect.adjusted(GRID, GRID // 2, -GRID // 2, -GRID // 2)
        painter.setPen(QColor(colours.text))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        note = "  note" if image in shown.notes else ""
        name = option.fontMetrics.elidedText(
            shown.names[image] + note, Qt.TextElideMode.ElideMiddle, inner.width()
        )
        painter.drawText(inner, flags, name)
        line = QRect(inner.left(), inner.top() + high + 3, inner.width(), high)
        _tags(painter, line, shown.counts[image], shown.remarks[image], colours)
        if shown.second is not None and shown.second_answered is not None:
            answered = bool(shown.second_answered[image])
            remark = "second" if answered else "second: no answer"
            _tags(painter, line.translated(0, high + 3), shown.second[image], remark, colours)
        painter.restore()


def _tags(painter: QPainter, line: QRect, counts: NDArray[np.intp], remark: str, colours: Colours) -> None:
    """A tag with its count for each kind that there is, and words behind them."""
    x, top, metrics = float(line.left()), float(line.top()), QFontMetricsF(painter.font())
    painter.setPen(QColor(colours.text))
    for kind, count in zip((TP, FP, FN), counts, strict=True):
        if count:
            plate = paint_tag(painter, QPointF(x, top - 1.0), kind)
            painter.drawText(QPointF(plate.right() + 3.0, top + metrics.ascent()), str(count))
            x = plate.right() + 3.0 + metrics.horizontalAdvance(str(count)) + GRID
    painter.setPen(QColor(colours.muted))
    rest = QRect(round(x), line.top(), max(0, line.right() - round(x)), line.height())
    words = metrics.elidedText(remark, Qt.TextElideMode.ElideRight, rest.width())
    painter.drawText(rest, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, words)


class QueueList(QWidget):
    """Selector of the queue, chips, and the images.

    Signals
    -------
    queue_chosen, image_chosen
        A key of `QUEUES`; index of an image.
    """

    queue_chosen = Signal(str)
    image_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_list")
        self.selector = QComboBox()
        self.selector.setObjectName("compare_queue")
        self.selector.setAccessibleName("Which images, in which order")
        for name, text in QUEUES.items():
            self.selector.addItem(text, name)
        self.chips = ChipBar()
        self.count = text_label("compare_count", "muted", wrap=False)
        self.model = ImageModel(self)
        self.view = QListView()
        self.view.setObjectName("compare_images")
        self.view.setAccessibleName("Images of the comparison")
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Delegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, 0)
        layout.setSpacing(GRID // 2)
        for part in (self.selector, self.chips, self.count):
            layout.addWidget(part)
        layout.addWidget(self.view, 1)
        self.selector.currentIndexChanged.connect(
            lambda row: self.queue_chosen.emit(self.selector.itemData(row))
        )
        self.view.selectionModel().currentChanged.connect(self._moved)

    def show_list(self, shown: ShownList, queue: str, current: int | None) -> None:
        """Show a list and stand on an image of it, without telling of it."""
        with QSignalBlocker(self.selector):
            self.selector.setCurrentIndex(max(0, self.selector.findData(queue)))
        self._offer(DIFFER, offered=shown.second is not None)
        with QSignalBlocker(self.view.selectionModel()):
            self.model.show_list(shown)
        self.view.viewport().update()
        self.set_current(current)
        total = len(shown.names)
        self.count.setText(f"{len(shown.order)} of {total} images" if total else "No images yet")

    def _offer(self, queue: str, *, offered: bool) -> None:
        model = cast("QStandardItemModel", self.selector.model())
        item = model.item(self.selector.findData(queue))
        if item.isEnabled() != offered:
            item.setEnabled(offered)
            item.setToolTip("" if offered else NEEDS_SECOND)

    def set_current(self, image: int | None) -> None:
        """Stand on an image; nowhere where it is not listed."""
        row = self.model.row_of(image) if image is not None else -1
        selection = self.view.selectionModel()
        if row == selection.currentIndex().row() and selection.hasSelection() == (row >= 0):
            return
        index = self.model.index(row) if row >= 0 else QModelIndex()
        with QSignalBlocker(selection):
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if row >= 0:
            self.view.scrollTo(index)
        self.view.viewport().update()

    def neighbour(self, image: int | None, step: int) -> int | None:
        """The listed image so many rows on; the first where `image` is not listed, None at the ends."""
        rows = self.model.rowCount()
        row = self.model.row_of(image) if image is not None else -1
        wanted = row + step if row >= 0 else 0
        return self.model.image_at(wanted) if 0 <= wanted < rows else None

    def end(self, *, last: bool) -> int | None:
        """The first or the last listed image; None in an empty list."""
        rows = self.model.rowCount()
        return self.model.image_at(rows - 1 if last else 0) if rows else None

    def _moved(self, index: QModelIndex) -> None:
        self.view.viewport().update()
        if index.isValid():
            self.image_chosen.emit(self.model.image_at(index.row()))

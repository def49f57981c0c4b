"""The list of boxes: number, how its line is drawn, score and tier; a click chooses one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from fracview.core.analysis import Tier
from fracview.export.captions import TIER_WORDS
from fracview.review.wording import digits_for
from fracview.ui.findings.glyphs import paint_box_sample
from fracview.ui.theme import GRID, colours_of

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from fracview.core.analysis import OperatingPoints
    from fracview.review.shown import ShownDetection

ROW = 26
MOST_ROWS = 6
_NUMBER, _TIER = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_BELOW = "below both points"


class DetectionList(QListWidget):
    """Only the boxes that are shown; as high as they need, up to six rows."""

    chosen = Signal(int)
    """Number of the box that the reader has chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detections")
        self.setAccessibleName("Boxes")
        self.setItemDelegate(_Row(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setToolTip("Click a box to see where it is on the radiograph")
        self.itemClicked.connect(self._tell)
        self._boxes: tuple[ShownDetection, ...] = ()
        self.hide()

    def show_detections(self, boxes: tuple[ShownDetection, ...], points: OperatingPoints | None) -> None:
        """List those of `boxes` that are shown; the chosen one stays chosen as long as it is listed."""
        shown = tuple(box for box in boxes if box.shown)
        if shown != self._boxes:
            self._fill(shown, digits_for((box.score for box in boxes), points))

    def choose(self, number: int | None) -> None:
        """Mark a box without telling; None, or a box that is not listed, for none."""
        rows = [row for row in range(self.count()) if self.item(row).data(_NUMBER) == number]
        self.setCurrentRow(rows[0] if rows else -1)

    def _fill(self, boxes: tuple[ShownDetection, ...], digits: int) -> None:
        of_same = {box.box_xyxy for box in boxes} & {box.box_xyxy for box in self._boxes}
        current = self.currentItem()
        chosen = current.data(_NUMBER) if current and of_same else None
        self._boxes = boxes
        self.clear()
        for box in boxes:
            word = TIER_WORDS[box.tier] if box.tier is not Tier.NOT_FOUND else _BELOW
            item = QListWidgetItem(f"{box.number}\tscore {box.score:.{digits}f}\t{word}")
            item.setData(_NUMBER, box.number)
            item.setData(_TIER, box.tier)
            accessible = f"box {box.number}, score {box.score:.{digits}f}, {word}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, accessible)
            self.addItem(item)
        self.choose(chosen)
        self.setFixedHeight(min(MOST_ROWS, len(boxes)) * ROW + 2 * self.frameWidth())
        self.setVisible(bool(boxes))

    def _tell(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_NUMBER))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Keys that move the mark choose as a click does."""
        before = self.currentItem()
        super().keyPressEvent(event)
        now = self.currentItem()
        if now is not None and now is not before:
            self._tell(now)


class _Row(QStyledItemDelegate):
    """Paints a row in columns that stand below one another."""

    def sizeHint(  # noqa: N802 - Qt's name
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(160, ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        colours = colours_of(option.palette)
        rect = QRectF(option.rect)
        number, score, word = str(index.data()).split("\t")
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.raised))
            painter.fillRect(QRectF(rect.left(), rect.top(), 3.0, rect.height()), QColor(colours.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(colours.panel))
        sample = QRectF(rect.left() + 28.0, rect.center().y() - 6.0, 22.0, 12.0)
        paint_box_sample(painter, sample, Tier(index.data(_TIER)), colours)
        painter.setPen(QColor(colours.text))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect.adjusted(GRID, 0, 0, 0), left, number)
        painter.drawText(rect.adjusted(58.0, 0, 0, 0), left, score)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(rect.adjusted(0, 0, -GRID, 0), right, word)

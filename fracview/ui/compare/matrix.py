"""A confusion matrix whose cells can be clicked: rows are the reference, columns what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from fracview.ui.theme import GRID, Colours, colours_of, mixed

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


@dataclass(frozen=True, slots=True)
class ShownMatrix:
    """Counts in the order of their labels.

    Attributes
    ----------
    title
        What it is of, with n.
    rows, columns
        Labels: the reference, and what was answered; the last column may be ``no answer``.
    counts
        One tuple a row.
    note
        What is said in place of it where it is empty.
    """

    title: str
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    counts: tuple[tuple[int, ...], ...] = ()
    note: str = ""


class MatrixView(QWidget):
    """Paints a `ShownMatrix`; the deeper the blue, the larger the share of its row.

    Signals
    -------
    cell_chosen
        Row and column.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._matrix = ShownMatrix("")
        self._at: tuple[int, int] | None = None

    @property
    def matrix(self) -> ShownMatrix:
        """What is shown."""
        return self._matrix

    def show_matrix(self, matrix: ShownMatrix) -> None:
        """Show other counts."""
        if matrix == self._matrix:
            return
        taller = len(matrix.rows) != len(self._matrix.rows)
        self._matrix = matrix
        self._at = self._at if self._at and self._at[0] < len(matrix.rows) else None
        self.setAccessibleName(f"{matrix.title}. {matrix.note}")
        self.setAccessibleDescription("; ".join(self.words(*cell) for cell in self._cells()))
        if taller:
            self.updateGeometry()
        self.update()

    def words(self, row: int, column: int) -> str:
        """One cell in words."""
        one = self._matrix
        total = sum(one.counts[row])
        share = f" ({one.counts[row][column] / total:.0%} of this row)" if total else ""
        return f"reference {one.rows[row]}, answer {one.columns[column]}: {one.counts[row][column]}{share}"

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell is painted."""
        left, top, width, high = self._frame()
        return QRectF(left + column * width, top + row * high, width, high)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its rows."""
        rows = max(2, len(self._matrix.rows))
        return QSize(220, round((rows + 2) * self._row_height() + GRID))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high, and narrower."""
        return QSize(180, self.sizeHint().height())

    def _row_height(self) -> float:
        return QFontMetricsF(self.font()).height() + 8.0

    def _frame(self) -> tuple[float, float, float, float]:
        """Left and top of the first cell, width and height of each."""
        metrics, one = QFontMetricsF(self.font()), self._matrix
        left = max((metrics.horizontalAdvance(label) for label in one.rows), default=0.0) + GRID
        width = (self.width() - left - 1.0) / max(1, len(one.columns))
        return left, 2 * self._row_height(), width, self._row_height()

    def _cells(self) -> list[tuple[int, int]]:
        one = self._matrix
        return [(row, column) for row in range(len(one.rows)) for column in range(len(one.columns))]

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Title, labels, cells."""
        painter, colours, one = QPainter(self), colours_of(self.palette()), self._matrix
        high = self._row_height()
        painter.setPen(QColor(colours.text))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0.0, 0.0, self.width(), high), left, one.title)
        painter.setPen(QColor(colours.muted))
        if not one.counts:
            painter.drawText(QRectF(0.0, high, self.width(), high), left | Qt.TextFlag.TextWordWrap, one.note)
            return
        self._labels(painter, high)
        for cell in self._cells():
            self._cell(painter, colours, cell)

    def _labels(self, painter: QPainter, high: float) -> None:
        metrics = QFontMetricsF(self.font())
        for column, label in enumerate(self._matrix.columns):
            rect = self.cell_rect(0, column)
            fitting = metrics.elidedText(label, Qt.TextElideMode.ElideRight, rect.width() - 2.0)
            painter.drawText(rect.translated(0.0, -high), Qt.AlignmentFlag.AlignCenter, fitting)
        for row, label in enumerate(self._matrix.rows):
            rect = self.cell_rect(row, 0)
            rect.setLeft(0.0)
            painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)

    def _cell(self, painter: QPainter, colours: Colours, cell: tuple[int, int]) -> None:
        row, column = cell
        counts = self._matrix.counts[row]
        share = counts[column] / max(1, sum(counts))
        rect = self.cell_rect(row, column).adjusted(1.0, 1.0, -1.0, -1.0)
        painter.fillRect(rect, QColor(mixed(colours.accent, colours.background, 0.5 * share)))
        if cell == self._at:
            painter.setPen(QPen(QColor(colours.accent), 2.0 if self.hasFocus() else 1.0))
            painter.drawRect(rect)
        painter.setPen(QColor(colours.text))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(counts[column]))

    # Hands

    def cell_at(self, at: QPoint) -> tuple[int, int] | None:
        """The cell under a point."""
        found = (cell for cell in self._cells() if self.cell_rect(*cell).contains(at.toPointF()))
        return next(found, None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Outline the cell under the mouse."""
        self._at = self.cell_at(event.position().toPoint())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """No cell is under the mouse any more."""
        super().leaveEvent(event)
        self._at = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose a cell."""
        cell = self.cell_at(event.position().toPoint())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._at = cell
            self.cell_chosen.emit(*cell)

    def event(self, event: QEvent) -> bool:
        """The words of the cell as its tooltip; the arrow keys go from cell to cell."""
        if isinstance(event, QHelpEvent):
            cell = self.cell_at(event.pos())
            QToolTip.showText(event.globalPos(), self.words(*cell) if cell else "", self)
            return True
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in _STEPS:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows go from cell to cell, Enter chooses."""
        step = _STEPS.get(Qt.Key(event.key()))
        one = self._matrix
        if step is not None and one.counts:
            row, column = self._at or (0, 0)
            self._at = (
                min(max(row + step[0], 0), len(one.rows) - 1),
                min(max(column + step[1], 0), len(one.columns) - 1),
            )
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.cell_chosen.emit(*self._at)
        else:
            super().keyPressEvent(event)

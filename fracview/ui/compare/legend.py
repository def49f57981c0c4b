"""What the colours mean, and the thresholds in force, in one line below the radiograph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fracview.ui.compare.kinds import FN, FP, REFERENCE, TP, WORDS, paint_tag
from fracview.ui.theme import GRID, TEXT

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_SHORT = {TP: "found", FP: "false", FN: "missed"}


class Legend(QWidget):
    """Dark as the radiograph in both themes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_legend")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip("\n".join(f"{kind}  {words}" for kind, words in WORDS.items()))
        self._counts = (0, 0, 0)
        self._text = ""

    def show_state(self, counts: tuple[int, int, int], score: float, iou: float) -> None:
        """TP, FP and FN of the radiograph in view, and both thresholds."""
        self._counts = counts
        self._text = f"score at least {score:.3f}, IoU at least {iou:.2f}"
        said = ", ".join(f"{count} {kind}" for count, kind in zip(counts, _SHORT, strict=True))
        self.setAccessibleName(f"{said}; {self._text}")
        self.update()

    @property
    def text(self) -> str:
        """The thresholds in words."""
        return self._text

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line."""
        return QSize(200, self.fontMetrics().height() + 2 * GRID)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Brackets for the reference, three tags, the thresholds at the right while there is room."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(0, 0, 0))
        metrics, high = QFontMetricsF(self.font()), float(self.height())
        x = _reference(painter, float(GRID), high)
        x = self._words(painter, x, "reference")
        for count, (kind, word) in zip(self._counts, _SHORT.items(), strict=True):
            plate = paint_tag(painter, QPointF(x, (high - metrics.height() - 2.0) / 2), kind)
            x = self._words(painter, plate.right() + GRID / 2, f"{count} {word}")
        width = metrics.horizontalAdvance(self._text)
        if x + width + GRID < self.width():
            self._words(painter, self.width() - width - GRID, self._text)

    def _words(self, painter: QPainter, x: float, text: str) -> float:
        painter.setPen(QColor(TEXT))
        width = QFontMetricsF(self.font()).horizontalAdvance(text)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(x, 0.0, width + 2.0, float(self.height())), flags, text)
        return x + width + 2 * GRID


def _reference(painter: QPainter, x: float, high: float) -> float:
    side, arm = 12.0, 4.0
    top = (high - side) / 2
    painter.setPen(QPen(QColor(REFERENCE), 1.6))
    for left, upper, right, down in ((x, top, 1, 1), (x + side, top, -1, 1)):
        painter.drawLine(QPointF(left, upper), QPointF(left + right * arm, upper))
        painter.drawLine(QPointF(left, upper), QPointF(left, upper + down * arm))
        painter.drawLine(QPointF(left, upper + side), QPointF(left + right * arm, upper + side))
        painter.drawLine(QPointF(left, upper + side), QPointF(left, upper + side - down * arm))
    return x + side + GRID / 2

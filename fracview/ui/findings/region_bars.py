"""The region's probabilities as bars, in the network's order, the most probable one stressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from fracview.review.shown import NOTHING
from fracview.ui.theme import GRID, colours_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from fracview.review.shown import ShownFindings
    from fracview.ui.theme import Colours

BARS = 5
_ROW = 17
_BAR = 8.0


class RegionBars(QWidget):
    """Always as high as five bars, so that nothing below it moves from one radiograph to the next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("region_bars")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._shown = NOTHING
        self.show_region(NOTHING)

    def show_region(self, shown: ShownFindings) -> None:
        """Show the bars, or why there are none."""
        self._shown = shown
        self.setAccessibleName(self.words())
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """Everything the bars say; without an answer, what they say in its place."""
        if not self._shown.region_probabilities:
            return f"No region: {self._shown.word}."
        parts = ", ".join(f"{label} {value:.2f}" for label, value in self._shown.region_probabilities)
        return f"Probability of each region: {parts}."

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Five rows, or more where a network knows more regions."""
        return QSize(240, _ROW * max(BARS, len(self._shown.region_probabilities)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A name, a short bar and a number."""
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint a row a region, or the words."""
        painter = QPainter(self)
        colours = colours_of(self.palette())
        regions = self._shown.region_probabilities
        if not regions:
            painter.setPen(QColor(colours.muted))
            painter.drawText(
                QRectF(0.0, 0.0, self.width(), _ROW), Qt.AlignmentFlag.AlignVCenter, self.words()
            )
            return
        names = self._names_width()
        for row, (label, value) in enumerate(regions):
            place = QRectF(0.0, row * _ROW, self.width(), _ROW)
            _paint_row(painter, place, names, (label, value, label == self._shown.region), colours)

    def _names_width(self) -> float:
        bold = QFont(self.font())
        bold.setBold(True)
        metrics = QFontMetricsF(bold)
        return max(metrics.horizontalAdvance(label) for label, _ in self._shown.region_probabilities) + GRID


def _paint_row(
    painter: QPainter, place: QRectF, names: float, row: tuple[str, float, bool], colours: Colours
) -> None:
    label, value, first = row
    font = QFont(painter.font())
    font.setBold(first)
    painter.setFont(font)
    numbers = QFontMetricsF(font).horizontalAdvance("0.00") + GRID
    painter.setPen(QColor(colours.text if first else colours.muted))
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, label)
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{value:.2f}")
    top = place.center().y() - _BAR / 2
    bar = QRectF(place.left() + names, top, place.width() - names - numbers, _BAR)
    painter.fillRect(bar, QColor(colours.background))
    filled = QRectF(bar.left(), bar.top(), bar.width() * min(1.0, max(0.0, value)), bar.height())
    painter.fillRect(filled, QColor(colours.accent if first else colours.muted))

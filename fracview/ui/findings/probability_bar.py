"""The probability of a fracture on a linear scale from 0 to 1, with both operating points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from fracview.review.shown import NOTHING
from fracview.review.wording import digits_for
from fracview.ui.findings.head import number_text
from fracview.ui.findings.point_marks import ROWS, Track, paint_labels, place_labels, row_height
from fracview.ui.theme import colours_of, mixed

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from fracview.core.analysis import OperatingPoints
    from fracview.review.shown import ShownFindings
    from fracview.ui.theme import Colours

BAR = 20.0
_POINTER = 6.0
_PAD = 4.0


class ProbabilityBar(QWidget):
    """A needle where the networks have answered; words where they have not, and never an empty scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("probability_bar")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._shown = NOTHING
        self.show_probability(NOTHING)

    def show_probability(self, shown: ShownFindings) -> None:
        """Show a probability with its operating points, or what there is in its place."""
        self._shown = shown
        self.setAccessibleName(self.words())
        self.setToolTip(self.words())
        self.update()

    def words(self) -> str:
        """Everything the bar says."""
        shown, points = self._shown, self._shown.points
        if shown.probability is None:
            return f"Probability of a fracture: {shown.bar_words}."
        said = f"Probability of a fracture {number_text(shown)} on a scale from 0 to 1: {shown.word}."
        if points is None:
            return said
        digits = digits_for([shown.probability], points)
        low, high = f"{points.high_sensitivity:.{digits}f}", f"{points.high_specificity:.{digits}f}"
        return f"{said} High-sensitivity point {low}, high-specificity point {high}; doubt lies between."

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the needle's number above, and two rows of labels below."""
        metrics = QFontMetricsF(self.font())
        height = metrics.height() + _POINTER + BAR + _PAD + ROWS * row_height(metrics) + 2.0
        return QSize(240, int(height))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Both labels still fit."""
        return QSize(180, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the scale and what is on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = colours_of(self.palette())
        bar = self._bar_rect()
        painter.fillRect(bar, QColor(colours.background))
        if self._shown.probability is None:
            self._paint_words(painter, bar, colours)
        else:
            self._paint_answer(painter, bar, colours, self._shown.probability)

    def _bar_rect(self) -> QRectF:
        metrics = QFontMetricsF(self.font())
        side = metrics.horizontalAdvance("0") + _PAD
        return QRectF(side, metrics.height() + _POINTER, self.width() - 2 * side, BAR)

    def _paint_words(self, painter: QPainter, bar: QRectF, colours: Colours) -> None:
        painter.setPen(QPen(QColor(colours.line), 1.0))
        painter.drawRect(bar)
        painter.setPen(QColor(colours.muted))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(self._shown.bar_words, Qt.TextElideMode.ElideRight, bar.width() - 2 * _PAD)
        painter.drawText(bar, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_answer(self, painter: QPainter, bar: QRectF, colours: Colours, probability: float) -> None:
        track = Track(bar.left(), bar.width(), self.width())
        needle_x = track.x_of(probability)
        points = self._shown.points
        if points is not None:
            self._paint_zones(painter, bar, track, points, needle_x)
            digits = digits_for([probability], points)
            labels = place_labels(points, digits, track, QFontMetricsF(painter.font()).horizontalAdvance)
            paint_labels(painter, labels, bar.bottom(), colours)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.line), 1.0))
        painter.drawRect(bar)
        _paint_ends(painter, bar, colours)
        _paint_needle(painter, bar, needle_x, number_text(self._shown), colours)

    def _paint_zones(
        self, painter: QPainter, bar: QRectF, track: Track, points: OperatingPoints, needle_x: float
    ) -> None:
        """Empty, dotted, filled: as hollow, dotted and solid are drawn elsewhere."""
        colours = colours_of(self.palette())
        low, high = track.x_of(points.high_sensitivity), track.x_of(points.high_specificity)
        tint = QColor(mixed(colours.box, colours.background, 0.28))
        doubt = QRectF(low, bar.top(), high - low, bar.height())
        painter.fillRect(doubt, QBrush(tint, Qt.BrushStyle.Dense5Pattern))
        painter.fillRect(QRectF(high, bar.top(), bar.right() - high, bar.height()), tint)
        painter.setPen(QPen(QColor(colours.muted), 1.0))
        for x in (low, high):
            painter.drawLine(QLineF(x, bar.top(), x, bar.bottom()))
        painter.setPen(QColor(colours.text))
        zones = ((bar.left(), low, "not found"), (low, high, "doubt"), (high, bar.right(), "definite"))
        for left, right, word in zones:
            _paint_zone_word(painter, QRectF(left, bar.top(), right - left, bar.height()), word, needle_x)


def _paint_zone_word(painter: QPainter, zone: QRectF, word: str, needle_x: float) -> None:
    """Write the word into the zone, on the wider side of the needle; leave it out where it does not fit."""
    if zone.left() < needle_x < zone.right():
        if needle_x - zone.left() > zone.right() - needle_x:
            zone.setRight(needle_x)
        else:
            zone.setLeft(needle_x)
    if QFontMetricsF(painter.font()).horizontalAdvance(word) + 2 * _PAD <= zone.width():
        painter.drawText(zone, Qt.AlignmentFlag.AlignCenter, word)


def _paint_ends(painter: QPainter, bar: QRectF, colours: Colours) -> None:
    painter.setPen(QColor(colours.muted))
    metrics = QFontMetricsF(painter.font())
    y = bar.center().y() + metrics.capHeight() / 2
    painter.drawText(QPointF(bar.left() - metrics.horizontalAdvance("0") - _PAD / 2, y), "0")
    painter.drawText(QPointF(bar.right() + _PAD / 2, y), "1")


def _paint_needle(painter: QPainter, bar: QRectF, x: float, number: str, colours: Colours) -> None:
    painter.setPen(QPen(QColor(colours.background), 5.0))
    painter.drawLine(QLineF(x, bar.top(), x, bar.bottom()))
    painter.setPen(QPen(QColor(colours.text), 2.5))
    painter.drawLine(QLineF(x, bar.top(), x, bar.bottom()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.text))
    tip, top = bar.top(), bar.top() - _POINTER
    painter.drawPolygon(QPolygonF([QPointF(x, tip), QPointF(x - 5.0, top), QPointF(x + 5.0, top)]))
    painter.setPen(QColor(colours.text))
    metrics = QFontMetricsF(painter.font())
    half = metrics.horizontalAdvance(number) / 2
    left = min(max(x, half), bar.right() + bar.left() - 1.0 - half) - half
    painter.drawText(QPointF(left, top - metrics.descent()), number)

"""Texts in the corners of the viewport, and the badges that say how the picture stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from fracview.core.windowing import VoiFunction, turn_window
from fracview.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.core.view import View
    from fracview.core.windowing import Voi
    from fracview.ui.canvas.picture import CornerTexts, Picture

ALL, TECHNICAL, NONE = "all", "technical", "none"
STATES = (ALL, TECHNICAL, NONE)
"""What the corners show: everything, nothing that may name a person, nothing."""

NOT_AS_ACQUIRED = "not as acquired"
_MARGIN = 10.0


def window_text(voi: Voi, picture: Picture, *, inverted: bool) -> str:
    """Center and width in the file's own values, with the window's name."""
    end = ", inverted" if inverted else ""
    if picture.display.is_colour:
        return f"colour, not windowed{end}"
    if voi.function in (VoiFunction.IDENTITY, VoiFunction.LUT):
        return f"{voi.explanation}{end}"
    center = voi.center
    if picture.turned_about is not None:
        center = turn_window(voi.function, center, picture.turned_about)
    return f"C {center:.6g}  W {voi.width:.6g}  ({voi.explanation}){end}"


def draw_corners(painter: QPainter, texts: CornerTexts, live: Sequence[str], state: str) -> None:
    """Draw the four corners; `live` are the viewport's own lines, above those at the bottom left."""
    if state == NONE:
        return
    private = state == ALL
    top_left = (*(texts.top_left_private if private else ()), *texts.top_left)
    top_right = (*(texts.top_right_private if private else ()), *texts.top_right)
    _lines(painter, top_left, right=False, bottom=False)
    _lines(painter, top_right, right=True, bottom=False)
    _lines(painter, (*texts.bottom_left, *live), right=False, bottom=True)
    _lines(painter, texts.bottom_right, right=True, bottom=True)


def draw_badge(painter: QPainter, view: View) -> None:
    """Say in the middle of the upper edge that the picture does not stand as the file has it."""
    if view.orientation.as_acquired:
        return
    text = f"{view.orientation.words}: {NOT_AS_ACQUIRED}"
    metrics = QFontMetricsF(painter.font())
    plate = QRectF(0.0, _MARGIN, metrics.horizontalAdvance(text) + 16.0, metrics.height() + 6.0)
    plate.moveLeft((painter.viewport().width() - plate.width()) / 2)
    painter.fillRect(plate, QColor(theme.WARN))
    painter.setPen(QColor("#101214"))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def draw_notice(painter: QPainter, sentences: Sequence[str]) -> None:
    """Say in the middle why there is no picture; the first sentence larger."""
    area = QRectF(painter.viewport())
    width = min(area.width() - 4 * _MARGIN, 640.0)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    base = painter.font()
    top = area.height() * 0.38
    for number, sentence in enumerate(sentences):
        font = QFont(base)
        font.setPointSizeF(base.pointSizeF() * (1.5 if number == 0 else 1.0))
        painter.setFont(font)
        painter.setPen(QColor(theme.TEXT if number == 0 else theme.MUTED))
        place = QRectF((area.width() - width) / 2, top, width, area.height())
        used = painter.boundingRect(place, flags, sentence)
        painter.drawText(place, flags, sentence)
        top += used.height() + _MARGIN
    painter.setFont(base)


def _lines(painter: QPainter, lines: Sequence[str], *, right: bool, bottom: bool) -> None:
    metrics = QFontMetricsF(painter.font())
    area = painter.viewport()
    most = area.width() * (0.48 if not bottom else 0.6)
    height = metrics.height()
    shown = [line for line in lines if line]
    y = area.height() - _MARGIN - height * (len(shown) - 1) - metrics.descent() if bottom else _MARGIN
    y += 0.0 if bottom else metrics.ascent()
    for line in shown:
        text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, most)
        x = area.width() - _MARGIN - metrics.horizontalAdvance(text) if right else _MARGIN
        for colour, shift in ((QColor(0, 0, 0, 220), 1.0), (QColor("#e6e8ea"), 0.0)):
            painter.setPen(colour)
            painter.drawText(QPointF(x + shift, y + shift), text)
        y += height

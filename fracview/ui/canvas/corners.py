"""Texts in the corners of the viewport, and the badges that say how the picture stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from fracview.core.display import MANUAL
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
_CORNER_LINES = 5
"""Lines of text that the upper corners may hold; the badge stands below them."""


def window_text(voi: Voi, picture: Picture, *, inverted: bool, private: bool = True) -> str:
    """Center and width in the file's own values, with the window's name.

    Without `private` never in the file's words, which may name a person.
    """
    end = ", inverted" if inverted else ""
    if picture.display.is_colour:
        return f"colour, not windowed{end}"
    if voi.function in (VoiFunction.IDENTITY, VoiFunction.LUT):
        return f"{_name(voi, private=private)}{end}"
    center = voi.center
    if picture.turned_about is not None:
        center = turn_window(voi.function, center, picture.turned_about)
    return f"C {center:.6g}  W {voi.width:.6g}  ({_name(voi, private=private)}){end}"


def _name(voi: Voi, *, private: bool) -> str:
    """What the file calls its window, or what FracView does."""
    if voi.function is VoiFunction.IDENTITY:
        return "grey levels as stored"
    if private or voi.explanation == MANUAL:
        return voi.explanation
    return voi.label.partition(f" {voi.function} c=")[0]


def pixel_text(picture: Picture, x: float, y: float) -> str:
    """Place and value of the pixel at an image point, in the file's own values; "" beside the radiograph."""
    if not (0 <= x < picture.columns and 0 <= y < picture.rows):
        return ""
    return f"x {int(x)}  y {int(y)}: {_value_text(picture, int(y), int(x))}"


def _value_text(picture: Picture, row: int, column: int) -> str:
    display = picture.display
    code = display.pyramid.levels[0][row, column]
    if display.is_colour:
        return " ".join(str(part) for part in code)
    if int(code) == display.background:
        return "padding"
    value = float(display.values[int(code)])
    return f"{(value if picture.turned_about is None else picture.turned_about - value):g}"


def draw_corners(
    painter: QPainter, area: QRectF, texts: CornerTexts, live: Sequence[str], state: str
) -> None:
    """Draw the corners of `area`; `live` are the viewport's own lines, lowest at the bottom left."""
    if state == NONE:
        return
    private = state == ALL
    top_left = (*(texts.top_left_private if private else ()), *texts.top_left)
    top_right = (*(texts.top_right_private if private else ()), *texts.top_right)
    _lines(painter, area, top_left, right=False, bottom=False)
    _lines(painter, area, top_right, right=True, bottom=False)
    _lines(painter, area, (*texts.bottom_left, *live), right=False, bottom=True)
    bottom_right = (*(texts.bottom_right_private if private else ()), *texts.bottom_right)
    _lines(painter, area, bottom_right, right=True, bottom=True)


def draw_badge(painter: QPainter, view: View) -> None:
    """Say in the upper middle that the picture does not stand as the file has it."""
    if view.orientation.as_acquired:
        return
    text = f"{view.orientation.words}: {NOT_AS_ACQUIRED}"
    metrics = QFontMetricsF(painter.font())
    top = _MARGIN + _CORNER_LINES * metrics.height()
    plate = QRectF(0.0, top, metrics.horizontalAdvance(text) + 16.0, metrics.height() + 6.0)
    plate.moveLeft((view.width - plate.width()) / 2)
    painter.fillRect(plate, QColor(theme.WARN))
    painter.setPen(QColor("#101214"))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def draw_sign(painter: QPainter, view: View, text: str) -> None:
    """Say at the top what is hidden: a picture without marks must not pass for one without findings."""
    if not text:
        return
    metrics = QFontMetricsF(painter.font())
    plate = QRectF(0.0, 0.0, metrics.horizontalAdvance(text) + 16.0, metrics.height() + 6.0)
    plate.moveLeft((view.width - plate.width()) / 2)
    plate.moveTop(_MARGIN)
    painter.fillRect(plate, QColor(16, 16, 16, 220))
    painter.setPen(QColor(theme.TEXT))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def draw_notice(painter: QPainter, area: QRectF, sentences: Sequence[str]) -> None:
    """Say in the middle of `area` why there is no picture; the first sentence larger."""
    width = min(area.width() - 4 * _MARGIN, 640.0)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    base = painter.font()
    top = area.height() * 0.38
    for number, sentence in enumerate(one for one in sentences if one):
        painter.setFont(_larger(base) if number == 0 else base)
        painter.setPen(QColor(theme.TEXT if number == 0 else theme.MUTED))
        place = QRectF((area.width() - width) / 2, top, width, area.height())
        used = painter.boundingRect(place, flags, sentence)
        painter.drawText(place, flags, sentence)
        top += used.height() + _MARGIN
    painter.setFont(base)


def _larger(base: QFont) -> QFont:
    """A font of half as much again, whether its size is in points or in pixels."""
    font = QFont(base)
    if base.pointSizeF() > 0:
        font.setPointSizeF(base.pointSizeF() * 1.5)
    else:
        font.setPixelSize(round(base.pixelSize() * 1.5))
    return font


def _lines(painter: QPainter, area: QRectF, lines: Sequence[str], *, right: bool, bottom: bool) -> None:
    metrics = QFontMetricsF(painter.font())
    most = area.width() * 0.48
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

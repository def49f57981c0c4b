"""A chip: a quick filter that is on or off, with its sign and how many cases it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from fracview.ui import theme
from fracview.ui.cases.glyphs import GLYPH, glyph, outcome_colour

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

_GAP = theme.GRID // 2


class Chip(QAbstractButton):
    """A checkable pill.

    Parameters
    ----------
    name
        What stands on it.
    sign
        An outcome whose sign it bears, "" for none.
    """

    def __init__(self, name: str, sign: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._sign = sign
        self._count: int | None = 0
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setText(name)
        self.show_count(0)

    def show_count(self, count: int | None) -> None:
        """Say how many cases there are; None where that is not to be told."""
        self._count = count
        self.setAccessibleName(self._name if count is None else f"{self._name}, {count}")
        self.updateGeometry()
        self.update()

    @property
    def _told(self) -> str:
        return "" if self._count is None else str(self._count)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as what stands on it."""
        text = self.fontMetrics().horizontalAdvance(f"{self._name} {self._told}".rstrip())
        sign = GLYPH + _GAP if self._sign else 0
        return QSize(2 * theme.GRID + sign + text + _GAP, self.fontMetrics().height() + theme.GRID)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No less."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Outline in the accent where it is on; faint where it stands for nothing."""
        colours = theme.colours_of(self.palette())
        on, empty = self.isChecked(), self._count == 0
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = colours.accent if on or self.hasFocus() else colours.line
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(colours.raised if on or self.underMouse() else colours.panel))
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(body, body.height() / 2, body.height() / 2)
        x = theme.GRID
        if self._sign:
            pixmap = glyph(self._sign, outcome_colour(self._sign, colours), self.devicePixelRatioF())
            painter.drawPixmap(x, (self.height() - GLYPH) // 2, pixmap)
            x += GLYPH + _GAP
        painter.setPen(QColor(colours.muted if empty and not on else colours.text))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        rest = self.rect().adjusted(x, 0, 0, 0)
        painter.drawText(rest, flags, self._name)
        painter.setPen(QColor(colours.muted))
        painter.drawText(
            rest.adjusted(painter.fontMetrics().horizontalAdvance(self._name + " "), 0, 0, 0),
            flags,
            self._told,
        )
        painter.end()

"""One cell of the list: where its lines are, and how words and signs get there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics

from fracview.ui import theme
from fracview.ui.cases.glyphs import GLYPH, glyph

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

MARGIN = theme.GRID // 2
BAR = 3
"""Width of the bar that marks the current row."""

PLAIN, STRONG, SMALL = "plain", "strong", "small"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine

Elided = dict[tuple[str, str, int, Qt.TextElideMode], str]
"""Texts already cut to a width, by text, weight, width and mode."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Fonts by weight and their metrics, for one font of the view."""

    fonts: dict[str, QFont]
    metrics: dict[str, QFontMetrics]

    @classmethod
    def of(cls, font: QFont) -> Ink:
        """Inks of a font: as it is, heavier, and a little smaller."""
        strong, small = QFont(font), QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        if font.pointSizeF() > 0:
            small.setPointSizeF(0.9 * font.pointSizeF())
        fonts = {PLAIN: QFont(font), STRONG: strong, SMALL: small}
        return cls(fonts, {name: QFontMetrics(one) for name, one in fonts.items()})


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell to paint into."""

    painter: QPainter
    rect: QRect
    ink: Ink
    colours: theme.Colours
    elided: Elided

    def background(self, chosen: bool, *, first: bool, line: bool) -> None:
        """What says that this row is the current one, and that a study begins here."""
        rect = self.rect
        if chosen:
            self.painter.fillRect(rect, QColor(self.colours.raised))
            if first:
                bar = QRect(rect.left(), rect.top(), BAR, rect.height())
                self.painter.fillRect(bar, QColor(self.colours.accent))
        if line:
            self.painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), QColor(self.colours.line))

    def whole(self, left: int | None = None) -> QRect:
        """The cell from `left` on, but for its margins."""
        left = self.rect.left() + MARGIN if left is None else left
        return QRect(left, self.rect.top(), self.rect.right() - MARGIN - left, self.rect.height())

    def upper(self, left: int) -> QRect:
        """The first of two lines."""
        height = (self.rect.height() - theme.GRID) // 2
        return QRect(left, self.rect.top() + MARGIN, self.rect.right() - MARGIN - left, height)

    def lower(self, left: int) -> QRect:
        """The second of two lines."""
        upper = self.upper(left)
        return upper.translated(0, upper.height())

    def text(
        self,
        text: str,
        rect: QRect,
        colour: str,
        weight: str = PLAIN,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        """One line of text, cut to the width; always plain, whatever a file is called."""
        if not text or rect.width() <= 0:
            return
        key = (text, weight, rect.width(), elide)
        shown = self.elided.get(key)
        if shown is None:
            shown = self.elided[key] = self.ink.metrics[weight].elidedText(text, elide, rect.width())
        self.painter.setFont(self.ink.fonts[weight])
        self.painter.setPen(QColor(colour))
        self.painter.drawText(rect, _LEFT, shown)

    def sign(self, name: str, colour: str, rect: QRect) -> None:
        """A sign at the left of a line."""
        pixmap = glyph(name, colour, self.painter.device().devicePixelRatio())
        self.painter.drawPixmap(rect.left(), rect.center().y() - GLYPH // 2 + 1, pixmap)

    def empty_frame(self, frame: QRect, outcome: str) -> None:
        """Where a thumbnail is to come, or never will."""
        self.painter.fillRect(frame, QColor(self.colours.panel))
        self.painter.setPen(QColor(self.colours.line))
        self.painter.drawRect(frame.adjusted(0, 0, -1, -1))
        if outcome == "unreadable":
            at = QRect(frame.center().x() - GLYPH // 2, frame.top(), GLYPH, frame.height())
            self.sign(outcome, self.colours.warn, at)


def beside_sign(rect: QRect) -> QRect:
    """What is left of a line to the right of a sign."""
    return rect.adjusted(GLYPH + MARGIN, 0, 0, 0)

"""Paints the rows: thumbnail, name, what the networks and the reader say. No widget a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from fracview.ui import theme
from fracview.ui.cases import words
from fracview.ui.cases.cell import BAR, MARGIN, PLAIN, SMALL, STRONG, Cell, Elided, Ink, beside_sign
from fracview.ui.cases.glyphs import outcome_colour
from fracview.ui.cases.model import FRACTURE, RADIOGRAPH, REGION, CaseModel
from fracview.ui.cases.thumbnails import SIDE, Thumbnails
from fracview.ui.cases.veil import VEILED

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QFont, QPainter, QPalette
    from PySide6.QtWidgets import QStyleOptionViewItem

    from fracview.review.case import Case

ROW_HEIGHT = SIDE + theme.GRID
_MOST_ELIDED = 4000
_OWN_COLOUR = frozenset({"out_of_scope", "unreadable", "failed", "waiting", VEILED})


class CaseDelegate(QStyledItemDelegate):
    """Paints any cell of a `CaseModel`.

    Attributes
    ----------
    compact
        True where the list is too narrow for the columns Region and Verdict, which then stand under the
        name.
    """

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.compact = False
        self._thumbnails = thumbnails
        self._ink: tuple[str, Ink] | None = None
        self._elided: Elided = {}
        self._colours: tuple[int, theme.Colours] | None = None

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Rows are of one height."""
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        model = cast("CaseModel", index.model())
        row, column, rect = index.row(), index.column(), option.rect
        cell = Cell(painter, rect, self._inks(option.font), self._theme(option.palette), self._elided)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        cell.background(chosen, first=column == RADIOGRAPH, line=model.starts_study(row))
        case = model.case_at(row)
        if column == RADIOGRAPH:
            self._radiograph(cell, case, model)
        elif column == FRACTURE:
            self._fracture(cell, case)
        elif column == REGION:
            cell.text(case.region, cell.whole(), cell.colours.text)
        else:
            self._verdict(cell, case)

    def _radiograph(self, cell: Cell, case: Case, model: CaseModel) -> None:
        rect = cell.rect
        frame = QRect(rect.left() + BAR + MARGIN, rect.top() + MARGIN, SIDE, SIDE)
        pixmap = self._thumbnails.get(case.number)
        if pixmap is None:
            cell.empty_frame(frame, case.outcome)
        else:
            size = pixmap.deviceIndependentSize().toSize()
            at = QRect(frame.topLeft(), size)
            at.moveCenter(frame.center())
            cell.painter.fillRect(frame, Qt.GlobalColor.black)
            cell.painter.drawPixmap(at.topLeft(), pixmap)
        left = frame.right() + theme.GRID
        cell.text(case.name, cell.upper(left), cell.colours.text, elide=Qt.TextElideMode.ElideMiddle)
        second = words.place_words(case, model.catalog.study_size(case.number))
        if self.compact:
            parts = (case.region, words.verdict_words(case), second)
            second = words.BETWEEN.join(part for part in parts if part)
        cell.text(second, cell.lower(left), cell.colours.muted, SMALL)

    def _fracture(self, cell: Cell, case: Case) -> None:
        colours = cell.colours
        colour = outcome_colour(case.outcome, colours)
        left = cell.rect.left() + MARGIN
        remark = words.remark_words(case)
        upper = cell.upper(left) if remark else cell.whole(left)
        cell.sign(case.outcome, colour, upper)
        text = colour if case.outcome in _OWN_COLOUR else colours.text
        weight = STRONG if case.outcome == "definite" else PLAIN
        cell.text(words.fracture_words(case), beside_sign(upper), text, weight)
        if remark:
            lower = cell.lower(left)
            contradiction = words.remark_sign(case)
            if contradiction:
                cell.sign(contradiction, colours.box, lower)
            cell.text(remark, beside_sign(lower), colours.text if contradiction else colours.muted, SMALL)

    def _verdict(self, cell: Cell, case: Case) -> None:
        text = words.verdict_words(case)
        if text:
            cell.sign(text, cell.colours.text, cell.whole())
            cell.text(text, beside_sign(cell.whole()), cell.colours.text)

    def _inks(self, font: QFont) -> Ink:
        key = font.key()
        if self._ink is None or self._ink[0] != key:
            self._ink = (key, Ink.of(font))
            self._elided.clear()
        if len(self._elided) > _MOST_ELIDED:
            self._elided.clear()
        return self._ink[1]

    def _theme(self, palette: QPalette) -> theme.Colours:
        key = palette.cacheKey()
        if self._colours is None or self._colours[0] != key:
            self._colours = (key, theme.colours_of(palette))
        return self._colours[1]

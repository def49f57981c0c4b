"""Lines of a file's header as a table that filters while one types."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fracview.reading.header_row import HeaderRow

COLUMNS = ("Tag", "Name", "VR", "Value")
_INDENT = "    "
_Index = QModelIndex | QPersistentModelIndex


class HeaderModel(QAbstractTableModel):
    """A table over frozen lines; filtering keeps the sequences around a line that fits."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[HeaderRow, ...] = ()
        self._texts: list[str] = []
        self._parents: list[int] = []
        self._shown: list[int] = []
        self.matches = 0

    def set_rows(self, rows: Sequence[HeaderRow]) -> None:
        """Show other lines, all of them."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._texts = [f"{row.tag}\n{row.keyword}\n{row.vr}\n{row.value}".casefold() for row in rows]
        self._parents = _parents(rows)
        self._shown = list(range(len(self._rows)))
        self.matches = len(self._rows)
        self.endResetModel()

    def filter_by(self, text: str) -> None:
        """Show the lines that hold every word of `text`, in any column and case."""
        words = text.casefold().split()
        found = [at for at, line in enumerate(self._texts) if all(word in line for word in words)]
        self.beginResetModel()
        self.matches = len(found)
        self._shown = self._with_parents(found)
        self.endResetModel()

    def _with_parents(self, found: list[int]) -> list[int]:
        shown = set(found)
        for at in found:
            parent = self._parents[at]
            while parent >= 0 and parent not in shown:
                shown.add(parent)
                parent = self._parents[parent]
        return sorted(shown)

    @property
    def total(self) -> int:
        """Lines there are, shown or not."""
        return len(self._rows)

    def text_of(self, rows: Iterable[int]) -> str:
        """Shown rows as lines of tab-separated columns, for the clipboard."""
        lines = (self._rows[self._shown[row]] for row in rows)
        return "\n".join("\t".join((line.tag, line.keyword, line.vr, line.value)) for line in lines)

    def rowCount(self, parent: _Index | None = None) -> int:  # noqa: N802 - Qt's name
        """Lines shown."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index | None = None) -> int:  # noqa: N802 - Qt's name
        """Tag, name, VR, value."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Titles of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own
        """Text of a cell; its tooltip is the whole value."""
        row = self._rows[self._shown[index.row()]]
        if role == Qt.ItemDataRole.DisplayRole:
            indent = _INDENT * row.depth
            return (row.tag, indent + row.keyword, row.vr, row.value)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and row.value:
            return f"<p>{html.escape(row.value)}</p>"  # as mark-up, or Qt would guess whether it is
        return None


def _parents(rows: Sequence[HeaderRow]) -> list[int]:
    """For each line the one that it lies inside, or -1."""
    parents: list[int] = []
    above: list[int] = []
    for at, row in enumerate(rows):
        del above[row.depth :]
        parents.append(above[-1] if above else -1)
        above += [at] * (row.depth + 1 - len(above))
    return parents

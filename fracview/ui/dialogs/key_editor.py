"""Key editor: every action with its keys, and fields to change those of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fracview.ui.actions import ACTIONS, BY_ID, GROUPS, key_text
from fracview.ui.dialogs.key_book import KeyBook
from fracview.ui.dialogs.parts import plain_label
from fracview.ui.theme import GRID

SLOTS = 3
"""Keys an action can have here; further ones, written into the settings file by hand, are kept."""

_SCHEMES = {
    "reading": "Reading: D and A measure",
    "labelling": "Labelling: D and A go to the next and previous radiograph",
}
_PORTABLE = QKeySequence.SequenceFormat.PortableText
_ID = Qt.ItemDataRole.UserRole


class KeyEditor(QWidget):
    """Edits a `KeyBook`.

    Signals
    -------
    changed
        A key or the scheme is another; ask `problems` whether that can stay.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = KeyBook("reading", {})
        self._items: dict[str, QTreeWidgetItem] = {}
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addLayout(self._scheme_row())
        self._tree = self._make_tree()
        layout.addWidget(self._tree, 1)
        layout.addLayout(self._edit_row())
        self._warning = plain_label("", "key_conflicts", "warn")
        layout.addWidget(self._warning)
        self._tree.setCurrentItem(self._items[ACTIONS[0].id])

    def show_keys(self, book: KeyBook) -> None:
        """Edit this book from now on, in place."""
        self._book = book
        self._scheme.blockSignals(True)
        self._scheme.setCurrentIndex(max(0, self._scheme.findData(book.scheme)))
        self._scheme.blockSignals(False)
        self._refresh()

    @property
    def book(self) -> KeyBook:
        """The book that is being edited."""
        return self._book

    def _scheme_row(self) -> QHBoxLayout:
        self._scheme = QComboBox(self)
        self._scheme.setObjectName("key_scheme")
        for name, text in _SCHEMES.items():
            self._scheme.addItem(text, name)
        self._scheme.currentIndexChanged.connect(self._take_scheme)
        label = QLabel("&Scheme", self)
        label.setBuddy(self._scheme)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self._scheme, 1)
        return row

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setObjectName("key_actions")
        tree.setAccessibleName("Actions and their keys")
        tree.setHeaderLabels(["Action", "Keys"])
        tree.setUniformRowHeights(True)
        tree.setRootIsDecorated(False)
        groups = {name: QTreeWidgetItem(tree, [title]) for name, title in GROUPS.items()}
        bold = tree.font()
        bold.setBold(True)
        for group in groups.values():
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setFont(0, bold)
        for spec in ACTIONS:
            item = QTreeWidgetItem(groups[spec.group], [spec.text.rstrip("…")])
            item.setData(0, _ID, spec.id)
            item.setToolTip(0, spec.tip)
            self._items[spec.id] = item
        tree.expandAll()
        tree.setColumnWidth(0, 32 * tree.fontMetrics().averageCharWidth())
        tree.currentItemChanged.connect(self._show_current)
        return tree

    def _edit_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        self._fields = [self._field(number) for number in range(SLOTS)]
        row.addWidget(QLabel("Keys", self))
        for field in self._fields:
            row.addWidget(field, 1)
        self._default = QPushButton("Default", self)
        self._default.setObjectName("key_default")
        self._default.setToolTip("The scheme's keys for this action")
        self._default.setAutoDefault(False)
        self._default.clicked.connect(self._take_default)
        row.addWidget(self._default)
        return row

    def _field(self, number: int) -> QKeySequenceEdit:
        field = QKeySequenceEdit(self)
        field.setObjectName(f"key_{number + 1}")
        field.setAccessibleName(f"Key {number + 1} of the chosen action")
        field.setMaximumSequenceLength(1)
        field.setClearButtonEnabled(True)
        field.keySequenceChanged.connect(self._take_keys)
        return field

    def _current(self) -> str:
        item = self._tree.currentItem()
        return str(item.data(0, _ID) or "") if item else ""

    def _take_scheme(self) -> None:
        self._book.scheme = str(self._scheme.currentData())
        self._refresh()
        self.changed.emit()

    def _take_keys(self) -> None:
        action = self._current()
        if not action:
            return
        typed = [field.keySequence().toString(_PORTABLE) for field in self._fields]
        self._book.set(action, [*typed, *self._book.keys[action][SLOTS:]])
        self._show_texts()
        self.changed.emit()

    def _take_default(self) -> None:
        self._book.reset(self._current())
        self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        self._show_texts()
        self._show_current()

    def _show_texts(self) -> None:
        keys = self._book.keys
        for action, item in self._items.items():
            item.setText(1, key_text(keys[action]))
        self._warning.setText("\n".join(self._book.problems()))
        self._warning.setVisible(bool(self._warning.text()))

    def _show_current(self) -> None:
        """Put the chosen action's keys into the fields, which is no change of them."""
        action = self._current()
        keys = self._book.keys.get(action, ())
        for number, field in enumerate(self._fields):
            field.blockSignals(True)
            field.setKeySequence(QKeySequence(keys[number] if number < len(keys) else ""))
            field.setEnabled(action in BY_ID)
            field.blockSignals(False)
        self._default.setEnabled(action in BY_ID)

"""About: version, what it is not, licence, and which networks run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTableWidget, QTableWidgetItem, QWidget

from fracview.export.captions import RESEARCH_USE
from fracview.ui.dialogs.parts import close_box, dialog_layout, plain_label
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.core.analysis import ModelReference

_PURPOSE = "Fracture findings on bone radiographs, explained, on your own machine."
_LICENCE = (
    "Free software under the GNU Affero General Public License, version 3 or later, without any warranty. "
    "Qt and PySide6 are used under the GNU Lesser General Public License, the icons of Lucide under the ISC "
    "licence."
)
_COLUMNS = ("Network", "Task", "SHA-256 of its weights")
_NONE = "No networks are loaded."


class AboutDialog(QDialog):
    """Shows what it is handed; show it with ``show()``, Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = dialog_layout(self, "About FracView", "about_dialog")
        self._title = plain_label("FracView", "about_title", "title")
        self._none = plain_label(_NONE, "about_no_networks", "muted")
        self._networks = self._make_table()
        layout.addWidget(self._title)
        layout.addWidget(plain_label(_PURPOSE, "about_purpose"))
        layout.addWidget(plain_label(RESEARCH_USE, "about_badge", "warn"))
        layout.addSpacing(GRID)
        layout.addWidget(self._networks, 1)
        layout.addWidget(self._none)
        layout.addSpacing(GRID)
        layout.addWidget(plain_label(_LICENCE, "about_licence", "muted"))
        layout.addWidget(close_box(self))
        self.resize(760, 380)
        self.show_about("", ())

    def show_about(self, version: str, networks: Sequence[ModelReference]) -> None:
        """Show FracView's version and the networks that are loaded."""
        self._title.setText(f"FracView {version}".rstrip())
        self._none.setVisible(not networks)
        self._networks.setVisible(bool(networks))
        self._networks.setRowCount(len(networks))
        for row, network in enumerate(networks):
            for column, text in enumerate((network.name, network.task, network.sha256)):
                self._networks.setItem(row, column, QTableWidgetItem(text))
        self._networks.resizeColumnsToContents()

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(_COLUMNS), self)
        table.setObjectName("about_networks")
        table.setAccessibleName("Networks")
        table.setHorizontalHeaderLabels(list(_COLUMNS))
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setHighlightSections(False)
        table.verticalHeader().hide()
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        return table

"""About: version and build, what it is not, licence and source, networks, and others' licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTableWidget, QTableWidgetItem, QTabWidget, QVBoxLayout, QWidget

from fracview.export.captions import RESEARCH_USE
from fracview.ui.dialogs.licences import LicencesPage
from fracview.ui.dialogs.parts import close_box, dialog_layout, plain_label
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.core.analysis import ModelReference

_PURPOSE = "Fracture findings on bone radiographs, explained, on your own machine."
_LICENCE = (
    "Free software under the GNU Affero General Public License, version 3 or later (AGPL-3.0-or-later), "
    "without any warranty. {source} What others wrote is listed under Third-party licences."
)
_COLUMNS = ("Network", "Task", "SHA-256 of its weights")
_NONE = "No networks are loaded."


class AboutDialog(QDialog):
    """Shows what it is handed; show it with ``show()``, Esc closes it.

    Attributes
    ----------
    licences
        The page of licences, to be filled by whoever opens the dialog.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = dialog_layout(self, "About FracView", "about_dialog")
        self.licences = LicencesPage(self)
        self._tabs = QTabWidget(self)
        self._tabs.setObjectName("about_tabs")
        self._tabs.addTab(self._first_page(), "FracView")
        self._tabs.addTab(self.licences, "Third-party licences")
        layout.addWidget(self._tabs, 1)
        layout.addWidget(close_box(self))
        self.resize(760, 520)
        self.show_about("", ())

    def show_about(
        self, version: str, networks: Sequence[ModelReference], build: str = "", source: str = ""
    ) -> None:
        """Show FracView's version and the networks that are loaded.

        Parameters
        ----------
        build
            What kind of build this is; "" shows nothing of it.
        source
            A sentence on where the source is.
        """
        self._title.setText(f"FracView {version}".rstrip())
        self._build.setText(build)
        self._build.setVisible(bool(build))
        self._licence.setText(_LICENCE.format(source=source).replace("  ", " "))
        self._none.setVisible(not networks)
        self._networks.setVisible(bool(networks))
        self._networks.setRowCount(len(networks))
        for row, network in enumerate(networks):
            for column, text in enumerate((network.name, network.task, network.sha256)):
                self._networks.setItem(row, column, QTableWidgetItem(text))
        self._networks.resizeColumnsToContents()

    def _first_page(self) -> QWidget:
        page = QWidget(self)
        layout = QVBoxLayout(page)
        layout.setSpacing(GRID)
        self._title = plain_label("FracView", "about_title", "title")
        self._build = plain_label("", "about_build", "muted")
        self._none = plain_label(_NONE, "about_no_networks", "muted")
        self._networks = self._make_table()
        self._licence = plain_label("", "about_licence", "muted")
        layout.addWidget(self._title)
        layout.addWidget(self._build)
        layout.addWidget(plain_label(_PURPOSE, "about_purpose"))
        layout.addWidget(plain_label(RESEARCH_USE, "about_badge", "warn"))
        layout.addSpacing(GRID)
        layout.addWidget(self._networks, 1)
        layout.addWidget(self._none)
        layout.addSpacing(GRID)
        layout.addWidget(self._licence)
        return page

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

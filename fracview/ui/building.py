"""What the window is made of, put together step by step: it is on the screen before the first of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QVBoxLayout, QWidget

from fracview.review.catalog import Catalog
from fracview.review.paths import cache_dir, default_store
from fracview.ui import menus, opening, wiring
from fracview.ui.activity import ActivityWatch
from fracview.ui.canvas.area import CanvasArea
from fracview.ui.canvas.tools import ToolName
from fracview.ui.canvas.under_bar import UnderBar
from fracview.ui.cases.panel import CaseListPanel
from fracview.ui.commands import commands
from fracview.ui.findings.panel import FindingsPanel
from fracview.ui.session.records import Records
from fracview.ui.session.session import Session
from fracview.ui.session.thumbnails import Thumbnails
from fracview.ui.status_bar import StatusBar
from fracview.ui.strip.panel import StripPanel
from fracview.ui.work import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fracview.inference import Analyzer
    from fracview.ui.main_window import MainWindow

LEAST_PX = 300
"""Neither side may be drawn narrower: numbers must not be cut off."""
SIDES_PX = (400, 330)
"""Widths of the list and of the findings in a new window."""


def steps(window: MainWindow) -> Iterator[None]:
    """Build the window; between two steps events may be handled. Each takes a few tens of ms at most."""
    window.status = StatusBar()
    window.setStatusBar(window.status)
    window.canvas, window.under_bar = CanvasArea(), UnderBar()
    yield
    window.cases = CaseListPanel(Catalog())
    yield
    window.findings = FindingsPanel()
    yield
    window.strip = StripPanel()
    _lay_out(window)
    yield
    window.thumbnails = Thumbnails(cache_dir() / "thumbnails", window)
    window.background_work = Lane("errands", window)
    window.session = Session(partial(open_analyzer, window), _records(window), window)
    yield
    yield from _make_actions(window)
    window.choose_tool(ToolName.WINDOW)
    window.actions_by_id["assistant"].setChecked(True)
    wiring.connect(window)
    ActivityWatch(window, window.canvas, window.session.said.stopwatch)
    yield
    window.apply_settings()
    yield
    window.restore_layout()


def _lay_out(window: MainWindow) -> None:
    middle = QWidget()
    layout = QVBoxLayout(middle)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(window.canvas, 1)
    layout.addWidget(window.under_bar)
    window.setCentralWidget(middle)
    left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
    window.strip_dock = _dock(
        window, "strip_dock", "Layer maps", window.strip, Qt.DockWidgetArea.BottomDockWidgetArea
    )
    window.docks = (
        _dock(window, "cases_dock", "Radiographs", window.cases, left),
        _dock(window, "findings_dock", "Findings", window.findings, right),
        window.strip_dock,
    )
    window.cases.setMinimumWidth(LEAST_PX)
    window.findings.setMinimumWidth(LEAST_PX)
    window.resizeDocks(list(window.docks[:2]), list(SIDES_PX), Qt.Orientation.Horizontal)


def _dock(window: MainWindow, name: str, title: str, part: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
    dock = QDockWidget(title, window)
    dock.setObjectName(name)
    dock.setWidget(part)
    window.addDockWidget(area, dock)
    return dock


def _records(window: MainWindow) -> Records:
    path = Path(window.settings.store) if window.settings.store else default_store()
    return Records(path, window.models_folder, window)


def open_analyzer(window: MainWindow) -> Analyzer:
    """On the networks' thread, after the window was painted."""
    from fracview.core.errors import FracViewError
    from fracview.inference import Analyzer, load_model_set

    if window.models_folder is None:
        raise FracViewError(
            "The networks that ship with FracView are missing.",
            reason="resources_missing",
            cure="Install FracView again, or name a model set in the settings.",
        )
    return Analyzer(load_model_set(window.models_folder), device=window.settings.device)


def _make_actions(window: MainWindow) -> Iterator[None]:
    what: dict[str, Callable[[], None]] = commands(window)
    window.actions_by_id = menus.make_actions(window, what)
    yield
    groups = menus.fill_menu_bar(window.menuBar(), window.actions_by_id)
    recent = groups["file"].addMenu("Open recent")
    recent.aboutToShow.connect(lambda: opening.fill_recent_menu(window, recent))
    groups["view"].addSeparator()
    groups["view"].addActions([dock.toggleViewAction() for dock in window.docks])
    yield
    window.toolbar = menus.fill_toolbar(window, window.actions_by_id)
    yield

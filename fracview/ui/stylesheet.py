"""The application's stylesheet: spacing, flat buttons, thin bars, and the roles of labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def filled_sheet(colours: Mapping[str, str]) -> str:
    """The stylesheet with each ``@name`` in the colour of that name.

    A label whose dynamic property ``role`` is ``muted``, ``warn``, ``scope``, ``accent`` or ``title`` is
    dressed so.
    Raises KeyError for a name that has no colour.
    """
    return re.sub(r"@(\w+)", lambda found: colours[found.group(1)], _STYLESHEET)


_STYLESHEET = """
QToolTip { color: @text; background-color: @raised; border: 1px solid @line; padding: 4px; }
*[role="muted"] { color: @muted; }
*[role="warn"] { color: @warn; }
*[role="scope"] { color: @scope; }
*[role="accent"] { color: @accent; font-weight: 600; }
*[role="title"] { color: @text; font-size: 15pt; font-weight: 600; }
QMainWindow::separator { background-color: @background; width: 4px; height: 4px; }
QMainWindow::separator:hover { background-color: @accent; }
QMenuBar { background-color: @panel; color: @text; }
QMenuBar::item { padding: 4px 8px; background-color: transparent; }
QMenuBar::item:selected { background-color: @raised; }
QMenu { background-color: @raised; color: @text; border: 1px solid @line; padding: 4px 0; }
QMenu::item { padding: 4px 24px; }
QMenu::item:selected { background-color: @accent; color: @on_accent; }
QMenu::item:disabled { color: @faded; }
QMenu::separator { height: 1px; background-color: @line; margin: 4px 8px; }
QToolBar {
    background-color: @panel; border: 0; border-bottom: 1px solid @line;
    spacing: 4px; padding: 4px;
}
QToolBar::separator { background-color: @line; width: 1px; height: 1px; margin: 4px; }
QToolButton {
    background-color: transparent; color: @text; border: 1px solid transparent;
    border-radius: 4px; padding: 4px;
}
QToolButton:hover { background-color: @raised; border-color: @line; }
QToolButton:checked { background-color: @raised; border-color: @accent; }
QToolButton:focus { border-color: @accent; }
QToolButton:disabled { color: @faded; }
QPushButton {
    background-color: @raised; color: @text; border: 1px solid @line;
    border-radius: 4px; padding: 4px 12px;
}
QPushButton:hover { background-color: @line; }
QPushButton:pressed { background-color: @background; }
QPushButton:checked { border-color: @accent; background-color: @background; }
QPushButton:default { border-color: @accent; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faded; background-color: @panel; }
QLineEdit {
    background-color: @background; color: @text; border: 1px solid @line;
    border-radius: 4px; padding: 3px 6px;
}
QLineEdit { placeholder-text-color: @muted; }
QLineEdit:focus { border-color: @accent; }
QCheckBox::indicator, QRadioButton::indicator { width: 12px; height: 12px; border: 1px solid @muted; }
QCheckBox::indicator { border-radius: 3px; background-color: @background; }
QRadioButton::indicator { border-radius: 7px; background-color: @background; }
QCheckBox::indicator:checked { background-color: @accent; border-color: @accent; }
QRadioButton::indicator:checked { background-color: @accent; border-color: @accent; }
QCheckBox:focus, QRadioButton:focus { color: @accent; }
QSlider::groove:horizontal { background-color: @line; height: 4px; border-radius: 2px; }
QSlider::groove:vertical { background-color: @line; width: 4px; border-radius: 2px; }
QSlider::handle { background-color: @muted; border-radius: 7px; }
QSlider::handle:horizontal { width: 14px; margin: -5px 0; }
QSlider::handle:vertical { height: 14px; margin: 0 -5px; }
QSlider::handle:hover, QSlider::handle:focus { background-color: @accent; }
QPlainTextEdit {
    background-color: @background; color: @text;
    border: 1px solid @line; border-radius: 4px;
}
QAbstractItemView { background-color: @background; color: @text; border: 1px solid @line; }
QHeaderView { background-color: @panel; border: 0; }
QHeaderView::section {
    background-color: @panel; color: @muted; border: 0;
    border-bottom: 1px solid @line; padding: 4px 3px;
}
QHeaderView::section:hover { color: @text; }
QGroupBox { border: 1px solid @line; border-radius: 4px; margin-top: 8px; padding-top: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 8px; padding: 0 4px; color: @muted; }
QTabWidget::pane { border: 1px solid @line; border-radius: 4px; top: -1px; }
QTabBar::tab {
    background-color: transparent; color: @muted; padding: 6px 12px;
    border: 0; border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:focus { color: @accent; }
QDockWidget { color: @muted; }
QDockWidget::title { background-color: @panel; padding: 4px 8px; }
QStatusBar { background-color: @panel; color: @muted; border-top: 1px solid @line; }
QStatusBar::item { border: 0; }
QProgressBar {
    background-color: @background; color: @text; border: 1px solid @line;
    border-radius: 4px; text-align: center;
}
QProgressBar::chunk { background-color: @line; border-radius: 3px; }
QProgressBar[role="main"]::chunk { background-color: @accent; }
QScrollBar { background-color: transparent; border: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle {
    background-color: @line; border-radius: 4px; margin: 2px;
    min-width: 24px; min-height: 24px;
}
QScrollBar::handle:hover { background-color: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background-color: transparent; }
"""

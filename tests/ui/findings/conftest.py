"""The panel is looked at as it is used: in the dark theme, applied once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QPalette

from fracview.ui import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def dark(qapp: QApplication) -> None:
    """Dress the application, unless a test before has done so."""
    if qapp.palette().color(QPalette.ColorRole.Window).name() != theme.PANEL or not qapp.styleSheet():
        theme.apply_theme(qapp, "dark")

"""The application's dress for widgets that are tried alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.ui.theme import apply_theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    apply_theme(qapp, "dark")
    return qapp

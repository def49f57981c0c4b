"""Labels of panels: always plain text, never wider than the panel, coloured by their role."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_LONG_WORD = re.compile(r"\S{24}(?=\S)")
ZERO_WIDTH_SPACE = "\u200b"


def text_label(name: str, role: str = "", *, wrap: bool = True) -> QLabel:
    """Empty label; a wrapping one takes whatever width it is given, and as many lines as it needs."""
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if wrap:
        label.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        label.setSizePolicy(policy)
    set_role(label, role)
    return label


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget one of the stylesheet's roles (`fracview.ui.theme.stylesheet_of`), or none."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def set_text(label: QLabel, text: str) -> None:
    """Show a text that may hold words longer than the panel is wide; an empty one takes no room."""
    label.setText(breakable(text))
    label.setVisible(bool(text))


def breakable(text: str) -> str:
    """Text whose long words may be broken: names of files and values of unknown origin have no blanks."""
    return _LONG_WORD.sub(rf"\g<0>{ZERO_WIDTH_SPACE}", text)


def embolden(label: QLabel, factor: float = 1.0) -> None:
    """Make a label's text bold, and larger by a factor.

    By its own stylesheet: a font that was set is lost when the application's stylesheet polishes it.
    """
    size = label.font().pointSizeF() * factor
    label.setStyleSheet(f"font-size: {size:.1f}pt; font-weight: 600;")

"""Fields that keep the arrow keys for themselves while they have the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_OWN = frozenset(
    {
        Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End,
        Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
    }
)  # fmt: skip


class OwnKeys(QObject):
    """Claims the arrow keys before a shortcut of the window gets them: they move the field, not the list."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002 - Qt's signature
        """Accept what Qt asks about before it looks for shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain and event.key() in _OWN:
                event.accept()
                return True
        return False


def keep_arrow_keys(field: QWidget) -> None:
    """Let a spin box or a slider have the arrow keys while it has the focus."""
    field.installEventFilter(OwnKeys(field))

"""The strip's panel: tiles with a caption, or words where there are none; and the keys that move in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from fracview.ui.strip.row import TileRow
from fracview.ui.strip.tiles import ShownStrip, StripState
from fracview.ui.strip.words import Caption, Message
from fracview.ui.theme import GRID

_OFF = ShownStrip(state=StripState.OFF)
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class StripPanel(QWidget):
    """Shows a `ShownStrip`; says which layer the reader wants over the radiograph.

    With the focus here, Left, Right, Home and End move among the tiles (and the map with them, where one is
    shown), and Enter puts a layer on or takes it off. Up, Down and Space stay the window's.

    Signals
    -------
    layer_chosen(object)
        Position of a tile, or None to take the map off. What is painted changes only by `show_strip`.
    strip_asked()
        The reader wants the layer maps while they are off.
    """

    layer_chosen = Signal(object)
    strip_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip_panel")
        self.setAccessibleName("Strip of layer maps")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._strip = _OFF
        self._current = 0
        self._keys = ""
        self._build()
        self.show_keys("[", "]", "X", "Ctrl+L")
        self.show_strip(None)

    def show_strip(self, strip: ShownStrip | None) -> None:
        """Paint a strip; None is one that nobody asked for."""
        before, self._strip = self._strip.chosen, strip or _OFF
        shown = self._strip.state is StripState.SHOWN
        self._caption.setVisible(shown)
        self._pages.setCurrentIndex(0 if shown else 1)
        say = self._caption.show_caption if shown else self._message.show_message
        self.setAccessibleDescription(say(self._strip))
        if shown:
            self._show_tiles(before)

    def show_keys(self, previous: str, following: str, toggle: str, strip: str) -> None:
        """Name the keys in the tooltips: previous and next layer, map on or off, the strip itself."""
        self._keys = (
            f"Click: over the radiograph; again: off. {previous} and {following}: previous and next layer. "
            f"{toggle}: map on or off."
        )
        self._message.name_key(strip)
        if self._strip.state is StripState.SHOWN:
            self._row.show_tiles(self._strip, self._framed(), self._keys)

    def event(self, event: QEvent) -> bool:
        """Keep keys that move within the strip from the window's shortcuts."""
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._claims(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move among the tiles, or put the layer under the keyboard on or off."""
        if not self._claims(event):
            super().keyPressEvent(event)
        elif self._strip.tiles:
            self._obey(Qt.Key(event.key()))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show where the keyboard stands."""
        super().focusInEvent(event)
        self._row.mark_current(self._framed())

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Take the keyboard's frame off."""
        super().focusOutEvent(event)
        self._row.mark_current(None)

    def _claims(self, event: QKeyEvent) -> bool:
        """Whether a key is the strip's; also while computing: it must not lead to the next radiograph."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        busy = self._strip.state is StripState.COMPUTING or bool(self._strip.tiles)
        return busy and event.key() in (*_STEPS, *_ENDS, *_ENTER)

    def _obey(self, key: Qt.Key) -> None:
        last = len(self._strip.tiles) - 1
        if key in _ENTER:
            self._toggle(self._current)
        elif key in _STEPS:
            self._go(min(last, max(0, self._current + _STEPS[key])))
        else:
            self._go(0 if key == Qt.Key.Key_Home else last)

    def _go(self, position: int) -> None:
        """Move the keyboard, and the map with it where one is shown."""
        if position == self._current:
            return
        self._current = position
        self._row.mark_current(self._framed())
        self._row.bring_into_view(position)
        if self._strip.chosen is not None:
            self.layer_chosen.emit(position)

    def _clicked(self, position: int) -> None:
        self._current = position
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._row.mark_current(self._framed())
        self._toggle(position)

    def _toggle(self, position: int) -> None:
        self.layer_chosen.emit(None if position == self._strip.chosen else position)

    def _show_tiles(self, chosen_before: int | None) -> None:
        """Tiles and marks; the keyboard and the view follow a newly chosen layer, and nothing else."""
        chosen = self._strip.chosen
        follow = chosen is not None and chosen != chosen_before
        self._current = chosen if chosen is not None and follow else self._current
        self._current = min(self._current, max(0, len(self._strip.tiles) - 1))
        self._row.show_tiles(self._strip, self._framed(), self._keys)
        if follow and self._strip.tiles:
            self._row.bring_into_view(self._current)

    def _framed(self) -> int | None:
        return self._current if self.hasFocus() else None

    def _build(self) -> None:
        self._caption, self._row, self._message = Caption(), TileRow(), Message()
        self._row.clicked.connect(self._clicked)
        self._message.asked.connect(self.strip_asked)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._row)
        self._pages.addWidget(self._message)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self._caption)
        layout.addWidget(self._pages, 1)

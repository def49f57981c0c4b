"""The row of tiles, which scrolls sideways."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QWidget

from fracview.ui.strip.tile import PAD, Marks, Tile
from fracview.ui.strip.tiles import LONGEST, ShownStrip
from fracview.ui.theme import GRID


class TileRow(QScrollArea):
    """Tiles side by side; their widgets are kept from one radiograph to the next.

    Signals
    -------
    clicked(int)
        Position of the tile under the mouse.
    """

    clicked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip_row")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self._tiles: list[Tile] = []
        self._buttons = QButtonGroup(self)
        self._buttons.idClicked.connect(self.clicked)
        self._shown = ShownStrip()
        self.setMinimumHeight(LONGEST + 2 * PAD + self.horizontalScrollBar().sizeHint().height())
        self._inside = QWidget()
        self._places = QHBoxLayout(self._inside)
        self._places.setContentsMargins(0, 0, 0, 0)
        self._places.setSpacing(GRID // 2)
        self._places.addStretch(1)
        self.setWidget(self._inside)

    def show_tiles(self, strip: ShownStrip, current: int | None, keys: str) -> None:
        """Paint the tiles of `strip`; the keyboard's frame is on `current`, `keys` ends each tooltip."""
        self._shown = strip
        while len(self._tiles) < len(strip.tiles):
            self._add()
        for position, tile in enumerate(self._tiles):
            if position < len(strip.tiles):
                marks = Marks(position == strip.chosen, position == strip.best, position == current)
                tile.show_tile(strip.tiles[position], marks, keys)
            tile.setVisible(position < len(strip.tiles))

    def mark_current(self, current: int | None) -> None:
        """Move the keyboard's frame; None takes it off."""
        for position, tile in enumerate(self._tiles):
            tile.mark_current(position == current)

    def bring_into_view(self, position: int) -> None:
        """Scroll as little as needed to show a tile and a little of its neighbours."""
        self._settle()
        self.ensureWidgetVisible(self._tiles[position], 4 * GRID, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the chosen tile in view."""
        super().resizeEvent(event)
        if self._shown.chosen is not None and self._tiles:
            self.bring_into_view(self._shown.chosen)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Any wheel scrolls sideways: there is no other way to go."""
        QCoreApplication.sendEvent(self.horizontalScrollBar(), event)

    def _settle(self) -> None:
        """Give new or wider tiles their places now, which Qt would do only when it is idle."""
        self._places.activate()
        self._inside.resize(self._places.minimumSize().expandedTo(self.viewport().size()))

    def _add(self) -> None:
        position = len(self._tiles)
        tile = Tile(self._inside)
        tile.setObjectName(f"tile_{position}")
        self._buttons.addButton(tile, position)
        self._places.insertWidget(position, tile)
        self._tiles.append(tile)

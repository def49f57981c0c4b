"""What the strip says in words: a caption above the tiles, or why there are none."""

from __future__ import annotations

import html

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from fracview.core.layermaps import color_table
from fracview.export.strip import MEANING, SCALE_MEANING
from fracview.ui.strip.tiles import ShownStrip, StripState

CAPTION = f"{MEANING} {SCALE_MEANING.capitalize()}."
NO_BOXES = "No box is shown, so no share of heat either."
HEADLINES = {
    StripState.OFF: "Layer maps are off until asked for.",
    StripState.COMPUTING: "Computing the layer maps of this radiograph ...",
    StripState.NOT_AVAILABLE: "No layer maps for this radiograph.",
    StripState.READ_FIRST: "Read first: layer maps are shown once you have said what you see.",
}


class Caption(QWidget):
    """What the maps mean and what they do not, and the colours from low to high."""

    def __init__(self) -> None:
        super().__init__()
        self._words = _label("strip_caption", "muted")
        self._words.setMinimumWidth(1)  # a long caption must not widen the window
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._words, 1)
        for part in (_label("strip_low", "muted", "low"), _colours(), _label("strip_high", "muted", "high")):
            layout.addWidget(part)

    def show_caption(self, strip: ShownStrip) -> str:
        """Write the caption of a strip with tiles, and return it."""
        remarks = [CAPTION, *([] if strip.boxes else [NO_BOXES]), strip.note]
        words = " ".join(remark for remark in remarks if remark)
        self._words.setText(words)
        self._words.setToolTip(f"<p>{html.escape(words)}</p>")  # where the window is too narrow for all of it
        return words


class Message(QWidget):
    """A headline for each state without tiles, the reason, and where they are off a button.

    Signals
    -------
    asked()
        The button was pressed.
    """

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._headline = _label("strip_headline", "")
        self._reason = _label("strip_reason", "muted")
        self._reason.setWordWrap(True)
        self._button = QPushButton("Show layer maps")
        self._button.setObjectName("strip_ask")
        self._button.clicked.connect(self.asked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(self._headline)
        layout.addWidget(self._reason)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)

    def show_message(self, strip: ShownStrip) -> str:
        """Write why a strip has no tiles, and return it."""
        self._headline.setText(HEADLINES[strip.state])
        self._reason.setText(strip.note)
        self._reason.setVisible(bool(strip.note))
        self._button.setVisible(strip.state is StripState.OFF)
        return f"{self._headline.text()} {strip.note}".rstrip()

    def name_key(self, key: str) -> None:
        """Name the key in the button's tooltip."""
        self._button.setToolTip(f"Compute and show them ({key})" if key else "Compute and show them")


def _label(name: str, role: str, text: str = "") -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setProperty("role", role)
    return label


def _colours() -> QLabel:
    """The maps' colours in a bar."""
    rgb = np.ascontiguousarray(np.broadcast_to(color_table(), (8, 256, 3)))
    image = QImage(rgb.data, 256, 8, rgb.strides[0], QImage.Format.Format_RGB888)
    bar = QLabel()
    bar.setPixmap(QPixmap.fromImage(image.scaled(96, 8)))
    return bar

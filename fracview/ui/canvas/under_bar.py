"""The bar below the radiograph: frames of a file that holds several, and the opacity of a layer map."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from fracview.ui.own_keys import keep_arrow_keys

FULL = 100


class UnderBar(QWidget):
    """Two sliders, each hidden while there is nothing to slide.

    Signals
    -------
    frame_chosen
        Zero-based frame.
    opacity_chosen
        Opacity of the layer map's hottest place, in [0, 1].
    """

    frame_chosen = Signal(int)
    opacity_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame_label = QLabel()
        self._frame = _slider("frame_slider", "Frame")
        self._frame.valueChanged.connect(self._say_frame)
        self._opacity_label = QLabel("layer map")
        self._opacity = _slider("opacity_slider", "Opacity of the layer map")
        self._opacity.setRange(0, FULL)
        self._opacity.setValue(70)
        self._opacity.setMaximumWidth(220)
        self._opacity.valueChanged.connect(lambda value: self.opacity_chosen.emit(value / FULL))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        for widget in (self._frame_label, self._frame, self._opacity_label, self._opacity):
            layout.addWidget(widget)
        layout.addStretch(0)
        self.show_frames(0, 1)
        self.show_opacity(False)

    @property
    def opacity(self) -> float:
        """As it is set, in [0, 1]."""
        return self._opacity.value() / FULL

    def show_frames(self, frame: int, count: int) -> None:
        """Which frame of how many is in view."""
        with QSignalBlocker(self._frame):
            self._frame.setRange(0, count - 1)
            self._frame.setValue(frame)
        self._frame_label.setText(f"frame {frame + 1} of {count}")
        for widget in (self._frame_label, self._frame):
            widget.setVisible(count > 1)
        self._fold()

    def show_opacity(self, shown: bool) -> None:
        """Whether a layer map lies over the radiograph."""
        self._opacity_label.setVisible(shown)
        self._opacity.setVisible(shown)
        self._fold()

    def _fold(self) -> None:
        self.setVisible(not (self._frame.isHidden() and self._opacity.isHidden()))

    def _say_frame(self, frame: int) -> None:
        self._frame_label.setText(f"frame {frame + 1} of {self._frame.maximum() + 1}")
        self.frame_chosen.emit(frame)


def _slider(name: str, accessible: str) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName(name)
    slider.setAccessibleName(accessible)
    slider.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    keep_arrow_keys(slider)
    return slider

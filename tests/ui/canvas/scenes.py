"""Radiographs for the viewport, and what it paints of them, as arrays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QEnterEvent, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication

from fracview.core.analysis import Tier
from fracview.core.display import make_display
from fracview.core.radiograph import Radiograph
from fracview.core.windowing import Voi, full_range_voi
from fracview.review.shown import ShownDetection
from fracview.ui import theme
from fracview.ui.canvas.picture import CornerTexts, Drawn, Key, Picture

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from fracview.ui.canvas.surface import Surface

NO_TEXTS = CornerTexts()
LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def picture_of(pixels: NDArray[Any], *vois: Voi, key: Key = (0, 0), **more: Any) -> Picture:
    """A picture, by default windowed from 0 to the largest value of its type (1 for floats)."""
    top = np.iinfo(pixels.dtype).max if np.issubdtype(pixels.dtype, np.integer) else 1
    background, turned_about = more.pop("background", None), more.get("turned_about")
    windows = vois or (full_range_voi("full range", 0, top, label="full range"),)
    display = make_display(
        Radiograph(Path("a"), "", pixels, windows, background=background, turned_about=turned_about)
    )
    return Picture(key, *pixels.shape[:2], display, **more)


def noise(rows: int = 300, columns: int = 400, top: int = 4096) -> NDArray[np.uint16]:
    return np.random.default_rng(3).integers(0, top, (rows, columns)).astype(np.uint16)


def box(number: int, *xyxy: float, tier: Tier = Tier.DEFINITE, shown: bool = True) -> ShownDetection:
    return ShownDetection(number, (xyxy[0], xyxy[1], xyxy[2], xyxy[3]), 0.5, tier, shown)


def boxes(*detections: ShownDetection, key: Key = (0, 0), **more: Any) -> Drawn:
    return Drawn(key, detections, **more)


def painted(surface: Surface, ratio: float = 1.0, *, private: bool = True) -> NDArray[np.int_]:
    """(height, width, 3): red, green, blue of what it paints, in pixels of a screen of this ratio."""
    size = surface.size() * ratio
    image = QImage(size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(0, 0, 0))
    painter = QPainter(image)
    painter.setFont(surface.font())
    surface.paint_all(painter, private=private)
    painter.end()
    return as_array(image)


def as_array(image: QImage) -> NDArray[np.int_]:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return lines[:, : image.width(), 2::-1].astype(int)


def is_box_colour(pixels: NDArray[np.int_]) -> NDArray[np.bool_]:
    return (np.abs(pixels - QColor(theme.BOX).getRgb()[:3]) <= 2).all(axis=-1)


def drag(
    widget: QWidget,
    *points: tuple[float, float],
    button: Qt.MouseButton = LEFT,
    modifiers: Qt.KeyboardModifier = PLAIN,
) -> None:
    """Press at the first point, move over the others, let go at the last."""
    press(widget, points[0], button, modifiers)
    for point in points[1:]:
        move(widget, point, button, modifiers)
    release(widget, points[-1], button, modifiers)


def press(
    widget: QWidget, at: tuple[float, float], button: Qt.MouseButton = LEFT, modifiers: Any = PLAIN
) -> None:
    _send(widget, QMouseEvent.Type.MouseButtonPress, at, button, modifiers)


def move(
    widget: QWidget,
    at: tuple[float, float],
    button: Qt.MouseButton = Qt.MouseButton.NoButton,
    modifiers: Any = PLAIN,
) -> None:
    _send(widget, QMouseEvent.Type.MouseMove, at, button, modifiers)


def release(
    widget: QWidget, at: tuple[float, float], button: Qt.MouseButton = LEFT, modifiers: Any = PLAIN
) -> None:
    _send(widget, QMouseEvent.Type.MouseButtonRelease, at, button, modifiers)


def hover(widget: QWidget, at: tuple[float, float]) -> None:
    """The mouse over a point of the widget, no button down."""
    where = QPointF(*at)
    QApplication.sendEvent(widget, QEnterEvent(where, where, where))
    widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    move(widget, at)


def _send(
    widget: QWidget, kind: Any, at: tuple[float, float], button: Qt.MouseButton, modifiers: Any
) -> None:
    where = QPointF(*at)
    everywhere = QPointF(widget.mapToGlobal(QPoint(0, 0))) + where
    moving = kind == QMouseEvent.Type.MouseMove
    its_button = Qt.MouseButton.NoButton if moving else button
    down = Qt.MouseButton.NoButton if kind == QMouseEvent.Type.MouseButtonRelease else button
    QApplication.sendEvent(widget, QMouseEvent(kind, where, everywhere, its_button, down, modifiers))

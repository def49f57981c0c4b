"""A radiograph as it is painted: picture, window, view, measurements and everything drawn over it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from fracview.core.view import View
from fracview.ui.canvas import corners, drawn, magnifier
from fracview.ui.canvas.image_layer import ImageLayer
from fracview.ui.canvas.picture import CornerTexts, Drawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from fracview.core.measure import Measurement
    from fracview.core.windowing import Voi
    from fracview.review.shown import ShownDetection
    from fracview.ui.canvas.picture import Picture

_NO_VIEW = View(1, 1, 1.0, 1.0)
_MOST_KEPT = 200
"""Radiographs whose window, view and measurements are remembered while the program runs."""


class Surface(QWidget):
    """A radiograph with everything that is drawn over it.

    Signals
    -------
    view_changed
        The new `View`, after the reader zoomed, moved or turned.
    voi_changed
        After window, level or inversion changed.
    """

    view_changed = Signal(object)
    voi_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        self.picture: Picture | None = None
        self.view = _NO_VIEW
        self.corner_state = corners.ALL
        self.open_measurement: Measurement | None = None
        self._drawn = Drawn()
        self._texts = CornerTexts()
        self._layer = ImageLayer()
        self._voi: Voi | None = None
        self._inverted = False
        self._boxes_shown = True
        self._all_hidden = False
        self._magnifier = False
        self._mouse = QPointF(-1.0, -1.0)
        self._kept: dict[object, tuple[View, Voi | None, bool, tuple[Measurement, ...]]] = {}
        self._measurements: tuple[Measurement, ...] = ()

    # What is shown

    def show_picture(self, picture: Picture | None, texts: CornerTexts) -> None:
        """Another radiograph, or none and the reason in `texts`; how it was looked at before comes back."""
        self._keep()
        self.picture, self._texts = picture, texts
        self._drawn = Drawn()
        self.open_measurement = None
        self._layer.set_display(picture.display if picture else None)
        if picture is not None:
            self._recall(picture)
        self.update()

    def set_texts(self, texts: CornerTexts) -> None:
        """Other words in the corners for the same radiograph."""
        self._texts = texts
        self.update()

    def set_drawn(self, what: Drawn) -> None:
        """Draw this over the radiograph; what belongs to another one is not drawn."""
        self._drawn = what
        self.update()

    def set_boxes_shown(self, shown: bool) -> None:
        """Whether findings and layer maps are drawn at all: the assistant on or off."""
        self._boxes_shown = shown
        self.update()

    def set_all_hidden(self, hidden: bool) -> None:
        """Hide everything drawn, corner texts and measurements too."""
        self._all_hidden = hidden
        self.update()

    def set_magnifier(self, on: bool) -> None:
        """Show a magnifying glass under the mouse."""
        self._magnifier = on
        self.update()

    def set_corner_state(self, state: str) -> None:
        """One of `corners.STATES`."""
        self.corner_state = state
        self.update()

    @property
    def drawn_detections(self) -> tuple[ShownDetection, ...]:
        """Boxes that are on the screen now."""
        here = self.picture is not None and self._drawn.key == self.picture.key
        if not here or not self._boxes_shown or self._all_hidden:
            return ()
        return tuple(one for one in self._drawn.detections if one.shown)

    # Window and level

    @property
    def voi(self) -> Voi:
        """The window in force; only where there is a picture."""
        assert self._voi is not None
        return self._voi

    @property
    def inverted(self) -> bool:
        """Whether grey levels are turned round."""
        return self._inverted

    def set_voi(self, voi: Voi, *, inverted: bool | None = None) -> None:
        """Another window; nothing without a picture."""
        if self.picture is None:
            return
        self._voi = voi
        self._inverted = self._inverted if inverted is None else inverted
        self._apply_window()
        self.voi_changed.emit()

    def choose_voi(self, number: int) -> None:
        """A window of the file or of the percentiles, from 0; nothing where there are fewer."""
        if self.picture is not None and number < len(self.picture.display.vois):
            self.set_voi(self.picture.display.vois[number])

    def invert(self) -> None:
        """Turn grey levels round, and back."""
        if self.picture is not None:
            self.set_voi(self.voi, inverted=not self._inverted)

    def _apply_window(self) -> None:
        if self.picture is not None and not self.picture.display.is_colour:
            levels = self.picture.display.grey_levels(self.voi, inverted=self._inverted)
            self._layer.set_levels(levels)
        self.update()

    # View

    def set_view(self, view: View, *, quietly: bool = False) -> None:
        """Another zoom, place or orientation; `quietly` where it follows another viewport."""
        self.view = view
        self.update()
        if not quietly and self.picture is not None:
            self.view_changed.emit(view)

    def reset(self) -> None:
        """As it was opened: fitted, as acquired, the first window, nothing inverted."""
        if self.picture is not None:
            self.set_view(self._first_view(self.picture))
            self.set_voi(self.picture.display.vois[0], inverted=False)

    def actual_size(self) -> None:
        """One pixel of the radiograph on one of the screen."""
        self.set_view(self.view.zoomed_to(1.0 / self.devicePixelRatioF()))

    def image_point(self, at: QPointF) -> tuple[float, float]:
        """Image point under a point of the widget."""
        return self.view.to_image(at.x(), at.y())

    def _first_view(self, picture: Picture) -> View:
        size = (max(1, self.width()), max(1, self.height()))
        return View(picture.rows, picture.columns, *size, aspect=picture.aspect).fit()

    def _keep(self) -> None:
        """Remember how the radiograph was looked at."""
        if self.picture is None:
            return
        self._kept.pop(self.picture.key, None)
        self._kept[self.picture.key] = (self.view, self._voi, self._inverted, self._measurements)
        while len(self._kept) > _MOST_KEPT:
            self._kept.pop(next(iter(self._kept)))

    def forget(self) -> None:
        """Other radiographs than before: numbers begin anew."""
        self._kept.clear()
        self.picture = None

    def _recall(self, picture: Picture) -> None:
        first = (self._first_view(picture), picture.display.vois[0], False, ())
        view, voi, inverted, self._measurements = self._kept.get(picture.key, first)
        self.view = view.resized(self.width(), self.height())
        self._voi, self._inverted = voi, inverted
        self._apply_window()

    # Measurements

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """Finished ones of this radiograph, and the one being drawn."""
        return (*self._measurements, *([self.open_measurement] if self.open_measurement else []))

    def begin_measurement(self, measurement: Measurement) -> None:
        """Start one; it follows the mouse until it is finished."""
        self.open_measurement = measurement if self.picture else None
        self.update()

    def change_measurement(self, change: Callable[[Measurement], Measurement]) -> None:
        """Move the one that is being drawn."""
        if self.open_measurement is not None:
            self.open_measurement = change(self.open_measurement)
            self.update()

    def finish_measurement(self) -> None:
        """Keep the one that is being drawn, unless its ends fall together."""
        one, self.open_measurement = self.open_measurement, None
        if one is not None and len(set(one.points)) == len(one.points):
            self._measurements = (*self._measurements, one)
        self.update()

    def clear_measurements(self) -> None:
        """Take all of this radiograph's away."""
        self._measurements, self.open_measurement = (), None
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name and signature
        """Paint the whole viewport."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0))
        self.paint_all(painter)
        painter.end()

    def paint_all(self, painter: QPainter, *, private: bool = True) -> None:
        """Draw everything; without `private`, nothing that may name a person."""
        if self.picture is None:
            corners.draw_notice(painter, self._texts.notice)
            corners.draw_corners(painter, self._texts, (), self._corner_state(private))
            return
        self._layer.paint(painter, self.view, self.devicePixelRatioF())
        if self._magnifier and self.underMouse():
            magnifier.paint(painter, self._layer, self.view, self._mouse, self.devicePixelRatioF())
        if not self._all_hidden:
            self._paint_drawn(painter, self.picture)
            corners.draw_corners(painter, self._texts, self._live_lines(), self._corner_state(private))
        corners.draw_badge(painter, self.view)

    def _corner_state(self, private: bool) -> str:
        return corners.TECHNICAL if self.corner_state == corners.ALL and not private else self.corner_state

    def _paint_drawn(self, painter: QPainter, picture: Picture) -> None:
        if self._boxes_shown and self._drawn.key == picture.key:
            if self._drawn.overlay is not None:
                drawn.draw_overlay(painter, self.view, self._drawn.overlay, self._drawn.opacity)
            drawn.draw_boxes(painter, self.view, self.drawn_detections, self._drawn.chosen)
        drawn.draw_measurements(painter, self.view, picture, self.measurements)

    def _live_lines(self) -> tuple[str, ...]:
        """Window, zoom and the pixel under the mouse."""
        assert self.picture is not None
        zoom = f"zoom {self.view.zoom * self.devicePixelRatioF():.0%}"
        return (
            self._pixel_text(),
            zoom,
            corners.window_text(self.voi, self.picture, inverted=self._inverted),
        )

    def _pixel_text(self) -> str:
        picture = self.picture
        x, y = self.image_point(self._mouse)
        if picture is None or not (0 <= x < picture.columns and 0 <= y < picture.rows and self.underMouse()):
            return ""
        value = picture.display.pyramid.levels[0][int(y), int(x)]
        if picture.display.is_colour:
            text = " ".join(str(part) for part in value)
        else:
            number = float(picture.display.values[int(value)])
            turned = picture.turned_about
            text = f"{(number if turned is None else turned - number):g}"
        return f"x {int(x)}  y {int(y)}: {text}"

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep a fitted picture fitted."""
        super().resizeEvent(event)
        if self.picture is not None:
            self.set_view(self.view.resized(self.width(), self.height()))

    def turn(self, quarters: int) -> None:
        """Turn clockwise by quarter turns."""
        self.set_view(self.view.turned_to(self.view.orientation.turned(quarters)))

    def flip(self, *, vertically: bool) -> None:
        """Mirror what is shown."""
        now = self.view.orientation
        flipped = now.flipped_vertically() if vertically else now.flipped_horizontally()
        self.set_view(self.view.turned_to(flipped))

    def center_on(self, box_xyxy: tuple[float, float, float, float]) -> None:
        """Bring a box into the middle where it is not wholly in view."""
        x1, y1, x2, y2 = self.view.visible
        inside = x1 <= box_xyxy[0] and y1 <= box_xyxy[1] and x2 >= box_xyxy[2] and y2 >= box_xyxy[3]
        if not inside:
            middle = ((box_xyxy[0] + box_xyxy[2]) / 2, (box_xyxy[1] + box_xyxy[3]) / 2)
            self.set_view(replace(self.view, center=middle, fitted=False))

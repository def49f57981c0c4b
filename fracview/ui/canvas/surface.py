"""A radiograph as it is painted: picture, window, view, measurements and everything drawn over it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from fracview.core.analysis import Tier
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
    from fracview.ui.canvas.picture import Overlay, Picture

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
    resized
        After the viewport became another size; the view has followed.
    """

    view_changed = Signal(object)
    voi_changed = Signal()
    resized = Signal()

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
        self._measurements, self.open_measurement = (), None
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
        return tuple(one for one in self._drawn.detections if one.shown) if self._assistant_drawn else ()

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
        if self.picture is not None and self.picture.display.is_colour:
            self._layer.set_colour_inverted(self._inverted)
        elif self.picture is not None:
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
        self.picture = None
        self.show_picture(None, CornerTexts())
        self._kept.clear()

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

    def drop_measurement(self) -> None:
        """Forget the one that is being drawn, and keep the others."""
        self.open_measurement = None
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
            corners.draw_notice(painter, QRectF(self.rect()), self._texts.notice)
            self._paint_corners(painter, (), private=private)
            return
        self._paint_picture(painter, self.view)
        if not self._all_hidden:
            self._paint_words(painter, self.picture)
        if self._magnifier and self.underMouse():
            magnifier.paint(painter, self.view, self._mouse, self._paint_picture)
        if not self._all_hidden:
            live = self._live_lines(private=private and self.corner_state == corners.ALL)
            self._paint_corners(painter, live, private=private)
        corners.draw_badge(painter, self.view)
        corners.draw_sign(painter, self.view, self.hidden_words)

    @property
    def hidden_words(self) -> str:
        """What of the assistant's marks the reader has hidden, for all to see; "" where nothing is."""
        if self.picture is None or self._drawn.key != self.picture.key:
            return "everything drawn is hidden" if self._all_hidden and self.picture else ""
        marked = [one for one in self._drawn.detections if one.tier is not Tier.NOT_FOUND]
        if self._all_hidden:
            return "everything drawn is hidden"
        if marked and not self._boxes_shown:
            return f"the assistant is off: {_boxes(len(marked))} hidden"
        hidden = sum(not one.shown for one in marked)
        return f"{_boxes(hidden)} hidden by the threshold" if hidden else ""

    def _paint_corners(self, painter: QPainter, live: tuple[str, ...], *, private: bool) -> None:
        area = QRectF(self.rect())
        corners.draw_corners(painter, area, self._texts, live, self._corner_state(private))

    def _corner_state(self, private: bool) -> str:
        return corners.TECHNICAL if self.corner_state == corners.ALL and not private else self.corner_state

    @property
    def _overlay(self) -> Overlay | None:
        """Layer map that is on the screen now."""
        return self._drawn.overlay if self._assistant_drawn else None

    @property
    def _assistant_drawn(self) -> bool:
        here = self.picture is not None and self._drawn.key == self.picture.key
        return here and self._boxes_shown and not self._all_hidden

    def _paint_picture(self, painter: QPainter, view: View) -> None:
        """The radiograph and what lies on its pixels, without words: in the viewport, and in the glass."""
        self._layer.paint(painter, view, self.devicePixelRatioF())
        if self._overlay is not None:
            drawn.draw_overlay(painter, view, self._overlay, self._drawn.opacity)
        drawn.draw_boxes(painter, view, self.drawn_detections, self._drawn.chosen)

    def _paint_words(self, painter: QPainter, picture: Picture) -> None:
        """What is written beside boxes and layer maps, and the measurements."""
        if self._overlay is not None:
            drawn.draw_scale(painter, self.view, self._overlay, self._drawn.opacity)
        drawn.draw_box_labels(painter, self.view, self.drawn_detections)
        drawn.draw_measurements(painter, self.view, picture, self.measurements)

    def _live_lines(self, *, private: bool) -> tuple[str, ...]:
        """Window, zoom and the pixel under the mouse."""
        assert self.picture is not None
        zoom = f"zoom {self.view.zoom * self.devicePixelRatioF():.0%}"
        return (
            self._pixel_text(),
            zoom,
            corners.window_text(self.voi, self.picture, inverted=self._inverted, private=private),
        )

    def _pixel_text(self) -> str:
        if self.picture is None or not self.underMouse():
            return ""
        return corners.pixel_text(self.picture, *self.image_point(self._mouse))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep a fitted picture fitted."""
        super().resizeEvent(event)
        self._layer.reserve(self.width(), self.height(), self.devicePixelRatioF())
        if self.picture is not None:
            self.set_view(self.view.resized(self.width(), self.height()), quietly=True)
        self.resized.emit()

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


def _boxes(count: int) -> str:
    return "1 box is" if count == 1 else f"{count} boxes are"

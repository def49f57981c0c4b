"""The score from which boxes are shown: slider, number field and reset, with both operating points marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QVBoxLayout,
    QWidget,
)

from fracview.review.box_wording import THRESHOLD_DIGITS
from fracview.ui.findings.point_marks import ROWS, Track, paint_labels, place_labels, row_height
from fracview.ui.labels import text_label
from fracview.ui.own_keys import keep_arrow_keys
from fracview.ui.theme import GRID, colours_of

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QWheelEvent

    from fracview.core.analysis import OperatingPoints

STEPS: int = 10**THRESHOLD_DIGITS
_TICK = 5.0


class ThresholdControl(QWidget):
    """Tells of every change by the reader, and of none by the program."""

    changed = Signal(float)
    reset_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("threshold")
        self._points: OperatingPoints | None = None
        self.slider = ScoreSlider(self)
        self.field = _ScoreField(self)
        self.scale = _PointScale(self.slider, self)
        self.reset = QPushButton("Reset", self)
        self.reset.setObjectName("threshold_reset")
        self.reset.setToolTip("Back to the detector's high-sensitivity point")
        self._lay_out()
        self.slider.valueChanged.connect(self._slid)
        keep_arrow_keys(self.slider)
        keep_arrow_keys(self.field)
        self.field.valueChanged.connect(self._typed)
        self.reset.clicked.connect(self.reset_asked)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID // 2)
        caption = text_label("threshold_caption", "muted", wrap=False)
        caption.setText("Boxes from score")
        row.addWidget(caption)
        row.addStretch(1)
        row.addWidget(self.field)
        row.addWidget(self.reset)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.slider)
        layout.addWidget(self.scale)

    def show_threshold(self, threshold: float | None, points: OperatingPoints | None) -> None:
        """Show a threshold without telling of it; None for either where no detector ran."""
        known = threshold is not None and points is not None
        self.setEnabled(known)
        self._points = points
        self.slider.show_points(points)
        self.scale.show_points(points)
        if threshold is None or points is None:
            return
        self._place(threshold)
        self.reset.setEnabled(threshold != points.high_sensitivity)

    def _place(self, threshold: float) -> None:
        with QSignalBlocker(self.slider), QSignalBlocker(self.field):
            self.slider.setValue(round(threshold * STEPS))
            if round(self.field.value() * STEPS) != round(threshold * STEPS):
                self.field.setValue(threshold)

    def _slid(self, step: int) -> None:
        self._tell(step)

    def _typed(self, value: float) -> None:
        self._tell(round(value * STEPS))

    def _tell(self, step: int) -> None:
        threshold = exact(step, self._points)
        self._place(threshold)
        self.changed.emit(threshold)


def exact(step: int, points: OperatingPoints | None) -> float:
    """Threshold of a slider step; the operating point itself where the step is its rounded value."""
    for point in (points.high_sensitivity, points.high_specificity) if points else ():
        if round(point * STEPS) == step:
            return point
    return step / STEPS


class ScoreSlider(QSlider):
    """From 0 to 1, linear, with a tick at both operating points; a click on the groove goes there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("threshold_slider")
        self.setAccessibleName("Score from which boxes are shown")
        self.setRange(0, STEPS)
        self.setSingleStep(STEPS // 100)
        self.setPageStep(STEPS // 20)
        self._points: OperatingPoints | None = None

    def show_points(self, points: OperatingPoints | None) -> None:
        """Mark these points, or none."""
        self._points = points
        self.update()

    def track(self) -> Track:
        """Where the middle of the handle stands for each value."""
        style, option = self.style(), self._option()
        handle = style.subControlRect(_SLIDER, option, QStyle.SubControl.SC_SliderHandle, self).width()
        groove = style.subControlRect(_SLIDER, option, QStyle.SubControl.SC_SliderGroove, self)
        return Track(groove.left() + handle / 2, groove.width() - handle, self.width())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the slider, then the ticks from its groove down to the edge."""
        super().paintEvent(event)
        if self._points is None:
            return
        painter, track = QPainter(self), self.track()
        painter.setPen(QPen(QColor(colours_of(self.palette()).muted), 1.0))
        for point in (self._points.high_sensitivity, self._points.high_specificity):
            x = track.x_of(point)
            painter.drawLine(QLineF(x, self.height() - _TICK, x, self.height()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Bring the handle under the mouse first, so that it is dragged from there."""
        handle = self.style().subControlRect(_SLIDER, self._option(), QStyle.SubControl.SC_SliderHandle, self)
        if event.button() is Qt.MouseButton.LeftButton and not handle.contains(event.position().toPoint()):
            track = self.track()
            self.setValue(round((event.position().x() - track.left) / track.length * STEPS))
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll the panel: a threshold must not move because the panel was scrolled."""
        event.ignore()

    def _option(self) -> QStyleOptionSlider:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return option


_SLIDER = QStyle.ComplexControl.CC_Slider


class _ScoreField(QDoubleSpinBox):
    """The same threshold as a number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("threshold_field")
        self.setAccessibleName("Score from which boxes are shown")
        self.setRange(0.0, 1.0)
        self.setDecimals(THRESHOLD_DIGITS)
        self.setSingleStep(0.01)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """As the slider."""
        event.ignore()


class _PointScale(QWidget):
    """Names and values of the points below the slider, and the ends of the scale."""

    def __init__(self, slider: ScoreSlider, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("threshold_scale")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._slider = slider
        self._points: OperatingPoints | None = None

    def show_points(self, points: OperatingPoints | None) -> None:
        """Name these points, or none."""
        self._points = points
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Two rows of labels."""
        return QSize(200, int(ROWS * row_height(QFontMetricsF(self.font()))) + 3)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the labels; the slider above has painted the ticks."""
        if self._points is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        advance = QFontMetricsF(painter.font()).horizontalAdvance
        labels = place_labels(self._points, 2, self._slider.track(), advance)
        paint_labels(painter, labels, 0.0, colours_of(self.palette()))

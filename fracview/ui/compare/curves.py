"""Curves that can be clicked. The one module of FracView that imports pyqtgraph, and imported late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg  # type: ignore[import-untyped]
from PySide6.QtCore import QEvent, QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from fracview.ui.labels import text_label
from fracview.ui.theme import colours_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

CURVES = {
    "precision_recall": ("Precision-recall", "recall", "precision"),
    "froc": ("FROC", "false alarms per image", "sensitivity per annotation"),
    "roc": ("ROC", "1 − specificity, per image", "sensitivity, per image"),
    "reliability": ("Reliability", "probability said", "share with a fracture"),
}
"""Title, x axis and y axis of each tab."""
NEAR_PX = 40.0
"""A click further from the curve than this means nothing."""
LEAST_PX = 150


@dataclass(frozen=True, eq=False, slots=True)
class ShownCurve:
    """One curve.

    Attributes
    ----------
    x, y
        (n,) each, float; no nan.
    at
        (n,) threshold of each vertex, or for ``reliability`` the number of its bin.
    point
        Where the threshold in force stands, or None.
    note
        Area, n and protocol below it; or why there is no curve.
    most_x
        Right end of the x axis.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    at: NDArray[np.float64]
    point: tuple[float, float] | None = None
    note: str = ""
    most_x: float = 1.0


class CurveTabs(QTabWidget):
    """The four curves, one at a time; the hidden ones are brought up to date when they are looked at.

    Signals
    -------
    point_chosen
        Name of the curve and `ShownCurve.at` of the vertex that was clicked.
    """

    point_chosen = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_curves")
        self.setDocumentMode(True)
        self.plots: dict[str, CurvePlot] = {}
        self._waiting: dict[str, ShownCurve] = {}
        for name, (title, x_axis, y_axis) in CURVES.items():
            plot = CurvePlot(name, x_axis, y_axis)
            plot.point_chosen.connect(lambda at, name=name: self.point_chosen.emit(name, at))
            self.plots[name] = plot
            self.addTab(plot, title)
        self.currentChanged.connect(lambda _: self._bring_up_to_date())

    def show_curves(self, curves: Mapping[str, ShownCurve]) -> None:
        """Other curves, or other points on them."""
        self._waiting.update(curves)
        self._bring_up_to_date()

    def _bring_up_to_date(self) -> None:
        for name, plot in self.plots.items():
            if plot is self.currentWidget() and name in self._waiting:
                plot.show_curve(self._waiting.pop(name))


class CurvePlot(QWidget):
    """One curve with the point in force on it."""

    point_chosen = Signal(float)

    def __init__(self, name: str, x_axis: str, y_axis: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"compare_curve_{name}")
        self._axes = (x_axis, y_axis)
        self._curve: ShownCurve | None = None
        self.plot = pg.PlotWidget(self, enableMenu=False)
        _drop_menus(self.plot.getPlotItem())
        self.plot.setMinimumHeight(LEAST_PX)
        self.plot.setAccessibleName(f"{y_axis} against {x_axis}")
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setYRange(0.0, 1.0, padding=0.03)
        self.plot.setXRange(0.0, 1.0, padding=0.03)
        self.line = self.plot.plot([], [])
        dotted = Qt.PenStyle.DotLine
        self._diagonal = self.plot.plot([0.0, 1.0], [0.0, 1.0]) if name in ("roc", "reliability") else None
        self._dotted = dotted
        self.vertices = pg.ScatterPlotItem(size=6) if name == "reliability" else None
        if self.vertices is not None:
            self.plot.addItem(self.vertices)
        self.point = pg.ScatterPlotItem(size=11)
        self.plot.addItem(self.point)
        self.note = text_label(f"compare_note_{name}", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.note)
        self.plot.scene().sigMouseClicked.connect(self._clicked)
        self._dress()

    @property
    def curve(self) -> ShownCurve | None:
        """What is shown."""
        return self._curve

    def show_curve(self, curve: ShownCurve) -> None:
        """Another curve, or only another point on the same one."""
        before, self._curve = self._curve, curve
        if before is None or before.x is not curve.x or before.y is not curve.y:
            self.line.setData(curve.x, curve.y)
            if self.vertices is not None:
                self.vertices.setData(curve.x, curve.y)
        if before is None or before.most_x != curve.most_x:
            self.plot.setXRange(0.0, curve.most_x, padding=0.03)
        self.point.setData(*([[one] for one in curve.point] if curve.point else ([], [])))
        if self.note.text() != curve.note:
            with QSignalBlocker(self.note):
                self.note.setText(curve.note)

    def choose_near(self, x: float, y: float) -> None:
        """As a click at this point of the axes would."""
        curve = self._curve
        if curve is None or not len(curve.x):
            return
        box = self.plot.getViewBox().viewPixelSize()
        dx, dy = ((curve.x - x) / box[0], (curve.y - y) / box[1])
        distance = np.where(np.isfinite(curve.at), np.hypot(dx, dy), np.inf)
        nearest = int(np.argmin(distance))
        if distance[nearest] <= NEAR_PX:
            self.point_chosen.emit(float(curve.at[nearest]))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _clicked(self, event: Any) -> None:  # noqa: ANN401 - pyqtgraph has no types
        if event.button() == Qt.MouseButton.LeftButton:
            at = self.plot.getViewBox().mapSceneToView(QPointF(event.scenePos()))
            self.choose_near(at.x(), at.y())

    def _dress(self) -> None:
        if not hasattr(self, "note"):
            return  # Qt tells of the palette before there is anything to dress
        colours = colours_of(self.palette())
        self.plot.setBackground(QColor(colours.panel))
        for side, label in (("bottom", self._axes[0]), ("left", self._axes[1])):
            axis = self.plot.getAxis(side)
            axis.setPen(QColor(colours.line))
            axis.setTextPen(QColor(colours.muted))
            axis.setLabel(label, color=colours.muted)
        self.line.setPen(pg.mkPen(QColor(colours.accent), width=1))
        if self._diagonal is not None:
            self._diagonal.setPen(pg.mkPen(QColor(colours.muted), width=1, style=self._dotted))
        if self.vertices is not None:
            self.vertices.setBrush(QColor(colours.accent))
            self.vertices.setPen(pg.mkPen(None))
        self.point.setBrush(QColor(colours.text))
        self.point.setPen(pg.mkPen(QColor(colours.background), width=2))


def _drop_menus(item: Any) -> None:  # noqa: ANN401 - pyqtgraph has no types
    """The menu is never shown, and nobody owns it: it would outlive the page."""
    menu, item.ctrlMenu = item.ctrlMenu, None
    menu.deleteLater()

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QWidget

from fracview.ui.canvas.colour_bar import ColourBar, ShownLayer, bar_size, paint_colour_bar

LAYER = ShownLayer(6, "C2f", 0.7)


def painted(layer: ShownLayer, ground: int = 0) -> np.ndarray[Any, Any]:
    """(height, width, 3) uint8: blue, green, red."""
    size = bar_size(QFont(), layer)
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(ground)
    painter = QPainter(image)
    paint_colour_bar(painter, QRectF(image.rect()), layer)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(size.height(), size.width(), 4)[..., :3].copy()


def test_it_says_which_layer_and_how_opaque(qapp: Any) -> None:
    assert LAYER.heading == "layer 6 C2f"
    assert LAYER.opacity_text == "opacity 70%"


def test_the_gradient_climbs_from_dark_to_bright(qapp: Any) -> None:
    pixels = painted(ShownLayer(6, "C2f", 1.0)).astype(int)
    warm = (pixels[..., 2] > 150) & (pixels[..., 0] < 120)  # red without blue: only the maps' colours are
    rows, columns = np.nonzero(warm)
    assert len(columns) > 50
    middle = pixels[rows.min() + 1, columns.max()].sum() - pixels[rows.min() + 1, columns.min()].sum()
    assert middle > 0


def test_less_opacity_is_a_paler_gradient(qapp: Any) -> None:
    strong, weak = painted(ShownLayer(6, "C2f", 1.0)), painted(ShownLayer(6, "C2f", 0.2))
    spread = [(p.max(axis=2).astype(int) - p.min(axis=2)).max() for p in (strong, weak)]
    assert spread[0] > 2 * spread[1]


def test_a_longer_name_gets_a_wider_plate(qapp: Any) -> None:
    long = ShownLayer(21, "Bottleneck of a user's own network", 0.5)
    assert bar_size(QFont(), long).width() > bar_size(QFont(), LAYER).width()


def test_the_painter_is_left_as_it_was(qapp: Any) -> None:
    image = QImage(400, 100, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setPen(Qt.GlobalColor.red)
    paint_colour_bar(painter, QRectF(image.rect()), LAYER)
    pen = painter.pen().color()
    painter.end()
    assert pen == Qt.GlobalColor.red


def test_the_widget_is_there_only_with_a_layer(qtbot: Any) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    bar = ColourBar(parent)
    parent.show()
    assert not bar.isVisible()
    bar.show_layer(LAYER)
    assert bar.isVisible()
    assert bar.size() == bar_size(bar.font(), LAYER)
    for words in ("layer 6 C2f", "opacity 70%", "within this layer of this image only"):
        assert words in bar.accessibleName()
    bar.show_layer(None)
    assert not bar.isVisible()


def test_the_mouse_goes_through_it(qtbot: Any) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(500, 200)
    bar = ColourBar(parent)
    bar.show_layer(LAYER)
    parent.show()
    assert parent.childAt(QPoint(5, 5)) is None
    assert bar.geometry().contains(QPoint(5, 5))


@pytest.mark.parametrize("opacity", [0.0, 1.0])
def test_the_ends_of_the_opacity_paint(qapp: Any, opacity: float) -> None:
    assert painted(ShownLayer(0, "Conv", opacity)).any()

"""Icons are painted in the colour of the theme, and a missing one is only empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

from fracview.ui.icons import icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def colours(found: QIcon, size: int = 24) -> set[str]:
    """Colours of the opaque pixels."""
    image = found.pixmap(QSize(size, size)).toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_an_icon_has_the_colour_asked_for(qapp: QApplication) -> None:
    assert colours(icon("ruler", "#ff0000")) == {"#ff0000"}


def test_an_icon_has_the_text_colour(qapp: QApplication) -> None:
    palette = qapp.palette()
    changed = qapp.palette()
    changed.setColor(changed.ColorRole.ButtonText, QColor("#12ab34"))
    qapp.setPalette(changed)
    try:
        assert colours(icon("ruler")) == {"#12ab34"}
    finally:
        qapp.setPalette(palette)


def test_an_icon_is_sharp_at_every_size(qapp: QApplication) -> None:
    for size in (16, 24, 48):
        pixmap = icon("zoom-in", "#ffffff").pixmap(QSize(size, size))
        assert pixmap.width() == size
        assert colours(icon("zoom-in", "#ffffff"), size)


def test_a_missing_icon_is_empty(qapp: QApplication) -> None:
    assert icon("no-such-icon").isNull()
    assert icon("").isNull()


def test_an_icon_is_made_once(qapp: QApplication) -> None:
    assert icon("ruler", "#ff0000").cacheKey() == icon("ruler", "#ff0000").cacheKey()

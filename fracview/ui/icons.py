"""Icons of the Lucide set (``resources/icons``), painted in a colour of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from fracview.core.resources import resources_dir

_SIZES = (16, 24, 48)
"""Device pixels: menus, toolbars, and both on dense screens. Qt scales the nearest larger one down."""


def icon(name: str, colour: str = "") -> QIcon:
    """Icon by the name of its file, without the suffix; needs a running application.

    Parameters
    ----------
    name
        ``zoom-in`` for ``resources/icons/zoom-in.svg``. One that does not exist gives an empty icon: a
        button without a picture still works.
    colour
        ``#rrggbb``; "" is the palette's text colour, so ask again after the theme has changed.
    """
    text = QGuiApplication.palette().color(QPalette.ColorRole.ButtonText).name()
    faded = QGuiApplication.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    return _tinted(name, colour or text, faded.name())


@lru_cache(maxsize=512)
def _tinted(name: str, colour: str, faded: str) -> QIcon:
    found = QIcon()
    drawing = _drawing(name)
    if not drawing:
        return found
    for mode, tint in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, faded)):
        renderer = QSvgRenderer(drawing.replace(b"currentColor", tint.encode()))
        for size in _SIZES:
            found.addPixmap(_painted(renderer, size), mode)
    return found


def _drawing(name: str) -> bytes:
    path = resources_dir() / "icons" / f"{name}.svg"
    return path.read_bytes() if path.is_file() else b""


def _painted(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(QColor(Qt.GlobalColor.transparent))
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap

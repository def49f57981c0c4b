"""The icon in the sizes and formats of each system, from one drawing. Run in the build environment."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
DRAWING = Path(__file__).resolve().parent / "icons" / "fracview.svg"


def main() -> None:
    """Write ``<size>.png`` of every size, ``fracview.ico`` and ``fracview.icns`` into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for size in SIZES:
        paint(size, folder / f"{size}.png")
    bind(folder)


def paint(size: int, path: Path) -> None:
    """Paint the drawing into a square PNG with a transparent ground."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    if not image.save(str(path)):
        raise OSError(f"{path.name} cannot be written")


def bind(folder: Path) -> None:
    """Bind the sizes into one file for Windows and one for macOS."""
    from PIL import Image

    pictures = [Image.open(folder / f"{size}.png") for size in SIZES]
    small = [picture for picture in pictures if picture.width <= 256]
    small[-1].save(folder / "fracview.ico", append_images=small[:-1], sizes=[one.size for one in small])
    pictures[-1].save(folder / "fracview.icns", append_images=pictures[:-1])


if __name__ == "__main__":
    main()

"""Make the README's pictures: the real window on the samples, with the real networks.

usage: python scripts/make_screenshots.py [FOLDER]        (docs/pictures by default; no screen needed)
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from fracview.core.resources import resources_dir
from fracview.ui.app import make_application, make_window
from fracview.ui.opening import open_samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from fracview.ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[1]
SIZE = (1440, 900)
LIMIT_S = 60.0


def wait(app: QApplication, holds: Callable[[], bool]) -> None:
    """Handle events until it holds."""
    ends = time.monotonic() + LIMIT_S
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError("the window did not come to where the picture is taken")
        app.processEvents()
        time.sleep(0.005)


def rest(app: QApplication, seconds: float) -> None:
    """Handle events for a while: thumbnails and layer maps come."""
    ends = time.monotonic() + seconds
    wait(app, lambda: time.monotonic() > ends)


def number_of(window: MainWindow, name: str) -> int:
    """The case with this file name."""
    catalog = window.session.catalog
    return next(number for number in range(len(catalog)) if catalog.case(number).name == name)


def main() -> None:
    """Take the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["FRACVIEW_HOME"] = home
        app = make_application(["fracview"])
        window = make_window()
        window.resize(*SIZE)
        window.show()
        open_samples(window)
        catalog = window.session.catalog
        samples = len(list((resources_dir() / "samples").iterdir()))
        done = lambda: len(catalog) == samples and not catalog.counts().outcomes["waiting"]  # noqa: E731
        wait(app, done)
        window.go_to(number_of(window, "IMG0003906.jpg"))
        rest(app, 2.0)
        window.grab().save(str(folder / "viewer.png"))
        window.session.layers.choose(6)
        window.canvas.main.set_view(window.canvas.main.view.zoomed(2.0))
        window.next_finding()
        rest(app, 1.0)
        window.grab().save(str(folder / "layer_map.png"))
        window.close()
    sys.stdout.write(f"Written: {folder}\n")


if __name__ == "__main__":
    main()

"""How long a step of a slider takes on the comparison page, repaint included, and opening all of FracAtlas.

Run by itself (``python -m tests.benchmarks.bench_compare_page FRACATLAS``) or by `make bench`. Painted by the
offscreen platform, which rasters exactly as a window does and copies to no screen.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.benchmarks.bench_viewer import application, spread

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from fracview.ui.compare.mode import CompareMode

SIZE = (1920, 1080)
MOST_MS = 50
WAIT_S = 120.0


def until(app: QApplication, condition: Callable[[], bool]) -> float:
    """Seconds until this is so; other threads get their turn."""
    began = time.perf_counter()
    while not condition():
        if time.perf_counter() - began > WAIT_S:
            raise TimeoutError("the page did not come to rest")
        app.processEvents()
        time.sleep(0.002)
    return time.perf_counter() - began


def slide(app: QApplication, mode: CompareMode, name: str, tab: int) -> list[float]:
    """Seconds of each step of a slider from end to end, all of the page painted."""
    slider = mode.page.panel.sliders.sliders[name]
    mode.page.panel.curves.setCurrentIndex(tab)
    app.processEvents()
    found = []
    for step in range(50, 951, 9):
        began = time.perf_counter()
        slider.setValue(step)
        app.processEvents()
        found.append(time.perf_counter() - began)
    return found


def lines(fracatlas: Path) -> tuple[list[str], float]:
    """What is printed, and the worst step in ms."""
    from fracview.review.settings import Settings
    from fracview.ui.compare import entry
    from fracview.ui.compare.curves import CURVES
    from fracview.ui.main_window import MainWindow
    from tests.ui.compare.made import made_predictions

    os.environ["FRACVIEW_HOME"] = tempfile.mkdtemp()
    app = application()
    window = MainWindow(Settings(analyse_in_background=False), None)
    for _ in window.build():
        pass
    window.resize(*SIZE)
    window.show()
    app.processEvents()
    began = time.perf_counter()
    window.actions_by_id["compare"].trigger()
    app.processEvents()
    said = [f"page, first time            {(time.perf_counter() - began) * 1e3:6.0f} ms"]
    began = time.perf_counter()
    entry.open_reference(window, fracatlas)
    mode = entry.mode_of(window)
    until(app, lambda: mode.session.resolver is not None and mode.picture.loaded is not None)
    said.append(f"FracAtlas opened            {(time.perf_counter() - began) * 1e3:6.0f} ms")
    until(app, lambda: not window.session.walk.is_walking)
    assert mode.session.opened is not None
    made = made_predictions(mode.session.opened.reference)
    mode.session.take_predictions(made, is_own=False)
    said.append(f"compared again              {until(app, lambda: _compared(mode)) * 1e3:6.0f} ms")
    worst = 0.0
    for queue in ("all", "worst_disagreement"):
        mode.session.set_queue(queue)
        for name, tab in (
            ("score", 0),
            ("iou", 1),
            ("iou", 0),
            ("probability", 2),
            ("probability", len(CURVES)),
        ):
            times = slide(app, mode, name, tab)
            worst = max(worst, *times)
            title = mode.page.panel.curves.tabText(tab)
            said.append(f"{name:11} {queue:18} {title:16} {spread(times)}   (at most {MOST_MS})")
    window.quit_for_certain()
    app.processEvents()
    return said, worst * 1e3


def _compared(mode: CompareMode) -> bool:
    return mode.session.resolver is not None and len(mode.session.resolver.evaluation.unanswered) == 3


def main() -> None:
    said, _ = lines(Path(sys.argv[1]))
    sys.stdout.write("\n".join([*said, ""]))


if __name__ == "__main__":
    main()

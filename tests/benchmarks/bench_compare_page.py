"""How long a step of a slider takes on the comparison page, repaint included, and opening all of FracAtlas.

The networks are loaded meanwhile, as in a window that reads. Time on the clock is followed by time of the
processor on the window's thread, which other work on the machine does not lengthen.

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
    from fracview.ui.main_window import MainWindow

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


def slide(app: QApplication, mode: CompareMode, name: str, tab: int) -> tuple[list[float], list[float]]:
    """Seconds of each step of a slider from end to end, all of the page painted: clock, and processor."""
    slider = mode.page.panel.sliders.sliders[name]
    mode.page.panel.curves.setCurrentIndex(tab)
    app.processEvents()
    found: tuple[list[float], list[float]] = ([], [])
    for step in range(50, 951, 9):
        began = time.perf_counter(), time.thread_time()
        slider.setValue(step)
        app.processEvents()
        found[0].append(time.perf_counter() - began[0])
        found[1].append(time.thread_time() - began[1])
    return found


def lines(fracatlas: Path) -> tuple[list[str], float]:
    """What is printed, and the processor's time of the worst step in ms."""
    from fracview.core.resources import resources_dir
    from fracview.review.settings import Settings
    from fracview.ui.app import SWITCH_INTERVAL_S
    from fracview.ui.compare import entry
    from fracview.ui.main_window import MainWindow
    from tests.ui.compare.made import made_predictions

    os.environ["FRACVIEW_HOME"] = tempfile.mkdtemp()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    app = application()
    window = MainWindow(Settings(analyse_in_background=False), resources_dir() / "models")
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
    window.session.analyses.start()
    said.append(f"networks loaded             {until(app, lambda: _loaded(window)) * 1e3:6.0f} ms")
    steps, worst = _every_step(app, mode)
    window.quit_for_certain()
    app.processEvents()
    return [*said, *steps], worst * 1e3


def _every_step(app: QApplication, mode: CompareMode) -> tuple[list[str], float]:
    """Every slider in three queues, the last with second predictions: lines, and the worst processor time."""
    from fracview.ui.compare.curves import CURVES
    from fracview.ui.compare.second import DIFFER
    from tests.ui.compare.made import made_predictions

    assert mode.session.opened is not None
    said: list[str] = []
    worst = 0.0
    for queue in ("all", "worst_disagreement", DIFFER):
        if queue == DIFFER:
            second = made_predictions(mode.session.opened.reference, seed=1)
            mode.session.take_second(second, is_own=False)
            until(app, lambda: mode.session.shown.listing.second is not None)
        mode.session.set_queue(queue)
        for name, tab in (
            ("score", 0),
            ("iou", 1),
            ("iou", 0),
            ("probability", 2),
            ("probability", len(CURVES)),
        ):
            clock, processor = slide(app, mode, name, tab)
            worst = max(worst, *processor)
            title = mode.page.panel.curves.tabText(tab)
            said.append(
                f"{name:11} {queue:18} {title:16} {spread(clock)}; processor: {spread(processor)}"
                f"   (at most {MOST_MS})"
            )
    return said, worst


def _loaded(window: MainWindow) -> bool:
    networks = window.session.analyses.networks
    assert networks.error is None, networks.error
    return networks.analyzer is not None


def _compared(mode: CompareMode) -> bool:
    return mode.session.resolver is not None and len(mode.session.resolver.evaluation.unanswered) == 3


def main() -> None:
    said, _ = lines(Path(sys.argv[1]))
    sys.stdout.write("\n".join([*said, ""]))


if __name__ == "__main__":
    main()

"""How the viewer feels, in frame times: window and zoom steps, switching, a folder of thousands, the launch.

Run by itself (``python -m tests.benchmarks.bench_viewer NAME [FOLDER]``) or by `make bench`. Everything is
painted by the offscreen platform, which rasters exactly as a window does and copies to no screen.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QApplication

    from fracview.ui.main_window import MainWindow

VIEW = (1920, 1080)
STEPS = 200
MANY, FEW = 20_000, 20
SETTLE_S = 60.0


def spread(times_s: Sequence[float]) -> str:
    """Median and worst in ms."""
    return f"median {statistics.median(times_s) * 1e3:6.1f} ms, worst {max(times_s) * 1e3:6.1f} ms"


def timed(step: Callable[[int], None], times: int = STEPS) -> list[float]:
    """Seconds of each of many steps."""
    found = []
    for number in range(times):
        began = time.perf_counter()
        step(number)
        found.append(time.perf_counter() - began)
    return found


def application() -> QApplication:
    from PySide6.QtWidgets import QApplication

    from fracview.ui.app import SWITCH_INTERVAL_S, make_application

    sys.setswitchinterval(SWITCH_INTERVAL_S)
    there = QApplication.instance()
    return there if isinstance(there, QApplication) else make_application(["bench"])


def paint_lines() -> list[str]:
    """Window and zoom steps on a 4096 x 4096 16-bit radiograph in a 1920 x 1080 viewport."""
    from fracview.core.display import make_display
    from fracview.core.radiograph import Radiograph
    from fracview.core.windowing import Voi, VoiFunction, full_range_voi
    from fracview.ui.canvas.picture import CornerTexts, Picture
    from fracview.ui.canvas.viewport import Viewport

    app = application()
    noise = np.random.default_rng(0).integers(0, 60_000, (4096, 4096), dtype=np.uint16)
    radiograph = Radiograph(Path("noise"), "0" * 64, noise, (full_range_voi("full", 0, 60_000),))
    viewport = Viewport()
    viewport.resize(*VIEW)
    viewport.show()
    viewport.show_picture(Picture((0, 0), 4096, 4096, make_display(radiograph)), CornerTexts())
    app.processEvents()
    fitted, turned = viewport.view, None

    def window(number: int) -> None:
        viewport.set_voi(Voi("manual", VoiFunction.LINEAR, 30_000 + 50 * number, 20_000 + 90 * number))
        viewport.repaint()

    def zoom(number: int) -> None:
        viewport.set_view(fitted.zoomed(1.02**number, (700.0, 400.0)))
        viewport.repaint()

    lines = [f"window, fitted           {spread(timed(window))}   (at most 16, 33)"]
    lines.append(f"zoom 1 to 52 times       {spread(timed(zoom))}   (at most 16, 33)")
    viewport.set_view(fitted.zoomed_to(1.0))
    lines.append(f"window, 1:1              {spread(timed(window))}")
    turned = fitted.turned_to(fitted.orientation.turned(1))
    viewport.set_view(turned)
    lines.append(f"window, turned           {spread(timed(window))}")

    def pan(number: int) -> None:
        viewport.set_view(replace(fitted.zoomed_to(0.71), center=(1000.0 + 10 * number, 2000.0)))
        viewport.repaint()

    lines.append(f"pan at the worst zoom    {spread(timed(pan))}")
    viewport.close()
    return lines


class Run:
    """A window on a folder, driven until something holds."""

    def __init__(self, folder: Path) -> None:
        from fracview.ui.app import make_window, spare_the_collector

        os.environ["FRACVIEW_HOME"] = tempfile.mkdtemp()
        self.app = application()
        self.window: MainWindow = make_window()
        self.window.resize(*VIEW)
        self.window.show()
        self.app.processEvents()
        spare_the_collector(self.window)
        self.began = time.perf_counter()
        self.window.session.open([folder])

    def until(self, holds: Callable[[], bool], limit_s: float = SETTLE_S) -> float:
        """Handle events until it holds; seconds since the last start."""
        while not holds():
            if time.perf_counter() - self.began > limit_s:
                raise TimeoutError
            self.app.processEvents()
            time.sleep(0.0005)  # as the event loop does, which would wait here
        return time.perf_counter() - self.began

    def shows(self, number: int) -> Callable[[], bool]:
        """Whether the picture of this case is in view."""

        def holds() -> bool:
            picture = self.window.canvas.main.picture
            return picture is not None and picture.key[0] == number

        return holds

    def show(self, number: int) -> float:
        """Seconds from asking for a case until its picture is painted."""
        self.began = time.perf_counter()
        self.window.go_to(number)
        self.until(self.shows(number))
        self.window.canvas.main.repaint()
        return time.perf_counter() - self.began


def switch_lines(folder: Path) -> list[str]:
    """To analysed neighbours, and to radiographs never shown before whose neighbours were not read ahead."""
    run = Run(folder)
    session = run.window.session
    run.until(lambda: len(session.catalog) > 0 and not session.walk.is_walking)
    run.until(lambda: session.analyses.networks.analyzer is not None)
    count = len(session.catalog)
    new = [run.show(number) for number in range(0, count, 4)]
    run.until(lambda: all(session.catalog.case(n).outcome != "waiting" for n in range(count)), 300)
    for number in (0, 1, 2, 1, 0):
        run.show(number)
    known = [run.show(number % 3) for number in range(1, 40)]
    run.window.close()
    return [
        f"to an analysed image     {spread(known)}   (at most 50)",
        f"to one never shown       {spread(new)}   (at most 120)",
    ]


def linked_folder(scans: Sequence[Path], count: int, into: Path) -> Path:
    """A folder of `count` names for a few files."""
    into.mkdir()
    for number in range(count):
        os.link(scans[number % len(scans)], into / f"scan{number:05d}.jpg")
    return into


def folder_lines(folder: Path) -> list[str]:
    """First image, scrolling while the folder is read, and memory once it is in the list."""
    run = Run(folder)
    first = run.until(lambda: run.window.canvas.main.picture is not None)
    bar, frames = run.window.cases.table.verticalScrollBar(), []
    session = run.window.session
    while session.walk.is_walking:
        began = time.perf_counter()
        bar.setValue((bar.value() + 3) % max(1, bar.maximum()))
        run.app.processEvents()
        frames.append(time.perf_counter() - began)
        time.sleep(max(0.0, 1 / 60 - frames[-1]))
        if len(frames) > 60 * SETTLE_S:
            break
    settled = time.perf_counter() + 5
    while time.perf_counter() < settled:
        run.app.processEvents()
    memory = resident_mb()
    late = sum(frame > 1 / 60 for frame in frames)
    count = len(session.catalog)
    run.window.close()
    return [
        f"{count} files: first image after {first * 1e3:.0f} ms",
        (
            f"{count} files: scrolling while it is read, {len(frames)} frames, "
            f"{spread(frames or [0.0])}, {late} over 16.7 ms"
        ),
        f"{count} files: memory {memory:.0f} MB",
    ]


def resident_mb() -> float:
    """Memory in use now; where the system does not say, the most there was."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


BARE = """
import os
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([]); window = QMainWindow(); window.resize(1440, 900); window.show()
QTimer.singleShot(0, lambda: (window.repaint(), os._exit(0)))
app.exec()
"""
OURS = """
import os
from PySide6.QtCore import QTimer
from fracview.ui.app import empty_window, make_application
app = make_application(["bench"]); window, _ = empty_window(); window.show()
QTimer.singleShot(0, lambda: (window.repaint(), os._exit(0)))
app.exec()
"""
READY = """
import os, sys
from fracview.ui import app
done = app._ready
app._ready = lambda *given: (done(*given), given[0].repaint(), os._exit(0))
app.run_viewer([])
"""


def launch_lines(rounds: int = 9) -> list[str]:
    """Whole processes in turns: a bare window, ours painted, ours with everything in it."""
    os.environ["FRACVIEW_HOME"] = tempfile.mkdtemp()
    times: dict[str, list[float]] = {BARE: [], OURS: [], READY: []}
    for _ in range(rounds + 1):
        for code, found in times.items():
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
            found.append(time.perf_counter() - began)
    bare, ours, ready = (statistics.median(found[1:]) for found in times.values())
    return [
        (
            f"bare window {bare * 1e3:.0f} ms, FracView's first paint {ours * 1e3:.0f} ms: "
            f"{ours / bare:.2f} times (at most 1.5); ready to open files {ready * 1e3:.0f} ms"
        )
    ]


def main() -> None:
    name, *folder = sys.argv[1:]
    lines = {
        "paint": paint_lines,
        "launch": launch_lines,
        "switch": lambda: switch_lines(Path(folder[0])),
        "folder": lambda: folder_lines(Path(folder[0])),
    }[name]()
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()

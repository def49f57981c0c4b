"""The viewer as a program: what must be there before the first window is painted, and what can wait.

Nothing here, in `main_window` and in `theme` imports what can wait, nor `Qt` and `QEvent`: PySide6 makes
their enumerations when they are first asked for, which takes as long as the rest of the start.
"""

from __future__ import annotations

import gc
import signal
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from fracview import __version__
from fracview.core.errors import FracViewError
from fracview.core.resources import resources_dir

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fracview.ui.main_window import MainWindow

SWITCH_INTERVAL_S = 0.0001
"""How long another thread may keep the interpreter to itself: Python's own 5 ms, several times in a row,
would be felt in a drag."""


def run_viewer(paths: Sequence[Path]) -> int:
    """Open the window on these files and folders, and stay until it is closed; the exit code."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    application = make_application(sys.argv[:1])
    window, problems = empty_window()
    window.show()
    QTimer.singleShot(0, window, lambda: _build(window, problems, paths))
    with_ctrl_c(window)
    return application.exec()


def _build(window: MainWindow, problems: tuple[str, ...], paths: Sequence[Path]) -> None:
    """The window was painted; what is heavy comes now."""
    from fracview.ui.starting import Starter

    window.repaint()
    Starter(window, lambda: _ready(window, problems, paths)).start()


def spare_the_collector(window: MainWindow) -> None:
    """What is there once the window stands lives as long as the program: the collector need not look at it.

    Nor at what the networks bring along a moment later. Otherwise it stops every thread for some 40 ms now
    and then.
    """
    gc.collect()
    gc.freeze()
    window.session.analyses.networks_changed.connect(lambda _: gc.freeze())


def _ready(window: MainWindow, problems: tuple[str, ...], paths: Sequence[Path]) -> None:
    say_problems(window, problems)
    spare_the_collector(window)
    if window.settings.check_for_updates:
        from fracview.ui.update_check import ask_at_start

        ask_at_start(window)
    if paths:
        from fracview.ui.opening import open_paths

        open_paths(window, paths)


def make_application(argv: Sequence[str]) -> QApplication:
    """The application object with its name; the style comes with the settings."""
    application = QApplication(list(argv))
    application.setApplicationName("FracView")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("fracview")
    return application


def make_window() -> MainWindow:
    """The window, built, with the settings as they were kept."""
    window, problems = empty_window()
    for _ in window.build():
        pass
    say_problems(window, problems)
    return window


def empty_window() -> tuple[MainWindow, tuple[str, ...]]:
    """The window without its parts, and what was wrong with the settings."""
    from fracview.review.paths import config_dir
    from fracview.review.settings import load_settings
    from fracview.ui.main_window import SETTINGS, MainWindow
    from fracview.ui.theme import apply_theme

    settings, problems = load_settings(config_dir() / SETTINGS)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        apply_theme(application, settings.theme)
    return MainWindow(settings, models_folder()), problems


def say_problems(window: MainWindow, problems: tuple[str, ...]) -> None:
    """Say in the status bar what was wrong with the settings."""
    if problems:
        window.status.show_message("Some settings were not understood.", "\n".join(problems), warn=True)


def models_folder() -> Path | None:
    """Folder of the networks that ship; None where it is missing, which the window then says."""
    try:
        return resources_dir() / "models"
    except FracViewError:
        return None


def with_ctrl_c(window: MainWindow) -> None:
    """Let Ctrl-C in the terminal close the window: Python looks at signals only when some of it runs.

    That may be in the middle of anything, holding a lock that closing waits for: so it closes a moment later.
    """
    signal.signal(signal.SIGINT, lambda *_: QTimer.singleShot(0, window, window.close))
    timer = QTimer(window, interval=200)
    timer.timeout.connect(lambda: None)
    timer.start()

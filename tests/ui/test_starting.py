from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from fracview.ui.app import empty_window
from fracview.ui.starting import Starter

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_window_on_the_screen_is_built_while_events_are_handled(qtbot: QtBot, home: Path) -> None:
    window, problems = empty_window()
    window.show()
    assert not window.is_built
    assert problems == ()
    built: list[bool] = []
    starter = Starter(window, lambda: built.append(window.is_built))
    starter.start()
    qtbot.waitUntil(lambda: bool(built), timeout=20_000)
    assert built == [True]
    assert window.canvas.isVisible()
    assert "fracview-start" not in {thread.name for thread in threading.enumerate()}
    window.quit_for_certain()
    window.deleteLater()
    QApplication.processEvents()


def test_what_is_painted_first_imports_nothing_heavy() -> None:
    code = (
        "import sys; from fracview.ui.app import empty_window, make_application;"
        "app = make_application(['fracview']); window, _ = empty_window(); window.show();"
        "heavy = {'numpy', 'PIL', 'pydicom', 'onnxruntime', 'sqlite3', 'PySide6.QtSvg'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from fracview.ui.compare import entry

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.windows import Windows


def test_the_dialogs_hand_on_what_was_chosen(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    for action in ("open_reference", "open_predictions", "open_second"):
        driven.act(action)
        dialog = driven.window.findChild(QFileDialog)
        dialog.fileSelected.emit(str(tmp_path / "nothing.json"))
        driven.wait(lambda: "Not opened" in driven.message)
        driven.window.status.show_message("")
        dialog.close()
        driven.turn(20)
    assert driven.window.compare.is_on


def test_there_is_one_comparison_a_window(windows: Windows) -> None:
    driven = windows.make()
    assert entry.mode_of(driven.window) is entry.mode_of(driven.window)

"""Every action of the table can be carried out, on an empty window and on an open one, and does its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QDialog

from fracview.core.measure import Measurement
from fracview.ui.actions import ACTIONS
from fracview.ui.canvas.tools import ToolName
from fracview.ui.commands import commands
from tests.tiny_runs import DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE
from tests.ui.windows import fill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.windows import Driven, Windows

ENDS = {"quit"}


def close_dialogs(driven: Driven) -> None:
    for dialog in driven.window.findChildren(QDialog):
        dialog.close()
    driven.turn(5)


def test_every_row_of_the_table_has_its_command_and_no_more(windows: Windows) -> None:
    driven = windows.make()
    assert set(commands(driven.window)) == {spec.id for spec in ACTIONS}


@pytest.mark.parametrize("opened", [False, True], ids=["empty", "open"])
def test_every_action_can_be_carried_out(windows: Windows, tmp_path: Path, opened: bool) -> None:
    driven = windows.make()
    if opened:
        fill(tmp_path / "some", [DEFINITE, DOUBT, OUT_OF_SCOPE])
        driven.open(tmp_path / "some")
        driven.wait_answered()
    for spec in ACTIONS:
        if spec.id in ENDS or (spec.id == "open_samples" and opened):
            continue
        action = driven.window.actions_by_id[spec.id]
        action.setEnabled(True)
        action.trigger()
        driven.turn()
        close_dialogs(driven)
    driven.turn(100)
    if driven.window.isFullScreen():
        driven.act("full_screen")


def test_walking_the_list(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    fill(tmp_path / "some", [DEFINITE, DOUBT, NOT_FOUND])
    driven.open(tmp_path / "some")
    driven.wait_answered()
    driven.cases  # noqa: B018 - puts the order into effect

    def after(name: str) -> str:
        driven.act(name)
        driven.wait(lambda: driven.is_settled)
        return driven.case.name

    assert after("last") == "scan_002.png"
    assert after("first") == "scan_000.png"
    assert after("next") == "scan_001.png"
    assert after("previous") == "scan_000.png"
    driven.act("agree")
    assert after("next_unreviewed") == "scan_001.png"
    driven.act("agree")
    assert after("next_unreviewed") == "scan_002.png"
    driven.act("agree")
    assert after("next_unreviewed") == "scan_002.png"
    assert "No unreviewed" in driven.message


def test_tools_presets_and_what_is_drawn(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "one", [DEFINITE])[0])
    driven.wait(lambda: driven.scene.analysis is not None)
    main, actions = driven.window.canvas.main, driven.window.actions_by_id
    driven.act("tool_ruler")
    assert main.tool is ToolName.RULER
    assert [name for name in ToolName if actions[f"tool_{name}"].isChecked()] == [ToolName.RULER]
    main.begin_measurement(Measurement(((1.0, 1.0), (5.0, 1.0))))
    driven.act("cancel")
    assert main.measurements == ()
    main.begin_measurement(Measurement(((1.0, 1.0), (5.0, 1.0))))
    main.finish_measurement()
    assert len(main.measurements) == 1
    driven.act("clear_measurements")
    assert main.measurements == ()
    driven.act("cancel")
    assert main.tool is ToolName.WINDOW
    main.set_view(main.view.zoomed(2.0))
    driven.act("cancel")
    assert main.view.fitted
    assert main.drawn_detections
    driven.act("assistant")
    assert not main.drawn_detections
    assert not driven.window.session.assistant_shown
    driven.act("assistant")
    driven.act("hide_drawn")
    assert not main.drawn_detections
    driven.act("hide_drawn")
    states = []
    for _ in range(3):
        driven.act("corner_texts")
        states.append(main.corner_state)
    assert states == ["technical", "none", "all"]
    driven.act("next_finding")
    assert driven.window.chosen_detection == 1
    driven.act("next_finding")
    assert driven.window.chosen_detection == 2
    driven.act("next_finding")
    assert driven.window.chosen_detection == 1


def test_run_anyway_answers_what_is_out_of_scope(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "one", [OUT_OF_SCOPE])[0])
    driven.wait(lambda: driven.scene.findings.kind == "out_of_scope")
    assert driven.window.actions_by_id["ignore_gate"].isEnabled()
    driven.act("ignore_gate")
    driven.wait(lambda: driven.scene.findings.kind == "analyzed")
    assert not driven.window.actions_by_id["ignore_gate"].isEnabled()


def test_a_pause_of_the_analysis_and_its_end_by_the_same_key(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    pause = driven.window.actions_by_id["analyse_pause"]
    driven.act("analyse_pause")
    fill(tmp_path / "some", [100 + i for i in range(12)])
    driven.open(tmp_path / "some")
    driven.turn(200)
    assert not driven.is_answered
    driven.act("analyse_pause")
    assert not pause.isChecked()
    driven.window.status.cancel_asked.emit()
    assert pause.isChecked()
    driven.act("analyse_pause")
    driven.wait_answered()


def test_the_comment_and_the_filter_take_the_keyboard(windows: Windows) -> None:
    driven = windows.make()
    driven.act("focus_filter")
    assert driven.window.focusWidget() is driven.window.cases.filter_bar.box

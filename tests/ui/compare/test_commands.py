from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.core.measure import Measurement
from fracview.review.settings import Settings
from fracview.ui.action_table import ACTIONS
from fracview.ui.canvas.tools import ToolName
from fracview.ui.compare.mode import ALSO_HERE
from tests.ui.compare.folders import NAMES, compare_with_results

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.ui.compare.mode import CompareMode
    from tests.ui.windows import Driven, Windows


@pytest.fixture
def driven(windows: Windows) -> Driven:
    return windows.make(settings=Settings(analyse_in_background=False))


@pytest.fixture
def mode(driven: Driven, tmp_path: Path) -> CompareMode:
    return compare_with_results(driven, tmp_path)


def in_view(mode: CompareMode) -> str:
    return mode.session.name_of(mode.session.current)


def test_the_page_names_only_actions_of_the_table(mode: CompareMode) -> None:
    assert set(mode.commands) | ALSO_HERE <= {spec.id for spec in ACTIONS}


def test_walking_the_list_of_the_page(driven: Driven, mode: CompareMode) -> None:
    reading = driven.window.session.key
    for action, name in (("last", NAMES[2]), ("previous", NAMES[1]), ("first", NAMES[0]), ("next", NAMES[1])):
        driven.act(action)
        assert in_view(mode) == name
    driven.act("last")
    driven.act("next")
    assert in_view(mode) == NAMES[2]
    assert driven.window.session.key == reading


def test_view_and_tools_work_on_the_radiograph_of_the_page(driven: Driven, mode: CompareMode) -> None:
    viewport, main = mode.page.viewport, driven.window.canvas.main
    before = main.view
    driven.act("zoom_in")
    assert not viewport.view.fitted
    driven.act("rotate_right")
    assert viewport.view.orientation.turns == 1
    driven.act("invert")
    assert viewport.inverted
    driven.act("preset_0")
    driven.act("tool_ruler")
    assert viewport.tool is ToolName.RULER
    viewport.begin_measurement(Measurement(((1.0, 1.0), (5.0, 1.0))))
    driven.act("cancel")
    assert viewport.measurements == ()
    driven.act("cancel")
    assert viewport.tool is ToolName.WINDOW
    driven.act("cancel")
    assert viewport.view.fitted
    assert viewport.view.orientation.as_acquired
    state = viewport.corner_state
    driven.act("corner_texts")
    assert viewport.corner_state != state
    assert main.view == before


def test_hiding_hides_the_marks(driven: Driven, mode: CompareMode) -> None:
    assert mode.page.viewport.marks.reference
    driven.act("hide_drawn")
    assert not mode.page.viewport.marks.reference
    driven.act("hide_drawn")
    assert mode.page.viewport.marks.reference


def test_the_comment_takes_the_keyboard(driven: Driven, mode: CompareMode) -> None:
    driven.act("comment")
    assert driven.window.focusWidget() is mode.page.note


def test_the_cancel_key_leaves_the_full_screen(driven: Driven, mode: CompareMode) -> None:
    driven.act("full_screen")
    driven.act("cancel")
    assert not driven.window.isFullScreen()

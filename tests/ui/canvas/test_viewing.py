"""The commands that every viewport has, whichever page it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.ui.canvas import corners
from fracview.ui.canvas.viewing import next_corner_state, viewing
from fracview.ui.canvas.viewport import Viewport

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_every_digit_is_a_preset_and_each_turn_a_command(qtbot: QtBot) -> None:
    viewport = Viewport()
    qtbot.addWidget(viewport)
    made = viewing(viewport)
    assert {f"preset_{n}" for n in range(10)} <= set(made)
    before = viewport.view
    made["rotate_right"]()
    assert viewport.view.orientation != before.orientation
    made["rotate_left"]()
    assert viewport.view.orientation == before.orientation


def test_corner_states_go_round(qtbot: QtBot) -> None:
    viewport = Viewport()
    qtbot.addWidget(viewport)
    seen = []
    for _ in corners.STATES:
        viewport.set_corner_state(next_corner_state(viewport))
        seen.append(viewport.corner_state)
    assert sorted(seen) == sorted(corners.STATES)

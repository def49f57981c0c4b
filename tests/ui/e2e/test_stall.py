"""The watchdog: over a scripted session the thread that paints is never kept for long."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from fracview.core.display import as_window
from tests.ui.heartbeat import LIMIT_MS, NOISE, Heartbeat

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.windows import Driven, Windows

CTRL = Qt.KeyboardModifier.ControlModifier
SHAPE = (2880, 2304)
"""Of a FracAtlas scan, the largest kind there is in it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight large radiographs of shades and noise."""
    made = tmp_path_factory.mktemp("large")
    rng = np.random.default_rng(3)
    shade = np.linspace(40, 200, SHAPE[0])[:, None] + np.linspace(-30, 30, SHAPE[1])
    for i in range(8):
        noise = rng.integers(-8, 8, SHAPE)
        Image.fromarray((shade + noise + i).clip(0, 255).astype(np.uint8)).save(made / f"large_{i}.jpg")
    return made


def drag(driven: Driven, steps: int) -> None:
    """Window, zoom and pan as by hand, a step each few milliseconds."""
    viewport = driven.window.canvas.main
    for i in range(steps):
        viewport.set_view(viewport.view.zoomed(1.03 if i % 20 < 10 else 1 / 1.03, (200.0, 150.0)))
        driven.turn(5)
        viewport.set_view(viewport.view.panned(3.0, -2.0))
        driven.turn(5)
        voi = as_window(viewport.voi, viewport.picture.display)
        viewport.set_voi(replace(voi, center=voi.center + 1.0, width=voi.width * 1.01))
        driven.turn(5)


def scripted_session(windows: Windows, folder: Path, heartbeat: Heartbeat) -> None:
    """What a reader does in a minute."""
    driven = windows.make()
    driven.turn(200)
    heartbeat.start()
    heartbeat.during = "opening"
    driven.open(folder)
    heartbeat.during = "moving on"
    for _ in range(7):
        driven.key(Qt.Key.Key_Down)
        driven.wait(lambda: driven.is_settled)
        driven.turn(60)
    heartbeat.during = "zooming"
    drag(driven, 60)
    heartbeat.during = "layers"
    for _ in range(2):
        driven.key(Qt.Key.Key_BracketRight)
        driven.turn(150)
    driven.key(Qt.Key.Key_X)
    heartbeat.during = "verdicts"
    driven.key(Qt.Key.Key_1, CTRL)
    driven.turn(60)
    driven.key(Qt.Key.Key_Z, CTRL)
    driven.turn(60)
    heartbeat.during = "side by side"
    driven.key(Qt.Key.Key_Tab)
    driven.turn(60)
    driven.key(Qt.Key.Key_Tab)
    driven.turn(100)
    driven.key(Qt.Key.Key_Tab)
    heartbeat.during = "list"
    driven.window.cases.filter_bar.box.setText("large_3")
    driven.turn(60)
    driven.window.cases.filter_bar.box.setText("")
    driven.turn(60)
    heartbeat.during = "the rest"
    driven.wait_answered(60_000)
    driven.turn(300)
    heartbeat.stop()
    windows.close(driven)


def troubles(heartbeat: Heartbeat) -> list[str]:
    """What took too long."""
    late = [one for one in heartbeat.stalls if one.wall_ms > LIMIT_MS]
    found = {
        "work on the thread that paints": heartbeat.hardest.work_ms > LIMIT_MS,
        "a stall on the clock": heartbeat.longest.wall_ms > LIMIT_MS * NOISE,
        f"{len(late)} late beats": len(late) > 0.05 * len(heartbeat.stalls),
    }
    return [name for name, happened in found.items() if happened]


@pytest.mark.slow
def test_nothing_keeps_the_thread_that_paints(windows: Windows, folder: Path, heartbeat: Heartbeat) -> None:
    """The better of two sessions counts: on a machine that others use too, one may be theirs."""
    scripted_session(windows, folder, heartbeat)
    if troubles(heartbeat):
        heartbeat = Heartbeat()
        scripted_session(windows, folder, heartbeat)
    assert not troubles(heartbeat), heartbeat.report

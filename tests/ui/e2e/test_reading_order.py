"""The reading order in the window: asked for by key, holds still, and the next unreviewed goes along it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from fracview.core.verdict import Verdict
from fracview.review.case import SortKey
from fracview.review.settings import Settings
from fracview.review.store import Store
from tests.tiny_runs import DEFINITE, DOUBT, NOT_FOUND
from tests.ui.windows import fill

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.ui.windows import Driven, Windows

HOUR_NS = 3_600_000_000_000


def names(driven: Driven) -> list[str]:
    driven.window.cases.refresh()
    return [case.name for case in driven.cases]


def test_reading_along_the_order(windows: Windows, tmp_path: Path) -> None:
    greys = [NOT_FOUND, DOUBT, DEFINITE, DEFINITE + 10, NOT_FOUND - 8]
    folder = fill(tmp_path / "many", greys)[0].parent
    driven = windows.make(settings=Settings(queue_negative_share=0.0))
    driven.open(folder)
    driven.wait_answered()
    driven.key(Qt.Key.Key_Q)
    assert driven.window.session.catalog.sorting[0] is SortKey.QUEUE
    order = names(driven)
    assert order == ["scan_003.png", "scan_002.png", "scan_001.png", "scan_000.png", "scan_004.png"]
    driven.go(order[0])
    for name in order[:3]:
        assert driven.case.name == name
        driven.act("agree")
        driven.wait(lambda: driven.case.verdict is Verdict.AGREE)
        assert names(driven) == order
        driven.act("next_unreviewed")
        driven.wait(lambda: driven.is_settled)
    assert driven.case.name == order[3]
    driven.act("reading_order")
    assert names(driven) == ["scan_000.png", "scan_004.png", *order[:3]]


def test_what_waits_for_long_comes_early(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = fill(tmp_path / "many", [DEFINITE, DOUBT, NOT_FOUND])
    driven = windows.make()
    driven.open(paths[0].parent)
    driven.wait_answered()
    arrived = {case.name: case.arrived_ns for case in driven.cases}
    assert all(arrived.values())
    old = driven.case_named("scan_002.png").sha256
    windows.close(driven)

    arrivals = Store.arrivals

    def earlier(self: Store, shas: list[str]) -> dict[str, int]:
        found = arrivals(self, shas)
        return {sha: one - 30 * HOUR_NS if sha == old else one for sha, one in found.items()}

    monkeypatch.setattr(Store, "arrivals", earlier)
    again = windows.make(settings=Settings(queue_negative_share=0.0))
    again.window.cases.sort_by(SortKey.QUEUE)
    again.open(paths[0].parent)
    again.wait_answered()
    assert again.case_named("scan_002.png").arrived_ns < arrived["scan_002.png"]
    again.act("reading_order")
    assert names(again) == ["scan_000.png", "scan_002.png", "scan_001.png"]

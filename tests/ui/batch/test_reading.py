from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.review.case import SortKey

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.batch.driven import Batch


def test_the_folders_are_opened_in_the_order_to_read_in(batch: Batch, folder: Path) -> None:
    batch.run_to_the_end(folder)
    batch.button("read").click()
    assert not batch.mode.is_on
    driven = batch.driven
    driven.wait(lambda: len(driven.cases) == 6 and driven.window.session.key is not None)
    assert driven.window.session.walk.paths == (folder,)
    assert driven.window.session.catalog.sorting[0] is SortKey.QUEUE
    driven.wait(lambda: driven.is_settled and driven.case.outcome == "definite")
    assert driven.case is driven.cases[0]


def test_a_reader_who_has_gone_elsewhere_is_not_called_back(batch: Batch, folder: Path) -> None:
    batch.run_to_the_end(folder)
    batch.button("read").click()
    driven = batch.driven
    driven.wait(lambda: len(driven.cases) == 6)
    chosen = next(case.number for case in driven.cases if case.name == "scan_002.png")
    driven.window.go_to(chosen)
    driven.wait(lambda: not driven.window.session.walk.is_walking)
    driven.window.session.records.settle()
    driven.turn(20)
    assert driven.window.session.key == (chosen, 0)


def test_only_what_contradicts_itself_is_shown(batch: Batch, folder: Path) -> None:
    batch.run_to_the_end(folder)
    batch.button("read_disagreements").click()
    driven = batch.driven
    driven.wait(lambda: not driven.window.session.walk.is_walking)
    assert driven.window.cases.filter_bar.wanted().disagreement
    assert driven.window.session.catalog.sorting[0] is SortKey.QUEUE

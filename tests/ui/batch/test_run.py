from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.core.errors import FracViewError
from fracview.inference import Analyzer
from fracview.review.batch import job
from fracview.review.store import StoreError
from fracview.review.store.errors import store_error
from fracview.ui.batch.run import BatchRun
from tests.tiny_runs import DEFINITE, DOUBT, write_scan
from tests.ui.windows import fill

if TYPE_CHECKING:
    import pytest

    from tests.ui.batch.driven import Batch, Gate
    from tests.ui.windows import Windows


def test_everything_is_found_and_kept(batch: Batch, folder: Path) -> None:
    batch.run_to_the_end(folder)
    progress = batch.progress
    assert (progress.files_done, progress.frames, progress.recalled) == (6, 6, 0)
    wanted = {"definite": 2, "doubt": 1, "not_found": 1, "out_of_scope": 1, "unreadable": 1, "failed": 0}
    assert progress.counts == wanted
    batch.button("go").click()
    batch.driven.wait(lambda: batch.state == "finished" and batch.progress.recalled == 5)
    assert batch.progress.counts == wanted


def test_pause_and_go_on(batch: Batch, folder: Path, held: Gate) -> None:
    batch.start(folder)
    batch.driven.wait(lambda: batch.state == "running" and batch.progress.frames == 1)
    batch.button("go").click()
    assert batch.state == "paused"
    held.open()
    batch.driven.turn(60)
    assert batch.state == "paused"
    assert batch.progress.frames < 6
    batch.button("go").click()
    batch.wait_state("finished")
    assert batch.progress.frames == 6


def test_what_was_done_before_cancelling_is_recalled(batch: Batch, folder: Path, held: Gate) -> None:
    batch.start(folder)
    batch.driven.wait(lambda: batch.state == "running" and batch.progress.frames == 1)
    batch.button("cancel").click()
    assert batch.mode.run.is_stopping
    held.open()
    batch.wait_state("cancelled")
    assert not batch.mode.run.is_stopping
    batch.button("go").click()
    batch.wait_state("finished")
    assert batch.progress.frames == 6
    assert batch.progress.recalled >= 1


def test_cancelled_before_the_networks_are_open(batch: Batch, folder: Path) -> None:
    batch.mode.add([folder])
    batch.button("go").click()
    batch.button("cancel").click()
    assert batch.state == "cancelled"
    batch.button("go").click()
    batch.wait_state("finished")


def test_an_error_ends_it_and_nothing_is_lost(
    batch: Batch, folder: Path, broken: list[FracViewError]
) -> None:
    broken.append(store_error("store_full", Path("store.sqlite")))
    batch.start(folder)
    batch.wait_state("failed")
    assert batch.progress.error is broken[0]
    broken.clear()
    batch.button("go").click()
    batch.wait_state("finished")
    assert batch.progress.frames == 6
    assert batch.progress.recalled >= 1


def test_a_store_that_does_not_open_is_told_and_tried_again(
    batch: Batch, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = batch.driven.window.session.records
    batch.driven.wait(lambda: records.is_open)

    def refuse(*, again: bool = False) -> None:
        raise store_error("store_locked", records.path)

    with monkeypatch.context() as patched:
        patched.setattr(records, "_ready", refuse)
        batch.start(folder)
        batch.wait_state("failed")
    assert isinstance(batch.progress.error, StoreError)
    batch.button("go").click()
    batch.wait_state("finished")


def test_networks_that_do_not_open_are_told(
    windows: Windows, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driven = windows.make(models=tmp_path / "no such set")
    driven.act("batch")
    mode = driven.window.batch
    mode.add([folder])
    mode.page.run.start_asked.emit()
    driven.wait(lambda: mode.run.progress.state == "failed")
    assert isinstance(mode.run.progress.error, FracViewError)


def test_the_networks_of_the_session_are_used(batch: Batch, folder: Path) -> None:
    opened = batch.driven.window.session.analyses
    batch.driven.wait(lambda: opened.networks.analyzer is not None)
    used: list[Analyzer] = []
    keep = batch.mode.run._begin

    def watched(store: object) -> None:
        keep(store)
        used.append(batch.mode.run._job._open_analyzer())

    batch.mode.run._begin = watched
    batch.run_to_the_end(folder)
    assert used == [opened.networks.analyzer]


def test_a_watch_waits_for_new_files_until_it_is_cancelled(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "Watch", partial(job.Watch, look_every_s=0.05, still_s=0.05))
    share = tmp_path / "share"
    fill(share, [DEFINITE])
    batch.page.what._watch.setChecked(True)
    batch.start(share)
    batch.wait_state("watching")
    write_scan(share / "later.png", DOUBT)
    batch.driven.wait(lambda: batch.progress.frames == 2)
    batch.button("cancel").click()
    batch.wait_state("cancelled")


def test_closing_waits_for_what_is_under_way_and_it_is_saved(
    batch: Batch, folder: Path, held: Gate, windows: Windows, home: Path
) -> None:
    batch.start(folder)
    batch.driven.wait(lambda: batch.state == "running" and batch.progress.frames >= 1)
    threading.Timer(0.3, held.open).start()  # the window is closed while a frame is under way
    windows.close(batch.driven)  # fails where a thread is left
    again = windows.make()
    again.open(folder)
    again.wait(lambda: sum(case.outcome != "waiting" for case in again.cases) >= 1)


def test_a_second_start_does_nothing_while_one_is_under_way(batch: Batch, folder: Path, held: Gate) -> None:
    batch.start(folder)
    run: BatchRun = batch.mode.run
    request = run.request
    run.start(batch.mode.request)
    assert run.request is request
    held.open()
    batch.wait_state("finished")

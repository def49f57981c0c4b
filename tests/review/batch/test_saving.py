from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from fracview.core.analysis import Analysis, Fracture, Provenance, Status, Tier
from fracview.review.batch import saving
from fracview.review.batch.saving import Saver
from fracview.review.run import Step
from fracview.review.store import FileStamp, Store, StoreError

KEY = "k"


def _step(number: int, status: Status = Status.ANALYZED) -> Step:
    found = Fracture(0.5, Tier.DOUBT) if status is Status.ANALYZED else None
    path = Path(f"/scans/{number}.png")
    analysis = Analysis(path, 0, f"{number:064x}", status, "", Provenance("1"), found)
    return Step(analysis, None, number, number, True, stamp=FileStamp(path, number, number))


def _kept(store: Store, count: int) -> int:
    return len(store.load_analyses([f"{number:064x}" for number in range(count)], KEY))


def test_everything_is_written_at_the_latest_at_the_end(store: Store) -> None:
    with Saver(store, KEY) as saver:
        for number in range(100):
            saver.keep(_step(number))
    assert _kept(store, 100) == 100
    assert len(store.known_files([FileStamp(Path("/scans/7.png"), 7, 7)])) == 1


def test_what_waits_counts_as_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    save = store.save_run

    def slow(*arguments: object) -> None:
        gate.wait(30)
        save(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "save_run", slow)
    with Saver(store, KEY) as saver:
        saver.keep(_step(3))
        place = (f"{3:064x}", 0)
        assert saver.waiting(place) is not None
        assert store.load_analysis(*place, KEY) is None
        gate.set()
    assert saver.waiting(place) is None
    assert store.load_analysis(*place, KEY) is not None


def test_a_store_held_by_another_process_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "RETRY_S", 0.02)
    path = tmp_path / "store.sqlite"
    with Store(path, timeout_s=0.05) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.5, lambda: None)
        with Saver(store, KEY) as saver:
            saver.keep(_step(1))
            release.start()
            release.join()
            assert _kept(store, 2) == 0
            other.execute("ROLLBACK")
        assert _kept(store, 2) == 1


def test_a_store_that_stays_held_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "RETRY_S", 0.02)
    path = tmp_path / "store.sqlite"
    with Store(path, timeout_s=0.05) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as caught, Saver(store, KEY, patience_s=0.1) as saver:
            saver.keep(_step(1))
        other.execute("ROLLBACK")
        assert caught.value.reason == "store_locked"


def test_what_went_wrong_is_said_to_the_run_itself(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreError("full", reason="store_full")

    monkeypatch.setattr(store, "save_run", full)
    monkeypatch.setattr(saving, "LATEST_S", 0.01)

    def run() -> None:
        with Saver(store, KEY) as saver:
            for number in range(100_000):
                saver.keep(_step(number))

    with pytest.raises(StoreError, match="full"):
        run()


def test_an_error_of_the_run_is_not_covered_by_one_of_the_store(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("full", reason="store_full")

    monkeypatch.setattr(store, "save_run", full)

    def run() -> None:
        with Saver(store, KEY) as saver:
            saver.keep(_step(1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run()


def test_a_slow_store_holds_the_run_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "MOST_WAITING", 8)
    monkeypatch.setattr(saving, "TOGETHER", 4)
    gate, handed = threading.Event(), []
    save = store.save_run

    def slow(*arguments: object) -> None:
        gate.wait(30)
        save(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "save_run", slow)
    with Saver(store, KEY) as saver:

        def run() -> None:
            for number in range(100):
                saver.keep(_step(number))
                handed.append(number)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join(0.3)
        assert len(handed) <= 8 + saving.TOGETHER
        gate.set()
        thread.join(30)
    assert _kept(store, 100) == 100

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.analysis import Status
from fracview.review.store import KnownFile, Store, StoreError
from tests.export.analyses import analysis, without_findings
from tests.review.store.cases import (
    KEY,
    NETWORK,
    SHA,
    full_disk,
    impression,
    is_whole,
    row,
    run_of,
    sha,
    stamp,
    start,
)

if TYPE_CHECKING:
    import subprocess

TIMEOUT_S = 0.2


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "store.sqlite", timeout_s=TIMEOUT_S) as opened:
        yield opened


def _said(process: subprocess.Popen[str], least: int) -> list[int]:
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return [int(process.stdout.readline()) for _ in range(least)]


def test_a_run_is_kept_with_all_it_has_brought(store: Store) -> None:
    made, learnt = run_of(3)
    store.save_run(made, learnt, KEY)
    assert is_whole(store, 3)
    assert store.known_files([stamp("folder/3.dcm")]) == {Path("folder/3.dcm"): learnt[0][1]}
    assert {one.fracture for one in store.load_analyses([sha(3)], KEY).values()} == {made[0].fracture}


def test_of_what_failed_nothing_is_kept_but_the_file_that_was_given(store: Store) -> None:
    rows = {NETWORK: row()}
    ended = [
        without_findings(Status.FAILED, "code: why", sha256=sha(1), network_rows=rows),
        without_findings(Status.UNREADABLE, "code: why", sha256=sha(2), network_rows=rows),
        without_findings(Status.OUT_OF_SCOPE, "gate: why", sha256=sha(3), network_rows=rows),
        analysis(sha256="", network_rows=rows),
    ]
    store.save_run(ended, [(stamp("1.dcm"), KnownFile(sha(1), 1, ""))], KEY)
    assert list(store.load_analyses([sha(1), sha(2), sha(3), ""], KEY)) == [(sha(3), 0)]
    assert [len(store.load_rows(sha(number), 0, [NETWORK])) for number in (1, 2, 3)] == [0, 0, 1]
    assert list(store.known_files([stamp("1.dcm"), stamp("2.dcm"), stamp("3.dcm")])) == [Path("1.dcm")]
    assert list(store.arrivals([sha(1), sha(2), sha(3)])) == [sha(1)]


def test_nothing_to_keep_opens_no_transaction(store: Store) -> None:
    with start("hold", store.path) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        store.save_run([without_findings(Status.FAILED, "code: why")], [], KEY)
        other.kill()


@pytest.mark.parametrize(
    ("made", "learnt", "said"),
    [
        ([analysis()], [(stamp(), KnownFile(SHA, 1, "1.2.840.1"))], "study_key"),
        ([analysis(), analysis(network_rows={NETWORK: {"a": np.zeros(2)}})], [], "cannot be packed"),
    ],
)
def test_what_may_not_be_kept_keeps_all_of_it_out(
    store: Store, made: list[object], learnt: list[object], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        store.save_run(made, learnt, KEY)  # type: ignore[arg-type]
    assert store.load_analyses([SHA], KEY) == {}
    assert store.arrivals([SHA]) == {}


@pytest.mark.parametrize("breaks", [KeyboardInterrupt, ZeroDivisionError])
def test_a_save_that_breaks_at_its_end_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, breaks: type[BaseException]
) -> None:
    def broken(*_: object) -> None:
        raise breaks

    with monkeypatch.context() as patch:
        patch.setattr("fracview.review.store.arrivals.write", broken)
        with pytest.raises(breaks):
            store.save_run(*run_of(3), KEY)
    assert not is_whole(store, 3)
    store.save_run(*run_of(3), KEY)
    assert is_whole(store, 3)


def test_a_full_disk_leaves_nothing_half_written_and_the_next_try_works(store: Store) -> None:
    store.save_run(*run_of(1), KEY)
    with full_disk(store):
        with pytest.raises(StoreError) as raised:
            store.save_run(*run_of(2, frames=200), KEY)
        assert raised.value.reason == "store_full"
        assert raised.value.path == store.path
        assert is_whole(store, 1)
        assert not is_whole(store, 2)
    store.save_run(*run_of(2), KEY)
    assert is_whole(store, 2)


def test_a_store_that_another_process_holds_refuses_in_time_and_works_again_after(store: Store) -> None:
    store.save_run(*run_of(1), KEY)
    with start("hold", store.path) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        started = time.monotonic()
        with pytest.raises(StoreError) as raised:
            store.save_run(*run_of(2), KEY)
        assert TIMEOUT_S / 2 < time.monotonic() - started < TIMEOUT_S + 5
        assert raised.value.reason == "store_locked"
        assert is_whole(store, 1)
        assert not is_whole(store, 2)
        other.kill()
    store.save_run(*run_of(2), KEY)
    assert is_whole(store, 2)


def test_two_processes_save_their_runs_at_the_same_time(tmp_path: Path) -> None:
    """Files of their own and one that both have; they make the store at the same moment too."""
    path, count = tmp_path / "store.sqlite", 60
    with start("run", path, 1000, count) as first, start("run", path, 2000, count) as second:
        assert _said(first, count) == list(range(1000, 1000 + count))
        assert _said(second, count) == list(range(2000, 2000 + count))
        assert (first.wait(), second.wait()) == (0, 0)
    with Store(path) as store:
        assert all(
            is_whole(store, start + number)
            for start in (0, 1000, 2000)
            for number in range(count)
            if start or not number
        )
        assert store.impressions([SHA]) == {
            (SHA, start + number): (impression(frame=start + number, reader=str(start)),)
            for start in (1000, 2000)
            for number in range(count)
        }


@pytest.mark.parametrize("least", [1, 15])
def test_a_killed_process_leaves_whole_runs(tmp_path: Path, least: int) -> None:
    path = tmp_path / "store.sqlite"
    with start("run", path, 1000, 0) as process:
        said = _said(process, least)
        process.kill()
        said += [int(line) for line in process.communicate()[0].splitlines() if line.isdigit()]
    with Store(path) as store:
        assert all(is_whole(store, number) for number in said)
        is_whole(store, said[-1] + 1)  # or none of it
        store.save_run(*run_of(1), KEY)
        assert is_whole(store, 1)

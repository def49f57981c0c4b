from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from fracview.review.store import KnownFile, Store
from fracview.review.store.database import CHUNK
from tests.review.store.cases import KEY, SHA, run_of, sha, stamp

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "store.sqlite") as opened:
        yield opened


def test_contents_arrive_when_they_are_first_remembered(store: Store) -> None:
    before = time.time_ns()
    store.remember_files([(stamp(), KnownFile(SHA, 1, ""))])
    assert before <= store.arrivals([SHA])[SHA] <= time.time_ns()
    assert store.arrivals([sha(1)]) == store.arrivals([]) == {}


def test_contents_that_move_or_are_analysed_again_keep_their_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 1_000)
    store.save_run(*run_of(5), KEY)
    monkeypatch.setattr("time.time_ns", lambda: 2_000)
    store.save_run(*run_of(5), KEY)
    store.remember_files([(stamp("elsewhere.dcm"), KnownFile(sha(5), 3, ""))])
    store.remember_files([(stamp("new.dcm"), KnownFile(sha(6), 1, ""))])
    assert store.arrivals([sha(5), sha(6), sha(5)]) == {sha(5): 1_000, sha(6): 2_000}


def test_new_contents_at_an_old_path_arrive_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2):
        monkeypatch.setattr("time.time_ns", lambda number=number: number)
        store.remember_files([(stamp(size=number), KnownFile(sha(number), 1, ""))])
    assert store.arrivals([sha(1), sha(2)]) == {sha(1): 1, sha(2): 2}


def test_any_number_of_files_is_asked_for(store: Store) -> None:
    count = CHUNK + 3
    store.remember_files([(stamp(f"{one}.dcm"), KnownFile(sha(one), 1, "")) for one in range(count)])
    assert len(store.arrivals([sha(one) for one in range(count + 5)])) == count


def test_what_could_not_be_hashed_has_no_arrival(store: Store) -> None:
    store.remember_files([(stamp(), KnownFile("", 1, ""))])
    assert store.arrivals([""]) == {}

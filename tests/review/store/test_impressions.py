from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.core.impression import Impression
from fracview.review.store import Store, StoreError
from tests.review.store.cases import KEY, SHA, entry, full_disk, impression, run_of, sha, start

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "store.sqlite", timeout_s=0.2) as opened:
        yield opened


def test_an_impression_comes_back_as_it_was_given(store: Store) -> None:
    given = [impression(frame=1, seconds=seconds, reader="Ärztin \0") for seconds in (None, 0.1 + 0.2)]
    for one in given:
        store.add_impression(one)
    assert store.impressions([SHA, sha(1), SHA]) == {(SHA, 1): tuple(given)}
    assert store.impressions([]) == {}


def test_all_of_a_frame_stay_in_their_order(store: Store) -> None:
    """Of each reader the first counts, which was written first whatever the clocks say."""
    said = (
        impression(time="2027-01-01T00:00:00+00:00"),
        impression(reader="CD", impression=Impression.FRACTURE),
        impression(impression=Impression.NO_FRACTURE),
    )
    for one in said:
        store.add_impression(one)
    store.add_impression(impression(sha256=sha(1)))
    found = store.impressions([sha(1), SHA])
    assert found == {(SHA, 0): said, (sha(1), 0): (impression(sha256=sha(1)),)}
    firsts = {one.reader: one.impression for one in reversed(found[SHA, 0])}
    assert firsts == {"AB": Impression.UNSURE, "CD": Impression.FRACTURE}


def test_no_verdict_and_no_re_run_touches_an_impression(store: Store) -> None:
    store.add_impression(impression(sha256=sha(5)))
    store.add_verdict(entry(sha256=sha(5)))
    store.save_run(*run_of(5), KEY)
    assert store.impressions([sha(5)]) == {(sha(5), 0): (impression(sha256=sha(5)),)}
    assert store.journal([sha(5)]) == [entry(sha256=sha(5))]


def test_half_a_character_does_not_cost_the_impression(store: Store) -> None:
    store.add_impression(impression(reader="A \ud83e"))
    assert store.impressions([SHA])[SHA, 0] == (impression(reader="A \ufffd"),)


def test_an_impression_without_a_file_is_refused_aloud(store: Store) -> None:
    with pytest.raises(StoreError, match="could not be read"):
        store.add_impression(impression(sha256=""))


def test_a_damaged_impression_is_no_missing_one(store: Store) -> None:
    with store._database.writing() as connection:
        connection.execute("PRAGMA ignore_check_constraints = 1")
        connection.execute("INSERT INTO impressions VALUES (NULL, ?, 0, 'unsur#', '', '', NULL)", (SHA,))
    with pytest.raises(StoreError) as raised:
        store.impressions([SHA])
    assert raised.value.reason == "store_corrupt"


def test_a_full_disk_is_said_and_the_next_try_works(store: Store) -> None:
    store.add_impression(impression())
    long = impression(reader="x" * 100_000)
    with full_disk(store), pytest.raises(StoreError) as raised:
        store.add_impression(long)
    assert raised.value.reason == "store_full"
    assert store.impressions([SHA])[SHA, 0] == (impression(),)
    store.add_impression(long)
    assert store.impressions([SHA])[SHA, 0] == (impression(), long)


def test_a_store_that_another_process_holds_refuses_in_time_and_works_again_after(store: Store) -> None:
    with start("hold", store.path) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreError) as raised:
            store.add_impression(impression())
        assert raised.value.reason == "store_locked"
        other.kill()
    assert store.impressions([SHA]) == {}
    store.add_impression(impression())
    assert store.impressions([SHA]) == {(SHA, 0): (impression(),)}


def test_it_waits_for_the_disk(store: Store) -> None:
    store.add_impression(impression())
    assert store._database.rows("PRAGMA synchronous") == [(2,)]
